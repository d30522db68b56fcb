from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kpi_tz = fields.Selection(related="company_id.kpi_tz", readonly=False)
    kpi_revenue_basis = fields.Selection(
        related="company_id.kpi_revenue_basis", readonly=False, required=True
    )
    kpi_silence_months = fields.Integer(
        related="company_id.kpi_silence_months", readonly=False
    )
    kpi_silence_suggestion = fields.Integer(related="company_id.kpi_silence_suggestion")
    kpi_silence_words = fields.Char(related="company_id.kpi_silence_words")
    kpi_clv_years = fields.Integer(related="company_id.kpi_clv_years", readonly=False)
    kpi_clv_discount = fields.Float(
        related="company_id.kpi_clv_discount", readonly=False
    )
    kpi_new_business_months = fields.Integer(
        related="company_id.kpi_new_business_months", readonly=False
    )
    kpi_go_live = fields.Date(related="company_id.kpi_go_live", readonly=False)
    kpi_minimum_n = fields.Integer(related="company_id.kpi_minimum_n", readonly=False)
    kpi_free_mailers = fields.Text(
        related="company_id.kpi_free_mailers", readonly=False
    )
    kpi_show_persons = fields.Boolean(
        related="company_id.kpi_show_persons", readonly=False
    )
    kpi_persons_agreement = fields.Char(
        related="company_id.kpi_persons_agreement", readonly=False
    )
    kpi_show_results = fields.Boolean(
        related="company_id.kpi_show_results", readonly=False
    )
    kpi_closing_workday = fields.Integer(
        related="company_id.kpi_closing_workday", readonly=False
    )
    kpi_locked_until = fields.Date(related="company_id.kpi_locked_until")
    kpi_partner_access_days = fields.Integer(
        related="company_id.kpi_partner_access_days", readonly=False
    )
    kpi_mail_customer_data = fields.Boolean(
        related="company_id.kpi_mail_customer_data", readonly=False
    )
    kpi_fiscal_month = fields.Selection(
        string="Last month of the fiscal year",
        related="company_id.fiscalyear_last_month",
        readonly=False,
        required=True,
    )
    kpi_fiscal_day = fields.Integer(
        string="Last day of the fiscal year",
        related="company_id.fiscalyear_last_day",
        readonly=False,
        required=True,
    )

    def action_kpi_take_silence(self):
        """Take the months of silence that the data suggest, and show them."""
        self.company_id.action_kpi_take_silence()
        return {"type": "ir.actions.client", "tag": "reload"}
