"""What a sales partner tells about a lead: one tap, and a word if he likes."""

from odoo import api, fields, models

from .crm_lead_offer import FEEDBACK, INTERNAL


class CrmLeadOfferReport(models.Model):
    """The texts of people are here, so that they can be erased; figures stay."""

    _name = "crm.lead.offer.report"
    _description = "Report of a sales partner about a lead"
    _order = "date desc, id desc"
    _rec_name = "status"

    offer_id = fields.Many2one(
        "crm.lead.offer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    lead_id = fields.Many2one(related="offer_id.lead_id")
    partner_id = fields.Many2one(related="offer_id.partner_id", store=True, index=True)
    date = fields.Datetime("Reported on", required=True, readonly=True)
    status = fields.Selection(FEEDBACK, required=True, readonly=True)
    note = fields.Text(readonly=True)
    currency_id = fields.Many2one(related="offer_id.currency_id")
    amount = fields.Monetary(
        "Reported value",
        readonly=True,
        help="What the end customer pays the partner. It is no revenue of yours.",
    )
    lost_reason_id = fields.Many2one(
        "crm.lost.reason", "Why it is lost", readonly=True, ondelete="restrict"
    )
    contact_id = fields.Many2one(
        "res.partner", "Reported by", readonly=True, index=True, ondelete="set null"
    )


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    report_ids = fields.One2many(
        "crm.lead.offer.report", "offer_id", "Reports", readonly=True, groups=INTERNAL
    )
    # stored: amounts are summed up, and the lead's currency cannot be asked by others
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True
    )
    reported_amount = fields.Monetary(
        "Reported value",
        readonly=True,
        help="The value of the won lead as the partner told it: what the end customer "
        "pays him. It is no revenue of yours.",
    )
    date_last_report = fields.Datetime("Last report on", readonly=True)
    date_last_word = fields.Datetime(
        "Last word on",
        readonly=True,
        help="When the partner accepted, contacted the customer or reported last.",
    )

    @api.depends("lead_id.company_id")
    def _compute_currency_id(self):
        for offer in self:
            offer.currency_id = offer.lead_id.company_currency
