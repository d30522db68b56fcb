"""The cascade of milestones, on figures alone (engine/cascade.py)."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.cascade import (
    Section,
    cascade,
    last_workdays,
    light,
    missing,
    needed_between,
    pace,
)

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)

steady = settings(max_examples=200, derandomize=True, deadline=None, database=None)
yields = st.lists(st.floats(0.05, 3), min_size=1, max_size=6)
amounts = st.floats(1, 1e9)


def even(*shares, lag=0.0):
    return [Section(share, share, lag) for share in shares]


def amounts_of(needs):
    return [need.amount for need in needs]


@tagged("post_install", "-at_install")
class TestEngineCascade(BaseCase):
    def test_golden_half_at_each_of_five(self):
        """100 000 at the last of five at 50 % → 200 000, 400 000, 800 000, 1 600 000."""
        needs = cascade({JANUARY: 100_000}, JANUARY, even(0.5, 0.5, 0.5, 0.5))
        self.assertEqual(
            amounts_of(needs), [1_600_000, 800_000, 400_000, 200_000, 100_000]
        )

    def test_value_by_yields_and_number_by_rates(self):
        """By hand: 100 000 / 0.8 / 0.25 / 0.4 / 0.5; 5 deals of 20 000 / 0.5 / …"""
        sections = [
            Section(0.5, 0.5),
            Section(0.4, 0.5),
            Section(0.25, 0.25),
            Section(0.8, 0.5),
        ]
        needs = cascade({JANUARY: 1e5}, JANUARY, sections, [1, 1, 1, 1, 20_000])
        expected = [2_500_000, 1_250_000, 500_000, 125_000, 100_000]
        for need, amount in zip(needs, expected, strict=True):
            self.assertAlmostEqual(need.amount, amount)
        self.assertEqual([need.count for need in needs], [160, 80, 40, 10, 5])

    def test_golden_a_yield_is_no_rate(self):
        """Decision 22: yield 75 %, rate 50 %: 300 000 need 400 000; 2 leads need 4."""
        needs = cascade(
            {JANUARY: 300_000}, JANUARY, [Section(0.75, 0.5)], [100_000, 150_000]
        )
        self.assertEqual(amounts_of(needs), [400_000, 300_000])
        self.assertEqual([need.count for need in needs], [4, 2])

    def test_golden_a_need_stands_in_the_month_of_arrival(self):
        """Decision 25: two months to the last one; June needs 400 000 in April."""
        sections = even(0.5, lag=61)
        needs = cascade({APRIL: 100_000, JUNE: 200_000}, APRIL, sections)
        self.assertEqual(amounts_of(needs), [400_000, 100_000])
        self.assertEqual([need.serves for need in needs], [JUNE, APRIL])

    def test_beyond_the_last_target_it_is_carried_on_and_marked(self):
        sections = even(0.5, lag=61)
        needs = cascade({APRIL: 100_000, MAY: 150_000}, MAY, sections)
        self.assertEqual(amounts_of(needs), [300_000, 150_000])
        self.assertEqual([need.is_carried for need in needs], [True, False])

    def test_before_the_first_target_nothing_is_needed(self):
        [first, last] = cascade({JUNE: 100_000}, MAY, even(0.5))
        self.assertEqual((first.amount, last.amount, last.count), (None, None, None))

    def test_nobody_who_arrived_says_nothing_of_those_before(self):
        """A yield of 0 or an unknown one: no figure, no infinity."""
        for unknown in (0, None):
            sections = [Section(0.5, 0.5), Section(unknown, unknown)]
            needs = cascade({JANUARY: 10}, JANUARY, sections, [1, 1, 1])
            self.assertEqual(amounts_of(needs), [None, None, 10])

    def test_number_is_counted_where_the_value_of_a_lead_is_known(self):
        """No deal yet: 400 000 at 50 000 each are 8 leads, of which 4 arrive."""
        needs = cascade({JANUARY: 2e5}, JANUARY, even(0.5, 0.5), [None, 50_000, None])
        self.assertEqual([need.count for need in needs], [16, 8, 4])

    @steady
    @given(yields, amounts, st.integers(0, 400))
    def test_what_is_needed_yields_the_target(self, shares, target, lag):
        needs = cascade({JANUARY: target}, JANUARY, even(*shares, lag=lag))
        value = needs[0].amount
        for share, need in zip(shares, needs[1:], strict=True):
            value *= share
            self.assertAlmostEqual(value / need.amount, 1)

    @steady
    @given(yields, amounts, st.floats(1, 10))
    def test_needs_grow_with_the_target(self, shares, target, factor):
        once = cascade({JANUARY: target}, JANUARY, even(*shares))
        more = cascade({JANUARY: target * factor}, JANUARY, even(*shares))
        for a, b in zip(once, more, strict=True):
            self.assertAlmostEqual(b.amount / a.amount, factor)


@tagged("post_install", "-at_install")
class TestEngineLight(BaseCase):
    def test_golden_light_on_the_first_of_a_month(self):
        """Decision 26: 10 000 a day, 540 000 in 60 days → 90 %, amber, on the 1st too."""
        first = date(2026, 4, 1)
        days = last_workdays(first, lambda day: day.weekday() < 5)
        self.assertEqual(len(days), 60)
        months = {date(2026, month, 1): 10_000.0 for month in range(1, 5)}
        need = needed_between(days, months)
        self.assertEqual(need, 600_000)
        self.assertEqual(pace(540_000, need), 0.9)
        self.assertEqual(light(540_000, need, 10), "amber")

    def test_limits_belong_to_the_better_light(self):
        lights = [
            (100.0, "green"),
            (99.9, "amber"),
            (80.0, "amber"),
            (79.9, "red"),
            (0.0, "red"),
        ]
        for inflow, colour in lights:
            self.assertEqual(light(inflow, 100, 3), colour)

    def test_grey_below_three_expected_arrivals_and_without_need(self):
        self.assertEqual(light(500, 100, 2.9), "grey")
        self.assertEqual(light(500, 100, None), "grey")
        self.assertEqual(light(500, None, 10), "grey")
        self.assertEqual(light(500, 0, 10), "grey")

    def test_dust_of_a_division_does_not_turn_a_light(self):
        """0.1 + 0.2 of 0.3 is all of it; three arrivals are three."""
        self.assertEqual(light(0.3, 0.1 + 0.2, 3 * (1 - 1e-16)), "green")

    def test_need_of_days_follows_their_months(self):
        per_day = {JANUARY: 10.0, FEBRUARY: 20.0}
        days = [date(2026, 1, 29), date(2026, 1, 30), date(2026, 2, 2)]
        self.assertEqual(needed_between(days, per_day), 40)
        self.assertIsNone(needed_between([APRIL], per_day))

    def test_missing_is_never_negative(self):
        self.assertEqual((missing(30, 100), missing(130, 100)), (70, 0))
        self.assertIsNone(missing(30, None))

    def test_company_without_working_days(self):
        self.assertEqual(last_workdays(JUNE, lambda day: False), [])
