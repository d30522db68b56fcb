"""Working days, time zones, seasons and definitions of targets."""

from odoo.fields import Command
from odoo.tests import tagged

from .target_case import TargetValueCase

JUNE = ("2026-06-01", "2026-06-30")


@tagged("post_install", "-at_install")
class TestTargetDays(TargetValueCase):
    """A company in Berlin: its working days, its midnight."""

    company_tz = "Europe/Berlin"

    def test_the_pace_rests_on_holidays_of_the_company(self):
        """May 2026: 21 weekdays less 1, 14 and 25 May are 18, 8 of them by the 13th."""
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Holiday",
                    "calendar_id": self.company.resource_calendar_id.id,
                    "company_id": self.company.id,
                    "date_from": f"2026-05-{day:02} 00:00:00",
                    "date_to": f"2026-05-{day:02} 20:00:00",
                }
                for day in (1, 14, 25)
            ]
        )
        with self.at("2026-04-20"):
            self.env["sales.kpi.workday"]._cover()
        self.won(1, "2026-04-20")
        target = self.target("won_value", 18_000, "2026-05-01", "2026-05-31")
        self.update(target, "2026-05-13 12:00")
        self.assertEqual((target.expected_to_date, target.workdays_left), (8000, 11))
        self.update(target, "2026-05-14 12:00")
        self.assertEqual((target.expected_to_date, target.workdays_left), (8000, 10))
        with self.at("2026-05-14 12:00"):
            [weeks] = [target._breakdown("week")["rows"]]
        # Friday the 1st rests; 5 days, 4, 5, and 4 without Whit Monday
        self.assertEqual([row["workdays"] for row in weeks], [0, 5, 4, 5, 4])
        self.assertEqual([row["target"] for row in weeks], [0, 5000, 4000, 5000, 4000])

    def test_a_person_works_by_the_calendar_of_the_company_of_the_target(self):
        """Another company works on Saturdays, too: 26 days in June, 11 by the 12th."""
        other = self.env["res.company"].create({"name": "Six days"})
        other.resource_calendar_id.attendance_ids = [
            Command.create(
                {
                    "name": "Saturday",
                    "dayofweek": "5",
                    "hour_from": 9,
                    "hour_to": 13,
                    "day_period": "morning",
                }
            )
        ]
        with self.at("2026-04-20"):
            self.env["sales.kpi.workday"]._cover()
        self.won(1, "2026-04-20")
        anna = self.user("target_anna")
        anna.company_ids = [Command.link(other.id)]
        six = self.target(
            "won_value", 26_000, *JUNE, user_id=anna.id, company_id=other.id
        )
        five = self.target("won_value", 22_000, *JUNE, user_id=anna.id)
        self.update(six | five, "2026-06-12 12:00")
        self.assertEqual((six | five).mapped("expected_to_date"), [11_000, 10_000])

    def test_the_month_of_the_clock_change_has_all_its_days(self):
        """March 2026: 22 weekdays; the 29th has 23 hours and is a Sunday."""
        self.won(1, "2026-02-20")
        target = self.target("won_value", 22_000, "2026-03-01", "2026-03-31")
        self.update(target, "2026-03-29 12:00")
        self.assertEqual((target.expected_to_date, target.workdays_left), (20_000, 2))
        with self.at("2026-03-29 12:00"):
            days = target._breakdown("day")["rows"]
        self.assertEqual([row["target"] for row in days], [1000] * 22)

    def won_at(self, amount, moment):
        with self.at(moment):
            self.lead(expected_revenue=amount).action_set_won()

    def test_the_last_day_ends_at_midnight_of_the_company(self):
        """30 June ends at 22:00 UTC in Berlin, whoever's clock the server has."""
        target = self.target("won_value", 300, *JUNE)
        self.won_at(1, "2026-05-31 21:59")
        self.won_at(10, "2026-05-31 22:00")
        self.won_at(290, "2026-06-30 21:59")
        self.won_at(1000, "2026-06-30 22:00")
        self.update(target.with_context(tz="Pacific/Auckland"), "2026-06-30 21:59:30")
        self.assertEqual((target.state, target.actual_value), ("active", 300))
        self.assertEqual(target.workdays_left, 1)
        self.update(target.with_context(tz=False), "2026-06-30 22:00:30")
        self.assertEqual((target.state, target.actual_value), ("reached", 300))

    def test_each_company_has_its_own_midnight(self):
        """At 12:30 UTC it is 1 July in Auckland, still 30 June in Berlin."""
        far = self.env["res.company"].create({"name": "Far"})
        far.resource_calendar_id.tz = far.kpi_tz = "Pacific/Auckland"
        self.won(1, "2026-05-20")
        targets = self.target("won_value", 5, *JUNE) | self.target(
            "won_value", 5, *JUNE, company_id=far.id
        )
        self.update(targets, "2026-06-30 12:30")
        self.assertEqual(targets.mapped("state"), ["active", "missed"])

    def test_screen_and_scheduled_action_agree(self):
        self.won_at(100, "2026-06-11 22:30")  # the 12th in Berlin
        target = self.target("won_value", 22_000, *JUNE)
        found = set()
        for zone in (False, "UTC", "Pacific/Auckland", "America/Los_Angeles"):
            for moment in ("2026-06-12 22:30", "2026-06-13 08:00"):
                self.update(target.with_context(tz=zone), moment)
                found.add((target.actual_value, target.expected_to_date))
        self.assertEqual(found, {(100, 10_000)})


