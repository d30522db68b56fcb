from odoo import fields, models


class SalesKpiTile(models.Model):
    """A KPI that a user wants to see on the dashboard; none: the default ones."""

    _name = "sales.kpi.tile"
    _description = "Tile of a dashboard"
    _order = "sequence, id"

    user_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        required=True,
        index=True,
        ondelete="cascade",
    )
    kpi_id = fields.Many2one(
        "sales.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()

    _kpi_once = models.Constraint(
        "UNIQUE (user_id, kpi_id)", "This KPI is already on the dashboard."
    )
