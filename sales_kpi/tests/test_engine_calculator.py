"""The calculators, on figures alone (engine/calculator.py)."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.calculator import DRIVERS, NEEDS, OUTCOMES, Target, needed, what_if

RATES = {
    "deal_value": 5000.0,
    "qualified_rate": 0.25,
    "hit_rate": 0.08,
    "contact_rate": 0.75,
}
TODAY = {
    "leads": 1000.0,
    "hit_rate": 0.2,
    "deal_value": 5000.0,
    "cycle": 40.0,
    "cost": 100_000.0,
    "retention_rate": 0.8,
    "won_value": 600_000.0,
    "revenue": 1_500_000.0,
    "revenue_new_business": 500_000.0,
    "opening": 100.0,
    "customers": 120.0,
    "cac": 2500.0,
    "sales_velocity": 2000.0,
}

steady = settings(max_examples=200, derandomize=True, deadline=None, database=None)
shares = st.floats(0.001, 1)
factors = st.floats(0.1, 10)


def month(target, **rates):
    return {
        need: found["month"]
        for need, found in needed(target, {**RATES, **rates}).items()
    }


@tagged("post_install", "-at_install")
class TestEngineNeeded(BaseCase):
    def test_golden_twelve_deals(self):
        """Decision 11: at 8 % 150 contacts, at 30 % 40."""
        self.assertEqual(month(Target(12))["contacts"], 150)
        self.assertEqual(month(Target(12), hit_rate=0.3)["contacts"], 40)

    def test_golden_back_to_the_leads(self):
        """150 contacts of leads of which three of four are contacted: 200 leads."""
        self.assertEqual(
            month(Target(12)),
            {"deals": 12, "qualified": 48, "contacts": 150, "leads": 200},
        )

    def test_an_amount_is_so_many_deals(self):
        amount = Target(60_000, is_amount=True)
        self.assertEqual(month(amount), month(Target(12)))

    def test_a_target_per_quarter_is_a_third_per_month(self):
        self.assertEqual(
            needed(Target(36, per="quarter"), RATES), needed(Target(12), RATES)
        )

    def test_only_what_is_shown_is_rounded_up(self):
        """10 000 a month in deals of 3 000: 4 in a month, but 10 in a quarter."""
        found = needed(Target(10_000, is_amount=True), {"deal_value": 3000})
        self.assertEqual(found["deals"], {"month": 4, "quarter": 10})

    def test_what_depends_on_an_unknown_rate_is_not_known(self):
        for rate in (None, 0):
            found = month(Target(12), hit_rate=rate)
            self.assertEqual((found["contacts"], found["leads"]), (None, None))
            self.assertEqual((found["deals"], found["qualified"]), (12, 48))
        self.assertEqual(
            set(month(Target(9, is_amount=True), deal_value=None).values()), {None}
        )

    def test_nothing_needs_nothing(self):
        self.assertEqual(set(month(Target(0)).values()), {0})

    @steady
    @given(st.floats(0, 1e6), shares, shares, shares)
    def test_what_is_needed_is_enough_and_not_more(self, deals, won, hit, contact):
        found = month(
            Target(deals), qualified_rate=won, hit_rate=hit, contact_rate=contact
        )
        for need, rate in (
            ("qualified", won),
            ("contacts", hit),
            ("leads", hit * contact),
        ):
            self.assertGreaterEqual(found[need] * rate, deals * (1 - 1e-6) - 1e-6)
            self.assertLess((found[need] - 1) * rate, deals * (1 + 1e-6) + 1e-6)

    @steady
    @given(st.floats(0, 1e6), shares, shares)
    def test_a_better_rate_needs_less(self, deals, one, other):
        worse, better = sorted((one, other))
        self.assertLessEqual(
            month(Target(deals), hit_rate=better)["contacts"],
            month(Target(deals), hit_rate=worse)["contacts"],
        )

    @steady
    @given(st.floats(0, 1e15), st.floats(min_value=5e-324, max_value=1))
    def test_no_number_is_too_large(self, value, rate):
        found = needed(Target(value), dict.fromkeys(RATES, rate))
        self.assertEqual(set(found), set(NEEDS))


@tagged("post_install", "-at_install")
class TestEngineWhatIf(BaseCase):
    def moved(self, **changed):
        """What differs from today."""
        found = what_if(TODAY, changed)
        return {
            name: round(found[name], 6)
            for name in OUTCOMES
            if not math.isclose(found[name], TODAY[name])
        }

    def test_more_leads(self):
        """A quarter more: of 40 new customers 50, each costs a fifth less."""
        self.assertEqual(
            self.moved(leads=1250),
            {
                "won_value": 750_000,
                "revenue": 1_625_000,
                "customers": 130,
                "cac": 2000,
                "sales_velocity": 2500,
            },
        )

    def test_a_better_hit_rate_is_as_good_as_more_leads(self):
        self.assertEqual(self.moved(hit_rate=0.25), self.moved(leads=1250))

    def test_larger_deals_bring_no_customers(self):
        self.assertEqual(
            self.moved(deal_value=6000),
            {"won_value": 720_000, "revenue": 1_600_000, "sales_velocity": 2400},
        )

    def test_a_shorter_cycle(self):
        self.assertEqual(self.moved(cycle=32), {"sales_velocity": 2500})

    def test_costs(self):
        self.assertEqual(self.moved(cost=120_000), {"cac": 3000})

    def test_retention(self):
        """Of 100 customers 90 stay instead of 80; the 40 new ones stay the same."""
        self.assertEqual(
            self.moved(retention_rate=0.9), {"revenue": 1_625_000, "customers": 130}
        )

    def test_what_is_not_known_today_is_not_known_then(self):
        for name in OUTCOMES:
            self.assertIsNone(what_if({**TODAY, name: None}, {})[name])
        for driver, value in (("leads", None), ("leads", 0)):
            found = what_if({**TODAY, driver: value}, {driver: 10})
            self.assertEqual(set(found.values()), {None})

    def test_a_young_company_has_only_new_customers(self):
        young = {**TODAY, "opening": 0.0, "retention_rate": None}
        self.assertEqual(what_if(young, {"leads": 1250})["customers"], 150)

    @steady
    @given(st.fixed_dictionaries(dict.fromkeys(TODAY, st.floats(0.01, 1e9))), shares)
    def test_without_changes_it_is_today(self, figures, retention):
        today = {**figures, "retention_rate": retention}
        for changed in ({}, {name: today[name] for name in DRIVERS}):
            found = what_if(today, changed)
            for name in OUTCOMES:
                self.assertTrue(
                    math.isclose(found[name], today[name], rel_tol=1e-6, abs_tol=1e-3)
                )

    @steady
    @given(st.sampled_from(DRIVERS), factors, st.sampled_from(DRIVERS), factors)
    def test_two_changes_in_a_row_are_one(self, one, more, other, further):
        if one == other:
            return
        both = {one: TODAY[one] * more, other: TODAY[other] * further}
        first = what_if(TODAY, {one: both[one]})
        found = what_if(TODAY, both)
        for name in ("won_value", "cac", "sales_velocity"):
            alone = what_if(TODAY, {other: both[other]})[name] / TODAY[name]
            self.assertTrue(math.isclose(found[name], first[name] * alone))
