from odoo import api, models

from ..sources.event import DIMENSIONS


class SalesKpiReport(models.Model):
    _inherit = "sales.kpi.report"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """What belongs to nothing has a name, so that parts and rest make the total."""
        found = super().fields_get(allfields, attributes)
        if attributes is None or "falsy_value_label" in attributes:
            for name in found.keys() & set(DIMENSIONS):
                found[name]["falsy_value_label"] = self.env._("Not allocated")
        return found
