"""Costs are seen by KPI managers only: they would tell what a colleague earns."""

from odoo import api, models

from ..engine.formula import events


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _reserved_events(self):
        """The events that the caller must not read."""
        if self.env.su or self.env.user.has_group("sales_kpi.group_manager"):
            return set()
        return {
            name
            for name, event in self.env["sales.kpi.source"]._events().items()
            if event.for_managers
        }

    @api.model
    def _readings(self, trees, *args, **kwargs):
        """Without the KPIs of managers: a part of their formula would be no value."""
        reserved = self._reserved_events()
        kept = {
            code: pair
            for code, pair in trees.items()
            if not reserved & (events(pair[0]) | events(pair[1]))
        }
        return super()._readings(kept, *args, **kwargs)

    @api.model
    def _no_value_hint(self, kpi, *args, **kwargs):
        if self._reserved_events() & self._events_of(kpi.code):
            return self.env._("Costs are shown to KPI managers only.")
        return super()._no_value_hint(kpi, *args, **kwargs)


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _eval_context(self):
        """Rules may name the events that the user must not read."""
        names = self.env["sales.kpi"]._reserved_events()
        return {**super()._eval_context(), "kpi_reserved_events": sorted(names)}
