from datetime import timedelta

from odoo import api, fields, models

#: Suggested days to keep a silent lead.
KEEP_DAYS = 30


class CrmLeadParking(models.TransientModel):
    """Park silent leads, keep them for a while, or note when the customer called."""

    _name = "crm.lead.parking"
    _description = "Decide about silent leads"

    step = fields.Selection(
        [("park", "Park"), ("keep", "Keep"), ("call", "Customer called")],
        required=True,
        default="park",
    )
    lead_ids = fields.Many2many(
        "crm.lead",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    lead_count = fields.Integer("Number of leads", compute="_compute_lead_count")
    reason = fields.Char(help="Stays on the lead while it is parked.")
    keep_until = fields.Date(
        "Keep until",
        default=lambda self: (
            fields.Date.context_today(self) + timedelta(days=KEEP_DAYS)
        ),
        help="Until then nobody is warned and nothing is parked.",
    )
    date_called = fields.Datetime("When", default=fields.Datetime.now)

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        for wizard in self:
            wizard.lead_count = len(wizard.lead_ids)

    def action_apply(self):
        self.ensure_one()
        if self.step == "call":
            return self.lead_ids.action_customer_called(self.date_called)
        if self.step == "keep":
            self.lead_ids.action_keep(self.keep_until)
        else:
            self.lead_ids.action_park(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
