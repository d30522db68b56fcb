"""KPIs that are no formula: named functions over sums, and over customers.

A method stands in a tree like a formula, so that periods, rights, dimensions and
other KPIs treat both alike. Its arguments are formulas or atoms of ``METHOD_KINDS``,
which no formula can write: they look at one customer, or one forecast, at a time.
"""

from __future__ import annotations

from collections.abc import Callable

from .coverage import COVERAGE_KINDS, coverage, total_coverage
from .formula_evaluate import TOLERANCE
from .formula_parser import parse
from .nodes import Atom, Method, Node, Reference, Window
from .picks import LEADS_OF

YEAR: Window = (("rolling", 12),)

ACTIVE = parse("closing(customer_active.count)")
#: Customers active on the day before the period and on its last day.
KEPT = Atom("kept", "customer_active", "count")
#: Beside it, so that opening + won + returned - lost = closing can be read.
MOVES = (
    *(parse(f"customer_{how}.count") for how in ("won", "returned", "lost")),
    ACTIVE,
)
#: Years since *customer since*, summed over the customers active at the end.
TENURE = Atom("tenure", "customer_active", "count")
#: Distinct products of a year, summed over the customers active at the end.
PRODUCTS = Atom("products", "customer_active", "count", window=YEAR)
#: Expected years of a customer, from all lifetimes up to the end.
LIFETIME = Atom("lifetime", "customer_active", "count")
#: Revenue of a year, for the customer in the middle and for the ninth of ten.
SPREAD = tuple(
    Atom(kind, "revenue", "amount", window=YEAR)
    for kind in ("customer_median", "customer_p90")
)
CUSTOMER_KINDS = ("kept", "tenure", "products", "lifetime", *(a.kind for a in SPREAD))

#: Of a forecast event, month by month: how far what is shown was off, what was won in
#: those months, forecast less won, and how many months there are; the same for each
#: team by itself (models/forecast_reader.py).
FORECAST_KINDS = (
    "forecast_error",
    "forecast_actual",
    "forecast_difference",
    "forecast_months",
    "team_error",
    "team_actual",
)
METHOD_KINDS = (*CUSTOMER_KINDS, *FORECAST_KINDS, *COVERAGE_KINDS)

#: Leads that partners picked, and those of them that were won (picks.py).
PICKED, PICKED_WON = (Atom("picks", event, "count") for event in LEADS_OF)

YEARLY = parse(
    "rolling(revenue.amount, 12) / "
    "((rolling(opening(customer_active.count), 12) + closing(customer_active.count)) / 2)"
)


def quotient(dividend: float, divisor: float) -> float | None:
    """Return the quotient; no value over nothing.

    >>> quotient(45, 50), quotient(0, 0)
    (0.9, None)
    """
    return None if abs(divisor) < TOLERANCE else dividend / divisor


def lost_share(kept: float, opening: float) -> float | None:
    """Return the share of customers at the start who are gone at the end.

    >>> lost_share(3, 4)
    0.25
    """
    share = quotient(kept, opening)
    return None if share is None else 1 - share


def lifetime_value(yearly: float, years: float) -> float:
    """Return what a customer is worth over the years (decision 7).

    >>> round(lifetime_value(10_000, 3.3616))
    33616
    """
    return yearly * years


def lifetime_contribution(
    yearly: float, years: float, margin: float, sold: float
) -> float | None:
    """Return the same of what remains of each sale; no value without any margin.

    >>> lifetime_contribution(10_000, 3, margin=400, sold=1_000)
    12000.0
    """
    # no cost and no contribution % leave 0, which is not known, not nothing
    if abs(margin) < TOLERANCE:
        return None
    share = quotient(margin, sold)
    return None if share is None else yearly * years * share


def accuracy(error: float, actual: float) -> float | None:
    """Return 1 - WAPE, not below 0; no value where nothing was won.

    >>> accuracy(90, 250), accuracy(300, 250), accuracy(10, 0)
    (0.64, 0.0, None)
    """
    return None if actual < TOLERANCE else max(0.0, 1 - error / actual)


def bias(difference: float, actual: float) -> float | None:
    """Return by how much was forecast too much, of what was won.

    >>> bias(-50, 250)
    -0.2
    """
    return None if actual < TOLERANCE else difference / actual


def _method(
    name: str,
    function: Callable[..., float | None],
    *arguments: Node,
    cases: Node = ACTIVE,
    shown: tuple[Node, ...] = (),
) -> tuple[str, Method]:
    return name, Method(name, function, arguments, cases, shown)


_OPENING = parse("opening(customer_active.count)")
_MARGIN = (
    parse("rolling(product_sold.margin, 12)"),
    parse("rolling(product_sold.amount, 12)"),
)


def _forecast(
    name: str, function: Callable[..., float | None], event: str, kind: str
) -> tuple[str, Method]:
    """A method over the forecasts of an event, beside it what each team was off by."""
    kinds = (kind, "forecast_actual", "team_error", "team_actual", "forecast_months")
    error, actual, team_error, team_actual, months = (
        Atom(part, event, "count" if part == "forecast_months" else "amount")
        for part in kinds
    )
    shown = (team_error, team_actual) if kind == "forecast_error" else ()
    return _method(name, function, error, actual, cases=months, shown=shown)


#: Qualified pipeline, the target it shall reach, and what that has come to.
PIPELINE = parse("closing(pipeline_qualified.amount)")
PIPELINE_CASES = parse("closing(pipeline_qualified.count)")
GOAL, GOAL_DONE = (Atom(kind, "lead_won", "amount") for kind in COVERAGE_KINDS)

#: By name; ``sales.kpi`` offers them where ``kind`` is ``method``.
METHODS: dict[str, Method] = dict(
    (
        _method(
            "retention_rate", quotient, KEPT, _OPENING, cases=_OPENING, shown=MOVES
        ),
        _method("churn_rate", lost_share, KEPT, _OPENING, cases=_OPENING, shown=MOVES),
        _method("clv_revenue", lifetime_value, YEARLY, LIFETIME, shown=SPREAD),
        _method(
            "clv_contribution",
            lifetime_contribution,
            YEARLY,
            LIFETIME,
            *_MARGIN,
            shown=SPREAD,
        ),
        _method("clv_cac", quotient, Reference("clv_contribution"), Reference("cac")),
        _method("products_per_customer", quotient, PRODUCTS, ACTIVE),
        _method("customer_years", quotient, TENURE, ACTIVE),
        _method(
            "pipeline_coverage",
            coverage,
            PIPELINE,
            GOAL,
            GOAL_DONE,
            cases=PIPELINE_CASES,
        ),
        _method(
            "pipeline_coverage_total",
            total_coverage,
            PIPELINE,
            GOAL,
            cases=PIPELINE_CASES,
        ),
        _forecast("forecast_accuracy", accuracy, "forecast", "forecast_error"),
        _forecast(
            "forecast_accuracy_manager", accuracy, "forecast_manager", "forecast_error"
        ),
        _forecast(
            "forecast_accuracy_classic", accuracy, "forecast_classic", "forecast_error"
        ),
        _method("partner_conversion", quotient, PICKED_WON, PICKED, cases=PICKED),
        _forecast("forecast_bias", bias, "forecast", "forecast_difference"),
    )
)
