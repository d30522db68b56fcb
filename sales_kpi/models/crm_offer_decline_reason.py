from odoo import fields, models


class CrmOfferDeclineReason(models.Model):
    """Why a sales partner did not want a lead; one tap for him."""

    _name = "crm.offer.decline.reason"
    _description = "Reason to decline a lead"
    _order = "sequence, id"

    name = fields.Char("Reason", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
