from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLeadOfferCall(models.TransientModel):
    """A sales partner called: his contact and his report are entered for him."""

    _name = "crm.lead.offer.call"
    _description = "What a sales partner told on the phone"

    offer_id = fields.Many2one("crm.lead.offer", required=True, readonly=True)
    result = fields.Selection(
        selection=lambda self: self._options("contact_result"),
        string="Customer",
        help="Whether he reached the customer.",
    )
    status = fields.Selection(
        selection=lambda self: self._options("feedback_status"),
        string="How does it stand?",
    )
    currency_id = fields.Many2one(related="offer_id.currency_id")
    value = fields.Monetary(help="What the end customer pays the partner.")
    reason_id = fields.Many2one("crm.lost.reason", "Why it is lost")
    note = fields.Text()

    @api.model
    def _options(self, name):
        return self.env["crm.lead.offer"]._fields[name]._description_selection(self.env)

    def action_apply(self):
        """Enter it."""
        self.ensure_one()
        if not (self.result or self.status):
            raise UserError(self.env._("Choose what he told."))
        self.offer_id.action_note_call(
            self.result,
            self.status,
            note=self.note,
            value=self.value,
            reason=self.reason_id.id,
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
