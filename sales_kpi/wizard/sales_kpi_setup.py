"""The set-up assistant: its questions and what it suggests."""

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import _tz_get

#: What a sale is entered as, the better one for revenue first.
SALES = {
    "account.move": Domain("move_type", "=", "out_invoice")
    & Domain("state", "=", "posted"),
    "sale.order": Domain("state", "=", "sale"),
}


class SalesKpiSetup(models.TransientModel):
    """Asks what the KPIs must know about a company; writes it when finished."""

    _name = "sales.kpi.setup"
    _description = "Set-up assistant of the KPIs"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(related="company_id.kpi_setup")
    step = fields.Selection(
        [
            ("time", "Time zone"),
            ("language", "Language"),
            ("customers", "Customers"),
            ("revenue", "Revenue"),
            ("closing", "Closing"),
            ("qualified", "Qualified"),
            ("kpis", "KPIs"),
        ],
        default="time",
        required=True,
    )
    tz = fields.Selection(
        _tz_get,
        "Reporting time zone",
        required=True,
        default=lambda self: self._default_tz(),
    )
    lang = fields.Selection(
        "_languages",
        "Your language",
        required=True,
        default=lambda self: self.env.user.lang or "en_US",
    )
    is_default_lang = fields.Boolean("Also for new users and contacts of the company")
    go_live = fields.Date(
        "Go-live in Odoo", default=lambda self: self._default_go_live()
    )
    undated_text = fields.Char("Contacts without a date", compute="_compute_undated")
    revenue_basis = fields.Selection(
        lambda self: self._revenue_bases(),
        "Revenue basis",
        required=True,
        default=lambda self: self._default_revenue_basis(),
    )
    sales_text = fields.Char("Sales in Odoo", compute="_compute_sales")
    closing_workday = fields.Integer(
        "Month closes on working day",
        default=lambda self: self.env.company.kpi_closing_workday,
    )
    stage_ids = fields.Many2many("crm.stage", compute="_compute_stage_ids")
    qualified_stage_id = fields.Many2one(
        "crm.stage",
        "Qualified from this stage on",
        domain="[('id', 'in', stage_ids)]",
        default=lambda self: self._default_qualified_stage(),
    )
    kpi_ids = fields.Many2many(
        "sales.kpi",
        string="KPIs in use",
        default=lambda self: self._default_kpis(),
    )

    @api.constrains("tz", "go_live", "closing_workday")
    def _check_company_values(self):
        """Say what is wrong on the step where it was entered."""
        for wizard in self:
            company = self.env["res.company"].new(
                wizard._company_values(), origin=wizard.company_id
            )
            company._check_kpi_tz()
            company._check_kpi_limits()
            company._check_kpi_go_live()

    @api.depends("step")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Set-up assistant")

    @api.depends("company_id", "go_live")
    def _compute_undated(self):
        for wizard in self:
            company, day = wizard.company_id, wizard.go_live
            wizard.undated_text = day and company._kpi_undated_text(
                *company._kpi_undated(day)
            )

    @api.depends("company_id")
    def _compute_sales(self):
        """What the choice of the revenue basis may rest on."""
        for wizard in self:
            invoice, order = wizard._first_sales(wizard.company_id)
            if invoice:
                wizard.sales_text = self.env._(
                    "There are posted customer invoices in Odoo: choose invoices if all "
                    "are written here."
                )
            elif order:
                wizard.sales_text = self.env._(
                    "There are confirmed orders in Odoo but no posted invoices: orders "
                    "fit."
                )
            else:
                wizard.sales_text = self.env._(
                    "There are neither invoices nor orders yet. You can change this at "
                    "any time."
                )

    @api.depends("company_id")
    def _compute_stage_ids(self):
        for wizard in self:
            stages = self.env["crm.stage"]._kpi_stages(wizard.company_id)
            wizard.stage_ids = stages.filtered(lambda stage: not stage.is_won)

    @api.model
    def _languages(self):
        """German, English and what the user has."""
        codes = ["en_US", "de_DE", self.env.user.lang or "en_US"]
        langs = self.env["res.lang"].with_context(active_test=False)
        return [
            (lang.code, lang.name) for lang in langs.search([("code", "in", codes)])
        ]

    @api.model
    def _revenue_bases(self):
        field = self.env["res.company"]._fields["kpi_revenue_basis"]
        return field._description_selection(self.env)

    @api.model
    def _first_sales(self, company):
        """The first invoice and the first order that were entered, empty if none."""
        env = self.sudo().env  # sudo: managers of KPIs need not see every document
        own = Domain("company_id", "=", company.id)
        return [
            env[model].search(own & sold, order="id", limit=1)
            for model, sold in SALES.items()
        ]

    @api.model
    def _default_tz(self):
        """What was set; before that, the user's own where nobody chose a zone."""
        company = self.env.company
        zone = company._kpi_zone().zone
        if company.kpi_setup != "done" and zone == "UTC":
            return self.env.user.tz or zone
        return zone

    @api.model
    def _default_go_live(self):
        """What was set, else the day on which the first sale was entered."""
        company = self.env.company
        days = [sale.create_date.date() for sale in self._first_sales(company) if sale]
        return company.kpi_go_live or min(days, default=False)

    @api.model
    def _default_revenue_basis(self):
        """What was set; before that, orders where nobody invoices in Odoo."""
        company = self.env.company
        invoice, order = self._first_sales(company)
        if company.kpi_setup != "done" and order and not invoice:
            return "orders"
        return company.kpi_revenue_basis

    @api.model
    def _default_qualified_stage(self):
        """What was set; before that, the second stage: the first one is for new ones."""
        stages = self.env["crm.stage"]._kpi_stages(self.env.company)
        stages = stages.filtered(lambda stage: not stage.is_won)
        return (stages.filtered("is_sales_qualified") or stages[1:] or stages)[:1]

    @api.model
    def _default_kpis(self):
        kpis = self.env["sales.kpi"]
        return kpis.search([("is_used", "=", True)]) or kpis.search(
            [("is_starter", "=", True)]
        )
