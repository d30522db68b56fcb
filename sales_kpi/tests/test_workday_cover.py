from odoo.tests import tagged

from .workday_case import WorkdayCase, moment


@tagged("post_install", "-at_install")
class TestWorkdayCover(WorkdayCase):
    def test_nothing_to_do_is_one_query(self):
        self.cover()
        with self.at("2026-02-10"), self.assertQueryCount(1):
            self.Workday._cover()

    def test_a_year_ahead_is_known(self):
        self.cover("2026-01-10")
        self.assertGreater(self.rows()[-1]["stop_at"], moment("2027-01-10"))
        self.cover("2026-12-24")
        self.assertGreater(self.rows()[-1]["stop_at"], moment("2027-12-24"))
        self.assertEqual(self.hours("2026-12-31 00:00", "2027-01-03 00:00"), 16)

    def test_extension_is_the_same_as_all_at_once(self):
        self.cover("2026-01-10")
        self.cover("2026-12-24")
        at_once = [
            (row[1], row[2])
            for row in self.Workday._timeline(
                self.company, self.rows()[0]["start_at"], self.rows()[-1]["stop_at"], 0
            )
            if row[1] < row[2]
        ]
        stepwise = [
            (row["start_at"], row["stop_at"])
            for row in self.rows()
            if row["start_at"] < row["stop_at"]
        ]
        self.assertEqual(stepwise, at_once)

    def test_older_data_extends_it_backwards(self):
        self.cover("2026-01-10")
        hours = self.hours("2026-01-10", "2026-03-10")
        first = self.rows()[0]["start_at"]
        with self.at("2019-06-15 10:00"):
            self.lead()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2017-05-01' WHERE id = ("
            "SELECT MAX(id) FROM crm_lead)"
        )
        self.cover("2026-01-11")
        self.assertEqual(self.rows()[0]["start_at"], moment("2016-12-31 23:00"))
        self.assertLess(self.rows()[0]["start_at"], first)
        self.assertEqual(self.hours("2026-01-10", "2026-03-10"), hours)
        # across the seam: Monday 29 Dec 2025 to Friday 2 Jan 2026
        self.assertEqual(self.hours("2025-12-29", "2026-01-03"), 40)
        with self.at("2026-01-11"), self.assertQueryCount(1):
            self.Workday._cover()

    def test_a_nonsense_date_does_not_fill_the_table(self):
        with self.at("2026-01-10"):
            self.lead()
        self.env.cr.execute("UPDATE sales_kpi_journal SET at = '1026-01-10'")
        self.cover()
        self.assertGreater(self.rows()[0]["start_at"], moment("1995-12-31"))
        with self.at("2026-01-11"), self.assertQueryCount(1):
            self.Workday._cover()

    def test_changed_hours_hold_from_tomorrow_on(self):
        self.cover("2026-01-05")
        with self.at("2026-01-14 11:00"):  # a Wednesday
            self.work(("9", "13"))
            self.Workday._cover()
        self.assertEqual(self.hours("2026-01-12", "2026-01-15"), 24)
        self.assertEqual(self.hours("2026-01-15", "2026-01-17"), 8)
        self.assertEqual(self.hours("2026-01-12", "2026-01-17"), 32)

    def test_tomorrow_is_local(self):
        self.cover("2026-01-05")
        with self.at("2026-01-14 23:30"):  # already Thursday in Berlin
            self.work(("9", "13"))
            self.Workday._cover()
        self.assertEqual(self.hours("2026-01-15", "2026-01-16"), 8)
        self.assertEqual(self.hours("2026-01-16", "2026-01-17"), 4)

    def test_leave_entered_late_does_not_touch_the_past(self):
        self.cover("2026-01-05")
        with self.at("2026-01-14 11:00"):
            leave = self.env["resource.calendar.leaves"].create(
                {
                    "calendar_id": self.calendar.id,
                    "date_from": "2026-01-12 23:00:00",
                    "date_to": "2026-01-15 22:59:59",
                }
            )
            self.Workday._cover()
        self.assertEqual(self.hours("2026-01-12", "2026-01-17"), 32)
        with self.at("2026-01-14 12:00"):
            leave.unlink()
            self.Workday._cover()
        self.assertEqual(self.hours("2026-01-12", "2026-01-17"), 40)

    def test_leave_without_calendar_holds_for_its_company(self):
        self.cover("2026-01-05")
        with self.at("2026-01-14 11:00"):
            self.env["resource.calendar.leaves"].create(
                {
                    "company_id": self.company.id,
                    "date_from": "2026-01-14 23:00:00",
                    "date_to": "2026-01-15 22:59:59",
                }
            )
            self.Workday._cover()
        self.assertEqual(self.hours("2026-01-12", "2026-01-17"), 32)

    def test_another_calendar_leaves_the_past_as_it_was_worked(self):
        self.cover("2026-01-05")
        half = self.calendar.copy()
        self.work(("9", "13"), calendar=half)
        with self.at("2026-01-14 11:00"):
            self.company.resource_calendar_id = half
            self.Workday._cover()
        self.assertEqual(self.hours("2026-01-12", "2026-01-15"), 24)
        self.assertEqual(self.hours("2026-01-15", "2026-01-17"), 8)

    def test_another_time_zone_of_the_calendar(self):
        self.cover("2026-01-05")
        with self.at("2026-01-14 11:00"):
            self.calendar.tz = "America/New_York"
            self.Workday._cover()
        # Wednesday 9 to 17 in Berlin, Thursday in New York
        self.assertEqual(self.hours("2026-01-14 08:00", "2026-01-14 16:00"), 8)
        self.assertEqual(self.hours("2026-01-15 08:00", "2026-01-15 14:00"), 0)
        self.assertEqual(self.hours("2026-01-15 14:00", "2026-01-15 22:00"), 8)

    def test_round_the_clock_can_be_changed_and_extended(self):
        week = ("0", "1", "2", "3", "4", "5", "6")
        self.work(("0", "24"), days=week)
        self.cover("2026-01-05")
        with self.at("2026-01-14 11:00"):
            self.work(("0", "24"), days=week)
            self.Workday._cover()
        self.cover("2026-12-01")
        self.assertEqual(self.hours("2026-01-10", "2027-01-10"), 365 * 24)

    def test_change_queues_what_is_dated_in_advance(self):
        self.cover("2026-01-05")
        self.env.cr.execute(
            """
            INSERT INTO sales_kpi_fact
                   (event, date, at, source, source_ref, company_id, hours)
            SELECT 'test', at::date, at, 'test', ref, %s, hours
              FROM (VALUES (1, '2026-01-14 10:00'::timestamp, 5),
                           (2, '2026-02-01 10:00', 5),
                           (3, '2026-02-01 10:00', 0)
                   ) AS given(ref, at, hours)
            """,
            [self.company.id],
        )
        with self.at("2026-01-14 11:00"):
            self.work(("9", "13"))
            self.Workday._cover()
        self.env.cr.execute("SELECT ref FROM sales_kpi_dirty WHERE source = 'test'")
        self.assertEqual(self.env.cr.fetchall(), [(2,)])
