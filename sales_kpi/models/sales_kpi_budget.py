"""Budgets: what a KPI shall be month by month, as management planned it (D76, S0-05)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from .kpi_format import KpiFormat
from .target_scope import FILTERS, SCOPE_FIELDS, SCOPES

#: What an empty cell of an import leaves to the suggestion.
SUGGESTED = ("company_id", "scope")


class SalesKpiBudget(models.Model):
    """A KPI of a company, team or something else in a month. Nobody agrees on it."""

    _name = "sales.kpi.budget"
    _description = "Sales budget"
    _order = "month, kpi_id, scope, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kpi_id = fields.Many2one(
        "sales.kpi",
        "KPI",
        required=True,
        index=True,
        ondelete="cascade",
        help="What is planned. It must add up over months.",
    )
    unit = fields.Selection(related="kpi_id.unit")
    scope = fields.Selection(
        SCOPES,
        "For",
        required=True,
        default="company",
        help="For whom or what the budget is planned.",
    )
    team_id = fields.Many2one("crm.team", "Sales team", ondelete="cascade")
    user_id = fields.Many2one("res.users", "Salesperson", ondelete="cascade")
    customer_id = fields.Many2one("res.partner", ondelete="cascade")
    sales_partner_id = fields.Many2one("res.partner", ondelete="cascade")
    product_id = fields.Many2one("product.product", ondelete="cascade")
    categ_id = fields.Many2one(
        "product.category", "Product category", ondelete="cascade"
    )
    territory_id = fields.Many2one("crm.territory", ondelete="cascade")
    segment_id = fields.Many2one("sales.kpi.segment", ondelete="cascade")
    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env["sales.kpi"]._today().replace(day=1),
        help="Any day of the month; the first one is kept.",
    )
    value = fields.Float(
        "Budget", required=True, help="Of the whole month, in the unit of the KPI."
    )
    value_text = fields.Char("Budget in words", compute="_compute_value_text")

    # NULLs are equal here, so that a month is planned once
    _one_a_month = models.UniqueIndex(
        "(company_id, kpi_id, month, scope, COALESCE(team_id, 0),"
        " COALESCE(user_id, 0), COALESCE(customer_id, 0),"
        " COALESCE(sales_partner_id, 0), COALESCE(product_id, 0),"
        " COALESCE(categ_id, 0), COALESCE(territory_id, 0), COALESCE(segment_id, 0))",
        "There is a budget for this KPI, month and scope already. Change that one.",
    )

    @api.depends("kpi_id", "month", "scope", "company_id", *FILTERS)
    @api.depends_context("lang")
    def _compute_display_name(self):
        for budget in self:
            names = [
                budget.kpi_id.name,
                budget._scope_name(),
                budget.month and format_date(self.env, budget.month, "", "LLLL y"),
            ]
            budget.display_name = ", ".join(filter(None, names))

    @api.depends("value", "kpi_id.unit", "company_id.currency_id")
    @api.depends_context("lang")
    def _compute_value_text(self):
        for budget in self:
            words = KpiFormat(self.env, budget.currency_id)
            budget.value_text = words.value(budget.value, budget.unit)

    @api.constrains("kpi_id")
    def _check_kpi_id(self):
        for kpi in self.kpi_id:
            if kpi._shape_of(kpi) != "sum":
                raise ValidationError(
                    self.env._(
                        "“%s” does not add up over months, so there is no budget of it. "
                        "Set a target instead.",
                        kpi.name,
                    )
                )

    @api.constrains("scope", *FILTERS)
    def _check_scope(self):
        """Exactly what the scope says is given."""
        labels = dict(self._fields["scope"]._description_selection(self.env))
        for budget in self:
            names = SCOPE_FIELDS[budget.scope]
            if names and not any(budget[name] for name in names):
                raise ValidationError(
                    self.env._(
                        "Say for which %s the budget is.", labels[budget.scope].lower()
                    )
                )
            others = [name for name in FILTERS if budget[name] and name not in names]
            if others:
                raise ValidationError(
                    self.env._(
                        "A budget for “%(scope)s” names nothing else. Empty "
                        "“%(fields)s”.",
                        scope=labels[budget.scope],
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in others
                        ),
                    )
                )

    @api.onchange("scope")
    def _onchange_scope(self):
        for name in set(FILTERS) - set(SCOPE_FIELDS.get(self.scope) or ()):
            self[name] = False

    @api.model_create_multi
    def create(self, vals_list):
        """Months begin on their first day; an empty cell of an import says nothing."""
        return super().create(
            [
                self._with_month(
                    {
                        name: value
                        for name, value in vals.items()
                        if value or name not in SUGGESTED
                    }
                )
                for vals in vals_list
            ]
        )

    def write(self, vals):
        return super().write(self._with_month(vals))

    @api.model
    def _with_month(self, vals):
        day = fields.Date.to_date(vals.get("month"))
        return {**vals, "month": day.replace(day=1)} if day else vals

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Budgets"),
                "template": "/sales_kpi/static/xls/sales_kpi_budget.xlsx",
            }
        ]

    def _scope_name(self):
        """The name of whom or what the budget is for."""
        if self.scope == "company":
            return self.company_id.name
        names = SCOPE_FIELDS.get(self.scope) or ()
        found = [self[name].display_name for name in names if self[name]]
        return ", ".join(filter(None, found))

    @api.model
    def _months_of(self, company, kpi, scope, filters, first, stop):
        """The budget by months, ``{first day: value}``; whoever sees the scope asks.

        :param filters: values of ``SCOPE_FIELDS[scope]``, ids by name
        """
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("kpi_id", "=", kpi.id)
            & Domain("scope", "=", scope)
            & Domain("month", ">=", first)
            & Domain("month", "<", stop)
        )
        for name in SCOPE_FIELDS[scope]:
            domain &= Domain(name, "=", filters.get(name) or False)
        # sudo: the caller may see the scope, a target or a forecast
        return {row.month: row.value for row in self.sudo().search(domain)}

    @api.model
    def _total(self, months, first, stop):
        """The budget of whole months, None where one of them has none."""
        if first.day != 1 or stop.day != 1:
            return None
        wanted, month = [], first
        while month < stop:
            wanted.append(month)
            month += relativedelta(months=1)
        if not all(month in months for month in wanted):
            return None
        return sum(months[month] for month in wanted)
