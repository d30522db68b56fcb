"""Whose targets one sees (docs/privacy.md): rules name the KPIs that are not for all."""

from odoo import api, models, tools
from odoo.fields import Domain

from ..engine.errors import KpiError


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    @tools.ormcache("events")
    def _ids_using(self, events):
        """Ids of the KPIs that count any of some events, archived ones included."""
        # sudo: which KPIs these are, not their figures
        kpis = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        return [kpi.id for kpi in kpis if kpi._counts_any(events)]

    def _counts_any(self, events):
        """Whether a KPI counts any of some events; it may, if it cannot be computed."""
        try:
            return bool(events & self._events_of(self.code))
        except (KpiError, LookupError):
            return True

    @api.model
    def _personal_kpi_ids(self):
        """The KPIs that say how people work."""
        return self._ids_using(frozenset(self._protected_events()))

    @api.model
    def _closed_kpi_ids(self):
        """The KPIs whose figures the caller must not read, costs for example."""
        unreadable = self.env["sales.kpi.event"]._unreadable()
        closed = self._reserved_events() | set(unreadable)
        return self._ids_using(frozenset(closed)) if closed else []


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _eval_context(self):
        """Rules may name KPIs that say how people work, or are closed to the user."""
        kpis = self.env["sales.kpi"]
        return {
            **super()._eval_context(),
            "kpi_personal_ids": kpis._personal_kpi_ids(),
            "kpi_closed_ids": kpis._closed_kpi_ids(),
        }
