"""The forecast by hand: small cases whose result anybody can work out (engine/*)."""

from datetime import date
from itertools import pairwise
from math import inf
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.accuracy import accuracy, bias, mase, wape
from ..engine.backtest import backtest
from ..engine.case import LOST, WON, Case, Entry, known_at, month_starts, won_by_month
from ..engine.combination import METHODS, Tested, pairs, weights
from ..engine.flow import Outlook
from ..engine.forecast import FEW_PERIODS, forecast
from ..engine.transition import fit
from .forecast_process import Process, Step

steady = settings(max_examples=50, derandomize=True, deadline=None, database=None)
FIRST = date(2025, 1, 1).toordinal()
PROCESS = Process((Step(0.6, 15, 20), Step(0.5, 20, 25)), a_day=0.7)


def won(day, value, *reached):
    entries = tuple(Entry(k, at, worth) for k, at, worth in reached)
    return Case(entries, WON, day, value)


def lost(day, *reached):
    return won(day, None, *reached)._replace(end=LOST)


def young(*reached):
    return lost(None, *reached)._replace(end=None)


def dated(cases, first):
    """Cases of a made-up process, with its day 0 on a date."""
    return [
        case._replace(
            entries=tuple(
                entry._replace(day=entry.day + first) for entry in case.entries
            ),
            end_day=case.end_day and case.end_day + first,
        )
        for case in cases
    ]


@tagged("post_install", "-at_install")
class TestTransitions(BaseCase):
    def test_young_leads_are_neither_won_nor_lost(self):
        """Ten came: four left for M2 on day 10, four were lost then, two are 5 days old."""
        cases = [young((0, 0, 1.0), (1, 10, 1.0))] * 4 + [lost(10, (0, 0, 1.0))] * 4
        cases += [young((0, 35, 1.0))] * 2
        learned = fit(cases, 41, 2, prior=0, half_life=inf)
        self.assertAlmostEqual(learned.step_rate(0), 0.5)
        self.assertEqual((learned.n(0), learned.n(1)), (10, 4))

    def test_few_cases_are_read_with_ten_of_the_process(self):
        """M1: 5 of 10 go on, M2: 5 of 5; of all 15 stays 10 go on, so ten of the mean
        are 6.67: M2 (5 + 6.67) / (5 + 10) = 77.8 %, M1 (5 + 6.67) / (10 + 10)."""
        cases = [won(20, 1.0, (0, 0, 1.0), (1, 10, 1.0))] * 5
        cases += [lost(10, (0, 0, 1.0))] * 5
        learned = fit(cases, 50, 2, half_life=inf)
        self.assertAlmostEqual(learned.step_rate(1), 11.6667 / 15, places=4)
        self.assertAlmostEqual(learned.step_rate(0), 11.6667 / 20, places=4)
        raw = fit(cases, 50, 2, prior=0, half_life=inf)
        self.assertEqual((raw.step_rate(0), raw.step_rate(1)), (0.5, 1.0))

    def test_arrivals_of_a_year_ago_weigh_half(self):
        """A year ago 4 of 4 went on, lately 0 of 2: 4 × ½ of 2 + 2."""
        cases = [young((0, 0, 1.0), (1, 5, 1.0))] * 4 + [lost(370, (0, 365, 1.0))] * 2
        self.assertAlmostEqual(fit(cases, 365 + 365, 2, prior=0).step_rate(0), 0.5)

    def test_leads_may_skip_and_go_back(self):
        """Half go M1 → M3 at once; going back to M2 afterwards changes nothing."""
        skip = won(30, 1.0, (0, 0, 1.0), (2, 10, 1.0), (1, 15, 1.0))
        walk = won(30, 1.0, (0, 0, 1.0), (1, 10, 1.0), (2, 20, 1.0))
        learned = fit([skip, walk] * 50, 60, 3, prior=0, half_life=inf)
        self.assertEqual([learned.n(k) for k in range(3)], [100, 50, 100])
        # one more case is taken to go to the next milestone: 51 and 50 of 101
        self.assertEqual(learned.hazards[0].targets, ((1, 51 / 101), (2, 50 / 101)))
        self.assertAlmostEqual(learned.win_rate(0), 1.0)

    def test_value_at_the_win(self):
        """Winners grew from 100 to 150; they came as large as all: factor 1.5.

        If winners came with 50 where all came with 100 on average, a lead of 100 would
        be worth 75 if won (with 990 wins the prior hardly shows)."""
        alike = [won(9, 150.0, (0, 0, 100.0))] * 990 + [lost(9, (0, 0, 100.0))] * 990
        self.assertAlmostEqual(fit(alike, 20, 1).worth(0, 100.0), 150.0)
        small = [won(9, 75.0, (0, 0, 50.0))] * 990 + [lost(9, (0, 0, 150.0))] * 990
        self.assertAlmostEqual(fit(small, 20, 1).worth(0, 100.0), 75.0, delta=1)
        self.assertEqual(fit(small, 20, 1).worth(0, 0.0), 75.0, "mean of all wins")

    def test_nothing_is_known_of_nothing(self):
        learned = fit([], 10, 3)
        self.assertEqual((learned.won, learned.win_rate(0)), (0, 0.0))
        self.assertEqual(Outlook(learned, 90).win_by(0, 10, 90), 0.0)
        found = forecast([], FIRST, month_starts(date(2025, 1, 1), 3), 3)
        self.assertEqual(found.reason, "few_won")
        self.assertEqual([month.combined for month in found.months], [0.0] * 3)

    @steady
    @given(st.integers(0, 10**6), st.integers(30, 300), st.integers(1, 60))
    def test_chances_are_chances(self, seed, days, age):
        cases = known_at(PROCESS.cases(days, Random(seed)), days)
        outlook = Outlook(fit(cases, days, 2), 120)
        for k in range(2):
            chances = [outlook.win_by(k, age, ahead) for ahead in range(0, 121, 10)]
            for early, late in pairwise(chances):
                self.assertLessEqual(early, late + 1e-12)
            self.assertGreaterEqual(chances[0], 0.0)
            self.assertLessEqual(chances[-1], 1.0 + 1e-9)

    @steady
    @given(st.integers(0, 10**6), st.integers(0, 200), st.integers(0, 200))
    def test_what_was_known_before_was_known_later(self, seed, one, other):
        cases = PROCESS.cases(150, Random(seed))
        early, late = sorted((one, other))
        self.assertEqual(known_at(known_at(cases, late), early), known_at(cases, early))


