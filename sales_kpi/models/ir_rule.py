from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _eval_context(self):
        """Rules may name the events that say how people work."""
        names = self.env["sales.kpi"]._protected_events()
        return {**super()._eval_context(), "kpi_protected_events": sorted(names)}
