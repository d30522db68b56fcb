from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..engine.errors import MESSAGES, PeriodError
from ..engine.period import bucket, contains, has_begun, split

# (from, to, granularity) -> (label, start, stop) of each period
SPLITS = {
    ("2026-01-15", "2026-01-15", None): [("01-15", "01-15", "01-16")],
    ("2026-01-15", "2026-03-02", None): [("01-15", "01-15", "03-03")],
    ("2026-02-27", "2026-03-01", "day"): [
        ("02-27", "02-27", "02-28"),
        ("02-28", "02-28", "03-01"),
        ("03-01", "03-01", "03-02"),
    ],
    # Monday 5 January to Sunday 11 January, then one day of the next week
    ("2026-01-05", "2026-01-12", "week"): [
        ("01-05", "01-05", "01-12"),
        ("01-12", "01-12", "01-13"),
    ],
    # cut at both ends; the label is the first day of the full month
    ("2026-01-15", "2026-03-10", "month"): [
        ("01-01", "01-15", "02-01"),
        ("02-01", "02-01", "03-01"),
        ("03-01", "03-01", "03-11"),
    ],
    ("2026-03-31", "2026-04-01", "quarter"): [
        ("01-01", "03-31", "04-01"),
        ("04-01", "04-01", "04-02"),
    ],
    ("2026-01-01", "2026-12-31", "year"): [("01-01", "01-01", "2027-01-01")],
}


def day(text):
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


@tagged("post_install", "-at_install")
class TestEnginePeriod(BaseCase):
    def test_range_is_cut_into_periods(self):
        for (first, last, granularity), expected in SPLITS.items():
            with self.subTest(first=first, last=last, granularity=granularity):
                periods = split(first, last, granularity)
                self.assertEqual(
                    [(period.label, period.start, period.stop) for period in periods],
                    [tuple(map(day, row)) for row in expected],
                )
                self.assertEqual({p.granularity for p in periods}, {granularity})

    def test_dates_and_iso_text_are_the_same(self):
        self.assertEqual(
            split(date(2026, 1, 5), date(2026, 2, 6), "week"),
            split("2026-01-05", "2026-02-06", "week"),
        )

    def test_fiscal_year_begins_where_the_company_says(self):
        for today, fiscal_start, start, stop in (
            ("2026-03-31", (4, 1), "2025-04-01", "2026-04-01"),
            ("2026-04-01", (4, 1), "2026-04-01", "2027-04-01"),
            ("2026-01-01", (1, 1), "2026-01-01", "2027-01-01"),
            ("2026-12-30", (12, 31), "2025-12-31", "2026-12-31"),
            # 29 February is 28 February in other years
            ("2023-02-28", (2, 29), "2023-02-28", "2024-02-29"),
            ("2024-02-28", (2, 29), "2023-02-28", "2024-02-29"),
            ("2024-02-29", (2, 29), "2024-02-29", "2025-02-28"),
        ):
            with self.subTest(today=today, fiscal_start=fiscal_start):
                period = bucket(day(today), "fiscal_year", fiscal_start)
                self.assertEqual((period.start, period.stop), (day(start), day(stop)))

    def test_weeks_are_iso_weeks(self):
        for text, monday in {
            "2020-12-31": "2020-12-28",  # week 53
            "2021-01-03": "2020-12-28",
            "2021-01-04": "2021-01-04",  # week 1
            "2026-03-29": "2026-03-23",  # summer time begins
            "2026-10-25": "2026-10-19",  # summer time ends
        }.items():
            with self.subTest(day=text):
                self.assertEqual(bucket(day(text), "week").start, day(monday))

    def test_a_day_is_a_day_when_the_clocks_change(self):
        for text in ("2026-03-29", "2026-10-25", "2024-02-29"):
            self.assertEqual(bucket(day(text), "day").days, 1)

    def test_ends_are_open(self):
        january = bucket(day("01-15"), "month")
        self.assertTrue(contains(january, day("01-01")))
        self.assertTrue(contains(january, day("01-31")))
        self.assertFalse(contains(january, day("02-01")))
        self.assertEqual(january.last_day, day("01-31"))
        self.assertEqual(january.days, 31)

    def test_a_period_has_begun_on_its_first_day(self):
        january = bucket(day("01-15"), "month")
        self.assertFalse(has_begun(january, date(2025, 12, 31)))
        self.assertTrue(has_begun(january, day("01-01")))

    def test_faults_are_named(self):
        for arguments, code in {
            ("2026-02-01", "2026-01-31"): "inverted",
            ("2026-02-30", "2026-03-01"): "date",
            ("01.02.2026", "2026-03-01"): "date",
            ("2026-01-01", "20260301"): "date",
            ("2026-01-01", "2026-W10"): "date",
            ("2026-01-01 00:00:00", "2026-03-01"): "date",
            (datetime(2026, 1, 1), "2026-03-01"): "date",
            (None, "2026-03-01"): "date",
            (False, "2026-03-01"): "date",
            ("0001-01-01", "2026-03-01"): "date",
            ("2026-01-01", "9999-12-31"): "date",
            ("2026-01-01", "2026-03-01", "decade"): "granularity",
            ("2000-01-01", "2020-01-01", "day"): "too_many",
            ("2026-01-01", "2026-01-02", "fiscal_year", (13, 1)): "fiscal_start",
            ("2026-01-01", "2026-01-02", "fiscal_year", (4, 31)): "fiscal_start",
        }.items():
            with self.subTest(arguments=arguments):
                with self.assertRaises(PeriodError) as caught:
                    split(*arguments)
                self.assertEqual(caught.exception.code, code)
                self.assertIn(code, MESSAGES)
