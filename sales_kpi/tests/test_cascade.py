"""The cascade of a team: rates from its own leads, targets, lights, rights."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .process_case import ProcessCase


class CascadeCase(ProcessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Five days", "tz": "UTC"}
        )
        cls.north.milestone_target_amount = 100_000

    def cascade(self, month, at, team=None):
        """The cascade of a month by milestone, as asked at a moment."""
        with self.at(at):
            rows = (team or self.north).get_milestone_cascade(month)
        return {row["stage"][1]: row for row in rows}

    def history(self, shares, number=16, start="2026-01-05", value=100_000):
        """Leads that reach M1 on a day; of each milestone a share gets on, a day later."""
        leads = self.team_leads(number, start)
        for place, stage in enumerate(self.stages):
            self.reach(leads, stage, f"2026-01-{5 + place:02} 12:00", amount=value)
            if place < len(shares):
                leads = leads[: round(len(leads) * shares[place])]


@tagged("post_install", "-at_install")
class TestCascade(CascadeCase):
    def test_golden_cascade_from_the_own_leads(self):
        """16 leads, half of them get on each time: 1 600 000 … 200 000, 100 000."""
        self.history([0.5, 0.5, 0.5, 0.5])
        rows = self.cascade("2026-06-01", "2026-06-01")
        self.assertEqual(
            [row["needed"] for row in rows.values()],
            [1_600_000, 800_000, 400_000, 200_000, 100_000],
        )
        self.assertEqual(
            [row["needed_count"] for row in rows.values()], [16, 8, 4, 2, 1]
        )
        self.assertEqual(rows["M1"]["n"], 16)
        self.assertEqual(rows["M1"]["rate"], 0.5)
        self.assertFalse(any(row["is_assumed"] for row in rows.values()))
        self.assertIsNone(rows["M5"]["yield"])

    def test_golden_without_leads_a_half_is_assumed(self):
        """The example of the text, marked as assumed; no light without arrivals."""
        rows = self.cascade("2026-06-01", "2026-06-01")
        self.assertEqual(
            [row["needed"] for row in rows.values()],
            [1_600_000, 800_000, 400_000, 200_000, 100_000],
        )
        self.assertTrue(rows["M1"]["is_assumed"])
        self.assertEqual({row["status"] for row in rows.values()}, {"grey"})

    def test_golden_value_goes_back_through_the_yield(self):
        """Decision 22: 300 000 at M4 need 400 000 at M3, not 600 000."""
        leads = self.team_leads(4, "2026-01-05")
        self.reach(leads, self.m3, "2026-01-10", amount=100_000)
        self.reach(leads[:2], self.m4, "2026-01-20", amount=150_000)
        self.assume(self.m4, manual_yield=1)
        self.north.milestone_target_amount = 300_000
        rows = self.cascade("2026-06-01", "2026-06-01")
        self.assertEqual((rows["M4"]["needed"], rows["M3"]["needed"]), (3e5, 4e5))
        self.assertEqual((rows["M3"]["rate"], rows["M3"]["yield"]), (0.5, 0.75))
        # 150 000 each at M4: 2 leads, of 4 at M3
        self.assertEqual(
            (rows["M4"]["needed_count"], rows["M3"]["needed_count"]), (2, 4)
        )

    def test_golden_need_stands_in_the_month_of_arrival(self):
        """Decision 25: two months from M4 to M5, yield 0.5: April needs 400 000."""
        leads = self.team_leads(2, "2025-09-01")
        self.reach(leads, self.m4, "2025-10-10", amount=100_000)
        self.reach(leads[0], self.m5, "2025-12-10", amount=100_000)
        targets = {"2026-04-01": 100_000, "2026-06-01": 200_000}
        with self.targets(targets):
            rows = self.cascade("2026-04", "2026-04-01")
        self.assertEqual((rows["M5"]["needed"], rows["M4"]["needed"]), (1e5, 4e5))
        self.assertEqual(rows["M4"]["lag_months"], 2)
        self.assertEqual(rows["M4"]["serves"], "2026-06-01")
        with self.targets(targets):
            rows = self.cascade("2026-06", "2026-06-01")
        self.assertEqual((rows["M4"]["needed"], rows["M4"]["is_carried"]), (4e5, True))

    def test_young_leads_do_not_lower_the_rate(self):
        """Of 2 old ones 1 got on within 10 days; 6 that came yesterday do not count."""
        old, young = self.team_leads(2, "2026-01-01"), self.team_leads(6, "2026-01-01")
        self.reach(old, self.m1, "2026-01-05", amount=10)
        self.reach(old[0], self.m2, "2026-01-15", amount=10)
        self.reach(young, self.m1, "2026-02-28", amount=10)
        rows = self.cascade("2026-03-01", "2026-03-01")
        self.assertEqual((rows["M1"]["rate_count"], rows["M1"]["n"]), (0.5, 2))

    def test_light_looks_back_over_sixty_working_days(self):
        """Need at M1 10 000 a day, 540 000 in 60 days → 90 %, amber, on the 1st too.

        All yields 1, so each milestone needs the target: in April 2026 22 working
        days, in January 22, February 20, March 22. 60 days up to 1 April begin on
        8 January: January 17, February 20, March 22, April 1. So that each day needs
        10 000 the targets are 10 000 × the days of the month.
        """
        for stage in self.stages[:4]:
            self.assume(stage, manual_yield=1, is_manual_always=True)
        leads = self.team_leads(10, "2026-01-01")
        self.reach(leads[0], self.m1, "2026-01-07 23:59", amount=1_000_000)
        self.reach(leads[1:], self.m1, "2026-01-08", amount=60_000)
        targets = {
            f"2026-{month:02}-01": 10_000 * days
            for month, days in ((1, 22), (2, 20), (3, 22), (4, 22))
        }
        with self.targets(targets):
            row = self.cascade("2026-04", "2026-04-01 10:00")["M1"]
        self.assertAlmostEqual(row["pace"], 0.9)
        self.assertEqual(row["status"], "amber")
        self.assertEqual((row["actual"], row["needed_to_date"]), (0, 10_000))
        self.assertEqual(row["needed_per_workday"], 10_000)
        self.assertEqual(row["needed_per_week"], 50_000)

    def test_light_turns_when_a_lead_arrives(self):
        """S4-24: progress shows at once, without waiting for a schedule."""
        for stage in self.stages[:4]:
            self.assume(stage, manual_yield=1, is_manual_always=True)
        leads = self.team_leads(30, "2026-03-01")
        self.reach(leads[:2], self.m1, "2026-03-02", amount=10_000)
        before = self.cascade("2026-03", "2026-03-31")["M1"]
        self.reach(leads[2:], self.m1, "2026-03-31 09:00", amount=10_000)
        after = self.cascade("2026-03", "2026-03-31 09:01")["M1"]
        self.assertEqual((before["status"], after["status"]), ("red", "green"))
        self.assertEqual((before["actual_count"], after["actual_count"]), (2, 30))

    def test_month_to_come_has_needs_and_no_light(self):
        self.history([0.5, 0.5, 0.5, 0.5])
        row = self.cascade("2027-01", "2026-06-01")["M1"]
        self.assertEqual((row["needed"], row["actual"]), (1_600_000, 0))
        self.assertEqual((row["pace"], row["status"]), (None, "grey"))

    def test_errors_say_what_to_do(self):
        south = self.team("South", milestone_target_amount=1)
        with self.assertRaisesRegex(UserError, "no milestones yet"):
            south.get_milestone_cascade("2026-01-01")
        self.north.milestone_target_amount = 0
        with self.assertRaisesRegex(UserError, "has no target"):
            self.north.get_milestone_cascade("2026-01-01")
        with self.assertRaisesRegex(UserError, "is not a date"):
            self.north.get_milestone_cascade("soon")
        with self.assertRaises(ValidationError):
            self.north.milestone_target_amount = -1

    def test_rights(self):
        """Members, the leader and marketing see the sums of a team; others do not."""
        member, leader, other = map(self.user, ("kpi_anna", "kpi_bert", "kpi_carl"))
        self.env["crm.team.member"].create(
            {"crm_team_id": self.north.id, "user_id": member.id}
        )
        self.north.user_id = leader
        marketing = self.user(
            "kpi_mara", groups="base.group_user,sales_kpi.group_marketing"
        )
        clerk = self.user("kpi_dora", groups="base.group_user")
        for person in (member, leader, marketing):
            with self.subTest(person=person.login):
                team = self.north.with_user(person)
                self.assertEqual(len(team.get_milestone_cascade("2026-01-01")), 5)
        for person in (other, clerk):
            with self.subTest(person=person.login), self.assertRaises(AccessError):
                self.north.with_user(person).get_milestone_cascade("2026-01-01")

    def targets(self, targets):
        """Other targets than the amount on the team, as SMART targets will be."""
        by_month = {fields.Date.to_date(day): value for day, value in targets.items()}
        return patch.object(
            type(self.north),
            "_milestone_targets",
            lambda team, first_month, months, user=None: by_month,
        )

    def assume(self, stage, **values):
        rate = self.env["crm.milestone.rate"].search(
            [("team_id", "=", self.north.id), ("stage_id", "=", stage.id)]
        )
        if rate:
            return rate.write(values)
        return rate.create({"team_id": self.north.id, "stage_id": stage.id, **values})


@tagged("post_install", "-at_install")
class TestMilestoneRate(CascadeCase):
    def rates(self):
        found = self.env["crm.milestone.rate"].search([("team_id", "=", self.north.id)])
        return {rate.stage_id: rate for rate in found}

    def update(self, at):
        with self.at(at):
            self.env["crm.milestone.rate"]._update_rates(self.north)
        return self.rates()

    def test_rates_are_measured_and_kept(self):
        """8 of 16 in January; a week later one more: two weeks in the history."""
        self.history([0.5, 0.5, 0.5, 0.5])
        rate = self.update("2026-06-01")[self.m1]
        self.assertEqual((rate.n, rate.count_rate, rate.lag_days), (16, 0.5, 1))
        self.assertEqual((rate.origin, rate.window_days), ("measured", 1))
        late = self.team_leads(4, "2026-01-05")
        self.reach(late, self.m1, "2026-01-06", amount=100_000)
        self.update("2026-06-02")
        self.update("2026-06-09")
        rate.invalidate_recordset(["snapshot_ids"])
        self.assertEqual(
            [(str(s.week), s.n) for s in rate.snapshot_ids],
            [("2026-06-08", 20), ("2026-06-01", 20)],
        )
        self.assertEqual(rate.count_rate, 0.4)

    def test_stored_rates_are_what_a_fresh_measurement_says(self):
        self.history([0.5, 0.25, 0.5, 0.5])
        fresh = self.cascade("2026-06-01", "2026-06-01")
        self.update("2026-06-01")
        stored = self.cascade("2026-06-01", "2026-06-01")
        self.assertEqual(fresh, stored)

    def test_assumption_stands_until_there_are_enough_cases(self):
        """8 cases at M2: the assumption; 16 at M1: measured, unless always."""
        self.history([0.5, 0.5, 0.5, 0.5])
        rates = self.update("2026-06-01")
        (rates[self.m1] | rates[self.m2]).manual_yield = 0.4
        self.assertEqual(rates[self.m1].origin, "measured")
        self.assertEqual(
            (rates[self.m2].origin, rates[self.m2].used_yield), ("manual", 0.4)
        )
        rates[self.m1].is_manual_always = True
        self.assertEqual(
            (rates[self.m1].origin, rates[self.m1].used_count_rate), ("manual", 0.4)
        )
        row = self.cascade("2026-06-01", "2026-06-01")["M2"]
        self.assertEqual((row["yield"], row["is_assumed"]), (0.4, True))

    def test_slips_are_refused(self):
        rate = self.update("2026-06-01")[self.m1]
        for values in (
            {"manual_yield": 40},
            {"manual_yield": -0.1},
            {"manual_yield": 0.5, "manual_count_rate": 1.1},
            {"manual_yield": 0.5, "manual_lag_days": -1},
            {"is_manual_always": True},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                rate.write(values)

    def test_milestone_that_is_none_any_more_is_archived(self):
        self.update("2026-06-01")
        self.m2.is_milestone = False
        rates = self.update("2026-06-02")
        self.assertNotIn(self.m2, rates)
        self.assertTrue(rates[self.m5].is_last)
        self.m2.is_milestone = True
        self.assertIn(self.m2, self.update("2026-06-03"))

    def test_rates_are_for_the_people_of_the_team(self):
        """Of a small team they say how its people succeed."""
        member, other = self.user("kpi_anna"), self.user("kpi_carl")
        marketing = self.user(
            "kpi_mara", groups="base.group_user,sales_kpi.group_marketing"
        )
        self.env["crm.team.member"].create(
            {"crm_team_id": self.north.id, "user_id": member.id}
        )
        self.update("2026-06-01")
        for model in ("crm.milestone.rate", "crm.milestone.rate.snapshot"):
            seen = [
                self.env[model]
                .with_user(person)
                .search_count([("team_id", "=", self.north.id)])
                for person in (member, marketing, other)
            ]
            self.assertEqual(seen, [5, 5, 0])

    def test_menu_opens_the_rates_of_a_new_process(self):
        operations = self.user(
            "kpi_olga", groups="base.group_user,sales_kpi.group_operations"
        )
        Rate = self.env["crm.milestone.rate"].with_user(operations)
        self.assertEqual(Rate.action_open_rates()["res_model"], "crm.milestone.rate")
        self.assertEqual(set(self.rates()), set(self.stages))
        with self.assertRaises(AccessError):
            self.rates()[self.m1].with_user(self.user("kpi_anna")).manual_yield = 0.5
