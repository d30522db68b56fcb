"""The curve of a target, its parts, who may see them, and the nightly run."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .target_case import TargetValueCase

JUNE = ("2026-06-01", "2026-06-30")


@tagged("post_install", "-at_install")
class TestTargetCurve(TargetValueCase):
    """The curve, and the nightly run."""

    def curve(self, target, at="2026-06-12 18:00"):
        self.update(target, at)
        with self.at(at):
            return target.curve

    def test_the_lists_of_a_sum(self):
        """8 000 of 22 000 by Friday the 12th, the 10th of 22 days."""
        self.won(900, "2026-05-29")
        self.won(5000, "2026-06-02")
        self.won(3000, "2026-06-11")
        curve = self.curve(self.target("won_value", 22_000, *JUNE))
        self.assertEqual((curve["days"][0], curve["days"][-1]), JUNE)
        self.assertEqual(len(curve["days"]), 30)
        self.assertEqual(curve["today"], "2026-06-12")
        self.assertEqual(curve["actual"][:3], [0, 5000, 5000])
        self.assertEqual(curve["actual"][10:13], [8000, 8000, None])
        self.assertEqual(curve["pace"][:3], [1000, 2000, 3000])
        self.assertEqual(curve["pace"][-1], 22_000)
        self.assertEqual(curve["projected"][10:12], [None, 8000])
        self.assertAlmostEqual(curve["projected"][-1], 17_600)
        self.assertAlmostEqual(curve["high"][-1], curve["projection"]["high"])
        self.assertLess(curve["low"][-1], 17_600)

    def test_interim_marks_say_when_they_are_due_and_reached(self):
        """11 000 are due on the 11th working day, 19 800 on the 20th, all on the 22nd."""
        self.won(12_000, "2026-06-04")
        marks = self.curve(self.target("won_value", 22_000, *JUNE))["marks"]
        self.assertEqual([mark["percent"] for mark in marks], [50, 90, 100])
        self.assertEqual(
            [mark["due"] for mark in marks], ["2026-06-15", "2026-06-26", "2026-06-30"]
        )
        self.assertEqual(
            [mark["reached"] for mark in marks], ["2026-06-04", None, None]
        )

    def test_a_rate_has_a_level_and_no_marks(self):
        self.won(1, "2026-06-02")
        self.lost("2026-06-03")
        curve = self.curve(self.target("win_rate", 0.4, *JUNE))
        self.assertEqual(set(curve["pace"]), {0.4})
        self.assertEqual(curve["actual"][:4], [None, 1, 0.5, 0.5])
        self.assertEqual((curve["marks"], curve["rate"]), ([], None))

    def test_revisions_keep_the_old_pace(self):
        self.won(1, "2026-06-02")
        target = self.target("won_value", 22_000, *JUNE)
        self.env["sales.kpi.target.revision"].create(
            {
                "target_id": target.id,
                "date": "2026-06-08 10:00",
                "reason": "New colleague",
                "target_value": 11_000,
                "new_value": 22_000,
                "user_id": self.env.uid,
            }
        )
        [revision] = self.curve(target)["revisions"]
        self.assertEqual(revision["date"], "2026-06-08")
        self.assertEqual(
            (revision["before"], revision["reason"]), (11_000, "New colleague")
        )
        self.assertEqual(revision["pace"][7], 3000)  # six of 22 days of 11 000
        self.assertEqual(revision["pace"][8], None)

    def test_a_long_period_is_drawn_week_by_week(self):
        self.won(1, "2026-01-02")
        curve = self.curve(self.target("won_value", 100, "2026-01-01", "2026-12-31"))
        self.assertIn("2026-06-12", curve["days"])
        self.assertIn("2026-12-31", curve["days"])
        self.assertLess(len(curve["days"]), 60)
        self.assertEqual(curve["breakdown"]["granularity"], "month")

    def test_an_ended_curve_tells_what_the_target_ended_with(self):
        self.won(100, "2026-06-02")
        target = self.target("won_value", 50, *JUNE)
        curve = self.curve(target, "2026-07-01 08:00")
        self.assertEqual((curve["today"], curve["frozen"]), (None, 100))
        self.assertEqual((curve["projected"], curve["status"]), (None, "on_track"))

    def test_before_the_first_day_there_is_the_pace_alone(self):
        self.won(100, "2026-04-02")
        curve = self.curve(self.target("won_value", 22_000, *JUNE), "2026-05-20 08:00")
        self.assertEqual(set(curve["actual"]), {None})
        self.assertEqual((curve["value"], curve["status"]), (None, None))
        self.assertEqual(curve["pace"][-1], 22_000)

    def test_parts_add_up_to_the_cent(self):
        self.won(100, "2026-04-02")
        target = self.target("won_value", 100_000.01, "2026-04-01", "2026-06-30")
        self.update(target, "2026-05-20 08:00")
        with self.at("2026-05-20 08:00"):
            for granularity, count in (("month", 3), ("week", 14), ("day", 65)):
                rows = target.get_breakdown(granularity)["rows"]
                self.assertEqual(len(rows), count)
                cents = sum(round(row["target"] * 100) for row in rows)
                self.assertEqual(cents, 10_000_001)
                self.assertEqual(sum(row["value"] or 0 for row in rows), 100)
            with self.assertRaises(UserError):
                target.get_breakdown("hour")

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("sales_kpi.ir_cron_target_values").method_direct_trigger()
        self.env.invalidate_all()

    def test_it_counts_the_latest_and_ends_what_is_over(self):
        self.won(100, "2026-06-30")
        target = self.target("won_value", 100, *JUNE)
        self.env.flush_all()
        with self.at("2026-07-01 04:00"):
            self.run_cron()
        self.assertEqual((target.state, target.actual_value), ("reached", 100))

    def test_a_run_that_is_cut_off_is_gone_on_with(self):
        self.won(100, "2026-06-02")
        targets = self.target("won_value", 100, *JUNE) | self.target(
            "deals_closed", 5, *JUNE
        )
        self.env.flush_all()
        cron = type(self.env["ir.cron"])
        with self.at("2026-06-12 04:00"):
            with patch.object(cron, "_commit_progress", lambda *args, **kwargs: 0):
                self.run_cron()
            self.assertEqual(len(targets.filtered("valued_on")), 1)
            with patch.object(cron, "_commit_progress", lambda *args, **kwargs: 0):
                self.run_cron()
            self.assertEqual(len(targets.filtered("valued_on")), 2)

    def test_a_refresh_of_a_screen_updates_the_own_targets(self):
        anna = self.user("cron_anna")
        own = self.target("won_value", 100, *JUNE, user_id=anna.id)
        other = self.target("won_value", 100, *JUNE)
        self.won(40, "2026-06-02", user_id=anna.id)
        with self.at("2026-06-12 09:00"):
            self.env["sales.kpi.fact"].with_user(anna).refresh()
        self.assertEqual((own | other).mapped("actual_value"), [40, 0])

    def test_it_waits_for_a_history_that_is_being_rebuilt(self):
        target = self.target("won_value", 100, *JUNE)
        journal = type(self.env["sales.kpi.journal"])
        with (
            self.at("2026-07-12 04:00"),
            patch.object(journal, "_progress", lambda _self: 0.5),
        ):
            self.targets._cron_update_values()
        self.assertEqual(target.state, "active")


@tagged("post_install", "-at_install")
class TestTargetCurvePrivacy(TargetValueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls.user("curve_leader")
        cls.people = [cls.user(f"curve_{number}") for number in range(5)]
        cls.small = cls.team("Small", cls.people[:2], user_id=cls.leader.id)
        cls.large = cls.team("Large", cls.people, user_id=cls.leader.id)

    def setUp(self):
        super().setUp()
        for team in self.small | self.large:
            with self.at("2026-06-03 09:00"):
                lead = self.lead(team_id=team.id)
                self.order(100, lead=lead).action_quotation_sent()

    def test_how_small_teams_work_is_not_told(self):
        target = self.target("quotes_sent", 5, *JUNE, team_id=self.small.id)
        self.update(target, "2026-06-12 18:00")
        self.assertEqual((target.has_value, target.actual_value), (False, 0))
        self.assertEqual((target.status, target.status_reason), (False, "private"))
        with self.at("2026-06-12 18:00"):
            self.assertTrue(target.with_user(self.leader).curve["is_hidden"])
            with self.assertRaises(UserError):
                target.with_user(self.leader).get_breakdown("month")
        self.update(target, "2026-07-01 08:00")
        self.assertEqual(target.state, "missed")

    def test_how_large_teams_work_is_told_by_months(self):
        target = self.target("quotes_sent", 5, *JUNE, team_id=self.large.id)
        self.update(target, "2026-06-12 18:00")
        self.assertEqual(target.actual_value, 1)
        with self.at("2026-06-12 18:00"):
            curve = target.with_user(self.leader).curve
            self.assertEqual(curve["days"], ["2026-06-12", "2026-06-30"])
            with self.assertRaises(UserError):
                target.with_user(self.leader).get_breakdown("day")

    def test_a_person_who_has_not_agreed_yet_shows_nothing(self):
        """Else a proposal would open anybody's results to who proposes it."""
        anna = self.people[0]
        days = {"user_id": anna.id, "state": "proposed"}
        target = self.target("won_value", 5, *JUNE, **days)
        self.won(3, "2026-06-02", user_id=anna.id)
        self.update(target.with_user(anna), "2026-06-12 18:00")
        self.assertEqual((target.has_value, target.actual_value), (False, 0))
        with self.at("2026-06-12 18:00"):
            self.assertTrue(target.with_user(self.leader).curve["is_hidden"])
            self.assertEqual(target.with_user(anna).curve["value"], 3)
        target.accepted_date = "2026-06-12 18:00:00"
        self.update(target, "2026-06-12 18:30")
        self.assertEqual(target.actual_value, 3)

    def test_the_parts_are_for_who_may_read_the_target(self):
        target = self.target("won_value", 5, *JUNE, user_id=self.people[0].id)
        stranger = self.people[1]
        with self.assertRaises(AccessError):
            target.with_user(stranger).get_breakdown("month")
