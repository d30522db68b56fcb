"""The figures of targets from real leads; every number is worked out by hand."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.target_reader import Question
from .target_case import TargetValueCase

JUNE = ("2026-06-01", "2026-06-30")


@tagged("post_install", "-at_install")
class TestTargetValues(TargetValueCase):
    """June 2026 has 22 weekdays; Friday the 12th is the 10th of them."""

    def test_a_sum_accumulates(self):
        """8 000 of 22 000 on the 10th of 22 days: 10 000 expected, 14 000 to come by
        13 days (the 12th included); 8 000 × 22 / 10 at the end."""
        self.won(5000, "2026-06-02")
        self.won(3000, "2026-06-11")
        self.won(900, "2026-05-31")
        self.won(900, "2026-07-01")
        target = self.target("won_value", 22_000, "2026-06-01", "2026-06-30")
        self.update(target, "2026-06-12 18:00")
        self.assertRecordValues(
            target,
            [
                {
                    "actual_value": 8000,
                    "has_value": True,
                    "value_cases": 2,
                    "expected_to_date": 10_000,
                    "projected_value": 17_600,
                    "workdays_left": 13,
                    "state": "active",
                    "mark_reached": 0,
                    "pace_kind": "linear",
                    "value_error": False,
                }
            ],
        )
        self.assertAlmostEqual(target.attainment, 8 / 22)
        self.assertAlmostEqual(target.required_rate, 14_000 / 13)
        # two cases: 9 600 to come ± 1.28 × 9 600 / √(2 × 12 / 22)
        self.assertEqual(target.status, "at_risk")
        self.assertLess(target.projected_low, 17_600)
        self.assertGreater(target.projected_high, 22_000)

    def test_the_end_is_final(self):
        """T7: at 0, without a value, and where nobody logs in."""
        self.won(1000, "2026-05-05")
        nothing = self.target("won_value", 100, "2026-06-01", "2026-06-30")
        no_case = self.target("win_rate", 0.3, "2026-06-01", "2026-06-30")
        reached = self.target("won_value", 1000, "2026-05-01", "2026-05-31")
        early = self.target("won_value", 1000, "2026-05-01", "2026-07-31")
        targets = nothing | no_case | reached | early
        self.update(targets, "2026-06-30 23:30")
        self.assertEqual(
            targets.mapped("state"), ["active", "active", "reached", "active"]
        )
        self.assertEqual(early.status_reason, "reached")
        self.update(targets, "2026-07-01 00:30")
        self.assertEqual(
            targets.mapped("state"), ["missed", "missed", "reached", "active"]
        )
        self.assertEqual(nothing.status_reason, "missed")
        self.assertEqual(no_case.status_reason, "no_value")
        self.assertTrue(all((targets - early).mapped("closed_date")))

    def test_an_ended_target_keeps_its_value(self):
        lead = self.won(1000, "2026-06-05")
        target = self.target("won_value", 1000, "2026-06-01", "2026-06-30")
        self.update(target, "2026-07-01 04:00")
        with self.at("2026-07-02 09:00"):
            lead.unlink()
        self.won(1, "2026-07-02")
        self.won(700, "2026-06-06")
        self.update(target, "2026-07-03 04:00")
        self.assertEqual((target.state, target.actual_value), ("reached", 1000))
        with self.at("2026-07-03 04:00"):
            self.assertEqual(target.value_now, 1700)
            self.assertEqual(target.value_difference, 700)

    def test_a_rate_does_not_accumulate(self):
        """1 of 4 won: 25 % on every day, 50 % expected on every day."""
        self.won(1, "2026-06-02")
        for _number in range(3):
            self.lost("2026-06-03")
        target = self.target("win_rate", 0.5, "2026-06-01", "2026-06-30")
        self.update(target, "2026-06-12 18:00")
        self.assertEqual(target.actual_value, 0.25)
        self.assertEqual(target.expected_to_date, 0.5)
        self.assertEqual(target.projected_value, 0.25)
        self.assertEqual((target.attainment, target.pace_kind), (0.5, "level"))
        self.assertEqual((target.required_rate, target.mark_reached), (0, 0))
        self.update(target, "2026-07-01 01:00")
        self.assertEqual((target.state, target.attainment), ("missed", 0.5))

    def test_a_stock_moves_from_where_it_was(self):
        """10 000 open at the start, 15 000 on the 10th of 22 days, 30 000 wanted:
        expected 10 000 + 20 000 × 10 / 22; half the move goes on at most."""
        with self.at("2026-05-20 09:00"):
            self.lead(expected_revenue=10_000)
        with self.at("2026-06-03 09:00"):
            self.lead(expected_revenue=5000)
        target = self.target("pipeline_value", 30_000, "2026-06-01", "2026-06-30")
        self.update(target, "2026-06-12 18:00")
        self.assertEqual(target.actual_value, 15_000)
        self.assertAlmostEqual(target.expected_to_date, 10_000 + 20_000 * 10 / 22)
        self.assertAlmostEqual(target.projected_value, 15_000 + 5000 * 12 / 22)
        self.assertEqual(target.attainment, 0.5)

    def test_a_duration_is_better_shorter(self):
        """A win after 4 days where 5 are wanted: reached; after 8: 5 / 8."""
        with self.at("2026-06-02 12:00"):
            lead = self.lead(expected_revenue=1)
        with self.at("2026-06-06 12:00"):
            lead.action_set_won()
        long = self.target("sales_cycle_median", 5, "2026-06-01", "2026-06-30")
        short = self.target("sales_cycle_median", 2.5, "2026-06-01", "2026-06-30")
        self.update(long | short, "2026-06-12 18:00")
        self.assertAlmostEqual(long.actual_value, 4)
        self.assertEqual((long.attainment, long.status), (1, "on_track"))
        self.assertAlmostEqual(short.attainment, 2.5 / 4)
        self.assertEqual(short.status, "off_track")
        self.update(long | short, "2026-07-01 01:00")
        self.assertEqual((long | short).mapped("state"), ["reached", "missed"])

    def test_a_band_is_met_inside(self):
        self.won(1, "2026-06-02")
        self.lost("2026-06-03")
        band = {"target_type": "band", "band_min": 0.4, "band_max": 0.6}
        inside = self.target("win_rate", 0, "2026-06-01", "2026-06-30", **band)
        band = {"target_type": "band", "band_min": 0.2, "band_max": 0.25}
        above = self.target("win_rate", 0, "2026-06-01", "2026-06-30", **band)
        self.update(inside | above, "2026-07-01 01:00")
        self.assertEqual((inside | above).mapped("state"), ["reached", "missed"])
        self.assertEqual(above.attainment, 0.5)

    def test_each_holder_has_the_own_figure(self):
        anna, ben = self.user("anna"), self.user("ben")
        north = self.team("North", [anna, ben])
        self.won(100, "2026-06-02", user_id=anna.id, team_id=north.id)
        self.won(20, "2026-06-02", user_id=ben.id, team_id=north.id)
        self.won(3, "2026-06-02")
        days = ("2026-06-01", "2026-06-30")
        targets = (
            self.target("won_value", 500, *days, user_id=anna.id)
            | self.target("won_value", 500, *days, user_id=ben.id)
            | self.target("won_value", 500, *days, team_id=north.id)
            | self.target("won_value", 500, *days)
        )
        self.update(targets, "2026-06-12 18:00")
        self.assertEqual(targets.mapped("actual_value"), [100, 20, 120, 123])

    def test_many_targets_take_as_many_queries_as_two(self):
        people = [self.user(f"seller{number}") for number in range(12)]
        self.team("Large", people)
        targets = self.targets.union(
            *(
                self.target(
                    "won_value", 100, "2026-06-01", "2026-06-30", user_id=user.id
                )
                for user in people
            )
        )
        self.won(50, "2026-06-02", user_id=people[0].id)
        self.won(50, "2025-06-02", user_id=people[0].id)
        self.update(targets, "2026-06-10 09:00")
        counts = []
        for some in (targets[:2], targets[:2], targets):  # the first warms caches up
            targets.write({"pace_data": False, "valued_on": False})
            targets.flush_model()
            self.env.invalidate_all()
            with self.at("2026-06-12 18:00"):
                before = self.env.cr.sql_log_count
                some._update_values()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_what_does_not_change_is_not_written(self):
        self.won(1000, "2026-06-02")
        target = self.target("won_value", 5000, "2026-06-01", "2026-06-30")
        self.update(target, "2026-06-12 09:00")
        with self.at("2026-06-12 15:00"):
            self.assertFalse(target._update_values())
        self.won(1000, "2026-06-12")
        with self.at("2026-06-12 16:00"):
            self.env["sales.kpi.fact"]._refresh_queue()
            self.assertEqual(target._update_values(), target)

    def test_drafts_and_cancelled_targets_are_left_alone(self):
        self.won(1000, "2026-06-02")
        days = ("2026-06-01", "2026-06-30")
        targets = self.targets.union(
            *(
                self.target("won_value", 5000, *days, state=state)
                for state in ("draft", "cancelled")
            )
        )
        self.update(targets, "2026-07-12 09:00")
        self.assertEqual(targets.mapped("state"), ["draft", "cancelled"])
        self.assertEqual(targets.mapped("actual_value"), [0, 0])

    def test_one_that_fails_does_not_stop_the_others(self):
        self.won(1000, "2026-06-02")
        broken = self.target("win_rate", 0.5, "2026-06-01", "2026-06-30")
        sound = self.target("won_value", 5000, "2026-06-01", "2026-06-30")
        figures = Question.figures
        problem = "No figures today"

        def failing(question, *args):
            if question.code == "win_rate":
                raise UserError(problem)
            return figures(question, *args)

        self.patch(Question, "figures", failing)
        with self.assertLogs("odoo.addons.sales_kpi", "WARNING") as logs:
            self.update(broken | sound, "2026-06-12 09:00")
        self.assertIn(f"Target {broken.id} could not be computed", logs.output[0])
        self.assertEqual(broken.status_reason, "error")
        self.assertEqual(broken.value_error, problem)
        self.assertEqual(sound.actual_value, 1000)

    def test_a_target_keeps_the_definition_that_was_agreed(self):
        with self.at("2026-05-01 10:00"):
            kpi = self.env["sales.kpi"].create(
                {"name": "Volume", "code": "volume", "formula": "lead_won.amount"}
            )
        agreed = self.target("volume", 100, *JUNE, definition_date="2026-06-01")
        later = self.target("volume", 100, *JUNE, definition_date="2026-06-10")
        self.won(50, "2026-06-03")
        with self.at("2026-06-09 10:00"):
            kpi.formula = "lead_won.amount * 10"
        self.update(agreed | later, "2026-07-01 10:00")
        self.assertEqual((agreed | later).mapped("actual_value"), [50, 500])
        self.assertEqual((agreed | later).mapped("state"), ["missed", "reached"])
