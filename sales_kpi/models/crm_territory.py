from odoo import fields, models


class CrmTerritory(models.Model):
    """A sales territory. Its rules (countries, states, ZIP ranges) follow."""

    _name = "crm.territory"
    _description = "Sales territory"
    _inherit = ["sales.kpi.dimension"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company")
