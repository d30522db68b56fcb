from odoo import fields, models


class ResPartnerLiftBlock(models.TransientModel):
    """Let a sales partner pick leads again though he owes reports."""

    _name = "res.partner.lift.block"
    _description = "Lift the block of a sales partner"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True)
    reason = fields.Char(
        required=True, help="Why you let him pick leads again. It is kept with him."
    )

    def action_apply(self):
        self.ensure_one()
        self.partner_id.action_lift_block(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
