"""The calculators: what a target needs, and what a change of a driver would move."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ..engine.calculator import (
    DRIVERS,
    FIGURES,
    MATURED,
    MONTHS,
    OUTCOMES,
    RATES,
    SHARES,
    Target,
    needed,
    what_if,
)
from ..engine.errors import KpiError
from ..engine.formula import cases, expand, parse
from ..engine.period import split
from .dashboard_period import shown_period
from .kpi_reading import NO_VALUE
from .rpc_answer import for_caller

_lt = LazyTranslate(__name__)

YEAR = {"period": "last_12_months"}
#: No figure is beyond it.
LIMIT = 1e15

#: Figures that are no KPI: the KPI they are read like (who may see it, by what it is
#: known, why it has no value), their unit and name.
UNNAMED = {
    "qualified_rate": ("win_rate", "percent", _lt("Qualified leads that are won")),
    "contact_rate": ("untouched_leads", "percent", _lt("Leads that are contacted")),
    "cycle": ("sales_velocity", "days", _lt("Cycle from qualification to the win")),
    "cost": ("cac", "money", _lt("Costs")),
    "opening": ("returned_customers", "count", _lt("Customers a year ago")),
    "customers": ("returned_customers", "count", _lt("Customers")),
}


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    @api.readonly
    def calculator_data(self, options=None):
        """The figures of the last 12 months that the calculators start from.

        They are what :meth:`evaluate` gives the caller; nothing is stored.

        :param options: ``{'scope': [[dimension, id], ...]}``, as of
            :meth:`dashboard_data`, optional
        :return: ``{'currency_id', 'period', 'scope', 'dimensions', 'figures': {key:
            {'label', 'unit', 'is_rate', 'value', 'n', 'is_few', 'minimum_n', 'hint'}}}``
            with the keys of ``engine.calculator.FIGURES``; ``hint`` says why there is no value
        :raise UserError: for a scope that does not exist
        """
        try:
            return for_caller(self._calculator_data(options or {}))
        except KpiError as error:
            raise UserError(self._error_text(error)) from error

    @api.model
    @api.readonly
    def calculator_results(self, values, target, assumed=None, changed=None):
        """Both calculators on figures that the caller has; nothing is read or stored.

        :param values: ``{key: value or None}`` of :meth:`calculator_data`
        :param target: ``{'value', 'is_amount', 'per': 'month' or 'quarter'}``
        :param assumed: rates that stand instead of measured ones
        :param changed: new values of drivers
        :return: ``{'needed': {need: {'month', 'quarter'}}, 'what_if': {outcome:
            {'today', 'then', 'change'}}}``; ``change`` as that of a tile
        :raise UserError: for a number that cannot be one
        """
        self.env["sales.kpi.fact"].check_access("read")
        for part in (values, target, assumed or {}, changed or {}):
            if not isinstance(part, dict):
                raise UserError(self.env._("“%s” is no set of figures.", part))
        today = {key: self._any_number(values.get(key)) for key in FIGURES}
        rates = self._calculator_inputs(assumed, RATES)
        drivers = self._calculator_inputs(changed, DRIVERS)
        then = what_if(today, drivers)
        kpis = self._calculator_kpis()
        return for_caller(
            {
                "needed": needed(self._calculator_target(target), {**today, **rates}),
                "what_if": {
                    key: {
                        "today": today[key],
                        "then": then[key],
                        "change": kpis[key]._change(then[key], today[key]),
                    }
                    for key in OUTCOMES
                },
            }
        )

    @api.model
    def _calculator_data(self, options):
        frame = self._frame()
        _key, first, last = shown_period(YEAR, frame.today)
        [period] = split(first, last)
        scope = self._dashboard_scope(options.get("scope"))
        conditions = [condition[:3] for condition in scope]
        domain = Domain(conditions or Domain.TRUE)
        answers = self._calculator_answers(period, frame, domain)
        seen = self._seen(conditions)
        return {
            "currency_id": self.env.company.currency_id.id,
            "period": {
                "date_from": period.start.isoformat(),
                "date_to": period.last_day.isoformat(),
            },
            "scope": self._scope_words(scope),
            "dimensions": self._dimension_words(),
            "figures": {
                key: {
                    **self._calculator_figure(key, kpi, answers[key]),
                    "hint": self._no_value_hint(
                        kpi, answers[key], period, conditions, seen
                    ),
                }
                for key, kpi in self._calculator_kpis().items()
            },
        }

    @api.model
    def _calculator_figure(self, key, kpi, answer):
        """Name and unit, value, and whether it rests on too few cases to plan by it."""
        words = self._calculator_words(key, kpi)
        is_few = answer["value"] is not None and answer["n"] < kpi.minimum_n
        return {
            **words,
            **answer,
            "is_few": words["is_rate"] and is_few,
            "minimum_n": kpi.minimum_n,
        }

    @api.model
    def _calculator_kpis(self):
        """For every figure its KPI, or the one it is read like."""
        codes = {
            key: UNNAMED[key][0] if key in UNNAMED else formula
            for key, formula in FIGURES.items()
        }
        return dict(zip(codes, self._kpis(list(codes.values())), strict=True))

    @api.model
    def _calculator_words(self, key, kpi):
        """Name, unit, and whether it rests on cases (a sum is what it counts)."""
        if key not in UNNAMED:
            is_rate = not self._is_additive(kpi.code)
            return {"label": kpi.name, "unit": kpi.unit, "is_rate": is_rate}
        _like, unit, label = UNNAMED[key]
        is_rate = unit not in ("count", "money")
        return {"label": self.env._(label), "unit": unit, "is_rate": is_rate}

    @api.model
    def _calculator_answers(self, period, frame, domain):
        """Value and ``n`` of every figure, as far as the caller may see it."""
        asked, personal = self._asked(domain, None), self._personal_scope(domain, None)
        kpis = self._calculator_kpis()
        trees = {
            key: self._calculator_tree(key)
            for key, kpi in kpis.items()
            if self._is_applicable(kpi.code, asked, personal)
        }
        answers = {key: dict(NO_VALUE) for key in FIGURES}
        for reading in self._readings(trees, [period], frame, None, domain, personal):
            answers |= reading.values(period, None)
        return answers

    @api.model
    def _calculator_tree(self, key):
        if key not in UNNAMED:
            return self._tree(FIGURES[key])
        formulas = self._formulas()

        def lookup(name):
            return self._node(*formulas[name])

        _formula, days, _method = formulas["hit_rate"]
        tree = expand(parse(FIGURES[key]), lookup, days if key == MATURED else 0)
        return tree, cases(tree)

    @api.model
    def _calculator_target(self, target):
        per = target.get("per") or "month"
        if per not in MONTHS:
            raise UserError(self.env._("A target is per month or per quarter."))
        value = self._calculator_number(target.get("value"))
        return Target(value, bool(target.get("is_amount")), per)

    @api.model
    def _calculator_inputs(self, given, known):
        """The numbers that somebody entered, each checked; others are left out."""
        found = {
            key: self._calculator_number(value, most=1 if key in SHARES else None)
            for key, value in (given or {}).items()
            if key in known
        }
        if 0 in found.values():
            raise UserError(self.env._("Enter a number above 0."))
        return found

    @api.model
    def _calculator_number(self, value, most=None):
        number = self._any_number(value)
        if number is None or number < 0:
            raise UserError(self.env._("Enter a number of 0 or more."))
        if most is not None and number > most:
            raise UserError(self.env._("A share is at most 100 %."))
        return number

    @api.model
    def _any_number(self, value):
        """A number within reason, else None; False stands for None over XML-RPC."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if is_number and abs(value) < LIMIT else None
