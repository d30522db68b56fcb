"""What the milestones of a team need so that the last one yields the target."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine.cascade import first_day, light, pace
from ..engine.errors import KpiError
from ..engine.period import to_date
from .kpi_errors import error_text
from .milestone_reader import MilestoneReader, last_day
from .rpc_answer import for_caller


class CrmTeam(models.Model):
    _inherit = "crm.team"

    milestone_currency_id = fields.Many2one(
        "res.currency",
        "Currency of the target",
        compute="_compute_milestone_currency_id",
    )
    milestone_target_amount = fields.Monetary(
        "New business a month",
        currency_field="milestone_currency_id",
        help="What the last milestone shall bring each month. What the milestones "
        "before it need is calculated back from it.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_milestone_currency_id(self):
        for team in self:
            company = team.company_id or self.env.company
            team.milestone_currency_id = company.currency_id

    @api.constrains("milestone_target_amount")
    def _check_milestone_target_amount(self):
        if any(team.milestone_target_amount < 0 for team in self):
            raise ValidationError(
                self.env._("The new business a month must not be negative.")
            )

    def get_milestone_cascade(self, month):
        """What each milestone needs in a month, and what arrived there.

        :param month: a day of the month, as date or ISO text (“2026-03-01”, “2026-03”)
        :return: the milestones, the first one first: ``{'stage': [id, name], 'rate':
            success rate by value, 'rate_count', 'yield', 'n': cases of the rates,
            'lag_days', 'lag_months': to the last milestone, 'origin': 'measured',
            'manual' or 'default', 'is_assumed', 'needed', 'needed_count',
            'needed_per_week', 'needed_per_workday', 'serves': the month whose target
            it feeds, 'is_carried': the target of an earlier month goes on,
            'needed_to_date', 'actual', 'actual_count', 'pace': what arrived in the last
            60 working days / need of the same days, 'status': 'green', 'amber', 'red'
            or 'grey'}``. Rates lead to the next milestone: the last one has none.
        :raise AccessError: for who may not see the team's figures
        :raise UserError: without milestones or target
        """
        month = self._milestone_month(month)
        self._check_milestone_access()
        self.env["sales.kpi.fact"].refresh()
        reader = self._milestone_reader(month)
        problem = self._milestone_problem(reader)
        if problem:
            raise UserError(self._milestone_hint(problem))
        return for_caller(
            [
                self._milestone_row(reader, place)
                for place in range(len(reader.milestones))
            ]
        )

    def _milestone_reader(self, month, first_month=None, user=None):
        """Who has the right reads sums of the whole team, never whose they are."""
        company = self.company_id or self.env.company
        # sudo: sums of the team are for its members, its rows are not
        team_sudo = self.sudo().with_company(company)
        return MilestoneReader(team_sudo, month, first_month, user)

    def _milestone_row(self, reader, place):
        """One milestone of the cascade."""
        month = reader.month
        need = reader.needs(month)[place]
        arrived = reader.arrived(place, month, last_day(month))
        stage = reader.milestones[place]
        return {
            "stage": [stage.id, stage.name],
            **self._milestone_rate(reader, place),
            "needed": need.amount,
            "needed_count": need.count,
            **self._milestone_pace(reader, place),
            "serves": need.serves.isoformat(),
            "is_carried": need.is_carried,
            "needed_to_date": self._milestone_need_to_date(reader, place, "amount"),
            "actual": arrived.amount,
            "actual_count": int(arrived.count),
            **self._milestone_light(reader, place),
        }

    def _milestone_rate(self, reader, place):
        """The section from a milestone to the next one; the last one has none."""
        measured, _assumed = reader.rates[place]
        if place == len(reader.milestones) - 1:
            nothing = ("rate", "rate_count", "yield", "n", "lag_days", "origin")
            return dict.fromkeys(nothing) | {"lag_months": 0, "is_assumed": False}
        section, origin = reader.chosen[place]
        return {
            # who assumes a rate assumes one
            "rate": measured.success_rate
            if origin == "measured"
            else section.count_rate,
            "rate_count": section.count_rate,
            "yield": section.value_yield,
            "n": measured.n,
            "lag_days": section.lag_days,
            "origin": origin,
            "lag_months": reader.lags[place],
            "is_assumed": origin != "measured",
        }

    def _milestone_light(self, reader, place):
        """The light of a milestone; what is to come has none."""
        if reader.month > reader.today:
            return {"pace": None, "status": "grey"}
        days = reader.light_days
        arrived = reader.arrived(place, days[0], reader.as_of).amount if days else 0.0
        need = reader.needed_on(days, place, "amount")
        expected = reader.needed_on(days, place, "count")
        return {"pace": pace(arrived, need), "status": light(arrived, need, expected)}

    def _milestone_need_to_date(self, reader, place, what):
        """What the working days of the month that have begun need."""
        days = [day for day in reader.workdays(reader.month) if day <= reader.as_of]
        return reader.needed_on(days, place, what) if days else 0.0

    def _milestone_pace(self, reader, place):
        """What a week and a working day of the month need."""
        need = reader.per_workday(place, reader.month, "amount")
        return {
            "needed_per_week": None if need is None else need * reader.week_length,
            "needed_per_workday": need,
        }

    def _milestone_targets(self, first_month, months, user=None):
        """What the last milestone must bring in so many months, ``{month: amount}``.

        New business only: a target of all business is first reduced by the repeat
        business that is expected of its month (decision 25); who overrides this
        returns what is left. A month without an entry carries the last one on.

        :param user: only what this person must bring: an equal share of the team
        """
        self.ensure_one()
        share = self._milestone_share(user) if user else 1
        if not self.milestone_target_amount or not share:
            return {}
        return {
            first_month + relativedelta(months=number): self.milestone_target_amount
            * share
            for number in range(months)
        }

    def _milestone_share(self, user):
        """The share of the team's target that a person bears."""
        # sudo: who works in which team is no secret among colleagues
        members = self.sudo().crm_team_member_ids.user_id
        return 1 / len(members) if user in members else 0

    def _processes(self):
        """The milestones of each team in their order, ``{team: crm.stage}``."""
        # sudo: a process is no secret to who may see one of its leads
        Stage = self.env["crm.stage"].sudo()
        stages = Stage.search([("is_milestone", "=", True)], order="sequence, id")
        return {
            team: stages.filtered(
                lambda stage, team=team: not stage.team_ids or team in stage.team_ids
            )
            for team in self
        }

    def _milestone_problem(self, reader):
        """What is missing for a cascade, None if nothing is."""
        if not reader.milestones:
            return "no_milestones"
        if reader.targets:
            return None
        bears = not reader.user or self._milestone_share(reader.user)
        return "no_target" if bears else "no_member"

    def _milestone_hint(self, problem):
        """What to do about it."""
        if problem == "no_milestones":
            return self.env._(
                "The team “%s” has no milestones yet. Mark stages of its pipeline as "
                "milestones, or apply the template on the team.",
                self.name,
            )
        if problem == "no_member":
            return self.env._(
                "The board of a person needs a member of the team “%s”: only members "
                "bear a share of its target. Add the person to the team, or look at the "
                "whole team.",
                self.name,
            )
        return self.env._(
            "The team “%s” has no target. Enter on the team how much new business the "
            "last milestone shall bring each month.",
            self.name,
        )

    def _check_milestone_access(self):
        """Sums of a team are for its members, its leader, and who sees the company.

        :raise AccessError: for others
        """
        self.ensure_one()
        self.check_access("read")
        self.env["sales.kpi.fact"].check_access("read")
        if not self._sees_milestones():
            raise AccessError(
                self.env._(
                    "You see the milestones of your own teams only. Ask the leader of "
                    "the team “%s” to add you.",
                    self.name,
                )
            )

    def _sees_milestones(self):
        user = self.env.user
        return (
            self.env.su
            or self.env["sales.kpi"]._sees_all()
            or user.has_group("sales_team.group_sale_salesman_all_leads")
            # sudo: who works in which team is no secret among colleagues
            or user in self.sudo().user_id | self.sudo().crm_team_member_ids.user_id
        )

    @api.model
    def _milestone_month(self, month):
        """The first day of a month that somebody asks for."""
        if isinstance(month, str) and len(month) == len("2026-03"):
            month = f"{month}-01"
        try:
            return first_day(to_date(month))
        except KpiError as error:
            raise UserError(error_text(self.env, error)) from error
