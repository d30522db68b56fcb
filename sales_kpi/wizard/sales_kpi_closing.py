from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesKpiClosing(models.TransientModel):
    """Closes the KPIs of a company up to another day, or reopens them."""

    _name = "sales.kpi.closing"
    _description = "Close or reopen KPIs"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    locked_until = fields.Date(related="company_id.kpi_locked_until")
    date_until = fields.Date(
        "Closed until",
        required=True,
        compute="_compute_date_until",
        store=True,
        readonly=False,
        help="Facts up to this day stand still. An earlier day reopens what was closed "
        "after it.",
    )
    is_reopening = fields.Boolean(compute="_compute_is_reopening")
    reason = fields.Char()

    @api.depends("company_id")
    def _compute_date_until(self):
        """The last month that is over, which is what one wants to close."""
        for wizard in self:
            today = (wizard.company_id or self.env.company)._kpi_today()
            wizard.date_until = fields.Date.subtract(today.replace(day=1), days=1)

    @api.depends("company_id", "date_until")
    def _compute_is_reopening(self):
        for wizard in self:
            wizard.is_reopening = bool(
                wizard.locked_until
                and wizard.date_until
                and wizard.date_until < wizard.locked_until
            )

    def action_apply(self):
        """Close or reopen, whichever leads to the day that was chosen."""
        self.ensure_one()
        company = self.company_id
        company._kpi_check_manager()
        if self.is_reopening:
            company.action_kpi_reopen(self.reason, self.date_until)
        elif self.date_until == self.locked_until:
            raise UserError(
                self.env._(
                    "%(company)s is closed until this day already.",
                    company=company.name,
                )
            )
        else:
            company._kpi_close_until(self.date_until, self.reason or "")
        return {"type": "ir.actions.act_window_close"}
