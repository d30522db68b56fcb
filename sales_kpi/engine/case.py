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
GONE = -1  # where a lost case goes to


class Entry(NamedTuple):
    """A milestone that was reached: its index (0 is the first), the day, the value."""

    milestone: int
    day: int
    value: float


class Case(NamedTuple):
    """What is known of a case: milestones by day, and how it ended.

    ``end`` is ``won``, ``lost`` (also parked) or None while it is open. The won stage
    is no entry. ``value`` is the amount won, or what an open case is worth now (None:
    what it was worth at its last milestone). ``returns``: when it was lost
    and when it came back, each time. ``process``: the order of milestones that it goes
    through, if there are several.
    """

    entries: tuple[Entry, ...]
    end: str | None = None
    end_day: int | None = None
    value: float | None = None
    returns: tuple[tuple[int, int], ...] = ()
    process: Hashable = None


class Visit(NamedTuple):
    """A time at a milestone. ``to``: the milestone it rose to, ``GONE`` if it was lost
    and came back later, None for the last one; ``left``: the day of that.
    ``is_arrival``: nobody could see the case coming, for it is new or was lost."""

    milestone: int
    day: int
    value: float
    is_arrival: bool
    left: int | None = None
    to: int | None = None


def known_at(cases: Iterable[Case], as_of: int) -> list[Case]:
    """Return what was known of finished histories on the morning of a day.

    >>> won = Case((Entry(0, 10, 50.0), Entry(1, 20, 60.0)), WON, 30, 70.0)
    >>> [case[:4] for case in known_at([won], 20)]
    [((Entry(milestone=0, day=10, value=50.0),), None, None, None)]
    >>> known_at([won], 31) == [won], known_at([won], 10)
    (True, [])

    One that was lost on day 22 and came back on day 27:

    >>> back = won._replace(returns=((22, 27),))
    >>> [(case.end, case.end_day) for case in known_at([back], 25)]
    [('lost', 22)]
    >>> [(case.end, case.returns) for case in known_at([back], 28)]
    [(None, ((22, 27),))]
    """
    known = []
    for case in cases:
        if case.end_day is not None and case.end_day < as_of:
            known.append(case)
            continue
        entries = tuple(entry for entry in case.entries if entry.day < as_of)
        if not entries:
            continue
        returns = tuple(pair for pair in case.returns if pair[1] < as_of)
        away = [gone for gone, back in case.returns if gone < as_of <= back]
        if away:
            known.append(Case(entries, LOST, away[-1], None, returns, case.process))
            continue
        is_now = case.end is None and len(entries) == len(case.entries)
        value = case.value if is_now else None
        known.append(Case(entries, None, None, value, returns, case.process))
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


def visits(risen: Sequence[Entry], case: Case) -> list[Visit]:
    """Return the times that a case spent at the milestones that it rose to.

    A case that was lost and comes back is at its milestone anew, as if it arrived:

    >>> case = Case((), LOST, 40, returns=((9, 30),))
    >>> for visit in visits([Entry(0, 1, 5.0), Entry(1, 4, 6.0)], case):
    ...     visit[:2], visit.is_arrival, visit.left, visit.to
    ((0, 1), True, 4, 1)
    ((1, 4), False, 9, -1)
    ((1, 30), True, None, None)
    """
    came, left, back = 0, 1, 2  # of one day in this order
    moves = [(entry.day, came, entry) for entry in risen]
    for gone, again in case.returns:
        if risen and risen[0].day <= gone < again:
            moves += [(gone, left, risen[0]), (again, back, risen[0])]
    found: list[Visit] = []
    is_here = False
    for day, kind, entry in sorted(moves):
        last = found[-1] if found else None
        if kind == left:
            if is_here and last:
                found[-1] = last._replace(left=day, to=GONE)
            is_here = False
        elif kind == came:
            if is_here and last:
                found[-1] = last._replace(left=day, to=entry.milestone)
            found.append(Visit(entry.milestone, day, entry.value, not is_here))
            is_here = True
        elif last and not is_here:
            found.append(Visit(last.milestone, day, last.value, True))
            is_here = True
    return found


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
