"""What the milestone board's screen and the page about the method ask for."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.cascade import Section, cascade, first_day
from .rpc_answer import for_caller
from .rpc_question import given_id

#: The example of the method: 100 000 a month, one half gets on everywhere.
TARGET, SHARE = 100_000.0, 0.5
#: Beyond these a number is a slip of the keyboard.
MOST_TARGET, MOST_SHARE = 1e12, 10.0


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.model
    @api.readonly
    def milestone_screen(self, team=False, month=None, user=False):
        """What the screen of the milestone board shows, in one call.

        :param team: id of a team; default one's own
        :param month, user: as of :meth:`get_milestone_board`
        :return: ``{'teams': [[id, name]] to choose from, 'people': [[id, name]] whose
            figures one may see besides the own, 'can_set_up': may change the process,
            'board': as of :meth:`get_milestone_board`, None without a team}``
        """
        self.env["sales.kpi.fact"].check_access("read")
        teams = self._milestone_teams()
        asked = self.browse(given_id(self.env, team) if team else ())
        chosen = asked.exists() or teams._milestone_first()
        return for_caller(
            {
                "teams": [[one.id, one.name] for one in teams],
                "people": chosen._milestone_people() if chosen else [],
                "can_set_up": self._may_set_up_milestones(),
                "board": chosen.get_milestone_board(month, user) if chosen else None,
            }
        )

    @api.model
    @api.readonly
    def milestone_example(self, target=TARGET, shares=None):
        """The cascade of an example, on the page that explains it; nothing is stored.

        :param target: what the last milestone shall bring a month
        :param shares: what gets on from each milestone to the next one, 0.5 is one half
        :return: ``{'currency_id', 'target', 'milestones': [{'name', 'customer_action',
            'share': to the next one, 'needed'}]}``
        """
        self.env["sales.kpi.fact"].check_access("read")
        texts = self._template_texts()
        shares = [SHARE] * (len(texts) - 1) if shares is None else shares
        self._check_milestone_example(target, shares, len(texts) - 1)
        month = first_day(self.env["sales.kpi"]._today())
        sections = [Section(share, share) for share in shares]
        needs = cascade({month: target}, month, sections)
        return for_caller(
            {
                "currency_id": self.env.company.currency_id.id,
                "target": target,
                "milestones": [
                    {
                        "name": name,
                        "customer_action": action,
                        "share": share,
                        "needed": need.amount,
                    }
                    for (name, action, _advice), share, need in zip(
                        texts, [*shares, None], needs, strict=True
                    )
                ],
            }
        )

    @api.model
    def _check_milestone_example(self, target, shares, size):
        if not _is_number(target, MOST_TARGET):
            raise UserError(self.env._("Enter a target above 0."))
        if (
            not isinstance(shares, list | tuple)
            or len(shares) != size
            or not all(_is_number(share, MOST_SHARE) for share in shares)
        ):
            raise UserError(
                self.env._(
                    "Enter for each section which part of the value gets on: above "
                    "0 %, at most 1000 %."
                )
            )

    @api.model
    def _milestone_teams(self):
        """The teams whose milestones one may see."""
        return self.search(Domain.TRUE).filtered(lambda team: team._sees_milestones())

    def _milestone_first(self):
        """The team to begin with: an own one, if possible with milestones."""
        return self.sorted(
            lambda team: (not team._is_own_team(), not team._milestones())
        )[:1]

    def _is_own_team(self):
        team_sudo = self.sudo()  # sudo: who works where is no secret among colleagues
        return (
            self.env.user in team_sudo.user_id | team_sudo.crm_team_member_ids.user_id
        )

    def _milestone_people(self):
        """The members whose milestones one may see, besides oneself (decision 33)."""
        if not self._may_see_milestones_of_others():
            return []
        # sudo: who works in which team is no secret among colleagues
        people = self.sudo().crm_team_member_ids.user_id - self.env.user
        return [[person.id, person.name] for person in people]

    @api.model
    def _may_set_up_milestones(self):
        return self.has_access("write") and self.env["crm.stage"].has_access("create")


def _is_number(value, most):
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 < value <= most
    )
