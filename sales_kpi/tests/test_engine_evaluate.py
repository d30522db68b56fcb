from odoo.tests import BaseCase, tagged

from ..engine.formula import evaluate, expand, parse
from .engine_facts import Fact, FactStore

GROWTH = "revenue.amount / previous(revenue.amount) - 1"


def evaluated(text, **values):
    """Return the value of a formula; a.count is named a, and 0 unless given."""
    tree = expand(parse(text), {}.__getitem__)
    return evaluate(tree, lambda atom: values.get(atom.event, 0))


@tagged("post_install", "-at_install")
class TestEngineEvaluate(BaseCase):
    def test_arithmetic(self):
        for text, expected in {
            "a.count + b.count": 10,
            "a.count - b.count": 6,
            "a.count * b.count": 16,
            "a.count / b.count": 4,
            "-a.count": -8,
            "max(a.count, b.count, 3)": 8,
            "min(a.count, b.count, 3)": 2,
            "abs(b.count - a.count)": 6,
            "2 - 3 - 4": -5,
            "100 / 10 / 5": 2,
        }.items():
            with self.subTest(text=text):
                value = evaluated(text, a=8, b=2)
                self.assertEqual(value, expected)
                self.assertIsInstance(value, float)

    def test_no_value_stays_no_value(self):
        for text in (
            "a.count",
            "-a.count",
            "a.count + 1",
            "1 - a.count",
            "0 * a.count",
            "a.count / 1",
            "1 / a.count",
            "max(a.count, 1)",
            "min(1, a.count)",
            "abs(a.count)",
        ):
            with self.subTest(text=text):
                self.assertIsNone(evaluated(text, a=None))

    def test_nothing_is_divided_by_zero(self):
        self.assertIsNone(evaluated("1 / a.count", a=0))
        self.assertIsNone(evaluated("1 / a.count", a=0.1 + 0.2 - 0.3), "dust is 0")
        self.assertEqual(evaluated("a.count / 5", a=0), 0.0)
        self.assertEqual(evaluated("1 / a.count", a=-4), -0.25)

    def test_growth_needs_a_positive_base(self):
        for base, expected in ((-50, None), (0, None), (1e-12, None), (50, 1.0)):
            with self.subTest(base=base):
                self.assertEqual(
                    evaluated("a.count / previous(b.count) - 1", a=100, b=base),
                    expected,
                )

    def test_an_overflow_is_no_value(self):
        self.assertIsNone(evaluated("a.count * a.count", a=1e300))

    def test_total_is_the_quotient_of_sums(self):
        groups = [(10, 100), (0.25, 30.75)]
        parts, wholes = (sum(column) for column in zip(*groups, strict=True))
        total = evaluated("a.count / b.count", a=parts, b=wholes)
        self.assertAlmostEqual(total, 0.0784, places=4)


