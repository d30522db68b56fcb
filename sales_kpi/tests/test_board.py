"""The milestone board: the same numbers for a screen, of a team or of oneself."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .process_case import ProcessCase


@tagged("post_install", "-at_install")
class TestBoard(ProcessCase):
    """Target 220 000 in April 2026 (22 working days), rates assumed: 160 000 a day at M1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Five days", "tz": "UTC"}
        )
        cls.anna, cls.bert, cls.leader = map(cls.user, ("b_anna", "b_bert", "b_lea"))
        cls.env["crm.team.member"].create(
            [
                {"crm_team_id": cls.north.id, "user_id": member.id}
                for member in cls.anna | cls.bert
            ]
        )
        cls.north.write({"milestone_target_amount": 220_000, "user_id": cls.leader.id})

    def board(self, at, month=None, user=False, by=None):
        with self.at(at):
            self.refresh()
            return self.north.with_user(by or self.env.user).get_milestone_board(
                month, user
            )

    def row(self, at, **options):
        return self.board(at, **options)["milestones"][0]

    def arrive(self, number, moment, person=None, **extra):
        owner = {"user_id": person.id} if person else {}
        leads = self.team_leads(number, "2026-01-02", **owner)
        self.reach(leads, self.m1, moment, **extra)
        return leads

    def test_board_says_what_is_missing(self):
        """M1 needs 16 × 220 000 / 22 = 160 000 a working day.

        On Thursday 2 April, the second working day, 100 000 arrived on the 1st and
        60 000 today: 320 000 were needed, 160 000 are missing, 100 000 of them today.
        """
        self.arrive(1, "2026-04-01 09:00", amount=100_000)
        self.arrive(1, "2026-04-02 09:00", amount=60_000)
        board = self.board("2026-04-02 12:00")
        self.assertEqual(
            (board["workdays"], board["workdays_to_date"], board["target"]),
            (22, 2, 220_000),
        )
        row = board["milestones"][0]
        self.assertEqual(
            [
                row[key]
                for key in (
                    "needed",
                    "needed_per_workday",
                    "needed_per_week",
                    "actual",
                    "needed_to_date",
                    "missing_to_date",
                    "actual_today",
                    "missing_today",
                )
            ],
            [3_520_000, 160_000, 800_000, 160_000, 320_000, 160_000, 60_000, 100_000],
        )
        # 80 000 each: 2 leads a day, 4 by now
        self.assertEqual((row["mean_value"], row["needed_count_to_date"]), (80_000, 4))
        self.assertEqual(row["missing_to_green"], row["light_need"] - 160_000)

    def test_a_team_of_several_companies(self):
        """It shows what arrived in the companies that are active, as its leads do."""
        other = self.env["res.company"].create({"name": "Second"})
        manager = self.user("board_manager", "sales_team.group_sale_manager")
        manager.company_ids |= other
        self.north.company_id = False
        self.arrive(1, "2026-04-01 09:00", amount=100_000)
        leads = self.team_leads(1, "2026-01-02", company_id=other.id)
        self.reach(leads, self.m1, "2026-04-01 09:00", amount=70_000)
        shown = {}
        with self.at("2026-04-02 12:00"):
            self.refresh()
            for companies in (self.company, other, self.company | other):
                team = self.north.with_user(manager).with_context(
                    allowed_company_ids=companies.ids
                )
                row = team.get_milestone_board()["milestones"][0]
                action = team.action_open_milestone_leads(
                    self.m1.id, "2026-04-01", "2026-04-30"
                )
                found = self.env["crm.lead"].search_count(action["domain"])
                shown[companies] = (row["actual"], row["actual_count"], found)
        self.assertEqual(
            list(shown.values()),
            [(100_000, 1, 1), (70_000, 1, 1), (170_000, 2, 2)],
        )

    def test_on_a_sunday_nothing_is_missing_today(self):
        row = self.row("2026-04-05 12:00")
        self.assertEqual((row["actual_today"], row["missing_today"]), (0, None))

    def test_trend_of_the_last_months(self):
        """February 50 000, April 30 000; what was needed each month stands beside it."""
        self.arrive(1, "2026-02-28 23:00", amount=50_000)
        self.arrive(1, "2026-04-01 09:00", amount=30_000)
        trend = self.row("2026-04-02")["trend"]
        self.assertEqual(
            [(month["month"][:7], month["actual"]) for month in trend],
            [
                ("2025-11", 0),
                ("2025-12", 0),
                ("2026-01", 0),
                ("2026-02", 50_000),
                ("2026-03", 0),
                ("2026-04", 30_000),
            ],
        )
        self.assertEqual({month["needed"] for month in trend}, {3_520_000})

    def test_golden_share_of_standard_values(self):
        """Decision 23: a lead with the standard potential: share 100 %; then 1 of 2."""
        self.arrive(1, "2026-04-01 09:00", amount=20_000, is_standard=True)
        row = self.row("2026-04-02")
        self.assertEqual((row["actual"], row["standard_share"]), (20_000, 1))
        other = self.arrive(1, "2026-04-01 10:00", amount=10_000)
        other.write({"potential_amount": 10_000, "expected_revenue": 0})
        row = self.row("2026-04-02")
        self.assertEqual((row["standard_share"], row["manual_share"]), (0.5, 0.5))

    def test_past_month_ends_with_its_last_day(self):
        self.arrive(1, "2026-03-31 23:00", amount=40_000)
        board = self.board("2026-04-20", month="2026-03-15")
        self.assertEqual((board["month"], board["as_of"]), ("2026-03-01", "2026-03-31"))
        row = board["milestones"][0]
        self.assertEqual(
            (row["actual"], row["needed_to_date"], row["missing_today"]),
            (40_000, row["needed"], None),
        )

    def test_person_sees_the_own_part_against_an_equal_share(self):
        """Two members: 110 000 each; Anna's 30 000 are hers, the team has 50 000."""
        self.arrive(1, "2026-04-01 09:00", self.anna, amount=30_000)
        self.arrive(1, "2026-04-01 09:00", self.bert, amount=20_000)
        own = self.board("2026-04-02", user=True, by=self.anna)
        team = self.board("2026-04-02", by=self.anna)
        self.assertEqual((own["target"], own["is_share"]), (110_000, True))
        self.assertEqual(own["user"][0], self.anna.id)
        self.assertEqual(own["milestones"][0]["actual"], 30_000)
        self.assertEqual(team["milestones"][0]["actual"], 50_000)
        self.assertEqual((team["user"], team["target"]), (None, 220_000))

    def test_who_is_no_member_bears_no_share(self):
        """The leader leads, but does not sell: no target of her own, and why."""
        board = self.board("2026-04-02", user=True, by=self.leader)
        self.assertEqual((board["problem"], board["target"]), ("no_member", None))
        self.assertIn("look at the whole team", board["hint"])

    def test_others_only_where_the_company_decided_so(self):
        """Decision 33: private by default, for the leader and for managers, too."""
        manager = self.user("b_mia", groups="sales_team.group_sale_manager")
        for asker in (self.leader, manager, self.bert):
            with self.subTest(asker=asker.login), self.assertRaises(AccessError):
                self.board("2026-04-02", user=self.anna.id, by=asker)
        self.company.kpi_show_results = True
        for asker in (self.leader, manager):
            with self.subTest(asker=asker.login):
                board = self.board("2026-04-02", user=self.anna.id, by=asker)
                self.assertEqual(board["user"][0], self.anna.id)
        with self.assertRaises(AccessError):
            self.board("2026-04-02", user=self.anna.id, by=self.bert)

    def test_every_number_opens_its_leads(self):
        mine = self.arrive(2, "2026-04-01 09:00", self.anna, amount=1)
        late = self.arrive(1, "2026-04-03 09:00", self.anna, amount=1)
        others = self.arrive(1, "2026-04-01 09:00", self.bert, amount=1)
        april = (self.m1.id, "2026-04-01", "2026-04-02")
        with self.at("2026-04-10"):
            self.refresh()
            team = self.north.action_open_milestone_leads(*april)
            own = self.north.with_user(self.anna).action_open_milestone_leads(
                *april, user=True
            )
        self.assertEqual(team["domain"], [("id", "in", sorted((mine | others).ids))])
        self.assertEqual(own["domain"], [("id", "in", sorted(mine.ids))])
        self.assertNotIn(late.id, team["domain"][0][2])
        with self.assertRaises(UserError):
            self.north.action_open_milestone_leads(self.m1.id, "now", "then")

    def test_without_process_or_target_it_says_what_to_do(self):
        """Arrivals are shown all the same."""
        self.arrive(1, "2026-04-01 09:00", amount=100)
        self.north.milestone_target_amount = 0
        board = self.board("2026-04-02")
        self.assertEqual(board["problem"], "no_target")
        self.assertIn("Enter on the team how much", board["hint"])
        row = board["milestones"][0]
        self.assertEqual(
            (row["actual"], row["needed"], row["status"]), (100, None, "grey")
        )
        self.stages.is_milestone = False
        board = self.board("2026-04-02")
        self.assertEqual((board["problem"], board["milestones"]), ("no_milestones", []))
        self.assertIn("Mark stages", board["hint"])

    def test_board_goes_over_the_wire(self):
        self.arrive(3, "2026-04-01 09:00", self.anna, amount=100)
        for user in (False, True):
            board = self.board("2026-04-02", user=user, by=self.anna)
            self.assertEqual(json.loads(json.dumps(board)), board)
