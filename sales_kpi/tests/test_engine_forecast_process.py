"""The forecast on made-up processes whose truth is known (engine/transition.py …).

The dice are the same in every run, so these figures are too; they are what the method
does, not luck: other seeds give the like.
"""

import time
from random import Random
from statistics import mean, stdev

from odoo.tests import BaseCase, tagged

from ..engine.case import LOST, WON, known_at, won_by_month
from ..engine.flow import Outlook
from ..engine.forecast import DRAWS, expected, flows, forecast, offsets
from ..engine.learned import learn
from ..engine.transition import fit
from .forecast_process import Process, Step

#: Goes on with 60, 50, 70 %; a win takes 90 days; 0.6 × 0.5 × 0.7 = 21 % are won.
PROCESS = Process(
    (Step(0.6, 20, 30), Step(0.5, 30, 30), Step(0.7, 40, 30)), a_day=1.0, growth=1.1
)
MONTHS = [300, 330, 360, 391]


def history(process, days, seed):
    """All cases of a process, and what was known on the last day."""
    cases = process.cases(days + 100, Random(seed))
    return cases, known_at(cases, days)


def flow(known, as_of, milestones, months):
    return flows(known, as_of, months, learn(known, as_of, milestones))


def with_returns(cases, random):
    """A third of those that are lost come back a month later; half of these are won."""
    found = []
    for case in cases:
        if case.end == LOST and random.random() < 1 / 3:
            back = case.end_day + random.randint(20, 40)
            end = WON if random.random() < 0.5 else LOST
            case = case._replace(
                end=end,
                end_day=back + random.randint(5, 40),
                value=case.entries[-1].value if end == WON else None,
                returns=((case.end_day, back),),
            )
        found.append(case)
    return found


