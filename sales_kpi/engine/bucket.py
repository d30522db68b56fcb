"""Periods: calendar buckets and free ranges of days, half-open.

Days are days of the company's reporting time zone. There is no clock here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .errors import PeriodError

GRANULARITIES = ("day", "week", "month", "quarter", "year", "fiscal_year")
MAX_PERIODS = 4000
FIRST_YEAR, LAST_YEAR = 1900, 2200
ONE_DAY = timedelta(days=1)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Period:
    """The days from ``start`` up to, but without, ``stop``.

    ``label`` is the first day of the full period, also where the range cuts it;
    ``granularity`` is ``None`` for a free range.
    """

    start: date
    stop: date
    granularity: str | None
    label: date

    @property
    def last_day(self) -> date:
        """The last day in the period (the day before ``start`` if it is empty)."""
        return self.stop - ONE_DAY

    @property
    def days(self) -> int:
        """The number of days in the period."""
        return (self.stop - self.start).days


def split(
    date_from: date | str,
    date_to: date | str,
    granularity: str | None = None,
    fiscal_start: tuple[int, int] = (1, 1),
) -> list[Period]:
    """Return the periods that cover the days from ... to, both inclusive.

    ``fiscal_start``: month and day of the fiscal year's first day. The first and
    last period are cut at the ends. Without granularity the range is one period.

    :raises PeriodError: ``inverted``, ``date``, ``granularity``, ``too_many``.

    >>> [str(period.label) for period in split("2026-01-15", "2026-02-03", "month")]
    ['2026-01-01', '2026-02-01']
    """
    first, last = to_date(date_from), to_date(date_to)
    if last < first:
        raise PeriodError("inverted", start=first.isoformat(), stop=last.isoformat())
    stop = last + ONE_DAY
    if granularity is None:
        return [Period(first, stop, None, first)]
    periods: list[Period] = []
    for period in _buckets(first, stop, granularity, fiscal_start):
        if len(periods) == MAX_PERIODS:
            raise PeriodError("too_many", maximum=MAX_PERIODS)
        periods.append(period)
    return periods


def bucket(
    day: date, granularity: str, fiscal_start: tuple[int, int] = (1, 1)
) -> Period:
    """Return the full calendar period that holds a day.

    >>> week = bucket(date(2026, 1, 1), "week")
    >>> str(week.start), str(week.stop)
    ('2025-12-29', '2026-01-05')
    """
    match granularity:
        case "day":
            start, stop = day, day + ONE_DAY
        case "week":
            start = day - timedelta(days=day.weekday())
            stop = start + timedelta(days=7)
        case "month":
            start = day.replace(day=1)
            stop = start + relativedelta(months=1)
        case "quarter":
            start = day.replace(month=day.month - (day.month - 1) % 3, day=1)
            stop = start + relativedelta(months=3)
        case "year":
            start, stop = date(day.year, 1, 1), date(day.year + 1, 1, 1)
        case "fiscal_year":
            start, stop = _fiscal_year(day, fiscal_start)
        case _:
            raise PeriodError(
                "granularity",
                granularity=granularity,
                suggestion=", ".join(GRANULARITIES),
            )
    return Period(start, stop, granularity, start)


def to_date(value: date | str) -> date:
    """Return a day, given as such or as ISO text.

    A moment (datetime) is refused: its day depends on the time zone.

    :raises PeriodError: ``date``.
    """
    day = value
    if isinstance(day, str):
        try:
            # fromisoformat alone also takes weeks and moments, by Python version
            day = date.fromisoformat(day) if _ISO_DATE.fullmatch(day) else ""
        except ValueError:
            day = ""
    if not isinstance(day, date) or hasattr(day, "hour"):
        raise PeriodError("date", value=str(value))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PeriodError("date", value=str(value))
    return day


def contains(period: Period, day: date) -> bool:
    """Return whether a day lies in the period."""
    return period.start <= day < period.stop


def has_begun(period: Period, today: date) -> bool:
    """Return whether the period's first day has come."""
    return period.start <= today


def _buckets(
    first: date, stop: date, granularity: str, fiscal_start: tuple[int, int]
) -> Iterator[Period]:
    start = first
    while start < stop:
        full = bucket(start, granularity, fiscal_start)
        yield Period(start, min(full.stop, stop), granularity, full.start)
        start = full.stop


def _fiscal_year(day: date, fiscal_start: tuple[int, int]) -> tuple[date, date]:
    start = _fiscal_first(day.year, fiscal_start)
    if start <= day:
        return start, _fiscal_first(day.year + 1, fiscal_start)
    return _fiscal_first(day.year - 1, fiscal_start), start


def _fiscal_first(year: int, fiscal_start: tuple[int, int]) -> date:
    """Return the first day of the fiscal year that begins in a year (29 Feb → 28)."""
    month, day = fiscal_start
    # 2024 is a leap year: the longest that each month can be
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2024, month)[1]:
        raise PeriodError("fiscal_start", month=month, day=day)
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
