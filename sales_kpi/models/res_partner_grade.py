from odoo import fields, models


class ResPartnerGrade(models.Model):
    _inherit = "res.partner.grade"

    partner_discount = fields.Float(
        "Discount",
        help="So much less partners of this level pay than the end customer. Of a lead "
        "that they win the rest is your share, and its value.",
    )

    _partner_discount_range = models.Constraint(
        "CHECK (partner_discount IS NULL OR partner_discount BETWEEN 0 AND 1)",
        "A discount lies between 0 and 100 %.",
    )
