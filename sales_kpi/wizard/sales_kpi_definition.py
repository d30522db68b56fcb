from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesKpiDefinition(models.TransientModel):
    """Changes the formula of a KPI from a day on, or for all open periods."""

    _name = "sales.kpi.definition"
    _description = "Change the definition of a KPI"

    kpi_id = fields.Many2one("sales.kpi", "KPI", required=True, readonly=True)
    code = fields.Char(related="kpi_id.code")
    unit = fields.Selection(related="kpi_id.unit")
    period_ratio = fields.Boolean(related="kpi_id.period_ratio")
    cohort_days = fields.Integer(related="kpi_id.cohort_days")
    formula = fields.Char("New formula", required=True)
    mode = fields.Selection(
        [
            ("from", "From a day on; earlier periods keep the old formula"),
            ("always", "For all open periods: the old formula was wrong"),
        ],
        string="It holds",
        required=True,
        default="from",
    )
    valid_from = fields.Date(
        "Holds from",
        default=lambda self: self.env["sales.kpi"]._today().replace(day=1),
        help="Periods that end on this day or later use the new formula.",
    )
    reason = fields.Char(
        required=True, help="Stands beside the trend, and in the history."
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        kpi = self.env["sales.kpi"].browse(values.get("kpi_id"))
        return {**values, "formula": kpi.formula}

    def action_apply(self):
        """Write the new formula.

        :raise UserError: for a formula that cannot be used, or a day in closed time
        """
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Say why the definition changes."))
        first = self.kpi_id._first_open_day()
        day = self.valid_from if self.mode == "from" else first
        if self.mode == "from" and not day:
            raise UserError(self.env._("Choose the day from which the formula holds."))
        kpi = self.kpi_id.with_context(
            sales_kpi_reason=self.reason,
            sales_kpi_valid_from=day,
            sales_kpi_correction=not day,
        )
        kpi.formula = self.formula
        kpi.message_post(body=self.reason)
        return {"type": "ir.actions.act_window_close"}
