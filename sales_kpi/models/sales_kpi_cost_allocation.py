from odoo import api, fields, models

CATEGORIES = [
    ("salary", "Salary and time"),
    ("marketing", "Marketing"),
    ("meeting_booking", "Meeting booking"),
    ("events", "Events"),
    ("tools", "Tools"),
    ("other", "Other"),
]


class SalesKpiCostAllocation(models.AbstractModel):
    """What a cost is and what it was spent for; what is left empty is not allocated."""

    _name = "sales.kpi.cost.allocation"
    _description = "Allocation of costs"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    category = fields.Selection(CATEGORIES, required=True, default="other")
    team_id = fields.Many2one(
        "crm.team",
        "Sales team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="By default that of the salesperson.",
    )
    user_id = fields.Many2one("res.users", "Salesperson", check_company=True)
    sales_partner_id = fields.Many2one("res.partner")
    categ_id = fields.Many2one("product.category", "Product category")
    source_id = fields.Many2one("utm.source")
    medium_id = fields.Many2one("utm.medium")
    campaign_id = fields.Many2one("utm.campaign")
    country_id = fields.Many2one("res.country")
    territory_id = fields.Many2one("crm.territory")

    @api.depends("user_id")
    def _compute_team_id(self):
        for cost in self:
            team = cost.user_id.sale_team_id
            if team and team.company_id in (cost.company_id, team.company_id.browse()):
                cost.team_id = team
