"""How long customers stay: Kaplan–Meier over whole months.

Customers who are still active have not told yet how long they stay; they count as
long as they were seen and are left out after that, neither lost nor kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Lifetimes:
    """So many customers that were active for so many months.

    ``is_ended``: they were lost then (months rounded up); else they were still
    active when last seen (months rounded down).
    """

    months: int
    is_ended: bool
    customers: int


def survival(lifetimes: Iterable[Lifetimes], months: int) -> float | None:
    """Return the share of customers who stay longer than so many months.

    Beyond the longest time that anybody was seen the average loss so far goes on.
    None if nobody was seen for a month.

    >>> seen = [Lifetimes(12, True, 20), Lifetimes(24, False, 80)]
    >>> survival(seen, 11), survival(seen, 12)
    (1.0, 0.8)
    >>> round(survival(seen, 48), 4)  # 0.8 in two years, twice
    0.64
    """
    known = sorted(lifetimes, key=lambda seen: seen.months)
    longest = known[-1].months if known else 0
    if not longest:
        return None
    at_risk, share = sum(seen.customers for seen in known), 1.0
    # who leaves in a month was at risk then, and so was who was last seen in it
    for month in sorted({seen.months for seen in known}):
        if month > months:
            break
        now = [seen for seen in known if seen.months == month]
        lost = sum(seen.customers for seen in now if seen.is_ended)
        share *= 1 - lost / at_risk
        at_risk -= sum(seen.customers for seen in now)
    return share if months <= longest else share ** (months / longest)


def expected_years(
    lifetimes: Iterable[Lifetimes], horizon: int, discount: float
) -> float | None:
    """Return the years that a customer is expected to stay, later ones discounted.

    Each year counts with the share of customers who live to see it (decision 7).

    >>> seen = [Lifetimes(12, True, 20), Lifetimes(12, False, 80)]  # 0.8 a year
    >>> round(expected_years(seen, 5, 0), 4), round(expected_years(seen, 5, 0.1), 4)
    (3.3616, 2.9206)
    """
    known, years = list(lifetimes), 0.0
    for year in range(horizon):
        share = survival(known, year * MONTHS_A_YEAR)
        if share is None:
            return None
        years += share / (1 + discount) ** year
    return years
