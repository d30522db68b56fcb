"""How figures that look at one customer at a time are explained."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ..engine.formula import CUSTOMER_KINDS, Method, walk
from .customer_reader import PURCHASES

_lt = LazyTranslate(__name__)

#: kind of atom: (unit, what it is, how it is counted)
CUSTOMER_PARTS = {
    "kept": (
        "count",
        _lt("Customers kept"),
        _lt("Active on the day before the period and on its last day."),
    ),
    "tenure": (
        "years",
        _lt("Years of all active customers"),
        _lt("From “customer since” to the last day, added up."),
    ),
    "products": (
        "count",
        _lt("Products of all active customers"),
        _lt("Each product counts once per customer, ordered or billed; less returns."),
    ),
    "lifetime": (
        "years",
        _lt("Expected years of a customer"),
        _lt(
            "From how long customers stayed so far; years to come are discounted as in "
            "the settings."
        ),
    ),
    "customer_median": (
        "money",
        _lt("Revenue of the customer in the middle"),
        _lt("Half of the active customers bought less within the twelve months."),
    ),
    "customer_p90": (
        "money",
        _lt("Revenue that nine of ten customers stay below"),
        _lt("Far above the middle: few large customers make up the mean."),
    ),
}
#: Methods that take a year of data.
LIFETIME_METHODS = ("clv_revenue", "clv_contribution", "clv_cac")
#: Kinds that look back to the beginning, as a stock does.
UNTIL = ("tenure", "lifetime")


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _is_additive(self, code):
        """A method computes with its sums, so values of parts do not add up."""
        is_method = any(isinstance(part, Method) for part in walk(self._tree(code)[0]))
        return not is_method and super()._is_additive(code)

    def _help_words(self):
        """A method stands where the formula of another KPI does."""
        words = super()._help_words()
        if self.kind != "method":
            return words
        methods = dict(self._fields["method"]._description_selection(self.env))
        return {**words, "formula": methods[self.method]}

    @api.model
    def _calculation(self, code, options):
        answer = super()._calculation(code, options)
        words = self._active_kpi(code)._help_words()
        return {**answer, "formula": words.get("formula")}

    @api.model
    def _calculation_part(self, atom, *args, **kwargs):
        """Say it in words of customers; the list holds what is looked at."""
        part = super()._calculation_part(atom, *args, **kwargs)
        if atom.kind not in CUSTOMER_KINDS:
            return part
        unit, label, how = CUSTOMER_PARTS[atom.kind]
        if atom.kind in UNTIL:
            part["date_from"] = None
        return {
            **part,
            "unit": unit,
            "label": self.env._(label),
            "how": self.env._(how),
        }

    @api.model
    def _part_domain(self, atom, start, stop):
        """Products are looked at in purchases, not in the moves of customers."""
        if atom.kind != "products":
            return super()._part_domain(atom, start, stop)
        return (
            Domain("event", "in", PURCHASES)
            & Domain("date", ">=", start.isoformat())
            & Domain("date", "<", stop.isoformat())
        )

    @api.model
    def _no_value_hint(self, kpi, answer, *args, **kwargs):
        """What a method lacks is not seen in its name, but in its parts."""
        hint = super()._no_value_hint(kpi, answer, *args, **kwargs)
        if not hint or not answer["n"] or kpi.method not in LIFETIME_METHODS:
            return hint
        return self.env._(
            "A part has no value: it takes a year of data, and for a contribution "
            "order lines with a margin. The calculation shows the parts."
        )
