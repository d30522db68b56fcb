from odoo import fields, models


class CrmLeadHandOver(models.TransientModel):
    """Give a lead to a sales partner without asking him."""

    _name = "crm.lead.hand.over"
    _description = "Hand a lead over"

    lead_id = fields.Many2one("crm.lead", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Sales partner",
        required=True,
        domain="[('is_sales_partner', '=', True)]",
        help="Gets the lead at once. Whoever was asked or has it now loses it.",
    )

    def action_apply(self):
        self.ensure_one()
        self.lead_id.action_hand_over(self.partner_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
