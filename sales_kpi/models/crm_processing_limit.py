from odoo import fields, models


class CrmProcessingLimit(models.Model):
    """How long leads of an industry may take; others take as long as their team says."""

    _name = "crm.processing.limit"
    _description = "Days to the close of an industry"
    _order = "team_id, industry_id, id"

    team_id = fields.Many2one(
        "crm.team", "Sales team", required=True, index=True, ondelete="cascade"
    )
    industry_id = fields.Many2one(
        "res.partner.industry", required=True, ondelete="cascade"
    )
    days = fields.Integer(
        "Days to the close",
        required=True,
        default=90,
        help="So many days after a partner accepted it a lead is won or lost.",
    )

    _team_industry = models.UniqueIndex(
        "(team_id, industry_id)", "A team has one limit for each industry."
    )
    _days_positive = models.Constraint(
        "CHECK (days > 0)", "Enter a number of days greater than 0."
    )
