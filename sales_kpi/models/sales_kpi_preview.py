import re
from datetime import timedelta
from keyword import iskeyword

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from ..engine.errors import FormulaError
from ..engine.formula import (
    USAGES,
    cases,
    check,
    expand,
    parse,
    references,
    to_text,
)
from ..engine.period import split
from .kpi_reading import NO_VALUE
from .kpi_words import EVENTS, FUNCTIONS, MEASURES

CODE = re.compile(r"[a-z][a-z0-9_]*")
#: Name of a formula that has no code yet; no code looks like this.
UNSAVED = "_"
PREVIEW_MONTHS = 6


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    @api.readonly
    def preview_formula(
        self,
        formula,
        period_ratio=False,
        cohort_days=0,
        code=None,
        months=PREVIEW_MONTHS,
    ):
        """What an unsaved formula says: its fault, or its last months.

        :param code: code of the KPI that is edited, to find circles
        :return: ``{'error': sentence or None, 'position': 1-based or None,
            'canonical': text or None, 'months': [{'period': ISO date, 'value': float
            or None, 'n': int}]}``; nothing is stored
        """
        answer = {"error": None, "position": None, "canonical": None, "months": []}
        node = None
        try:
            node = parse(formula or "")
            tree = self._checked_tree(node, period_ratio, cohort_days, code)
        except FormulaError as error:
            # in an expanded tree a position may be one in another KPI's formula
            if node is None or not references(node) or error.code == "unknown_kpi":
                answer["position"] = error.position
            return {**answer, "error": self._error_text(error)}
        months = max(1, min(int(months), 24))
        return {
            **answer,
            "canonical": to_text(node),
            "months": self._preview_months(tree, months),
        }

    @api.model
    def _checked_tree(self, node, period_ratio, cohort_days, code):
        """Expand a formula that is not stored.

        :raise FormulaError: if it cannot be used
        """
        if not code or not CODE.fullmatch(code) or iskeyword(code):
            code = UNSAVED
        specs, known, formulas = self._event_specs(), self._codes(), self._formulas()
        known |= {code} - {UNSAVED}
        check(node, specs, known, period_ratio)

        def lookup(name):
            if name == code:
                return node, max(0, int(cohort_days or 0))
            return self._node(*formulas[name])

        # through its own name, so that it may not refer to itself
        tree = expand(parse(code), lookup)
        check(tree, specs, known, period_ratio)
        return tree

    @api.model
    def _preview_months(self, tree, months):
        today = self._today()
        first = today.replace(day=1) - relativedelta(months=months - 1)
        last = today.replace(day=1) + relativedelta(months=1) - timedelta(days=1)
        frame = self._frame()
        periods = split(first, last, "month", frame.fiscal_start)
        trees = {UNSAVED: (tree, cases(tree))}
        personal = self._personal_scope(Domain.TRUE, None)
        readings = self._readings(trees, periods, frame, None, Domain.TRUE, personal)
        return [
            {
                "period": period.label.isoformat(),
                **NO_VALUE,
                **reading.values(period, None).get(UNSAVED, {}),
            }
            for reading in readings
            for period in periods
        ]

    @api.model
    @api.readonly
    def formula_words(self):
        """Everything a formula may name, for completion while typing.

        :return: list of ``{'text', 'kind', 'label', 'help'}``; ``text`` is what is
            inserted, ``kind`` one of event, function, kpi
        """
        return [*self._event_words(), *self._function_words(), *self._kpi_words()]

    @api.model
    def _event_label(self, name):
        """The words for an event; the personal half reads like the whole."""
        name = name.removesuffix("_own")
        label, _help = EVENTS.get(name, (None, None))
        if label:
            return self.env._(label)
        return self._own_event(name).name or name.replace("_", " ").capitalize()

    @api.model
    def _own_event(self, name):
        # sudo: what an event is called is no figure
        return self.env["sales.kpi.event"].sudo().search([("code", "=", name)])

    @api.model
    def _event_words(self):
        for name, spec in sorted(self._event_specs().items()):
            _label, text = EVENTS.get(name, (None, None))
            for measure, words in MEASURES.items():
                if measure in spec.measures:
                    yield {
                        "text": f"{name}.{measure}",
                        "kind": "event",
                        "label": self.env._(
                            "%(event)s: %(measure)s",
                            event=self._event_label(name),
                            measure=self.env._(words),
                        ),
                        "help": self.env._(text) if text else "",
                    }

    @api.model
    def _function_words(self):
        for name, usage in USAGES.items():
            text = self.env._(FUNCTIONS[name])
            yield {"text": f"{name}(", "kind": "function", "label": usage, "help": text}

    @api.model
    def _kpi_words(self):
        for kpi in self.search(Domain.TRUE):
            yield {
                "text": kpi.code,
                "kind": "kpi",
                "label": kpi.name,
                "help": kpi.meaning or kpi.formula or "",
            }
