from odoo import fields, models


class CrmStage(models.Model):
    _inherit = "crm.stage"

    is_sales_qualified = fields.Boolean(
        "Sales qualified",
        help="A lead that reaches this stage counts as qualified by sales (SQL), "
        "even before it is converted into an opportunity.",
    )
