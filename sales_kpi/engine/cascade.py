"""The cascade: what must arrive at each milestone so that the last one yields the target.

Value goes back through the yields, number through the count rates; both are shifted
by the median times, so a need stands in the month in which it must *arrive*
(decisions 22 and 25). A light says whether what arrived keeps up (decision 26).
Months are their first days.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, islice

from dateutil.relativedelta import relativedelta

DAYS_A_MONTH = 365.25 / 12
#: A light looks back over so many working days.
LIGHT_DAYS = 60
#: With fewer expected arrivals a light says nothing.
ENOUGH_ARRIVALS = 3
GREEN, AMBER = 1.0, 0.8
#: A company that never works is not searched for working days for ever.
LONGEST_SEARCH = 366


@dataclass(frozen=True)
class Section:
    """The way from a milestone to the next one.

    ``value_yield``: value that arrives at the next one / value that entered; may exceed
    1. ``count_rate``: share of the leads that arrive. ``lag_days``: median time of
    those that do. ``None`` or 0 for a share: what is needed before cannot be said.
    """

    value_yield: float | None
    count_rate: float | None
    lag_days: float = 0.0


@dataclass(frozen=True)
class Need:
    """What must arrive at a milestone in a month.

    ``serves``: the month whose target it feeds. ``is_carried``: that month has no
    target of its own, the last one before it goes on.
    """

    amount: float | None
    count: float | None
    serves: date
    is_carried: bool = False


def cascade(
    targets: Mapping[date, float],
    month: date,
    sections: Sequence[Section],
    values: Sequence[float | None] = (),
) -> list[Need]:
    """Return what a month needs at each milestone, the first milestone first.

    need[k](m) = target(m + lag from k to the last) / product of the yields between.

    :param targets: value at the last milestone by month
    :param sections: of consecutive milestones; one fewer than there are milestones
    :param values: mean value of a lead at each milestone, for the numbers

    >>> half = [Section(0.5, 0.5)] * 4
    >>> january = date(2026, 1, 1)
    >>> [need.amount for need in cascade({january: 100_000}, january, half)]
    [1600000.0, 800000.0, 400000.0, 200000.0, 100000.0]

    Two months from the fourth to the fifth milestone: in April arrives there what
    June needs of it.

    >>> april, june = date(2026, 4, 1), date(2026, 6, 1)
    >>> late = [Section(0.5, 0.5, 61)]
    >>> [need.amount for need in cascade({april: 1e5, june: 2e5}, april, late)]
    [400000.0, 100000.0]

    >>> [need.count for need in cascade({april: 1e5}, april, late, (None, 2e4))]
    [10.0, 5.0]
    """
    per_value = _counts_per_value(sections, values)
    needs = []
    for lag, factor, count in zip(
        lag_months(sections), _factors(sections), per_value, strict=True
    ):
        serves = first_day(month) + relativedelta(months=lag)
        target, is_carried = _target(targets, serves)
        needs.append(
            Need(_times(target, factor), _times(target, count), serves, is_carried)
        )
    return needs


def lag_months(sections: Sequence[Section]) -> list[int]:
    """Return the whole months from each milestone to the last one.

    The days are summed first: four times two weeks are two months, not none.

    >>> lag_months([Section(1, 1, 14)] * 4)
    [2, 1, 1, 0, 0]
    """
    days = accumulate((section.lag_days for section in reversed(sections)), initial=0)
    return [int(total / DAYS_A_MONTH + 0.5) for total in days][::-1]


def first_day(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def needed_between(
    days: Collection[date], per_day: Mapping[date, float | None]
) -> float | None:
    """Return what some working days need together; None if one of them is unknown.

    :param per_day: need of a working day, by month

    >>> needed_between([date(2026, 1, 30), date(2026, 2, 2)],
    ...                {date(2026, 1, 1): 10.0, date(2026, 2, 1): 20.0})
    30.0
    """
    total = 0.0
    for day in days:
        needed = per_day.get(first_day(day))
        if needed is None:
            return None
        total += needed
    return total


def last_workdays(
    today: date, is_workday: Callable[[date], bool], number: int = LIGHT_DAYS
) -> list[date]:
    """Return the last working days up to today, today included, the earliest first.

    >>> monday = date(2026, 1, 5)
    >>> [day.day for day in last_workdays(monday, lambda day: day.weekday() < 5, 3)]
    [1, 2, 5]
    """
    days = (today - timedelta(days=back) for back in range(LONGEST_SEARCH))
    return sorted(islice(filter(is_workday, days), number))


def light(inflow: float, need: float | None, expected: float | None) -> str:
    """Return the light of a milestone: green, amber, red, or grey.

    :param inflow: what arrived in the last working days
    :param need: what the same days needed
    :param expected: how many leads should have arrived in them

    540 000 arrived where 60 days needed 10 000 each:

    >>> light(540_000, 600_000, 12)
    'amber'
    >>> light(540_000, 600_000, 2)
    'grey'
    """
    share = pace(inflow, need)
    if share is None or expected is None or _below(expected, ENOUGH_ARRIVALS):
        return "grey"
    if not _below(share, GREEN):
        return "green"
    return "red" if _below(share, AMBER) else "amber"


def pace(inflow: float, need: float | None) -> float | None:
    """Return the share of the need that arrived; None where nothing is needed."""
    return inflow / need if need else None


def missing(inflow: float, need: float | None) -> float | None:
    """Return what is still missing, never less than nothing."""
    return None if need is None else max(need - inflow, 0.0)


def _below(value: float, limit: float) -> bool:
    """Whether a value is below a limit by more than the dust of a division."""
    return value < limit - 1e-9


def _factors(sections: Sequence[Section]) -> list[float | None]:
    """What each milestone needs for 1 at the last one."""
    return _backwards([section.value_yield for section in sections], 1.0, _over)


def _counts_per_value(
    sections: Sequence[Section], values: Sequence[float | None]
) -> list[float | None]:
    """How many leads each milestone needs for a value of 1 at the last one.

    Counted at the last milestone whose mean value is known, and from there on both
    ways through the count rates.
    """
    size = len(sections) + 1
    known = [*values, *[None] * size][:size]
    counts = [
        _over(factor, value)
        for factor, value in zip(_factors(sections), known, strict=True)
    ]
    anchor = max((k for k in range(size) if counts[k] is not None), default=None)
    if anchor is None:
        return counts
    rates = [section.count_rate for section in sections]
    before = _backwards(rates[:anchor], counts[anchor], _over)
    after = [counts[anchor]]
    for rate in rates[anchor:]:
        after.append(_times(after[-1], rate))
    return before + after[1:]


def _backwards(
    steps: Sequence[float | None],
    last: float | None,
    operate: Callable[[float | None, float | None], float | None],
) -> list[float | None]:
    """Return ``last`` and what operating backwards over the steps makes of it."""
    found = [last]
    for step in reversed(steps):
        found.append(operate(found[-1], step))
    return found[::-1]


def _target(targets: Mapping[date, float], month: date) -> tuple[float | None, bool]:
    """Return the target of a month, and whether an earlier one is carried on."""
    earlier = max((known for known in targets if known <= month), default=None)
    if earlier is None:
        return None, False
    return targets[earlier], earlier != month


def _over(value: float | None, divisor: float | None) -> float | None:
    return None if value is None or not divisor else value / divisor


def _times(value: float | None, factor: float | None) -> float | None:
    return None if value is None or factor is None else value * factor
