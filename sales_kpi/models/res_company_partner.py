from odoo import fields, models


class ResCompany(models.Model):
    """How the data of customers are given to sales partners (decision 32)."""

    _inherit = "res.company"

    kpi_partner_access_days = fields.Integer(
        "Partners see the customer after closing (days)",
        default=30,
        help="So many days after a lead is won or lost its partner can still see who "
        "the customer is. 0: access ends with the lead.",
    )
    kpi_mail_customer_data = fields.Boolean(
        "Customer data by mail to partners without a login",
        default=True,
        help="Who accepts a lead by the link in his mail and has no login gets the "
        "customer's data in a second mail, he alone. Otherwise he must log in to call "
        "the customer.",
    )

    _kpi_partner_access_positive = models.Constraint(
        "CHECK (kpi_partner_access_days >= 0)",
        "Enter for how many days partners see the customer after closing, or 0.",
    )
