"""Why this partner, and why not that one: what the dialog on a lead shows."""

from odoo import models
from odoo.exceptions import AccessError

from ..engine.matching import Matching, obstacles

#: Who may ask: portal users never.
ASKERS = "sales_team.group_sale_salesman,sales_kpi.group_partner_manager"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_show_partner_match(self):
        """Open the dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "sales_kpi_partner_match",
            "name": self.env._("Which partner fits?"),
            "target": "new",
            "params": {"lead_id": self.id},
        }

    def get_partner_match(self):
        """Who would get an offer of this lead now, who comes next, and why not others.

        Figures of partners are shown to partner managers only.

        :return: ``{'need': [str], 'chosen': [partner], 'next': [partner],
            'rejected': [partner], 'hint': str or False}``; a partner has ``id``,
            ``name``, ``level``, ``reasons`` ([str]) and ``is_tried``
        """
        self.ensure_one()
        if not self.env.user.has_groups(ASKERS):
            raise AccessError(
                self.env._("Only salespeople and partner managers see who fits a lead.")
            )
        self.check_access("read")
        candidates = self._partner_candidates()
        [need] = self._partner_needs(self._not_to_ask())
        # sudo: a setting, not a record
        n = self.team_id.sudo().offers_per_wave or 1
        match = Matching(candidates).match(need, n)
        by_id = {candidate.id: candidate for candidate in candidates}
        rejected = {
            number: [self._reason_text(reason) for reason in obstacles(need, one)]
            for number, one in by_id.items()
            if match.rejected.get(number, "company") != "company"
        }
        return {
            "need": self._need_texts(),
            "chosen": self._fitting(match.chosen),
            "next": self._fitting(match.next),
            "rejected": self._named(rejected),
            "hint": self._match_hint(match, rejected),
        }

    def _fitting(self, choices):
        """Partners who fit, each with what speaks for him."""
        partners = self._named({one.id: self._merits(one) for one in choices})
        tried = {one.id for one in choices if one.is_tried}
        return [{**partner, "is_tried": partner["id"] in tried} for partner in partners]

    def _named(self, reasons):
        """The partners of ``{id: [reason]}`` as the dialog shows them, in that order."""
        # sudo: the names of partners to whom the lead may go
        partners = self.env["res.partner"].sudo().browse(reasons)
        return [
            {
                "id": partner.id,
                "name": partner.name,
                "level": partner.grade_id.name or False,
                "reasons": reasons[partner.id],
                "is_tried": False,
            }
            for partner in partners
        ]

    def _merits(self, choice):
        """What speaks for a partner who fits."""
        texts = []
        if choice.is_tried:
            texts.append(self.env._("New: gets the chance to show what he can do."))
        elif choice.is_new:
            texts.append(self.env._("New: has picked few leads so far."))
        if not self._may_see_partner_figures():
            return texts
        if choice.record.ended:
            texts.append(
                self.env._(
                    "Won %(won)s of %(ended)s leads of this product line and territory.",
                    won=choice.record.won,
                    ended=choice.record.ended,
                )
            )
        elif not choice.is_new:
            texts.append(
                self.env._("No such leads yet: judged by what he won with others.")
            )
        return texts

    def _need_texts(self):
        """What the lead asks for, one sentence each."""
        # sudo: names of territory, product lines and level of a lead that may be read
        lead = self.sudo()
        lines = ", ".join(lead.required_categ_ids.mapped("display_name"))
        texts = [
            self.env._("Territory: %s", lead.territory_id.name)
            if lead.territory_id
            else self.env._(
                "Territory unknown: only partners who sell everywhere fit. Enter the "
                "customer's address."
            ),
            self.env._("Product lines: %s", lines)
            if lines
            else self.env._("No product line asked for: everybody sells it."),
        ]
        if lead.required_grade_id:
            texts.append(self.env._("Level: %s or higher", lead.required_grade_id.name))
        if lead.lang_id:
            texts.append(self.env._("Language: %s", lead.lang_id.name))
        return texts

    def _reason_text(self, reason):
        return {
            "company": self.env._("Works for another one of your companies."),
            "excluded": self.env._("Was asked already."),
            "blocked": self.env._("You have blocked this partner."),
            "paused": self.env._("Wants no leads for now."),
            "absent": self.env._("Is absent today."),
            "region_unknown": self.env._(
                "Sells in certain territories, and that of the customer is unknown."
            ),
            "region": self.env._("Does not sell in this territory."),
            "product": self.env._("Does not sell all product lines asked for."),
            "level": self.env._("Does not have the level needed."),
            "language": self.env._("Does not speak the customer's language."),
            "capacity": self.env._("Has as many open leads as he can take."),
            "feedback": self.env._("Owes reports about earlier leads."),
        }[reason]

    def _match_hint(self, match, rejected):
        """What to do if nobody fits."""
        if match.chosen:
            return False
        if not rejected:
            return self.env._(
                "There is no sales partner yet: open a company and tick “Sales partner”."
            )
        return self.env._(
            "Nobody fits. The reasons below say what stands in the way: change what "
            "the lead asks for, or the profile of a partner."
        )

    def _may_see_partner_figures(self):
        return self.env.user.has_group("sales_kpi.group_partner_manager")