@tagged("post_install", "-at_install")
class TestTargetSeason(TargetValueCase):
    """April to June 2025 brought 20, 30 and 50 thousand, five wins a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.ben = cls.user("season_anna"), cls.user("season_ben")
        cls.team("North", [cls.anna, cls.ben])
        with cls.at(cls, "2025-03-03 09:00"):
            cls.lead(cls)
        for month, amount in (("04", 4000), ("05", 6000), ("06", 10_000)):
            for day in range(10, 15):
                cls.won(amount, f"2025-{month}-{day}", user_id=cls.anna.id)
        cls.won(7, "2025-06-20", user_id=cls.ben.id)
        with cls.at(cls, "2026-04-01 09:00"):
            cls.env["sales.kpi.fact"]._refresh_queue()

    def quarter(self, value=100_000, **values):
        return self.target("won_value", value, "2026-04-01", "2026-06-30", **values)

    def test_a_quarter_has_the_season_of_the_year_before(self):
        """20 % by the end of April, 11 of 21 days in May make 30 % × 11 / 21 more."""
        target = self.quarter(user_id=self.anna.id)
        self.update(target, "2026-04-30 18:00")
        self.assertEqual(target.pace_kind, "season")
        self.assertEqual(target.expected_to_date, 20_000)
        self.update(target, "2026-05-15 18:00")
        self.assertEqual(target.expected_to_date, 35_714.29)
        with self.at("2026-05-15 18:00"):
            months = target._breakdown("month")["rows"]
        self.assertEqual([row["target"] for row in months], [20_000, 30_000, 50_000])

    def test_who_has_too_few_cases_has_the_season_of_the_company(self):
        """20, 30 and 50 007 of 100 007."""
        target = self.quarter(100_007, user_id=self.ben.id)
        self.update(target, "2026-04-30 18:00")
        self.assertEqual(target.pace_kind, "season_company")
        self.assertEqual(target.expected_to_date, 20_000)

    def test_less_than_a_year_of_data_makes_an_even_pace(self):
        """Data begin on 3 March 2025: January to March 2026 has no year before."""
        target = self.target(
            "won_value", 63_000, "2026-01-01", "2026-03-31", user_id=self.anna.id
        )
        self.update(target, "2026-03-31 12:00")
        self.assertEqual(target.pace_kind, "linear")

    def test_the_season_stays_until_the_days_change(self):
        target = self.quarter(user_id=self.anna.id)
        self.update(target, "2026-04-30 18:00")
        self.won(900_000, "2025-06-12", user_id=self.anna.id)
        self.update(target, "2026-05-04 18:00")
        self.assertEqual(target.pace_data["weights"], [20_000, 30_000, 50_000])
        target._write_step({"date_to": "2026-06-29"})
        self.update(target, "2026-05-04 18:00")
        self.assertEqual(target.pace_data["weights"], [20_000, 30_000, 950_000])

    def test_who_changes_a_draft_needs_no_right_on_what_was_learned(self):
        draft = self.quarter(user_id=self.anna.id, state="draft")
        draft.pace_data = {"weights": [1, 2, 3], "kind": "season", "earlier": []}
        leader = self.user("season_leader")
        self.anna.sale_team_id.user_id = leader
        draft.with_user(leader).date_to = "2026-05-31"
        self.assertFalse(draft.pace_data)

    def test_equal_periods_before_make_the_projection(self):
        """Four quarters before: 100 000, then nothing in three, on average 25 000.
        22 working days of 63 make 20 %: 10 000 so far go on as 50 000, weighed by
        20 %, beside 25 000: 10 000 + 80 % × (20 % × 50 000 + 80 % × 25 000)."""
        target = self.quarter(user_id=self.anna.id)
        self.won(10_000, "2026-04-08", user_id=self.anna.id)
        self.update(target, "2026-04-30 18:00")
        self.assertAlmostEqual(target.projected_value, 34_000)
        self.assertGreater(target.projected_high, target.projected_value)
