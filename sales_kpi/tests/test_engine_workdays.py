"""The comparison with as many working days, right before the period."""

from odoo.tests import BaseCase, tagged

from ..engine.period import Frame, compare, workdays
from .test_engine_window import cut, day, frame, free, full


@tagged("post_install", "-at_install")
class TestEngineWorkdays(BaseCase):
    def base(self, period, at=None):
        """First and last day, both inclusive, and the working days of both sides."""
        at = at or frame()
        found = compare(period, "workdays", at)
        counts = workdays(period, at), workdays(found, at)
        return found.start.isoformat(), found.last_day.isoformat(), *counts

    def test_month_is_compared_with_its_working_days_before(self):
        for month, expected in {
            # February 2026 has 20 working days, as the days from 5 January have
            "2026-02-10": ("2026-01-05", "2026-01-31", 20, 20),
            # March has 22: February's 20 and the last two of January
            "2026-03-10": ("2026-01-29", "2026-02-28", 22, 22),
            "2026-01-10": ("2025-12-02", "2025-12-31", 22, 22),
        }.items():
            with self.subTest(month=month):
                self.assertEqual(self.base(full(month, "month")), expected)

    def test_holidays_on_both_sides_do_not_count(self):
        at = frame(holidays=("2026-01-01", "2026-01-06", "2026-02-16"))
        february = full("2026-02-10", "month")
        # 19 working days; before them, without Epiphany
        self.assertEqual(self.base(february, at), ("2026-01-05", "2026-01-31", 19, 19))

    def test_days_off_right_before_belong_to_the_base(self):
        week = full("2026-03-04", "week")
        self.assertEqual(self.base(week), ("2026-02-23", "2026-03-01", 5, 5))

    def test_running_period_counts_the_days_up_to_today(self):
        march = full("2026-03-05", "month")
        for today, expected in {
            "2026-03-02": ("2026-02-27", "2026-02-28", 1, 1),
            "2026-03-18": ("2026-02-11", "2026-02-28", 13, 13),
            "2026-03-22": ("2026-02-09", "2026-02-28", 15, 15),
            "2026-04-01": ("2026-01-29", "2026-02-28", 22, 22),
        }.items():
            with self.subTest(today=today):
                self.assertEqual(self.base(march, frame(today)), expected)

    def test_part_of_a_month_is_compared_with_its_own_days(self):
        self.assertEqual(
            self.base(cut("2026-01-01", "2026-03-18", "month")),
            ("2026-02-11", "2026-02-28", 13, 13),
        )
        self.assertEqual(
            self.base(free("2026-03-10", "2026-03-12")),
            ("2026-03-05", "2026-03-09", 3, 3),
        )

    def test_without_working_days_there_is_nothing_to_compare(self):
        saturday = full("2026-03-07", "day")
        found = compare(saturday, "workdays", frame())
        self.assertEqual((found.start, found.days), (saturday.start, 0))

    def test_where_nobody_worked_before_the_search_ends(self):
        march = full("2026-03-05", "month")
        at = Frame(day("2030-01-01"), (1, 1), lambda d: d >= march.start)
        found = compare(march, "workdays", at)
        self.assertEqual(workdays(found, at), 0)
        self.assertEqual(found.stop, march.start)
