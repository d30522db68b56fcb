"""What a KPI is computed by: the tree of its formula, or of its method."""

import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ..engine.formula import (
    METHODS,
    cases,
    compiles,
    events,
    expand,
    parse,
    references,
)

_lt = LazyTranslate(__name__)

METHOD_WORDS = {
    "retention_rate": _lt("Customers kept / customers at the start"),
    "churn_rate": _lt("1 − customers kept / customers at the start"),
    "clv_revenue": _lt("Revenue of a year per customer × expected years"),
    "clv_contribution": _lt("Margin of a year per customer × expected years"),
    "clv_cac": _lt("Customer lifetime value / acquisition cost"),
    "products_per_customer": _lt("Distinct products of a year / active customers"),
    "customer_years": _lt("Years of the active customers / active customers"),
    "pipeline_coverage": _lt("Qualified pipeline / (target − reached so far)"),
    "pipeline_coverage_total": _lt("Qualified pipeline / target"),
    "forecast_accuracy": _lt("1 − |forecast − won| / won, month by month"),
    "forecast_accuracy_manager": _lt("1 − |judgement − won| / won, month by month"),
    "forecast_accuracy_classic": _lt(
        "1 − |classic forecast − won| / won, month by month"
    ),
    "forecast_bias": _lt("(forecast − won) / won"),
    "partner_conversion": _lt(
        "Won leads / picked leads; by partner each pick counts, in total each lead"
    ),
}


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    method = fields.Selection(
        "_method_selection",
        tracking=True,
        help="How a KPI is computed that no formula can express, because it looks at "
        "one customer at a time.",
    )

    @api.model
    def _method_selection(self):
        return [(name, self.env._(METHOD_WORDS[name])) for name in METHODS]

    @api.constrains("kind", "method")
    def _check_method(self):
        for kpi in self:
            if kpi.kind == "method" and kpi.method not in METHODS:
                raise ValidationError(
                    self.env._("Choose the method that computes “%s”.", kpi.name)
                )

    def _codes_used(self):
        """What looks like the code of another KPI in the formula or method."""
        self.ensure_one()
        if self.kind == "method":
            return references(METHODS[self.method])
        return set(re.findall(r"[a-z][a-z0-9_]*", self.formula or ""))

    @api.model
    @tools.ormcache("code", "self._era()")
    def _tree(self, code):
        """The expanded formula or method of a KPI and the expression of its ``n``.

        Of the era in the context (sales_kpi_version.py), else of today.

        :raise FormulaError: if it cannot be read or refers to itself
        :raise LookupError: if there is no such KPI
        """
        formulas = self._formulas()
        if code not in formulas:
            raise LookupError(code)

        def lookup(name):
            return self._node(*formulas[name])

        # by its code, so that the KPI is in the path and may not refer to itself
        tree = expand(parse(code), lookup)
        return tree, cases(tree)

    @api.model
    def _formulas(self):
        """What every KPI is made of, ``{code: (formula, cohort days, method)}``."""
        kpis = self.sudo().with_context(  # sudo: formulas hold no figures
            active_test=False
        )
        return {
            kpi.code: (
                kpi.formula or "",
                kpi.cohort_days,
                kpi.kind == "method" and kpi.method,
            )
            for kpi in kpis.search([])
        }

    @api.model
    def _node(self, formula, days, method):
        """A row of :meth:`_formulas` as tree and cohort days, for ``expand``."""
        return (METHODS[method] if method else parse(formula)), days

    @api.model
    def _is_compiled(self, code):
        """Whether the KPI can be computed inside a pivot."""
        return compiles(self._tree(code)[0])

    @api.model
    def _events_of(self, code):
        """The names of the events that a KPI counts, its ``n`` included."""
        tree, number = self._tree(code)
        return events(tree) | events(number)
