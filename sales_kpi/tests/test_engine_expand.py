from odoo.tests import BaseCase, tagged

from ..engine.errors import FormulaError
from ..engine.formula import (
    Atom,
    Binary,
    Number,
    atoms,
    cases,
    compiles,
    expand,
    parse,
    to_text,
    walk,
)

KPIS = {
    "revenue": ("invoiced.amount", 0),
    "before": ("previous(invoiced.amount)", 0),
    "hit_rate": ("contacted_to_won.count / lead_contacted.count", 90),
    "win_rate": ("won.count / (won.count + lost.count)", 0),
    "deal_value": ("won.amount / won.count", 0),
    "chicken": ("egg.count + the_egg", 0),
    "the_egg": ("chicken / 2", 0),
    "itself": ("itself + 1", 0),
}


def expanded(text, days=0):
    def lookup(code):
        formula, cohort_days = KPIS[code]
        return parse(formula), cohort_days

    return expand(parse(text), lookup, days)


def text_of(text):
    return to_text(expanded(text))


@tagged("post_install", "-at_install")
class TestEngineExpand(BaseCase):
    def test_kpis_are_put_in_place(self):
        self.assertEqual(
            text_of("win_rate * 2"), "won.count / (won.count + lost.count) * 2"
        )

    def test_windows_are_pushed_to_the_leaves_outermost_first(self):
        tree = expanded("year_ago(ytd(revenue + closing(pipe.amount)))")
        self.assertEqual(
            atoms(tree),
            {
                Atom("sum", "invoiced", "amount", window=(("year_ago",), ("ytd",))),
                Atom(
                    "sum",
                    "pipe",
                    "amount",
                    window=(("year_ago",), ("ytd",), ("closing",)),
                ),
            },
        )

    def test_window_of_a_quotient_holds_for_both_parts(self):
        self.assertEqual(
            text_of("rolling(deal_value, 12)"),
            "rolling(won.amount, 12) / rolling(won.count, 12)",
        )

    def test_each_kpi_keeps_its_own_maturity(self):
        found = {
            atom.event: atom.mature_days
            for atom in atoms(expanded("hit_rate * held.count * win_rate", days=30))
        }
        self.assertEqual(
            found,
            {
                "contacted_to_won": 90,
                "lead_contacted": 90,
                "held": 30,
                "won": 0,
                "lost": 0,
            },
        )

    def test_division_by_an_earlier_period_is_growth(self):
        for text, growth in {
            "revenue / previous(revenue)": True,
            "revenue / (previous(revenue))": True,
            "revenue / year_ago(ytd(revenue))": True,
            "revenue / ytd(year_ago(revenue))": True,
            "revenue / before": True,
            "revenue / ytd(revenue)": False,
            "revenue / rolling(revenue, 12)": False,
            "revenue / (previous(revenue) + 1)": False,
            "revenue / abs(previous(revenue))": False,
            "revenue * previous(revenue)": False,
            "previous(win_rate)": False,
        }.items():
            with self.subTest(text=text):
                marks = [
                    part.growth
                    for part in walk(expanded(text))
                    if isinstance(part, Binary)
                ]
                self.assertEqual(any(marks), growth)

    def test_circle_is_shown(self):
        for text, path in {
            "chicken": "chicken → the_egg → chicken",
            "1 + the_egg": "the_egg → chicken → the_egg",
            "itself": "itself → itself",
        }.items():
            with self.subTest(text=text):
                with self.assertRaises(FormulaError) as caught:
                    expanded(text)
                self.assertEqual(caught.exception.code, "cycle")
                self.assertEqual(caught.exception.params["path"], path)

    def test_same_kpi_twice_is_no_circle(self):
        self.assertEqual(
            text_of("revenue + revenue"), "invoiced.amount + invoiced.amount"
        )

    def test_unknown_kpi_is_named(self):
        with self.assertRaises(FormulaError) as caught:
            expanded("1 + nothing")
        self.assertEqual(caught.exception.code, "unknown_kpi")
        self.assertEqual(caught.exception.params["kpi"], "nothing")

    def test_doubling_kpis_end_before_the_memory_does(self):
        def doubled(code):
            number = int(code[1:])
            text = f"k{number + 1} + k{number + 1}" if number < 40 else "won.count"
            return parse(text), 0

        with self.assertRaises(FormulaError) as caught:
            expand(parse("k0"), doubled)
        self.assertEqual(caught.exception.code, "too_large")

    def test_endless_chain_of_kpis_ends(self):
        def longer(code):
            return parse(f"{code}x + 1"), 0

        with self.assertRaises(FormulaError) as caught:
            expand(parse("k"), longer)
        self.assertEqual(caught.exception.code, "too_deep")

    def test_too_many_windows_in_each_other_are_refused(self):
        text = "previous(" * 9 + "won.count" + ")" * 9
        with self.assertRaises(FormulaError) as caught:
            expanded(text)
        self.assertEqual(caught.exception.code, "too_deep")

    def test_which_formulas_compile(self):
        for text, expected in {
            "win_rate": True,
            "hit_rate": True,
            "median(won.hours) / 24": True,
            "within(won.hours, 1) / won.count": True,
            "max(abs(won.count), p90(won.hours))": True,
            "previous(revenue)": False,
            "closing(pipe.count)": False,
            "opening(pipe.count)": False,
            "rolling(win_rate, 12)": False,
            "within(a.hours, 1) / due(a.hours, 1)": False,
            "1 / (1 / (1 / (1 / (1 / (1 / won.count)))))": True,
            "1 / (" * 14 + "won.count" + ")" * 14: False,
        }.items():
            with self.subTest(text=text):
                self.assertEqual(compiles(expanded(text)), expected)
        self.assertFalse(compiles(parse("win_rate")), "not expanded")


