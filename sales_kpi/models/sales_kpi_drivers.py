"""What moved a KPI against the period of comparison."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.driver import contributions, drivers
from ..engine.errors import KpiError
from ..engine.formula import (
    Atom,
    Binary,
    Number,
    Reference,
    Windowed,
    cases,
    expand,
    parse,
    to_text,
)
from ..engine.period import split
from .dashboard_period import shown_period
from .kpi_words import FUNCTIONS
from .sales_kpi_calculation import UNITS

SIGNS = {"*": "×", "/": "÷", "-": "−", "+": "+"}


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    @api.readonly
    def dashboard_drivers(self, code, options=None):
        """What moved a figure of the dashboard; the contributions add up to the change.

        :param code: code of an active KPI
        :param options: period, comparison and scope, as of :meth:`dashboard_data`
        :return: None if it cannot be said (nothing to compare with, no value, one part
            only, or a part that the caller must not see), else ``{'before', 'now',
            'change', 'parts': [{'label', 'unit', 'before', 'now', 'contribution'}]}``
            with contributions in the unit of the KPI, the largest first
        :raise UserError: for an unknown KPI, an impossible period or scope
        """
        try:
            return self._drivers(self._active_kpi(code), options or {})
        except KpiError as error:
            raise UserError(self._error_text(error)) from error

    @api.model
    def _drivers(self, kpi, options):
        frame = self._frame()
        _key, first, last = shown_period(options, frame.today)
        [period] = split(first, last)
        compared = self._compared_period(period, options, frame)
        if not compared or kpi.kind != "formula":
            return None
        if self._in_era(compared)._tree(kpi.code) != self._in_era(period)._tree(
            kpi.code
        ):
            return None  # by two definitions nothing can be split
        self = self._in_era(period)
        node, parts = self._driving_parts(kpi)
        if len(parts) < 2:
            return None
        scope = self._dashboard_scope(options.get("scope"))
        domain = Domain([condition[:3] for condition in scope] or Domain.TRUE)
        values = self._driver_values(kpi, parts, [compared, period], frame, domain)
        before, now = values[compared], values[period]
        found = contributions(
            node,
            {part: before.get(part) for part in parts},
            {part: now.get(part) for part in parts},
        )
        if found is None or None in (before.get(kpi.code), now.get(kpi.code)):
            return None
        return {
            "before": before[kpi.code],
            "now": now[kpi.code],
            "change": now[kpi.code] - before[kpi.code],
            "parts": [
                {
                    "label": self._driver_label(part),
                    "unit": self._driver_unit(part),
                    "before": before[part],
                    "now": now[part],
                    "contribution": found[part],
                }
                for part in sorted(parts, key=lambda part: -abs(found[part]))
            ],
        }

    @api.model
    def _driving_parts(self, kpi):
        """The formula and its parts; an amount is moved by number and average."""
        node = parse(self._formulas()[kpi.code][0])
        if (
            isinstance(node, Atom)
            and node.kind == "sum"
            and UNITS[node.measure] == "money"
        ):
            count = Atom("sum", node.event, "count")
            average = Binary("/", node, count)
            return Binary("*", count, average), (count, average)
        return node, drivers(node)

    @api.model
    def _driver_values(self, kpi, parts, periods, frame, domain):
        """Values of the KPI and its parts, as far as the caller may see them.

        :return: ``{period: {code or part: value}}``
        """
        formulas = self._formulas()

        def lookup(name):
            return self._node(*formulas[name])

        trees = {kpi.code: self._tree(kpi.code)}
        for part in parts:
            tree = expand(part, lookup, kpi.cohort_days)
            trees[part] = tree, cases(tree)
        personal = self._personal_scope(domain, None)
        if not self._is_applicable(kpi.code, self._asked(domain, None), personal):
            return {period: {} for period in periods}
        readings = self._readings(trees, periods, frame, None, domain, personal)
        return {
            period: {
                name: answer["value"]
                for reading in readings
                for name, answer in reading.values(period, None).items()
            }
            for period in periods
        }

    @api.model
    def _driver_label(self, part):
        """A part of a formula in words."""
        match part:
            case Reference(code=code):
                return self._kpis([code])[0].name
            case Windowed(step=step, inner=inner):
                how = self.env._(FUNCTIONS[step[0]])
                return f"{self._driver_label(inner)} ({how.rstrip('.')})"
            case Atom():
                return self._part_words(part)["label"]
            case Number(value=value):
                return f"{value:g}"
            case Binary(
                operator="/", left=Atom(event=one), right=Atom(event=other)
            ) if one == other and part.right.measure == "count":
                words = self._part_words(part.left)["label"]
                return self.env._("%s, on average", words)
            case Binary(operator=operator, left=left, right=right):
                texts = self._driver_label(left), self._driver_label(right)
                return f" {SIGNS[operator]} ".join(texts)
        return to_text(part)

    @api.model
    def _driver_unit(self, part):
        match part:
            case Reference(code=code):
                return self._kpis([code])[0].unit
            case Windowed(inner=inner):
                return self._driver_unit(inner)
            case Atom(measure=measure):
                return UNITS[measure]
            case Binary(operator="/", left=Atom(measure=measure), right=Atom()):
                return UNITS[measure] if UNITS[measure] != "count" else "number"
        return "number"
