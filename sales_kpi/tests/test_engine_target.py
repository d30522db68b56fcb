"""Targets on figures alone (engine/target*.py); golden numbers worked out by hand."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.target import (
    Goal,
    Projection,
    attainment,
    final_state,
    is_reached,
    judge,
    mark,
    run_rate,
    split_amount,
)
from ..engine.target_pace import Pace, parts, seasonal, workdays_in, years_before
from ..engine.target_projection import Earlier, project

steady = settings(max_examples=150, derandomize=True, deadline=None, database=None)
totals = st.decimals(0, 10**9, places=2).map(float)


def weekdays(day):
    return day.weekday() < 5


def pace_of(start, stop, weights=None, is_workday=weekdays):
    worked = frozenset(workdays_in(start, stop, is_workday))
    return Pace(start, stop, worked, weights)


@st.composite
def paces(draw):
    start = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 1000)))
    stop = start + timedelta(days=draw(st.integers(1, 400)))
    known = draw(st.sets(st.integers(0, 6)))
    worked = frozenset(workdays_in(start, stop, lambda day: day.weekday() in known))
    count = len(parts(start, stop, worked))
    weights = st.lists(st.integers(0, 1000), min_size=count, max_size=count)
    drawn = draw(st.none() | weights.filter(any))
    return Pace(start, stop, worked, tuple(map(float, drawn)) if drawn else None)


@tagged("post_install", "-at_install")
class TestEngineTarget(BaseCase):
    def test_attainment_is_the_fraction_that_is_good(self):
        for goal, actual, expected in (
            (Goal(342_000), 171_000, 0.5),
            (Goal(100), 120, 1.2),
            (Goal(0.5, "up", "level"), 0.25, 0.5),
            (Goal(4, "down", "level"), 5, 0.8),  # hours: 5 where 4 are wanted
            (Goal(4, "down", "level"), 3, 1),  # better than wanted is no more than all
            (Goal(4, "down", "level"), 0, 1),
            (Goal(30, "band", "level", 20), 25, 1),
            (Goal(30, "band", "level", 20), 10, 0.5),
            (Goal(30, "band", "level", 20), 40, 0.75),
            (Goal(0), -1, 0),
            (Goal(0), 0, 1),
            (Goal(0, "down"), 3, 0),
            (Goal(100), None, None),
        ):
            with self.subTest(goal=goal, actual=actual):
                self.assertEqual(attainment(goal, actual), expected)

    def test_the_end_is_always_final(self):
        """T7: also at 0 and without a value."""
        self.assertEqual(final_state(Goal(100), 100), "reached")
        self.assertEqual(final_state(Goal(100), 99.99), "missed")
        self.assertEqual(final_state(Goal(100), 0), "missed")
        self.assertEqual(final_state(Goal(100), None), "missed")
        self.assertEqual(final_state(Goal(4, "down", "level"), None), "missed")
        self.assertEqual(final_state(Goal(4, "down"), 0), "reached")
        self.assertEqual(final_state(Goal(30, "band", "level", 20), 20), "reached")
        self.assertEqual(final_state(Goal(30, "band", "level", 20), 19), "missed")

    def test_dust_of_floats_misses_no_target(self):
        self.assertTrue(is_reached(Goal(0.3), 0.1 + 0.2 - 1e-12))
        self.assertTrue(is_reached(Goal(0.3, "down"), 0.1 + 0.2))

    def test_only_a_growing_sum_passes_marks(self):
        values = (0, 49.9, 50, 90, 99, 100, 130)
        marks = [mark(Goal(100), value) for value in values]
        self.assertEqual(marks, [0, 0, 50, 90, 90, 100, 100])
        self.assertEqual(mark(Goal(0.4, "up", "level"), 0.4), 0)
        self.assertEqual(mark(Goal(100, "down"), 100), 0)
        self.assertEqual(mark(Goal(100), None), 0)

    def test_what_each_working_day_must_bring(self):
        self.assertEqual(run_rate(Goal(21_000), 6000, 10), 1500)
        self.assertEqual(run_rate(Goal(21_000), 30_000, 10), 0)
        self.assertEqual(run_rate(Goal(10_000, "down"), 4000, 12), 500)
        self.assertIsNone(run_rate(Goal(21_000), 6000, 0))
        self.assertIsNone(run_rate(Goal(0.4, "up", "level"), 0.1, 10))

    def test_status_follows_the_projection(self):
        goal = Goal(100)
        for actual, projection, status, reason in (
            (50, Projection(100, 80, 120), "on_track", "on_pace"),
            (45, Projection(90, 85, 95), "at_risk", "behind"),  # close to it
            (30, Projection(60, 20, 101), "at_risk", "behind"),  # in the range
            (30, Projection(60, 50, 70), "off_track", "out_of_reach"),
            (0, Projection(0), "off_track", "out_of_reach"),
            (100, Projection(200), "on_track", "reached"),
            (None, None, "at_risk", "no_value"),
        ):
            with self.subTest(actual=actual, projection=projection):
                found = judge(goal, actual, projection, 0.5)
                self.assertEqual((found.status, found.reason), (status, reason))

    def test_status_of_costs_that_must_stay_below(self):
        goal = Goal(100, "down")
        self.assertEqual(judge(goal, 40, Projection(80), 0.5).status, "on_track")
        self.assertEqual(
            judge(goal, 60, Projection(120, 99, 140), 0.5).status, "at_risk"
        )
        self.assertEqual(judge(goal, 80, Projection(160), 0.5).status, "off_track")
        self.assertEqual(judge(goal, 101, Projection(101), 0.05).reason, "exceeded")

    def test_status_of_a_band(self):
        goal = Goal(30, "band", "level", 20)
        self.assertEqual(judge(goal, 25, Projection(25), 0.5).status, "on_track")
        self.assertEqual(judge(goal, 19, Projection(19), 0.5).status, "at_risk")
        self.assertEqual(judge(goal, 9, Projection(9, 5, 12), 0.5).status, "off_track")
        self.assertEqual(judge(goal, 9, Projection(9, 5, 22), 0.5).status, "at_risk")

    def test_nothing_is_judged_before_and_on_the_first_days(self):
        self.assertEqual(judge(Goal(100), None, None, 0).status, None)
        self.assertEqual(judge(Goal(100), 0, Projection(0), 0.05).reason, "too_early")

    def test_over_is_over(self):
        self.assertEqual(judge(Goal(100), 100, None, 1, True).reason, "reached")
        self.assertEqual(judge(Goal(100), 0, None, 1, True).reason, "missed")
        self.assertEqual(judge(Goal(100), None, None, 1, True).reason, "no_value")

    @steady
    @given(totals, st.lists(st.integers(0, 1000), min_size=1, max_size=30))
    def test_parts_of_a_split_add_up_to_the_cent(self, total, weights):
        parts = split_amount(total, weights)
        self.assertEqual(sum(round(part * 100) for part in parts), round(total * 100))
        whole = sum(weights) or len(weights)
        for part, weight in zip(parts, weights, strict=True):
            fair = total * (weight if sum(weights) else 1) / whole
            self.assertAlmostEqual(part, fair, delta=0.0101 + fair * 1e-12)

    def test_golden_split_over_3_7_and_11_holders(self):
        """100 000.00: 33 333.33 × 3 leaves 1 cent, 14 285.71 × 7 leaves 3, 9 090.90
        × 11 leaves 10."""
        for holders, low, more in (
            (3, 33_333.33, 1),
            (7, 14_285.71, 3),
            (11, 9090.9, 10),
        ):
            parts = split_amount(100_000, [1] * holders)
            high = round(low + 0.01, 2)
            self.assertEqual(parts, [high] * more + [low] * (holders - more))
        self.assertEqual(split_amount(10, [1, 1, 1], decimals=0), [4, 3, 3])
        self.assertEqual(split_amount(-0.05, [1, 1]), [-0.03, -0.02])
        self.assertEqual(split_amount(100, [0, 0]), [50, 50])
        with self.assertRaises(ValueError):
            split_amount(100, [1, -1])


@tagged("post_install", "-at_install")
class TestEnginePace(BaseCase):
    def test_golden_linear_by_working_days(self):
        """June 2026 has 22 weekdays; Friday 12 June is the 10th."""
        pace = pace_of(date(2026, 6, 1), date(2026, 7, 1))
        self.assertEqual(len(pace.worked), 22)
        self.assertEqual(pace.expected(22_000, date(2026, 6, 12)), 10_000)
        self.assertEqual(pace.expected(22_000, date(2026, 6, 14)), 10_000)  # Sunday
        self.assertEqual(pace.expected(22_000, date(2026, 5, 31)), 0)
        self.assertEqual(pace.expected(22_000, date(2026, 6, 30)), 22_000)
        self.assertEqual(pace.expected(22_000, date(2026, 9, 1)), 22_000)
        self.assertEqual(pace.workdays_left(date(2026, 6, 12)), 13)
        self.assertEqual(pace.workdays_left(date(2026, 7, 1)), 0)

    def test_golden_holidays_carry_nothing(self):
        """May 2026 in Germany: 21 weekdays less 1, 14 and 25 May are 18; up to
        Monday 18 May 10 of them."""
        off = {date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25)}
        pace = pace_of(
            date(2026, 5, 1),
            date(2026, 6, 1),
            is_workday=lambda day: weekdays(day) and day not in off,
        )
        self.assertEqual(pace.expected(18_000, date(2026, 5, 13)), 8000)
        self.assertEqual(pace.expected(18_000, date(2026, 5, 14)), 8000)
        self.assertEqual(pace.expected(18_000, date(2026, 5, 18)), 10_000)

    def test_golden_season_of_the_months(self):
        """Last year's quarter 20 / 30 / 50: 20 % by the end of April, and by
        Friday 15 May (11 of 21 weekdays) 20 % + 30 % × 11 / 21."""
        pace = pace_of(date(2026, 4, 1), date(2026, 7, 1), (20.0, 30.0, 50.0))
        self.assertEqual(pace.expected(100_000, date(2026, 4, 30)), 20_000)
        self.assertEqual(pace.expected(100_000, date(2026, 5, 15)), 35_714.29)
        self.assertEqual(pace.expected(100_000, date(2026, 6, 30)), 100_000)

    def test_a_month_has_fourths_of_its_working_days(self):
        start, stop = date(2026, 6, 1), date(2026, 7, 1)
        worked = workdays_in(start, stop, weekdays)
        found = [first.day for first, _stop in parts(start, stop, worked)]
        # 22 days: the 6th, 12th and 17th of them begin the next part
        self.assertEqual(found, [1, 8, 16, 23])
        self.assertEqual(len(parts(start, start + timedelta(days=3), worked)), 1)

    def test_a_season_takes_a_full_year_and_enough_cases(self):
        self.assertEqual(seasonal([[1, 3]], 10), (1, 3))
        self.assertIsNone(seasonal([[1, 3]], 9))
        self.assertIsNone(seasonal([[None, 3]], 99))
        self.assertEqual(seasonal([[None, 3], [2, 2]], 99), (2, 2))
        self.assertIsNone(seasonal([[0, 0]], 99))
        self.assertEqual(seasonal([[-5, 10]], 99), (0, 10))
        self.assertIsNone(seasonal([], 99))

    def test_a_period_without_working_days_runs_by_days(self):
        pace = pace_of(date(2026, 6, 6), date(2026, 6, 8))  # a weekend
        self.assertEqual([amount for _day, amount in pace.line(100)], [50, 100])

    def test_the_29th_of_february_has_a_year_before(self):
        days = date(2024, 2, 29), date(2024, 3, 1)
        self.assertEqual(years_before(days, 1), (date(2023, 2, 28), date(2023, 3, 1)))

    @steady
    @given(paces(), totals)
    def test_a_pace_grows_to_its_target(self, pace, total):
        line = [amount for _day, amount in pace.line(total)]
        self.assertEqual(len(line), (pace.stop - pace.start).days)
        self.assertEqual(line[-1], total)
        self.assertEqual(line, sorted(line))
        self.assertGreaterEqual(line[0], 0)

    @steady
    @given(paces(), totals, st.lists(st.integers(1, 399), max_size=12))
    def test_portions_add_up_to_the_target_to_the_cent(self, pace, total, cuts):
        inside = {pace.start + timedelta(days=cut) for cut in cuts}
        bounds = sorted({pace.start, pace.stop} | {d for d in inside if d < pace.stop})
        portions = [
            pace.portion(total, days) for days in zip(bounds, bounds[1:], strict=False)
        ]
        self.assertEqual(sum(round(p * 100) for p in portions), round(total * 100))
        self.assertGreaterEqual(min(portions), 0)


@tagged("post_install", "-at_install")
class TestEngineProjection(BaseCase):
    def test_golden_pace_goes_on(self):
        """40 000 at half time make 80 000; 16 cases: the 40 000 to come may differ by
        40 000 / √(16 × 0.5) = 14 142, P10 and P90 lie 1.2816 times that away."""
        found = project("sum", 40_000, 0.5, cases=16)
        self.assertEqual(found.value, 80_000)
        self.assertAlmostEqual(found.low, 61_875, delta=1)
        self.assertAlmostEqual(found.high, 98_125, delta=1)

    def test_golden_the_rest_is_half_pace_half_history(self):
        """A quarter has passed with 10 000: pace 40 000, usual 80 000. The rest is
        3/4 of (1/4 × 40 000 + 3/4 × 80 000) = 52 500. Rests 40, 50, 60, 70 thousand
        have a standard deviation of 12 910."""
        finals = [
            (40_000, 80_000),
            (30_000, 80_000),
            (20_000, 80_000),
            (10_000, 80_000),
        ]
        found = project("sum", 10_000, 0.25, 3, [Earlier(*pair) for pair in finals])
        self.assertEqual(found.value, 62_500)
        self.assertAlmostEqual(found.high, 62_500 + 1.2816 * 12_909.94, delta=0.1)

    def test_a_projection_is_never_below_what_is_there(self):
        self.assertEqual(project("sum", 900, 0.5, cases=1).low, 900)

    def test_at_the_end_nothing_is_uncertain(self):
        for shape in ("sum", "stock", "level"):
            self.assertEqual(project(shape, 7, 1, 5), Projection(7, 7, 7))

    def test_without_a_value_or_before_the_period_there_is_none(self):
        self.assertIsNone(project("sum", None, 0.5))
        self.assertIsNone(project("sum", 5, 0))

    def test_golden_a_rate_does_not_accumulate(self):
        """10 of 40 won at half time: 25 %, ± 1.2816 × √(0.25 × 0.75 × 0.5 / 40)."""
        found = project("level", 0.25, 0.5, 40, is_percent=True)
        self.assertEqual(found.value, 0.25)
        self.assertAlmostEqual(found.low, 0.25 - 0.06204, places=4)
        self.assertEqual(project("level", 36.0, 0.5, 40), Projection(36.0))

    def test_golden_a_stock_goes_on_moving(self):
        """500 customers at the start, 520 at half time: half of the move again."""
        self.assertEqual(project("stock", 520, 0.5, opening=500).value, 530)
        self.assertEqual(project("stock", 520, 0.5).value, 520)
