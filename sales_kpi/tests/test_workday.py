from datetime import date

from odoo.tests import tagged

from .workday_case import WorkdayCase, moment


@tagged("post_install", "-at_install")
class TestWorkday(WorkdayCase):
    def test_weekend_does_not_count(self):
        """Friday 16:30 to Monday 09:15, local time, with 9 to 17: 45 minutes."""
        self.cover()
        self.assertEqual(self.hours("2026-01-16 15:30", "2026-01-19 08:15"), 0.75)

    def test_outside_working_time_nothing_passes(self):
        self.cover()
        self.assertEqual(self.hours("2026-01-16 17:00", "2026-01-19 07:59"), 0)
        self.assertEqual(self.hours("2026-01-19 03:00", "2026-01-19 08:30"), 0.5)

    def test_lunch_break_does_not_count(self):
        self.work(("8", "12"), ("13", "17"))
        self.cover()
        # 11:30 to 13:30 local time
        self.assertEqual(self.hours("2026-01-13 10:30", "2026-01-13 12:30"), 1)
        self.assertEqual(self.hours("2026-01-13 00:00", "2026-01-14 00:00"), 8)

    def test_days_of_the_clock_change_have_their_own_length(self):
        self.work(("0", "24"), days=("0", "1", "2", "3", "4", "5", "6"))
        self.cover()
        spring = self.hours("2026-03-28 23:00", "2026-03-29 22:00")
        autumn = self.hours("2026-10-24 22:00", "2026-10-25 23:00")
        self.assertEqual((spring, autumn), (23, 25))
        month = self.hours("2026-02-28 23:00", "2026-03-31 22:00")
        self.assertEqual(month, 31 * 24 - 1)

    def test_office_hours_follow_the_clock_change(self):
        self.cover()
        # Friday 16:30 in winter time to Monday 09:15 in summer time
        self.assertEqual(self.hours("2026-03-27 15:30", "2026-03-30 07:15"), 0.75)

    def test_leave_does_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Epiphany",
                "calendar_id": self.calendar.id,
                "date_from": "2026-01-05 23:00:00",
                "date_to": "2026-01-06 22:59:59",
            }
        )
        self.cover()
        self.assertEqual(self.hours("2026-01-05 00:00", "2026-01-08 00:00"), 16)
        days = self.Workday._workdays(self.company, date(2026, 1, 5), date(2026, 1, 8))
        self.assertEqual(days, {date(2026, 1, 5), date(2026, 1, 7), date(2026, 1, 8)})

    def test_leave_of_a_person_or_another_company_counts_nothing(self):
        other = self.env["res.company"].create({"name": "Other KPI company"})
        person = self.env["resource.resource"].create(
            {"name": "Anna", "calendar_id": self.calendar.id}
        )
        leaves = self.env["resource.calendar.leaves"]
        leaves.create(
            {
                "calendar_id": self.calendar.id,
                "resource_id": person.id,
                "date_from": "2026-01-12 00:00:00",
                "date_to": "2026-01-13 00:00:00",
            }
        )
        leaves.with_context(allowed_company_ids=other.ids).create(
            {"date_from": "2026-01-13 00:00:00", "date_to": "2026-01-14 00:00:00"}
        )
        self.cover()
        self.assertEqual(self.hours("2026-01-12 00:00", "2026-01-17 00:00"), 40)

    def test_without_a_calendar_all_time_counts(self):
        self.company.resource_calendar_id = False
        self.cover()
        self.assertEqual(self.hours("2026-01-16 15:30", "2026-01-19 08:15"), 64.75)
        days = self.Workday._workdays(self.company, date(2026, 1, 1), date(2026, 1, 31))
        self.assertEqual(len(days), 31)

    def test_flexible_hours_work_on_weekdays(self):
        self.calendar.write(
            {
                "flexible_hours": True,
                "hours_per_day": 8,
                "full_time_required_hours": 40,
            }
        )
        self.cover("2026-01-07")
        week = self.Workday._workdays(
            self.company, date(2026, 1, 12), date(2026, 1, 18)
        )
        self.assertEqual(week, {date(2026, 1, day) for day in range(12, 17)})
        self.assertEqual(self.hours("2026-01-12 00:00", "2026-01-19 00:00"), 40)

    def test_no_interval_spans_midnight(self):
        self.work(("0", "24"), days=("0", "1", "2", "3", "4", "5", "6"))
        self.cover()
        longest = max(row["stop_at"] - row["start_at"] for row in self.rows())
        self.assertEqual(longest.total_seconds(), 25 * 3600)
        for before, after in zip(self.rows(), self.rows()[1:], strict=False):
            self.assertLessEqual(before["stop_at"], after["start_at"])

    def test_hours_accumulate_without_gaps(self):
        self.work(("8", "12.25"), ("13", "17"))
        self.cover()
        total = self.rows()[0]["hours_before"]
        for row in self.rows():
            self.assertAlmostEqual(row["hours_before"], total, 6)
            total += (row["stop_at"] - row["start_at"]).total_seconds() / 3600

    def test_moment_before_is_the_first_of_its_kind(self):
        self.cover()
        before = self.Workday._moment_before
        monday = moment("2026-01-19 09:00")  # 10:00 local time
        self.assertEqual(before(self.company, monday, 0.5), moment("2026-01-19 08:30"))
        # exactly an hour has passed since Friday's end
        self.assertEqual(before(self.company, monday, 1), moment("2026-01-16 16:00"))
        self.assertEqual(before(self.company, monday, 3), moment("2026-01-16 14:00"))
        self.assertEqual(before(self.company, monday, 41), moment("2026-01-09 16:00"))
        sunday = moment("2026-01-18 12:00")
        self.assertEqual(before(self.company, sunday, 0), moment("2026-01-16 16:00"))

    def test_moment_before_agrees_with_the_hours(self):
        self.work(("8", "12"), ("13", "16.75"))
        self.cover()
        for now in ("2026-03-30 06:10", "2026-03-28 10:00", "2026-03-31 15:59:59"):
            for hours in (0.1, 4, 7.75, 8, 100.5):
                found = self.Workday._moment_before(self.company, moment(now), hours)
                self.assertAlmostEqual(
                    self.Workday._hours_between(self.company, found, moment(now)),
                    hours,
                    5,
                )

    def test_moment_before_all_known_time_is_none(self):
        self.cover()
        self.assertIsNone(
            self.Workday._moment_before(self.company, moment("2026-01-19"), 1e6)
        )

    def test_days_are_those_of_the_reporting_time_zone(self):
        self.company.kpi_tz = "Pacific/Auckland"
        self.work(("20", "23"))  # Berlin; the next morning in Auckland
        self.cover()
        week = self.Workday._workdays(
            self.company, date(2026, 1, 12), date(2026, 1, 18)
        )
        self.assertEqual(week, {date(2026, 1, day) for day in range(13, 18)})
