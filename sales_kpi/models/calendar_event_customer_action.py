from odoo import api, models
from odoo.tools import SQL


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._note_held()
        return events

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"active", "opportunity_id", "partner_ids", "start", "stop"}:
            self._note_held()
        return result

    def _note_held(self):
        """A meeting entered after the fact was held already."""
        # sudo: that a customer was met counts, whoever may read his lead
        past = self.sudo().filtered(
            lambda event: event.opportunity_id and event.stop <= self.env.cr.now()
        )
        if past:
            self.env["crm.lead"]._catch_up_customer_actions(
                SQL("= ANY(%s)", past.opportunity_id.ids)
            )
