from datetime import date

from odoo.tests import BaseCase, tagged

from ..engine.errors import PeriodError
from ..engine.period import (
    Frame,
    bucket,
    resolve,
    split,
)

PREVIOUS, YEAR_AGO, YTD = ("previous",), ("year_ago",), ("ytd",)
CLOSING, OPENING = ("closing",), ("opening",)
LATER = "2030-01-01"


def day(text):
    return date.fromisoformat(text)


def frame(today=LATER, fiscal_start=(1, 1), holidays=()):
    free = {day(text) for text in holidays}
    return Frame(day(today), fiscal_start, lambda d: d.weekday() < 5 and d not in free)


def free(first, last):
    return split(first, last)[0]


def cut(first, last, granularity):
    """The last of the periods in a range, cut at its end."""
    return split(first, last, granularity)[-1]


def full(text, granularity, fiscal_start=(1, 1)):
    return bucket(day(text), granularity, fiscal_start)


def days(window, period, at=None):
    """Return first and last day, both inclusive, of what a window means."""
    start, stop = resolve(window, period, at or frame())
    last = date.fromordinal(stop.toordinal() - 1)
    return start and start.isoformat(), last.isoformat()


@tagged("post_install", "-at_install")
class TestEngineWindow(BaseCase):
    def assert_days(self, rows, window, at=None):
        for period, expected in rows:
            with self.subTest(period=str((period.granularity, period.start))):
                self.assertEqual(days(window, period, at), expected)

    def test_without_steps_it_is_the_period(self):
        self.assert_days(
            [(full("2026-02-10", "month"), ("2026-02-01", "2026-02-28"))], ()
        )

    def test_previous_calendar_period_is_the_one_before(self):
        self.assert_days(
            [
                (full("2026-03-05", "day"), ("2026-03-04", "2026-03-04")),
                (full("2026-01-05", "week"), ("2025-12-29", "2026-01-04")),
                (full("2026-03-05", "month"), ("2026-02-01", "2026-02-28")),
                (full("2024-03-05", "month"), ("2024-02-01", "2024-02-29")),
                (full("2026-01-05", "month"), ("2025-12-01", "2025-12-31")),
                (full("2026-01-05", "quarter"), ("2025-10-01", "2025-12-31")),
                (full("2026-01-05", "year"), ("2025-01-01", "2025-12-31")),
            ],
            (PREVIOUS,),
        )

    def test_previous_fiscal_year(self):
        at = frame(fiscal_start=(4, 1))
        period = full("2026-05-05", "fiscal_year", (4, 1))
        self.assert_days([(period, ("2025-04-01", "2026-03-31"))], (PREVIOUS,), at)

    def test_free_range_that_is_a_calendar_period_counts_as_such(self):
        self.assert_days(
            [
                (free("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
                (free("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31")),
                (free("2024-01-01", "2024-12-31"), ("2023-01-01", "2023-12-31")),
                (free("2026-03-02", "2026-03-08"), ("2026-02-23", "2026-03-01")),
            ],
            (PREVIOUS,),
        )

    def test_other_free_range_has_its_own_length_before(self):
        self.assert_days(
            [
                (free("2026-03-10", "2026-03-12"), ("2026-03-07", "2026-03-09")),
                (free("2026-03-01", "2026-03-30"), ("2026-01-30", "2026-02-28")),
                (free("2026-01-01", "2026-02-28"), ("2025-11-03", "2025-12-31")),
                (free("2026-03-03", "2026-03-09"), ("2026-02-24", "2026-03-02")),
            ],
            (PREVIOUS,),
        )

    def test_bucket_without_its_beginning_is_a_free_range(self):
        first = split("2026-03-10", "2026-05-31", "month")[0]
        self.assert_days([(first, ("2026-02-16", "2026-03-09"))], (PREVIOUS,))
        self.assert_days([(first, ("2025-03-10", "2025-03-31"))], (YEAR_AGO,))
        week = split("2026-03-11", "2026-05-31", "week")[0]
        self.assert_days([(week, ("2026-03-06", "2026-03-10"))], (PREVIOUS,))
        self.assert_days([(week, ("2025-03-12", "2025-03-16"))], (YEAR_AGO,))

    def test_year_ago_is_the_same_calendar_period(self):
        self.assert_days(
            [
                (full("2026-03-05", "day"), ("2025-03-05", "2025-03-05")),
                (full("2024-02-29", "day"), ("2023-02-28", "2023-02-28")),
                (full("2026-01-05", "week"), ("2025-01-06", "2025-01-12")),
                (full("2024-02-05", "month"), ("2023-02-01", "2023-02-28")),
                (full("2025-02-05", "month"), ("2024-02-01", "2024-02-29")),
                (full("2026-05-05", "quarter"), ("2025-04-01", "2025-06-30")),
                (full("2026-05-05", "year"), ("2025-01-01", "2025-12-31")),
                (free("2026-03-10", "2026-04-09"), ("2025-03-10", "2025-04-09")),
                (free("2024-02-10", "2024-02-29"), ("2023-02-10", "2023-02-28")),
                (free("2025-02-10", "2025-02-28"), ("2024-02-10", "2024-02-28")),
                (free("2024-02-29", "2024-03-09"), ("2023-02-28", "2023-03-09")),
                (free("2024-02-01", "2024-02-29"), ("2023-02-01", "2023-02-28")),
            ],
            (YEAR_AGO,),
        )

    def test_year_ago_of_a_fiscal_year_from_29_february(self):
        at = frame(fiscal_start=(2, 29))
        leap = full("2024-05-05", "fiscal_year", (2, 29))
        after = full("2025-05-05", "fiscal_year", (2, 29))
        self.assert_days(
            [
                (leap, ("2023-02-28", "2024-02-28")),
                (after, ("2024-02-29", "2025-02-27")),
            ],
            (YEAR_AGO,),
            at,
        )

    def test_year_to_date_begins_with_the_fiscal_year(self):
        march = full("2026-03-05", "month")
        self.assertEqual(days((YTD,), march), ("2026-01-01", "2026-03-31"))
        at = frame(fiscal_start=(4, 1))
        self.assertEqual(days((YTD,), march, at), ("2025-04-01", "2026-03-31"))
        # the year of the last day counts
        week = full("2026-01-01", "week")
        self.assertEqual(days((YTD,), week), ("2026-01-01", "2026-01-04"))

    def test_rolling_months_end_with_the_period(self):
        for period, months, expected in (
            (full("2026-03-05", "month"), 1, ("2026-03-01", "2026-03-31")),
            (full("2026-02-05", "month"), 3, ("2025-12-01", "2026-02-28")),
            (full("2026-03-05", "month"), 12, ("2025-04-01", "2026-03-31")),
            (full("2026-03-05", "quarter"), 12, ("2025-04-01", "2026-03-31")),
            (free("2026-03-01", "2026-03-15"), 12, ("2025-03-16", "2026-03-15")),
            (free("2026-03-01", "2026-03-30"), 1, ("2026-02-28", "2026-03-30")),
            (free("2024-02-29", "2024-02-29"), 12, ("2023-03-01", "2024-02-29")),
        ):
            with self.subTest(period=str(period), months=months):
                self.assertEqual(days((("rolling", months),), period), expected)

    def test_levels_are_taken_at_the_end_and_before_the_start(self):
        march = full("2026-03-05", "month")
        self.assertEqual(days((CLOSING,), march), (None, "2026-03-31"))
        self.assertEqual(days((OPENING,), march), (None, "2026-02-28"))
        window = (PREVIOUS, CLOSING)
        self.assertEqual(days(window, march), (None, "2026-02-28"))

    def test_steps_apply_outermost_first(self):
        march = full("2026-03-05", "month")
        for window, expected in {
            (YEAR_AGO, YTD): ("2025-01-01", "2025-03-31"),
            (YTD, YEAR_AGO): ("2025-01-01", "2025-03-31"),
            (PREVIOUS, YTD): ("2026-01-01", "2026-02-28"),
            (PREVIOUS, PREVIOUS): ("2026-01-01", "2026-01-31"),
            (YEAR_AGO, PREVIOUS): ("2025-02-01", "2025-02-28"),
            (YEAR_AGO, ("rolling", 3)): ("2025-01-01", "2025-03-31"),
            (("rolling", 3), PREVIOUS): ("2025-10-01", "2025-12-31"),
            (YEAR_AGO, OPENING): (None, "2025-02-28"),
        }.items():
            with self.subTest(window=window):
                self.assertEqual(days(window, march), expected)

    def test_unknown_windows_are_refused(self):
        march = full("2026-03-05", "month")
        for window in ((("tomorrow",),), (CLOSING, PREVIOUS), (("rolling",),)):
            with self.subTest(window=window), self.assertRaises(PeriodError):
                resolve(window, march, frame())
