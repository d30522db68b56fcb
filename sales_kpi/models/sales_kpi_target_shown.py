from odoo import models


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
        is_personal = self.kpi_id.id in target.env["sales.kpi"]._personal_kpi_ids()
        if not is_personal or self.user_id or target.company_id.kpi_show_persons:
            return True
        period = self._period()
        return period.start.day == period.stop.day == 1 and target._has_enough_people()

    def _has_enough_people(self):
        """Whether a team or company target is about at least five people."""
        people = self.env["sales.kpi.source"]._people()
        company = self.company_id.id
        if self.scope == "team":
            return people.is_large(self.team_id.id, company)
        if self.scope != "company":
            return False
        if people.has_enough_others(company):
            return True
        large = people.large_teams(company)
        source = self.env["sales.kpi.source"]
        return bool(large) and not source._has_work_outside(company, large)
