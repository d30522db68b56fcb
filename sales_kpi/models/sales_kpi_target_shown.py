from odoo import models

#: States in which the figures of a target move.
RUNNING = ("proposed", "accepted", "active")
#: States before management has confirmed.
UNCONFIRMED = ("draft", "proposed", "accepted")


class SalesKpiTarget(models.Model):
    """Targets of how people work are told of enough people only (docs/privacy.md).

    Those of a person are hidden from others by record rules.
    """

    _inherit = "sales.kpi.target"

    def _may_show_values(self):
        """Whether the figures of a target may be shown to who may read it."""
        self.ensure_one()
        # sudo: which KPIs these are, and a setting
        target = self.sudo()
        if self.user_id:
            return self.user_id == self.env.user or self._is_agreed()
        if not (self._is_agreed() or self._may_see_figures()):
            return False
        is_personal = self.kpi_id.id in target.env["sales.kpi"]._personal_kpi_ids()
        if not is_personal or target.company_id.kpi_show_persons:
            return True
        period = self._period()
        return period.start.day == period.stop.day == 1 and target._has_enough_people()

    def _hidden_text(self):
        """Why the figures are not shown."""
        if self.user_id:
            return self.env._("Figures of a person are shown once they have accepted.")
        if not self._is_agreed():
            return self.env._(
                "These figures are shown once management has confirmed the target."
            )
        return self.env._(
            "How people work is told of at least five people, and for whole months."
        )

    def _is_agreed(self):
        """Whether the agreement so far opens the figures: a wish alone opens nothing.

        Those of a person the acceptance of that person; those of a customer, a product
        and the like, which any salesperson may name, the confirmation by management.
        """
        if self.user_id:
            return bool(self.accepted_date) or self.state not in ("draft", "proposed")
        return self.scope in ("company", "team") or self.state not in UNCONFIRMED

    def _is_followed(self):
        """Whether figures of the target are stored."""
        return self.state in RUNNING and self._is_agreed()

    def _has_enough_people(self):
        """Whether a team or company target is about at least five people."""
        people = self.env["sales.kpi.source"]._people()
        company = self.company_id.id
        if self.scope == "team":
            return people.is_large(self.team_id.id, company)
        kpis = self.env["sales.kpi"]
        return self.scope == "company" and kpis._is_company_large(people, company)
