from odoo.tests import BaseCase, tagged

from ..engine.errors import PeriodError
from ..engine.period import Frame, compare, is_running, mature, resolve
from .test_engine_window import (
    PREVIOUS,
    YEAR_AGO,
    YTD,
    cut,
    day,
    days,
    frame,
    free,
    full,
)


@tagged("post_install", "-at_install")
class TestEngineRunningPeriod(BaseCase):
    """Decision 19: a running period compares equal numbers of working days."""

    def test_month_ends_after_the_same_number_of_working_days(self):
        march = full("2026-03-05", "month")  # 2 March is a Monday
        for today, last in {
            "2026-03-01": "2026-02-01",  # Sunday: the Sunday of February only
            "2026-03-02": "2026-02-02",
            "2026-03-18": "2026-02-18",
            "2026-03-20": "2026-02-20",  # Friday: without the weekend
            "2026-03-22": "2026-02-22",  # Sunday: with the weekend
            "2026-03-27": "2026-02-27",  # 20 working days, all of February's
            "2026-03-28": "2026-02-28",
            "2026-03-31": "2026-02-28",  # 22: never beyond the month
            "2026-04-01": "2026-02-28",  # over: the whole month
        }.items():
            with self.subTest(today=today):
                expected = ("2026-02-01", last)
                self.assertEqual(days((PREVIOUS,), march, frame(today)), expected)

    def test_working_days_count_not_dates(self):
        april = full("2026-04-05", "month")
        at = frame("2026-04-08", holidays=("2026-04-03", "2026-04-06"))
        # 1, 2, 7, 8 April are four working days
        self.assertEqual(days((PREVIOUS,), april, at), ("2026-03-01", "2026-03-05"))
        # 1, 2, 3, 4 April 2025: Tuesday to Friday
        self.assertEqual(days((YEAR_AGO,), april, at), ("2025-04-01", "2025-04-04"))

    def test_before_the_first_working_day_there_is_nothing_to_compare(self):
        # 1 January is a holiday, 1 December a Monday
        january = full("2026-01-05", "month")
        start, stop = resolve(
            (PREVIOUS,), january, frame("2026-01-01", (1, 1), ["2026-01-01"])
        )
        self.assertEqual((start, stop), (day("2025-12-01"), day("2025-12-01")))

    def test_without_any_working_day_the_whole_period_is_compared(self):
        at = Frame(day("2026-03-10"), (1, 1), lambda _day: False)
        march = full("2026-03-05", "month")
        self.assertEqual(days((PREVIOUS,), march, at), ("2026-02-01", "2026-02-28"))

    def test_bucket_cut_at_its_end_counts_as_running(self):
        march = cut("2026-01-01", "2026-03-18", "month")
        for today in ("2026-03-18", "2026-09-01", "2026-01-01"):
            with self.subTest(today=today):
                found = days((PREVIOUS,), march, frame(today))
                self.assertEqual(found, ("2026-02-01", "2026-02-18"))

    def test_cut_and_running_takes_the_earlier_end(self):
        march = cut("2026-01-01", "2026-03-18", "month")
        found = days((PREVIOUS,), march, frame("2026-03-05"))
        self.assertEqual(found, ("2026-02-01", "2026-02-05"))

    def test_period_to_come_is_compared_whole(self):
        march = full("2026-03-05", "month")
        at = frame("2026-02-10")
        self.assertEqual(days((PREVIOUS,), march, at), ("2026-02-01", "2026-02-28"))

    def test_running_week_quarter_year(self):
        at = frame("2026-05-13")  # a Wednesday
        for granularity, window, expected in (
            ("week", PREVIOUS, ("2026-05-04", "2026-05-06")),
            ("week", YEAR_AGO, ("2025-05-12", "2025-05-14")),
            # 31 working days since 1 April, and since 1 January
            ("quarter", PREVIOUS, ("2026-01-01", "2026-02-12")),
            ("quarter", YEAR_AGO, ("2025-04-01", "2025-05-13")),
            # 95 working days
            ("year", PREVIOUS, ("2025-01-01", "2025-05-13")),
        ):
            with self.subTest(granularity=granularity, window=window):
                period = full("2026-05-13", granularity)
                self.assertEqual(days((window,), period, at), expected)

    def test_running_free_range(self):
        # nine of fourteen days have passed: seven working days
        period = free("2026-03-02", "2026-03-15")
        at = frame("2026-03-10")
        self.assertEqual(days((PREVIOUS,), period, at), ("2026-02-16", "2026-02-24"))

    def test_a_single_day_is_compared_whole(self):
        saturday = full("2026-03-07", "day")
        at = frame("2026-03-07")
        self.assertEqual(days((PREVIOUS,), saturday, at), ("2026-03-06", "2026-03-06"))

    def test_year_to_date_against_the_year_before(self):
        march = full("2026-03-05", "month")
        at = frame("2026-03-18")
        self.assertEqual(days((YTD,), march, at), ("2026-01-01", "2026-03-31"))
        # 13 working days of March 2025 end on Wednesday 19 March
        found = days((YEAR_AGO, YTD), march, at)
        self.assertEqual(found, ("2025-01-01", "2025-03-19"))

    def test_compared_period_for_the_dashboard(self):
        march = full("2026-03-05", "month")
        at = frame("2026-03-18")
        before = compare(march, "previous", at)
        self.assertEqual(
            (before.start, before.stop), (day("2026-02-01"), day("2026-02-19"))
        )
        self.assertEqual(
            (before.granularity, before.label), ("month", day("2026-02-01"))
        )
        ago = compare(march, "year_ago", at)
        self.assertEqual((ago.start, ago.stop), (day("2025-03-01"), day("2025-03-20")))
        with self.assertRaises(PeriodError):
            compare(march, "next", at)

    def test_running_from_the_first_to_the_last_day(self):
        march = full("2026-03-05", "month")
        for today, running in {
            "2026-02-28": False,
            "2026-03-01": True,
            "2026-03-31": True,
            "2026-04-01": False,
        }.items():
            self.assertEqual(is_running(march, day(today)), running)

    def test_only_mature_days_are_left(self):
        today = day("2026-07-15")
        # 90 days before 15 July is 16 April, the last mature day
        for first, stop, expected in (
            ("2026-01-01", "2026-02-01", ("2026-01-01", "2026-02-01")),
            ("2026-04-01", "2026-05-01", ("2026-04-01", "2026-04-17")),
            ("2026-06-01", "2026-07-01", ("2026-06-01", "2026-06-01")),
        ):
            with self.subTest(first=first):
                found = mature((day(first), day(stop)), 90, today)
                self.assertEqual(found, tuple(map(day, expected)))
        whole = (None, day("2026-07-01"))
        self.assertEqual(mature(whole, 90, today), (None, day("2026-04-17")))
        self.assertEqual(mature(whole, 0, today), whole)
