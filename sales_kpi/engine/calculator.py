"""Two calculators: what a target needs, and what a change of a driver would move.

Both start from figures of the last twelve months, so that what they say of today is
what the dashboard says. Amounts are in the currency of the company, shares are
fractions, the cycle is in days, everything else is a number of cases in a year.
Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, isfinite

Figures = Mapping[str, float | None]

#: What the calculators start from, as formulas over a year.
FIGURES: dict[str, str] = {
    "deal_value": "deal_value",
    # no KPI of its own: of the leads that were qualified, those that were won
    "qualified_rate": "qualified_to_won.count / lead_qualified.count",
    "hit_rate": "hit_rate",
    "contact_rate": "1 - untouched_leads",
    "leads": "new_leads",
    # the same cycle as in the velocity: from qualification to the win
    "cycle": "qualified_to_won.hours / 24 / qualified_to_won.count",
    "cost": "cost.amount",
    "retention_rate": "retention_rate",
    "won_value": "won_value",
    "revenue": "revenue",
    "revenue_new_business": "revenue_new_business",
    "opening": "opening(customer_active.count)",
    "customers": "closing(customer_active.count)",
    "cac": "cac",
    "sales_velocity": "sales_velocity",
}
#: Rates of cases that had the time they need, as long as the hit rate gives them.
MATURED = "qualified_rate"
SHARES = frozenset({"qualified_rate", "hit_rate", "contact_rate", "retention_rate"})

#: What can be overwritten when a target is calculated backwards.
RATES = ("deal_value", "qualified_rate", "hit_rate", "contact_rate")
#: What is needed: of what, by which rate.
_NEEDED_FOR = {
    "qualified": ("deals", "qualified_rate"),
    "contacts": ("deals", "hit_rate"),
    "leads": ("contacts", "contact_rate"),
}
NEEDS = ("deals", *_NEEDED_FOR)

DRIVERS = ("leads", "hit_rate", "deal_value", "cycle", "cost", "retention_rate")
OUTCOMES = ("won_value", "revenue", "customers", "cac", "sales_velocity")

MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Target:
    """A number of deals, or with ``is_amount`` their value, per month or quarter."""

    value: float
    is_amount: bool = False
    per: str = "month"


def needed(target: Target, rates: Figures) -> dict[str, dict[str, int | None]]:
    """Return how many of each a month and a quarter need, whole ones.

    Backwards along the funnel (requirement S0-15: needed contacts = deals / hit
    rate), by rates of cases that are old enough (decision 11): deals = amount / deal
    value; qualified leads = deals / share of them that is won; contacts = deals / hit
    rate; leads = contacts / share of leads that is contacted. None where a rate is
    not known or 0. Only what is shown is rounded up: 3.3 deals a month are 10 a
    quarter.

    >>> needed(Target(12), {"hit_rate": 0.08})["contacts"]
    {'month': 150, 'quarter': 450}
    >>> needed(Target(12), {"hit_rate": 0.3})["contacts"]["month"]
    40
    """
    value = target.value / MONTHS[target.per]
    exact = {
        "deals": _over(value, rates.get("deal_value")) if target.is_amount else value
    }
    for need, (of, rate) in _NEEDED_FOR.items():
        exact[need] = _over(exact[of], rates.get(rate))
    return {
        need: {name: _whole(number, months) for name, months in MONTHS.items()}
        for need, number in exact.items()
    }


def what_if(today: Figures, changed: Figures) -> dict[str, float | None]:
    """Return what the last twelve months would have been with other drivers.

    Each driver that is not in ``changed`` stays as it was; without changes the result
    is what was. ``x`` stands for new / old of a driver:

    - value of deals won = today's x leads x hit rate x deal value (S0-18: deals =
      leads times hit rate, each worth the deal value);
    - revenue = new business x the same + the rest x retention: new business comes
      from new deals, the rest from customers who stayed (decision 3);
    - customers = kept x retention + new ones x leads x hit rate (decision 18: kept =
      customers a year ago times retention);
    - acquisition cost = today's x cost / (leads x hit rate) (decision 8: cost / new
      customers);
    - velocity = today's x leads x hit rate x deal value / cycle (decision 8: open
      opportunities times win rate times deal value / cycle; open ones grow with
      leads, the win rate with the hit rate).

    None where today's value is not known, or a driver is changed that has none.

    >>> today = {"leads": 100, "hit_rate": 0.2, "cac": 500, "cost": 10_000}
    >>> what_if(today, {"leads": 125})["cac"]
    400.0
    """
    more = {name: _factor(today.get(name), changed.get(name)) for name in DRIVERS}
    deals = _times(more["leads"], more["hit_rate"])
    value = _times(deals, more["deal_value"])
    new, total = today.get("revenue_new_business"), today.get("revenue")
    return {
        "won_value": _times(today.get("won_value"), value),
        "revenue": _sum(
            _times(new, value), _times(_less(total, new), more["retention_rate"])
        ),
        "customers": _customers(today, deals, more["retention_rate"]),
        "cac": _over(_times(today.get("cac"), more["cost"]), deals),
        "sales_velocity": _over(
            _times(today.get("sales_velocity"), value), more["cycle"]
        ),
    }


def _customers(today: Figures, deals: float | None, stay: float | None) -> float | None:
    opening = today.get("opening")
    # nobody could stay where nobody was
    kept = _times(opening, today.get("retention_rate")) if opening else opening
    return _sum(_times(kept, stay), _times(_less(today.get("customers"), kept), deals))


def _factor(old: float | None, new: float | None) -> float | None:
    return 1.0 if new is None else _over(new, old)


def _over(dividend: float | None, divisor: float | None) -> float | None:
    return _finite(dividend / divisor) if dividend is not None and divisor else None


def _times(*factors: float | None) -> float | None:
    product = 1.0
    for factor in factors:
        if factor is None:
            return None
        product *= factor
    return _finite(product)


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None


def _sum(left: float | None, right: float | None) -> float | None:
    return None if left is None or right is None else left + right


def _less(left: float | None, right: float | None) -> float | None:
    return None if left is None or right is None else left - right


def _whole(number: float | None, months: int) -> int | None:
    total = _times(number, months)
    # 12 / 0.08 is 150, whatever the last digits of a float say
    return None if total is None else ceil(round(total, 6))
