"""The pace of a target: how much of it is expected by the end of each day.

Working days carry the pace. Where the same days of earlier years are known, each part
of the period (a month; of a single month a fourth of its working days) carries the
share that it had then, else all working days carry the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from dateutil.relativedelta import relativedelta

from .bucket import ONE_DAY, bucket

Days = tuple[date, date]
#: How many parts a period within one month has.
FOURTHS = 4
#: Fewer cases per part say more about luck than about the season.
CASES_PER_PART = 5


@dataclass(frozen=True)
class Pace:
    """How a target spreads over the days from ``start`` up to, without, ``stop``.

    ``worked``: the working days of its holder's company among them. ``weights``: of
    the :func:`parts`, None for equal working days.
    """

    start: date
    stop: date
    worked: frozenset[date]
    weights: tuple[float, ...] | None = None

    @cached_property
    def shares(self) -> dict[date, float]:
        """The share of the target expected by the end of each day; the last has 1."""
        if self.weights is None:
            found = dict(_cumulated(self.start, self.stop, self.worked, 0.0, 1.0))
        else:
            found, before, total = {}, 0.0, sum(self.weights)
            slices = parts(self.start, self.stop, self.worked)
            for (first, stop), weight in zip(slices, self.weights, strict=True):
                own = weight / total
                found.update(_cumulated(first, stop, self.worked, before, own))
                before += own
        found = {day: min(share, 1.0) for day, share in found.items()}
        found[self.stop - ONE_DAY] = 1.0
        return found

    def share(self, day: date) -> float:
        """Return the share expected by the end of a day: 0 before, 1 after the end."""
        if day < self.start:
            return 0.0
        return self.shares.get(day, 1.0)

    def expected(self, total: float, day: date, decimals: int = 2) -> float:
        """Return the part of a total expected by the end of a day."""
        return _rounded(total, self.share(day), decimals)

    def line(self, total: float, decimals: int = 2) -> list[tuple[date, float]]:
        """Return (day, expected by its end) for all days; the last has the total.

        >>> days = frozenset(date(2026, 6, day) for day in (1, 2, 3))
        >>> pace = Pace(date(2026, 6, 1), date(2026, 6, 4), days)
        >>> [amount for _day, amount in pace.line(100)]
        [33.33, 66.67, 100.0]
        """
        return [
            (day, _rounded(total, share, decimals))
            for day, share in self.shares.items()
        ]

    def portion(self, total: float, days: Days, decimals: int = 2) -> float:
        """Return the part of a total that falls on a range of days.

        Ranges that cover the period add up to the total, for each is a difference of
        the rounded line.
        """
        first, stop = days
        until, before = (
            Decimal(str(self.expected(total, day - ONE_DAY, decimals)))
            for day in (stop, first)
        )
        return float(until - before)

    def workdays_left(self, today: date) -> int:
        """Return the working days from today to the end, today included."""
        return sum(max(today, self.start) <= day for day in self.worked)

    def workdays_passed(self, today: date) -> int:
        """Return the working days up to today, today included."""
        return sum(day <= today for day in self.worked)


def parts(start: date, stop: date, worked: Iterable[date]) -> list[Days]:
    """Return the parts whose shares the season decides, in order.

    Months, cut at the ends of the period; within one month fourths of its working
    days, as months are busier at their end. Too short to part: the period itself.

    >>> [str(first) for first, _stop in parts(date(2026, 1, 15), date(2026, 4, 1), [])]
    ['2026-01-15', '2026-02-01', '2026-03-01']
    """
    bounds = [start]
    while (following := bucket(bounds[-1], "month").stop) < stop:
        bounds.append(following)
    if len(bounds) == 1:
        days = sorted(day for day in worked if start <= day < stop)
        if len(days) >= FOURTHS:
            bounds += [
                days[number * len(days) // FOURTHS] for number in range(1, FOURTHS)
            ]
    return list(zip(bounds, [*bounds[1:], stop], strict=True))


def years_before(days: Days, years: int) -> Days:
    """Return the same days of an earlier year.

    >>> [str(day) for day in years_before((date(2024, 2, 1), date(2024, 3, 1)), 1)]
    ['2023-02-01', '2023-03-01']
    """
    back = relativedelta(years=years)
    return days[0] - back, days[1] - back


def seasonal(
    history: Sequence[Sequence[float | None]], cases: int
) -> tuple[float, ...] | None:
    """Return what each part weighs, from its figures in earlier years.

    Years are added up, so that a large one counts more. None if there is no complete
    year or there are too few cases to tell the season from luck.

    >>> seasonal([[10, 30], [20, 40]], cases=10)
    (30.0, 70.0)
    """
    years = [
        [max(figure, 0.0) for figure in year if figure is not None]
        for year in history
        if year and None not in year
    ]
    if not years or cases < CASES_PER_PART * len(years[0]):
        return None
    weights = tuple(float(sum(figures)) for figures in zip(*years, strict=True))
    return weights if sum(weights) > 0 else None


def workdays_in(
    start: date, stop: date, is_workday: Callable[[date], bool]
) -> set[date]:
    """Return the working days of a half-open range."""
    days = (start + timedelta(days=number) for number in range((stop - start).days))
    return {day for day in days if is_workday(day)}


def _cumulated(
    start: date, stop: date, worked: frozenset[date], before: float, own: float
) -> Iterable[tuple[date, float]]:
    """Yield each day with the share by its end; ``own`` spreads over working days.

    Where none is worked, all days carry it.
    """
    days = [start + timedelta(days=number) for number in range((stop - start).days)]
    carrying = [day for day in days if day in worked] or days
    total, seen, carries = len(carrying), 0, set(carrying)
    for day in days:
        seen += day in carries
        yield day, before + own * seen / total


def _rounded(total: float, share: float, decimals: int) -> float:
    unit = Decimal(1).scaleb(-decimals)
    exact = Decimal(str(total)) * Decimal(share)
    return float(exact.quantize(unit, ROUND_HALF_UP))
