"""Which KPIs a company and its teams work with (decision 36).

In use decides what the dashboard offers. Formulas, the analysis and `evaluate` know
every KPI all the same.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    is_starter = fields.Boolean(
        "Starter set",
        readonly=True,
        copy=False,
        help="A new company begins with the KPIs of the starter set.",
    )
    level = fields.Selection(
        [("kpi", "KPI"), ("metric", "Metric")],
        default="kpi",
        required=True,
        help="A KPI tells whether a goal of the business is reached. A metric is too "
        "narrow for that: it explains a KPI.",
    )
    parent_id = fields.Many2one(
        "sales.kpi",
        "Parent goal",
        index="btree_not_null",
        ondelete="set null",
        help="The KPI that this one serves, as the win rate serves revenue.",
    )
    owner_team_ids = fields.Many2many(
        "crm.team",
        "sales_kpi_owner_team_rel",
        string="Owner teams",
        help="The teams that answer for this KPI.",
    )
    company_ids = fields.Many2many(
        "res.company",
        "sales_kpi_res_company_rel",
        string="Used in",
        copy=False,
        default=lambda self: self.env.companies,
        help="The dashboards of these companies offer the KPI.",
    )
    team_ids = fields.Many2many(
        "crm.team",
        "sales_kpi_crm_team_rel",
        string="Used by",
        help="Only the dashboards of these teams offer the KPI; empty: of every team.",
    )
    is_used = fields.Boolean(
        "In use",
        compute="_compute_is_used",
        inverse="_inverse_is_used",
        search="_search_is_used",
        help="Whether the dashboards of the present company offer the KPI.",
    )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._(
                    "A KPI cannot serve itself, not by way of other KPIs either. "
                    "Choose another parent goal."
                )
            )

    @api.depends("company_ids")
    @api.depends_context("company")
    def _compute_is_used(self):
        for kpi in self:
            kpi.is_used = self.env.company in kpi.company_ids._origin

    def _inverse_is_used(self):
        used = self.filtered("is_used")
        used._set_used(True)
        (self - used)._set_used(False)

    @api.model
    def _search_is_used(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("company_ids", "in", self.env.company.ids)

    @api.model_create_multi
    def create(self, vals_list):
        """An own KPI is in use where its author works; standard ones wait."""
        for vals in vals_list:
            if vals.get("is_standard"):
                vals.setdefault("company_ids", [])
        return super().create(vals_list)

    def _set_used(self, is_used):
        """Use these KPIs in the present company, or no longer."""
        if self:
            command = Command.link if is_used else Command.unlink
            self.write({"company_ids": [command(self.env.company.id)]})

    @api.model
    def _may_put_in_use(self):
        """Who may change KPIs decides which are used, and is offered those of all."""
        return self.has_access("write")

    def _put_in_use(self):
        """Use a KPI in the present company unless it is.

        :raise UserError: for users who may not decide that
        """
        if self in self._used():
            return
        if not self._may_put_in_use():
            raise UserError(
                self.env._(
                    "“%s” is not in use here. Ask a KPI manager to turn it on.",
                    self.name,
                )
            )
        self._set_used(True)

    @api.model
    def _begin_to_use(self, codes, companies):
        """Put KPIs in use that belong to what companies have just switched on."""
        # sudo: who switches a method on begins with its KPIs, whatever his rights
        kpis = self.sudo().search([("code", "in", codes)])
        kpis.write({"company_ids": [Command.link(id_) for id_ in companies.ids]})

    @api.model
    def _used(self):
        """The active KPIs that the dashboard offers the user, in their order."""
        domain = Domain("company_ids", "in", self.env.company.ids)
        if not self._may_put_in_use():
            domain &= Domain("team_ids", "=", False) | Domain(
                "team_ids", "in", self._own_teams().ids
            )
        return self.search(domain)

    @api.model
    def _own_teams(self):
        """The teams that the user leads or is a member of."""
        user = Domain("user_id", "=", self.env.uid)
        member = Domain("crm_team_member_ids.user_id", "=", self.env.uid)
        # sudo: which teams these are, not what is in them
        return self.env["crm.team"].sudo().search(user | member)


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_ids = fields.Many2many(
        "sales.kpi",
        "sales_kpi_res_company_rel",
        string="KPIs in use",
        copy=False,
        groups="sales_kpi.group_manager",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._use_starter_kpis()
        return companies

    def _use_starter_kpis(self):
        """Let companies that use no KPI, not even an archived one, begin with it."""
        # sudo: every new company begins so, whoever creates it
        starters = self.env["sales.kpi"].sudo().search([("is_starter", "=", True)])
        companies = self.sudo().with_context(active_test=False)  # sudo: see above
        companies.filtered(lambda company: not company.kpi_ids).kpi_ids = starters

    @api.model
    def _use_starter_kpis_everywhere(self):
        """Runs with every installation and upgrade."""
        self.with_context(active_test=False).search(Domain.TRUE)._use_starter_kpis()
