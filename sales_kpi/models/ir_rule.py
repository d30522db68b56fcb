from odoo import api, models

from ..sources.offer import ROUTING_EVENTS


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _eval_context(self):
        """Rules may name the events that say how people work, or whose model is closed.

        Also those of leads on offer to all partners, which belong to none of them.
        """
        names = self.env["sales.kpi"]._protected_events()
        unreadable = self.env["sales.kpi.event"]._unreadable()
        return {
            **super()._eval_context(),
            "kpi_protected_events": sorted(names),
            "kpi_routing_events": sorted(ROUTING_EVENTS),
            "kpi_unreadable_events": unreadable
            + [name + "_own" for name in unreadable],
        }