@tagged("post_install", "-at_install")
class TestEngineCases(BaseCase):
    def cases_of(self, text):
        return to_text(cases(expanded(text)))

    def test_cases_are_those_of_the_denominator(self):
        for text, expected in {
            "win_rate": "lost.count + won.count",
            "1 - win_rate": "lost.count + won.count",
            "won.amount / (won.amount + lost.amount)": "lost.count + won.count",
            "won.hours / 24 / won.count": "won.count",
            "revenue / previous(revenue) - 1": "previous(invoiced.count)",
            "(won.margin - cost.amount) / cost.amount": "cost.count",
            "within(a.hours, 1) / due(a.hours, 1)": "due(a.hours, 1)",
            "1 / median(a.hours)": "a.count",
            "max(1, won.count / held.count)": "held.count",
            "closing(pipe.count) * rolling(deal_value, 12)": "rolling(won.count, 12)",
            "abs(-(a.count / 2 + b.count / c.count))": "c.count",
            # the first from the left, the outermost
            "a.count / b.count + c.count / d.count": "b.count",
            "a.count / (b.count / c.count)": "b.count + c.count",
            "a.count / b.count / c.count": "c.count",
            "closing(x.count) / closing(x.amount)": "closing(x.count)",
        }.items():
            with self.subTest(text=text):
                self.assertEqual(self.cases_of(text), expected)

    def test_without_denominator_facts_are_counted(self):
        for text, expected in {
            "won.amount": "facts(won)",
            "won.amount - won.margin": "facts(won)",
            "median(won.hours) / 24": "facts(won)",
            "within(won.hours, 1)": "facts(won)",
            "a.count + b.amount": "facts(a) + facts(b)",
            "ytd(won.amount)": "ytd(facts(won))",
            "closing(pipe.amount)": "closing(pipe.count)",
            "previous(opening(pipe.amount))": "previous(opening(pipe.count))",
            "due(a.hours, 1)": "due(a.hours, 1)",
        }.items():
            with self.subTest(text=text):
                self.assertEqual(self.cases_of(text), expected)

    def test_maturity_holds_for_the_cases_too(self):
        tree = cases(expanded("hit_rate"))
        self.assertEqual(tree, Atom("sum", "lead_contacted", "count", mature_days=90))

    def test_a_constant_has_no_cases(self):
        self.assertEqual(cases(parse("1 + 2")), Number(0.0))