@tagged("post_install", "-at_install")
class TestForecastProcess(BaseCase):
    def test_rates_are_unbiased_though_half_of_the_leads_are_open(self):
        """A year of two leads a day, then a campaign of six weeks with many more."""
        rates, naive, is_open = [[], [], []], [], []
        for seed in range(25):
            random = Random(seed)
            usual = Process(PROCESS.steps, a_day=2.0).cases(400, random)
            campaign = Process(PROCESS.steps, a_day=18.0, begin=355).cases(400, random)
            known = known_at(usual + campaign, 400)
            learned = fit(known, 400, 3, prior=0)
            for k in range(3):
                rates[k].append(learned.step_rate(k))
            naive.append(learned.counts.targets[0][1] / learned.n(0))
            is_open.append(mean(case.end is None for case in known))
        self.assertAlmostEqual(mean(is_open), 0.5, delta=0.05)
        for found, step in zip(rates, PROCESS.steps, strict=True):
            error = stdev(found) / len(found) ** 0.5
            self.assertAlmostEqual(mean(found), step.rate, delta=0.005 + 2 * error)
            self.assertLess(error, 0.008, "the test can see a bias")
        # to take open leads for losses would be far off
        self.assertLess(mean(naive), 0.5)

    def test_times_are_those_of_the_process(self):
        busy = Process(PROCESS.steps, a_day=30.0)
        outlook = Outlook(fit(history(busy, 400, 1)[1], 400, 3), 400)
        others = busy.cases(400, Random(2))
        for days in (30, 60, 90, 150, 300):
            won = mean(
                case.end == "won" and case.end_day - case.entries[0].day < days
                for case in others
            )
            self.assertAlmostEqual(outlook.win_by(0, 0, days), won, delta=0.012)

    def test_a_lead_that_waits_for_long_is_won_less_often(self):
        """Winners leave the first milestone after 20 days, losers after 60."""
        process = Process((Step(0.6, 20, 60, 4.0), Step(0.5, 20, 20, 4.0)), a_day=5.0)
        _cases, known = history(process, 400, 3)
        outlook = Outlook(fit(known, 400, 2), 200)
        chances = [outlook.win_by(0, age, 200) for age in (0, 25, 50, 80)]
        self.assertEqual(chances, sorted(chances, reverse=True))
        self.assertGreater(chances[0], 0.25)
        self.assertLess(chances[-1], 0.1)

    def test_the_range_holds_four_of_five_outcomes(self):
        inside, forecast_, came = [], 0.0, 0.0
        for seed in range(90):
            cases, known = history(PROCESS, MONTHS[0], 1000 + seed)
            actual = won_by_month(cases, MONTHS)
            found = flow(known, MONTHS[0], 3, MONTHS)
            pipeline, inflow = expected(found)
            ranges = offsets(found, 100, Random(seed))
            for month, (under, over) in enumerate(ranges):
                middle = pipeline[month] + inflow[month]
                inside.append(middle + under <= actual[month] <= middle + over)
                forecast_ += middle
                came += actual[month]
        self.assertEqual(len(inside), 270)
        self.assertGreaterEqual(mean(inside), 0.75)
        self.assertLessEqual(mean(inside), 0.85)
        self.assertAlmostEqual(forecast_ / came, 1, delta=0.05)

    def test_who_was_lost_may_come_back(self):
        """One win in four is of a lead that had been lost; the forecast knows of them."""
        expect, came, returned = 0.0, 0.0, []
        for seed in range(40):
            random = Random(3000 + seed)
            cases = with_returns(PROCESS.cases(500, random), random)
            won = [case for case in cases if case.end == WON]
            returned.append(mean(bool(case.returns) for case in won))
            known = known_at(cases, MONTHS[0])
            expect += sum(map(sum, expected(flow(known, MONTHS[0], 3, MONTHS))))
            came += sum(won_by_month(cases, MONTHS))
        self.assertGreater(mean(returned), 0.25)
        self.assertAlmostEqual(expect / came, 1, delta=0.05)

    def test_each_process_moves_by_its_own_rates(self):
        """A quick team that wins little, and a slow one that wins much, value the same.

        Mixed into one process they would be forecast too high or too low for months.
        """
        quick = Process((Step(0.2, 10, 10), Step(0.5, 10, 10)), a_day=3.0)
        slow = Process((Step(0.9, 60, 90), Step(0.7, 60, 90)), a_day=0.5)
        mixed, apart, came = 0.0, 0.0, 0.0
        for seed in range(30):
            random = Random(4000 + seed)
            # the slow team began to sell half a year ago
            late = Process(slow.steps, a_day=0.5, begin=120)
            cases = [
                case._replace(process=name)
                for name, team in (("quick", quick), ("slow", late))
                for case in team.cases(500, random)
            ]
            came += sum(won_by_month(cases, MONTHS))
            known = known_at(cases, MONTHS[0])
            one = [case._replace(process=None) for case in known]
            apart += sum(map(sum, expected(flow(known, MONTHS[0], 2, MONTHS))))
            mixed += sum(map(sum, expected(flow(one, MONTHS[0], 2, MONTHS))))
        self.assertAlmostEqual(apart / came, 1, delta=0.06)
        self.assertGreater(abs(mixed / came - 1), abs(apart / came - 1))

    def test_the_same_dice_give_the_same_range(self):
        _cases, known = history(PROCESS, 300, 1)
        first, again, other = (
            offsets(flow(known, 300, 3, MONTHS), 20, Random(seed)) for seed in (1, 1, 2)
        )
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_a_part_of_the_leads_is_a_part_of_the_forecast(self):
        """Persons by the rates of their team: what is in flight adds up to it."""
        _cases, known = history(PROCESS, 300, 4)
        learned = learn(known, 300, 3)
        whole = forecast(known, 300, MONTHS, 3, model=learned, draws=0)
        parts = [
            forecast(known[at::3], 300, MONTHS, 3, model=learned, draws=0)
            for at in range(3)
        ]
        for at, month in enumerate(whole.months):
            self.assertAlmostEqual(
                sum(part.months[at].from_pipeline for part in parts),
                month.from_pipeline,
                places=4,
            )
            self.assertAlmostEqual(
                sum(part.months[at].from_inflow for part in parts),
                month.from_inflow,
                delta=0.05 * month.from_inflow,
            )

    def test_twenty_thousand_leads_take_seconds(self):
        _cases, known = history(Process(PROCESS.steps, a_day=28.0), 730, 5)
        self.assertGreater(len(known), 20_000)
        began = time.process_time()
        found = flow(known, 730, 3, [730, 760, 790, 821])
        expected(found)
        self.assertLess(time.process_time() - began, 5)
        offsets(found, DRAWS, Random(1))
        self.assertLess(time.process_time() - began, 20)