@tagged("post_install", "-at_install")
class TestEngineDecisions(BaseCase):
    """Golden examples of docs/07-decisions that need no database."""

    def test_1_kinds_of_revenue(self):
        store = FactStore(
            [
                Fact("order_confirmed", "2026-01-28", amount=100_000),
                Fact("revenue", "2026-02-10", amount=60_000),
                Fact("revenue", "2026-03-12", amount=40_000),
                Fact("revenue", "2026-03-20", count=-1, amount=-5_000),
            ],
            today="2026-05-01",
        )
        self.assertEqual(store.month("order_confirmed.amount", "2026-01"), 100_000)
        self.assertEqual(store.month("revenue.amount", "2026-02"), 60_000)
        self.assertEqual(store.month("revenue.amount", "2026-03"), 35_000)
        self.assertAlmostEqual(store.month(GROWTH, "2026-03"), -0.417, places=3)

    def test_8_customer_acquisition_cost_runs_over_twelve_months(self):
        months = [f"2026-{month:02}" for month in range(1, 13)]
        cost = [Fact("cost", f"{month}-01", amount=10_000) for month in months]
        won = [
            Fact("customer_won", f"{month}-{day}")
            for month in months[:6]
            for day in ("05", "31" if month in ("2026-01", "2026-03") else "28")
        ]
        store = FactStore([*cost, *won], today="2027-01-15")
        cac = "rolling(cost.amount, 12) / rolling(customer_won.count, 12)"
        self.assertEqual(store.month(cac, "2026-12"), 10_000)

    def test_8_velocity_counts_qualified_opportunities_only(self):
        store = FactStore(
            [
                Fact("pipeline", "2026-01-05", count=200),
                Fact("pipeline_qualified", "2026-01-05", count=40),
                Fact("won", "2026-03-03", count=10, amount=120_000),
                Fact("lost", "2026-03-03", count=30),
                Fact("qualified_to_won", "2026-01-05", count=10, hours=14_400),
            ],
            today="2026-05-01",
            kpis={
                "win_rate": ("won.count / (won.count + lost.count)", 0),
                "deal_value": ("won.amount / won.count", 0),
            },
        )
        velocity = (
            "closing(pipeline_qualified.count) \u00d7 rolling(win_rate, 12) \u00d7 "
            "rolling(deal_value, 12) / (rolling(qualified_to_won.hours, 12) / 24 "
            "/ rolling(qualified_to_won.count, 12))"
        )
        self.assertEqual(store.month(velocity, "2026-04"), 2_000)
        self.assertEqual(store.cases(velocity, "2026-04-01", "2026-04-30"), 10)

    def test_10_reversal_counts_at_its_own_date(self):
        def facts(event, day, count, is_reversed=False):
            sign = 1 if count > 0 else -1
            fact = Fact(event, day, sign, reversed=is_reversed)
            return [fact] * abs(count)

        store = FactStore(
            [
                *facts("won", "2026-01-31", 10),
                *facts("lost", "2026-01-31", 8),
                *facts("parked", "2026-01-01", 1),
                *facts("parked", "2026-01-01", 1, is_reversed=True),
                *facts("won", "2026-02-01", 5),
                *facts("lost", "2026-02-28", 5),
                *facts("parked", "2026-02-03", -1, is_reversed=True),
            ],
            today="2026-04-01",
        )
        rate = "won.count / (won.count + lost.count + parked.count)"
        self.assertEqual(store.month(rate, "2026-01"), 0.5)
        self.assertAlmostEqual(store.month(rate, "2026-02"), 5 / 9)
        both = store.value(rate, "2026-01-01", "2026-02-28")
        self.assertAlmostEqual(both, 15 / 29)

    def test_11_young_cohorts_do_not_count(self):
        contacted = [Fact("contacted", "2026-01-10")] * 100
        contacted += [Fact("contacted", "2026-06-10")] * 100
        won = [Fact("contacted_to_won", "2026-01-10", hours=24.0 * 90)] * 30
        won += [Fact("contacted_to_won", "2026-01-10", hours=24.0 * 91)] * 5
        won += [Fact("contacted_to_won", "2026-06-10", hours=24.0)] * 3
        store = FactStore([*contacted, *won], today="2026-07-15")
        rate = "contacted_to_won.count / contacted.count"
        self.assertEqual(store.value(rate, "2026-01-01", "2026-06-30", 90), 0.3)
        self.assertEqual(store.cases(rate, "2026-01-01", "2026-06-30", 90), 100)
        self.assertIsNone(store.month(rate, "2026-06", 90), "no mature case")

    def test_15_share_in_time_is_dated_at_the_start(self):
        store = FactStore(
            [
                Fact("answered", "2026-01-31", hours=0.5),
                Fact("answered", "2026-02-03", hours=0.25),
                Fact("answered", "2026-02-28", hours=1.0),
                # 20 minutes old, untouched
                Fact("answered", "2026-02-28", is_due=False),
            ],
            today="2026-02-28",
        )
        share = "within(answered.hours, 1) / due(answered.hours, 1)"
        self.assertEqual(store.month(share, "2026-02"), 1.0)
        self.assertEqual(store.cases(share, "2026-02-01", "2026-02-28"), 2)

    def test_19_growth_compares_full_months_not_days(self):
        store = FactStore(
            [
                Fact("revenue", "2026-01-29", amount=4_000),
                Fact("revenue", "2026-01-31", amount=6_000),
                Fact("revenue", "2026-02-01", amount=40_000),
                Fact("revenue", "2026-02-28", amount=50_000),
                Fact("revenue", "2026-03-01", amount=8_000),
                Fact("revenue", "2026-03-31", amount=100_000),
            ],
            today="2026-04-10",
        )
        self.assertAlmostEqual(store.month(GROWTH, "2026-03"), 0.2)
        # the dashboard asks without granularity; a full month is a month all the same
        whole = store.value(GROWTH, "2026-03-01", "2026-03-31")
        self.assertAlmostEqual(whole, 0.2)

    def test_19_running_month_compares_equal_working_days(self):
        # 1 000 on each working day of February and March
        days = [
            Fact("revenue", f"2026-{month}-{day:02}", amount=1_000)
            for month, weekend, length in (("02", 1, 28), ("03", 1, 31))
            for day in range(1, length + 1)
            if day % 7 not in (weekend, 0)
        ]
        store = FactStore(days, today="2026-03-18")
        self.assertAlmostEqual(store.month(GROWTH, "2026-03"), 0.0)
        sunday = FactStore(days, today="2026-03-22")
        self.assertAlmostEqual(sunday.month(GROWTH, "2026-03"), 0.0)

    def test_20_zero_is_not_no_value(self):
        store = FactStore(
            [
                Fact("revenue", "2026-01-31", amount=50_000),
                Fact("revenue", "2026-03-01", amount=20_000),
            ],
            today="2026-04-10",
        )
        for formula, expected in {
            "revenue.amount": {
                "2025-12": None,
                "2026-01": 50_000,
                "2026-02": 0,
                "2026-03": 20_000,
                "2026-04": 0,
                "2026-05": None,
            },
            GROWTH: {"2026-01": None, "2026-02": -1, "2026-03": None},
        }.items():
            for month, value in expected.items():
                with self.subTest(formula=formula, month=month):
                    self.assertEqual(store.month(formula, month), value)

    def test_22_rate_and_yield_differ(self):
        store = FactStore(
            [
                *[Fact("reached", "2026-01-07", amount=100_000)] * 4,
                *[Fact("to_next", "2026-01-07", amount=100_000)] * 2,
                *[Fact("passed_on", "2026-01-07", amount=150_000)] * 2,
            ],
            today="2026-04-10",
        )
        rate, value_yield = (
            "to_next.amount / reached.amount",
            ("passed_on.amount / reached.amount"),
        )
        self.assertEqual(store.month(rate, "2026-01"), 0.5)
        self.assertEqual(store.month(value_yield, "2026-01"), 0.75)
        self.assertEqual(300_000 / store.month(value_yield, "2026-01"), 400_000)
