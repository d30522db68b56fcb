"""The cascade of milestones serves the agreed target of the team."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .test_cascade import CascadeCase

APRIL, MAY, JUNE, JULY = (date(2026, month, 1) for month in (4, 5, 6, 7))


@tagged("post_install", "-at_install")
class TestCascadeTarget(CascadeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north.milestone_target_amount = 0

    def target(self, code, value, first, last, **values):
        [kpi] = self.env["sales.kpi"]._kpis([code])
        return self.env["sales.kpi.target"].create(
            {
                "kpi_id": kpi.id,
                "company_id": self.company.id,
                "scope": "team",
                "team_id": self.north.id,
                "date_from": first,
                "date_to": last,
                "target_value": value,
                "owner_id": self.env.uid,
                "state": "active",
                **values,
            }
        )

    def targets(self, first, months, user=None, at="2026-04-01"):
        with self.at(at):
            return self.north._milestone_targets(first, months, user)

    def revenue(self, day, amount, event="revenue"):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_fact (event, source, source_ref, company_id,
                                            team_id, count, date, at, amount)
                VALUES (%s, 'invoice', 0, %s, %s, 1, %s, %s, %s)
                """,
                event,
                self.company.id,
                self.north.id,
                day,
                day,
                amount,
            )
        )

    def test_golden_need_comes_from_the_agreed_targets(self):
        """Decision 25: M4 to M5 two months, yield 0.5; April 100 000, June 200 000.

        April: M5 100 000, M4 400 000 (= June 200 000 / 0.5). In June M4 serves August,
        which has no target: June's 200 000 go on, marked.
        """
        leads = self.team_leads(2, "2025-09-01")
        self.reach(leads, self.m4, "2025-10-10", amount=100_000)
        self.reach(leads[0], self.m5, "2025-12-10", amount=100_000)
        self.target("won_value", 100_000, "2026-04-01", "2026-04-30")
        self.target("won_value", 200_000, "2026-06-01", "2026-06-30")
        rows = self.cascade("2026-04", "2026-04-01")
        self.assertEqual((rows["M5"]["needed"], rows["M4"]["needed"]), (1e5, 4e5))
        self.assertEqual(rows["M4"]["serves"], "2026-06-01")
        rows = self.cascade("2026-06", "2026-06-01")
        self.assertEqual((rows["M4"]["needed"], rows["M4"]["is_carried"]), (4e5, True))

    def test_longer_periods_are_spread_over_working_days(self):
        """65 working days in Q2 2026, 1 000 each: 22, 21 and 22 thousand."""
        self.target("revenue_new_business", 65_000, "2026-04-01", "2026-06-30")
        self.assertEqual(
            self.targets(APRIL, 3), {APRIL: 22_000, MAY: 21_000, JUNE: 22_000}
        )

    def test_golden_total_target_is_reduced_by_repeat_business(self):
        """200 000 in twelve months, 120 000 of it new: 40 % repeat; 100 000 → 60 000.

        What is older than twelve months, and April itself, tell nothing.
        """
        for day, amount, new in (
            ("2025-03-31", 500_000, 0),
            ("2025-04-01", 80_000, 80_000),
            ("2026-03-31", 120_000, 40_000),
            ("2026-04-01", 500_000, 0),
        ):
            self.revenue(day, amount)
            self.revenue(day, new, "new_business")
        target = self.target("revenue", 100_000, "2026-04-01", "2026-04-30")
        found = self.targets(APRIL, 1)
        self.assertAlmostEqual(found[APRIL], 60_000)
        with self.at("2026-04-01"):
            board = self.north.get_milestone_board("2026-04")
        self.assertEqual((board["target_origin"], board["target"]), ("total", 60_000))
        self.assertEqual(board["target_ids"], target.ids)
        repeat = board["repeat"]
        self.assertEqual((repeat["total"], round(repeat["amount"])), (100_000, 40_000))
        self.assertAlmostEqual(repeat["share"], 0.4)
        self.assertIn("40,000", board["target_note"])
        self.assertIn("40%", board["target_note"])

    def test_without_revenue_nothing_is_taken_off_and_that_is_said(self):
        self.target("order_intake", 100_000, "2026-04-01", "2026-04-30")
        self.assertEqual(self.targets(APRIL, 1), {APRIL: 100_000})
        with self.at("2026-04-01"):
            board = self.north.get_milestone_board("2026-04")
        self.assertIsNone(board["repeat"]["share"])
        self.assertIn("Nothing is taken off", board["target_note"])

    def test_new_business_before_all_business_and_short_before_long(self):
        self.target("revenue", 900_000, "2026-04-01", "2026-04-30")
        self.target("won_value", 261_000, "2026-01-01", "2026-12-31")
        self.target("won_value", 10_000, "2026-05-01", "2026-05-31")
        found = self.targets(APRIL, 2)
        # 261 working days in 2026, 22 of them in April
        self.assertEqual(found[APRIL], 22_000)
        self.assertEqual(found[MAY], 10_000)

    def test_only_agreed_targets_of_the_team_count(self):
        for values in (
            {"state": "proposed"},
            {"state": "cancelled"},
            {"team_id": self.team("South").id},
        ):
            self.target("won_value", 1, "2026-04-01", "2026-04-30", **values)
        self.target("deals_closed", 5, "2026-04-01", "2026-04-30")
        self.assertEqual(self.targets(APRIL, 1), {})
        self.north.milestone_target_amount = 70_000
        self.assertEqual(self.targets(APRIL, 1), {APRIL: 70_000})
        with self.at("2026-04-01"):
            board = self.north.get_milestone_board("2026-04")
        self.assertEqual((board["target_origin"], board["target_note"]), ("team", None))

    def test_amount_on_the_team_before_and_after(self):
        """After the last month it holds again once no target is active any more."""
        self.north.milestone_target_amount = 70_000
        target = self.target("won_value", 50_000, "2026-05-01", "2026-05-31")
        self.assertEqual(self.targets(APRIL, 3), {APRIL: 70_000, MAY: 50_000})
        target.state = "missed"
        self.assertEqual(
            self.targets(APRIL, 3), {APRIL: 70_000, MAY: 50_000, JUNE: 70_000}
        )

    def test_ended_target_is_carried_on_where_nothing_else_holds(self):
        self.target("won_value", 50_000, "2026-05-01", "2026-05-31", state="reached")
        self.assertEqual(self.targets(JULY, 1, at="2026-07-01"), {MAY: 50_000})
        with self.at("2026-07-01"):
            board = self.north.get_milestone_board("2026-07")
        self.assertEqual(board["target"], 50_000)
        self.assertIn("Carried on", board["target_note"])

    def test_person_bears_the_own_target_or_a_share(self):
        anna, ben = self.user("kpi_anna"), self.user("kpi_ben")
        self.north.crm_team_member_ids = [
            Command.create({"user_id": person.id}) for person in (anna, ben)
        ]
        self.target("won_value", 100_000, "2026-04-01", "2026-04-30")
        own = {"scope": "user", "user_id": anna.id}
        self.target("won_value", 30_000, "2026-04-01", "2026-04-30", **own)
        self.assertEqual(self.targets(APRIL, 1, anna), {APRIL: 30_000})
        self.assertEqual(self.targets(APRIL, 1, ben), {APRIL: 50_000})
        self.assertEqual(self.targets(APRIL, 1, self.user("kpi_carl")), {})
        self.assertEqual(self.targets(APRIL, 1), {APRIL: 100_000})

    def test_members_see_where_the_target_comes_from(self):
        anna = self.user("kpi_anna")
        self.north.crm_team_member_ids = [Command.create({"user_id": anna.id})]
        target = self.target("won_value", 100_000, "2026-04-01", "2026-04-30")
        with self.at("2026-04-01"):
            board = self.north.with_user(anna).get_milestone_board("2026-04")
        self.assertEqual((board["target"], board["target_ids"]), (1e5, target.ids))
        self.assertIn(target.name, board["target_note"])
