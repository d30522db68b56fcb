"""Cases on their way through the milestones of a process, as the forecast sees them.

Days are ordinals (``date.toordinal()``), values are amounts in one currency. What
happened on a day is known from the next morning on: at ``as_of`` all days before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

WON, LOST = "won", "lost"


class Entry(NamedTuple):
    """A milestone that was reached: its index (0 is the first), the day, the value."""

    milestone: int
    day: int
    value: float


class Case(NamedTuple):
    """What is known of a case: milestones by day, and how it ended.

    ``end`` is ``won``, ``lost`` (also parked) or None while it is open. The won stage
    is no entry. ``value`` is the amount won, or what an open case is worth now (None:
    what it was worth at its last milestone). ``group``: whose it is, for the caller.
    """

    entries: tuple[Entry, ...]
    end: str | None = None
    end_day: int | None = None
    value: float | None = None
    group: Hashable = None


def known_at(cases: Iterable[Case], as_of: int) -> list[Case]:
    """Return what was known of finished histories on the morning of a day.

    >>> won = Case((Entry(0, 10, 50.0), Entry(1, 20, 60.0)), WON, 30, 70.0)
    >>> known_at([won], 20)
    [Case(entries=(Entry(milestone=0, day=10, value=50.0),), end=None, end_day=None, value=None, group=None)]
    >>> known_at([won], 31) == [won], known_at([won], 10)
    (True, [])
    """
    known = []
    for case in cases:
        if case.end_day is not None and case.end_day < as_of:
            known.append(case)
            continue
        entries = tuple(entry for entry in case.entries if entry.day < as_of)
        if entries:
            is_now = case.end is None and len(entries) == len(case.entries)
            value = case.value if is_now else None
            known.append(Case(entries, None, None, value, case.group))
    return known


def path(case: Case) -> list[Entry]:
    """Return the milestones that a case rose to, each later and higher than before.

    Going back does not undo what was reached, and of several milestones on one day
    only the highest was a state to stay in. A case won from nowhere enters as it wins.

    >>> back = [Entry(0, 1, 5.0), Entry(2, 1, 6.0), Entry(1, 4, 6.0), Entry(3, 9, 7.0)]
    >>> [(entry.milestone, entry.day) for entry in path(Case(tuple(back)))]
    [(2, 1), (3, 9)]
    """
    risen: list[Entry] = []
    for entry in case.entries:
        if risen and entry.milestone <= risen[-1].milestone:
            continue
        if risen and entry.day <= risen[-1].day:
            risen.pop()
        risen.append(entry)
    if not risen and case.end == WON and case.end_day is not None:
        risen = [Entry(0, case.end_day, won_value(case))]
    return risen


def won_value(case: Case) -> float:
    """Return the amount of a won case; one without is worth its last entry."""
    if case.value is not None:
        return case.value
    return case.entries[-1].value if case.entries else 0.0


def month_starts(first: date, count: int) -> list[int]:
    """Return the first days of months, and the day after the last of them.

    >>> month_starts(date(2026, 12, 7), 2) == [
    ...     date(2026, 12, 1).toordinal(),
    ...     date(2027, 1, 1).toordinal(),
    ...     date(2027, 2, 1).toordinal(),
    ... ]
    True
    """
    begun = first.year * 12 + first.month - 1
    return [
        date(month // 12, month % 12 + 1, 1).toordinal()
        for month in range(begun, begun + count + 1)
    ]


def won_by_month(cases: Iterable[Case], months: Sequence[int]) -> list[float]:
    """Return the value won in each month.

    >>> won_by_month([Case((), WON, 35, 100.0), Case((), LOST, 36)], [0, 31, 59])
    [0.0, 100.0]
    """
    sums = [0.0] * (len(months) - 1)
    for case in cases:
        if case.end == WON and case.end_day is not None:
            month = bisect_right(months, case.end_day) - 1
            if 0 <= month < len(sums):
                sums[month] += won_value(case)
    return sums
