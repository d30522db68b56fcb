"""What the window of an atom means for a period (decision 19).

``resolve`` applies the steps outermost first, as functions do:
``year_ago(ytd(x))`` in March is ``ytd(x)`` in the March of a year ago.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .bucket import FIRST_YEAR, ONE_DAY, Period, bucket
from .errors import PeriodError
from .nodes import STOCK_STEPS, Step, Window

# "A week a year ago" keeps its weekdays.
WEEKS_A_YEAR = timedelta(weeks=52)
_FREE_AS = ("month", "quarter", "year", "fiscal_year", "week")


@dataclass(frozen=True)
class Frame:
    """What the meaning of a window depends on, apart from the period.

    ``today``: in the reporting time zone. ``fiscal_start``: month and day.
    ``is_workday``: whether the company works on a day.
    """

    today: date
    fiscal_start: tuple[int, int]
    is_workday: Callable[[date], bool]


def resolve(window: Window, period: Period, frame: Frame) -> tuple[date | None, date]:
    """Return the half-open range of days that a window means for a period.

    A start of ``None`` is the beginning of all time (closing, opening). The range
    may be empty, never inverted.

    :raises PeriodError: ``window`` for an unknown step.

    >>> march = bucket(date(2026, 3, 1), "month")
    >>> frame = Frame(date(2026, 9, 1), (1, 1), lambda day: day.weekday() < 5)
    >>> [str(day) for day in resolve((("year_ago",), ("ytd",)), march, frame)]
    ['2025-01-01', '2025-04-01']
    """
    for number, step in enumerate(window, 1):
        if step[0] in STOCK_STEPS:
            if number < len(window):
                raise _unknown(window)
            return None, period.stop if step[0] == "closing" else period.start
        period = _apply(step, period, frame)
    return period.start, period.stop


def compare(period: Period, how: str, frame: Frame) -> Period:
    """Return the period to compare with: ``previous``, ``year_ago`` or ``workdays``.

    It is shorter than its calendar period where ``period`` is still running.
    ``workdays`` are as many working days as ``period`` has, right before it: whatever
    months and holidays do, both were equally long to work in.

    >>> february = bucket(date(2026, 2, 1), "month")
    >>> frame = Frame(date(2026, 9, 1), (1, 1), lambda day: day.weekday() < 5)
    >>> base = compare(february, "workdays", frame)
    >>> str(base.start), str(base.last_day), workdays(february, frame)
    ('2026-01-05', '2026-01-31', 20)
    """
    match how:
        case "previous":
            return _previous(period, frame)
        case "year_ago":
            return _year_ago(period, frame)
        case "workdays":
            return _workdays_before(period, frame)
    raise _unknown(((how,),))


def workdays(period: Period, frame: Frame) -> int:
    """Return the working days of a period, of a running one up to today."""
    return sum(_elapsed(period, frame))


def mature(
    days: tuple[date | None, date], mature_days: int, today: date
) -> tuple[date | None, date]:
    """Cut a range to the days whose cases are at least ``mature_days`` old today.

    What is left may be empty, never inverted; 0 leaves the range as it is.
    """
    start, stop = days
    if not mature_days:
        return days
    cut = min(stop, today - timedelta(days=mature_days) + ONE_DAY)
    return start, cut if start is None else max(start, cut)


def is_running(period: Period, today: date) -> bool:
    """Return whether the period has begun and is not over."""
    return period.start <= today < period.stop


def _unknown(window: Window) -> PeriodError:
    text = " ".join(str(part) for step in window for part in step)
    return PeriodError("window", window=text)


def _apply(step: Step, period: Period, frame: Frame) -> Period:
    match step:
        case ("previous",):
            return _previous(period, frame)
        case ("year_ago",):
            return _year_ago(period, frame)
        case ("ytd",):
            year = bucket(period.last_day, "fiscal_year", frame.fiscal_start)
            return _free(year.start, max(year.start, period.stop))
        case ("rolling", int(months)):
            return _free(period.stop - relativedelta(months=months), period.stop)
    raise _unknown((step,))


def _free(start: date, stop: date) -> Period:
    return Period(start, stop, None, start)


def _calendar(period: Period, frame: Frame) -> Period | None:
    """Return the full calendar period that ``period`` is or begins; None if free.

    A free range that is exactly a month, quarter, year or week counts as such. A
    bucket whose beginning is cut off is free.
    """
    if period.granularity:
        full = bucket(period.start, period.granularity, frame.fiscal_start)
        return full if full.start == period.start else None
    for granularity in _FREE_AS:
        full = bucket(period.start, granularity, frame.fiscal_start)
        if (full.start, full.stop) == (period.start, period.stop):
            return full
    return None


def _previous(period: Period, frame: Frame) -> Period:
    full = _calendar(period, frame)
    if full is None:
        base = _free(period.start - timedelta(days=period.days), period.start)
    else:
        base = _bucket_of(full.start - ONE_DAY, full, frame)
    return _limited(base, period, full, frame)


def _year_ago(period: Period, frame: Frame) -> Period:
    full = _calendar(period, frame)
    if full is None:
        base = _free_year_ago(period)
    elif full.granularity == "week":
        base = _bucket_of(full.start - WEEKS_A_YEAR, full, frame)
    elif full.granularity in ("year", "fiscal_year"):
        # not a year back: a fiscal year from 29 February would miss its day
        base = _bucket_of(full.start - ONE_DAY, full, frame)
    else:
        base = _bucket_of(full.start - relativedelta(years=1), full, frame)
    return _limited(base, period, full, frame)


def _bucket_of(day: date, full: Period, frame: Frame) -> Period:
    return bucket(day, full.granularity or "day", frame.fiscal_start)


def _free_year_ago(period: Period) -> Period:
    if period.granularity == "week":
        return _free(period.start - WEEKS_A_YEAR, period.stop - WEEKS_A_YEAR)
    start = period.start - relativedelta(years=1)
    # by the last day, so that a range up to 28 February does not gain the 29th
    stop = period.last_day - relativedelta(years=1) + ONE_DAY
    return _free(start, max(start, stop))


def _limited(base: Period, period: Period, full: Period | None, frame: Frame) -> Period:
    """Cut ``base`` to as many working days as have elapsed in ``period``.

    That is done while the period runs, and for a bucket whose end is cut off. A
    single day is compared whole: a Saturday would else be compared with nothing.
    """
    if base.days <= 1:
        return base
    is_cut = full is not None and period.stop < full.stop
    if not is_cut and not is_running(period, frame.today):
        return base
    elapsed = _elapsed(period, frame)
    ends_on_workday = bool(elapsed) and elapsed[-1]
    stop = _stop_after(base, sum(elapsed), ends_on_workday, frame)
    return replace(base, stop=stop)


def _elapsed(period: Period, frame: Frame) -> list[bool]:
    """Return for each day of a period, up to today if it runs, whether it is worked."""
    last = frame.today if is_running(period, frame.today) else period.last_day
    return [
        frame.is_workday(period.start + timedelta(days=offset))
        for offset in range((last - period.start).days + 1)
    ]


def _workdays_before(period: Period, frame: Frame) -> Period:
    """Return the days right before a period that hold as many working days.

    None if it has no working day; fewer only where no earlier day is worked.
    """
    start, missing = period.start, workdays(period, frame)
    while missing and start.year >= FIRST_YEAR:
        start -= ONE_DAY
        missing -= frame.is_workday(start)
    return _free(start, period.start)


def _stop_after(base: Period, workdays: int, through: bool, frame: Frame) -> date:
    """Return the end of the first ``workdays`` working days of ``base``.

    ``through``: right after the last of them; else just before the next one, so
    that a weekend at the end is compared with a weekend.
    """
    seen = 0
    for offset in range(base.days):
        day = base.start + timedelta(days=offset)
        if not frame.is_workday(day):
            continue
        if not through and seen == workdays:
            return day
        seen += 1
        if through and seen == workdays:
            return day + ONE_DAY
    return base.stop
