"""Contributions of the parts of a formula to its change (engine/driver.py)."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.driver import contributions, drivers, put
from ..engine.formula import Number, evaluate, parse, to_text

VELOCITY = (
    "closing(pipeline_qualified.count) * rolling(win_rate, 12) * "
    "rolling(deal_value, 12) / (rolling(q.hours, 12) / 24 / rolling(q.count, 12))"
)
RATE = "lead_won.count / (lead_won.count + lead_lost.count + lead_parked.count)"
FORMULAS = (
    RATE,
    "cost.amount / customer_won.count",
    "won * value",
    "a.amount - b.amount",
    "(a.amount - b.amount) / b.amount",
    "1 - a.count / b.count",
    "max(a.amount, b.amount) * c.count",
    VELOCITY,
)

steady = settings(max_examples=100, derandomize=True, deadline=None, database=None)


@tagged("post_install", "-at_install")
class TestEngineDriver(BaseCase):
    def texts(self, formula):
        return [to_text(part) for part in drivers(parse(formula))]

    def split(self, formula, before, now):
        tree = parse(formula)
        parts = drivers(tree)
        found = contributions(
            tree,
            dict(zip(parts, before, strict=True)),
            dict(zip(parts, now, strict=True)),
        )
        return found and [round(found[part], 6) for part in parts]

    def test_a_ratio_moves_by_what_it_counts(self):
        self.assertEqual(
            self.texts(RATE),
            ["lead_won.count", "lead_lost.count", "lead_parked.count"],
        )

    def test_a_product_of_kpis_moves_by_its_factors(self):
        self.assertEqual(
            self.texts(VELOCITY),
            [
                "closing(pipeline_qualified.count)",
                "rolling(win_rate, 12)",
                "rolling(deal_value, 12)",
                "rolling(q.hours, 12) / 24 / rolling(q.count, 12)",
            ],
        )

    def test_numbers_move_nothing(self):
        self.assertEqual(
            self.texts("2 * win_rate / 24 + deals"),
            [
                "2 * win_rate / 24",
                "deals",
            ],
        )
        self.assertEqual(self.texts("2 * win_rate / 24"), ["win_rate"])

    def test_golden_product(self):
        """10 deals of 5 000, then 12 of 10 000: both orders give 10/60 and 20/50."""
        self.assertEqual(
            self.split("won * value", (10, 5000), (12, 10000)), [15000, 55000]
        )

    def test_golden_cost_per_customer(self):
        """10 000 for 10 customers, then 12 000 for 8: 1 000 to 1 500."""
        self.assertEqual(
            self.split("cost.amount / customer_won.count", (10000, 10), (12000, 8)),
            [225, 275],
        )

    def test_what_stands_still_adds_nothing(self):
        self.assertEqual(self.split(RATE, (10, 10, 0), (20, 10, 0))[1:], [0, 0])

    def test_no_split_where_a_mixture_has_no_value(self):
        self.assertIsNone(self.split("a.amount / b.count", (1, 0), (2, 4)))
        self.assertIsNone(self.split("a.amount / b.count", (1, None), (2, 4)))

    def test_too_many_parts_are_no_explanation(self):
        formula = " + ".join(f"kpi_{number}" for number in range(7))
        self.assertIsNone(self.split(formula, range(7), range(1, 8)))

    @steady
    @given(
        st.sampled_from(FORMULAS),
        st.lists(st.floats(1, 1e4), min_size=4, max_size=4),
        st.lists(st.floats(1, 1e4), min_size=4, max_size=4),
    )
    def test_contributions_add_up_to_the_change(self, formula, before, now):
        tree = parse(formula)
        parts = drivers(tree)
        first, last = (
            dict(zip(parts, values, strict=False)) for values in (before, now)
        )
        found = contributions(tree, first, last)
        if found is None:  # a difference as a divisor may be 0
            return
        change = self.value(tree, last) - self.value(tree, first)
        self.assertTrue(
            math.isclose(sum(found.values()), change, rel_tol=1e-6, abs_tol=1e-4)
        )

    def value(self, tree, values):
        numbers = {part: Number(value) for part, value in values.items()}
        return evaluate(put(tree, numbers), lambda atom: None)