@tagged("post_install", "-at_install")
class TestForecastByHand(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = dated(PROCESS.cases(480, Random(7)), FIRST)
        cls.months = month_starts(date(2025, 1, 1), 15)
        cls.actual = won_by_month(cls.cases, cls.months)
        cls.tested = backtest(
            lambda day: known_at(cls.cases, day), cls.months, 2, cls.actual
        )

    def _forecast(self, as_of, count=3, **options):
        months = month_starts(date.fromordinal(as_of), count)
        return forecast(known_at(self.cases, as_of), as_of, months, 2, **options)

    def test_golden_accuracy(self):
        """Forecast 80/120/0, came 100/100/50: 90 of 250 wrong (decision 28, E.5)."""
        pairs_ = [(80, 100), (120, 100), (0, 50)]
        self.assertEqual(
            (wape(pairs_), accuracy(pairs_), bias(pairs_)), (0.36, 0.64, -0.2)
        )
        self.assertEqual(accuracy([(50, 40)]), 0.75)
        self.assertIsNone(wape([(10, 0), (0, 0)]))
        self.assertIsNone(mase(pairs_, [(1, 1)]))
        # total 180/180, but the teams were wrong by 40 of 180
        self.assertEqual(accuracy([(180, 180)]), 1.0)
        self.assertAlmostEqual(accuracy([(100, 80), (80, 100)]), 0.778, places=3)

    def test_the_value_shown_is_the_sum_of_its_weighed_methods(self):
        found = self._forecast(self.months[12], tested=self.tested)
        self.assertIsNone(found.reason)
        for month in found.months:
            self.assertEqual(set(month.weights), set(METHODS))
            self.assertAlmostEqual(sum(month.weights.values()), 1.0)
            expected = sum(
                month.methods[name] * part for name, part in month.weights.items()
            )
            self.assertAlmostEqual(month.expected, expected)
            self.assertLess(month.low, month.expected)
            self.assertGreater(month.high, month.expected)
            flow = month.won + month.from_pipeline + month.from_inflow
            self.assertAlmostEqual(month.methods["flow"], flow)

    def test_the_running_month_holds_what_is_won_already(self):
        as_of = self.months[12] + 20
        known = known_at(self.cases, as_of)
        so_far = sum(
            case.value
            for case in known
            if case.end == WON and case.end_day >= self.months[12]
        )
        found = self._forecast(as_of, tested=self.tested)
        self.assertAlmostEqual(found.months[0].won, so_far)
        self.assertGreaterEqual(found.months[0].low, so_far)
        self.assertEqual(found.months[1].won, 0.0)
        # of the mean of three months the 11 days of January that are left
        naive = self._forecast(self.months[12], tested=self.tested).months[0]
        self.assertAlmostEqual(
            found.months[0].methods["mean"],
            so_far + naive.methods["mean"] * 11 / 31,
        )

    def test_thin_data_have_a_reason_and_no_value(self):
        early = self._forecast(self.months[1])
        self.assertEqual(early.reason, "few_won")
        later = self._forecast(self.months[9])
        self.assertEqual((later.reason, later.periods), ("few_periods", 0))
        self.assertEqual(
            {(month.expected, month.low, month.high) for month in later.months},
            {(None, None, None)},
        )
        self.assertGreater(
            later.months[0].combined, 0, "a screen can tell what is there"
        )
        # the first row is of February: six months are over at the end of July
        fine = self._forecast(self.months[1 + FEW_PERIODS], tested=self.tested)
        self.assertEqual((fine.reason, fine.periods), (None, FEW_PERIODS))

    def test_classic_is_shown_and_never_weighed(self):
        plain = self._forecast(self.months[12], tested=self.tested)
        beside = self._forecast(
            self.months[12], tested=self.tested, classic=[1e9, 1e9, 1e9]
        )
        self.assertEqual(beside.months[0].methods["classic"], 1e9)
        self.assertNotIn("classic", beside.months[0].weights)
        self.assertEqual(
            [month.expected for month in plain.months],
            [month.expected for month in beside.months],
        )

    def test_expected_closing_dates_do_not_exist_for_it(self):
        self.assertNotIn("deadline", Case._fields)
        self.assertNotIn("probability", Case._fields)

    def test_a_back_test_knows_nothing_of_what_came_later(self):
        """Whatever happens after a day, forecasts made until then stay as they are."""
        day = self.months[9]
        others = known_at(self.cases, day) + dated(
            Process(PROCESS.steps, a_day=9.0, value=5e5).cases(90, Random(1)), day
        )
        actual = won_by_month(others, self.months)
        again = backtest(lambda as_of: known_at(others, as_of), self.months, 2, actual)
        for row, other in zip(self.tested, again, strict=True):
            self.assertEqual(row[:3], other[:3])
            if row.as_of <= day:
                self.assertEqual(row.forecasts, other.forecasts)
        self.assertNotEqual(self.tested[-1].forecasts, again[-1].forecasts)

    def test_a_month_is_tested_one_to_three_months_ahead(self):
        december = [row for row in self.tested if row.month == self.months[11]]
        self.assertEqual(
            [(row.as_of, row.horizon) for row in december],
            [(self.months[9], 3), (self.months[10], 2), (self.months[11], 1)],
        )
        self.assertEqual({row.actual for row in december}, {self.actual[11]})

    def test_weights_follow_errors_of_finished_months_only(self):
        """The flow is wrong by 10, the mean by 20, twelve times."""
        rows = [
            Tested(day, day, 1, {"flow": 90.0, "mean": 80.0}, 100.0)
            for day in self.months[:12]
        ]
        trust = weights(rows, self.months[12], ("flow", "mean"))
        # errors compared with the flow's: 1 and 2, read with three equal ones: 27/15;
        # to the eighth
        self.assertAlmostEqual(trust["mean"] / trust["flow"], 1.8**-8)
        self.assertEqual(
            weights(rows, self.months[0] + 9, ("flow", "mean")),
            {"flow": 0.5, "mean": 0.5},
        )

    @steady
    @given(st.lists(st.tuples(*[st.floats(0, 1e6)] * (len(METHODS) + 1)), max_size=12))
    def test_weights_are_shares(self, rows):
        tested = [
            Tested(FIRST, FIRST + at, 1, dict(zip(METHODS, row, strict=False)), row[-1])
            for at, row in enumerate(rows)
        ]
        trust = weights(tested, FIRST + 400)
        self.assertAlmostEqual(sum(trust.values()), 1.0)
        self.assertGreaterEqual(min(trust.values()), 0.0)

    def test_better_than_the_run_of_past_months(self):
        """Eight companies of the same kind over two years, each by its own luck."""
        months, rows = month_starts(date(2025, 1, 1), 24), []
        for seed in range(8):
            cases = dated(PROCESS.cases(730, Random(seed)), FIRST)
            rows += backtest(
                lambda day, cases=cases: known_at(cases, day),
                months,
                2,
                won_by_month(cases, months),
            )
        rows = [row for row in rows if row.as_of >= months[FEW_PERIODS + 1]]
        found = {
            name: wape(pairs(rows, name))
            for name in ("combined", "flow", "last", "mean", "season")
        }
        for naive in ("last", "mean", "season"):
            self.assertLess(found["combined"], 0.95 * found[naive])
        self.assertLess(found["combined"], 1.1 * found["flow"])
