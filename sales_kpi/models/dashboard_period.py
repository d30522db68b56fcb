"""Which days the dashboard shows: a named period, a free range, and their trend."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from ..engine.errors import PeriodError
from ..engine.period import bucket, split

PERIODS = (
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_12_months",
)
DEFAULT_PERIOD = "this_month"
TREND_MONTHS = 12


def shown_period(options, today):
    """Return key, first and last day of the period that options ask for.

    :raise PeriodError: for a key that is none; dates are checked by ``split``
    """
    key = options.get("period") or DEFAULT_PERIOD
    if key == "custom":
        return key, options.get("date_from"), options.get("date_to")
    if key not in PERIODS:
        raise PeriodError(
            "granularity", granularity=key, suggestion=", ".join((*PERIODS, "custom"))
        )
    if key == "last_12_months":
        month = bucket(today, "month")
        return key, month.start - relativedelta(months=11), month.last_day
    which, granularity = key.split("_")
    found = bucket(today, granularity)
    if which == "last":
        found = bucket(found.start - timedelta(days=1), granularity)
    return key, found.start, found.last_day


def trend_periods(period, today):
    """Return granularity and buckets of the trend: the year up to the period's end.

    A longer period is shown whole, in quarters or years where months are too many.
    """
    last = min(period.last_day, max(today, period.start))
    first = last.replace(day=1) - relativedelta(months=TREND_MONTHS - 1)
    first = min(first, period.start)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    granularity = "month" if months <= 36 else "quarter" if months <= 120 else "year"
    start = bucket(first, granularity).start
    return granularity, split(start, bucket(last, granularity).last_day, granularity)
