from odoo import fields, models


class SalesKpiLog(models.Model):
    """That personal data were erased is kept, by the number of the contact alone."""

    _inherit = "sales.kpi.log"

    action = fields.Selection(
        selection_add=[("erased", "Personal data erased")],
        ondelete={"erased": "cascade"},
    )
