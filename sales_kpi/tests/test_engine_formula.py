from odoo.tests import BaseCase, tagged

from ..engine.errors import MESSAGES, FormulaError, KpiError
from ..engine.formula import (
    Atom,
    Binary,
    Function,
    Negate,
    Number,
    Reference,
    Windowed,
    parse,
    references,
    to_text,
)
from ..engine.formula import events as events_of

WON = Atom("sum", "won", "count")
LOST = Atom("sum", "lost", "count")

# what is written -> what it means
GRAMMAR = {
    "12": Number(12.0),
    "0.5": Number(0.5),
    "won.count": WON,
    "win_rate": Reference("win_rate"),
    "-won.count": Negate(WON),
    "+won.count": WON,
    "won.count + lost.count": Binary("+", WON, LOST),
    "won.count - lost.count": Binary("-", WON, LOST),
    "won.count * 2": Binary("*", WON, Number(2.0)),
    "won.count / lost.count": Binary("/", WON, LOST),
    "1 + 2 * 3": Binary("+", Number(1.0), Binary("*", Number(2.0), Number(3.0))),
    "(1 + 2) * 3": Binary("*", Binary("+", Number(1.0), Number(2.0)), Number(3.0)),
    "8 / 4 / 2": Binary("/", Binary("/", Number(8.0), Number(4.0)), Number(2.0)),
    "-won.count * 2": Binary("*", Negate(WON), Number(2.0)),
    "median(won.hours)": Atom("median", "won", "hours"),
    "p90(won.work_hours)": Atom("p90", "won", "work_hours"),
    "within(won.hours, 5/60)": Atom("within", "won", "hours", 5 / 60),
    "within(won.hours, 0)": Atom("within", "won", "hours", 0.0),
    "due(won.work_hours, 2*(3+1) - 1)": Atom("due", "won", "work_hours", 7.0),
    "closing(pipe.amount)": Atom("sum", "pipe", "amount", window=(("closing",),)),
    "opening(pipe.count)": Atom("sum", "pipe", "count", window=(("opening",),)),
    "previous(won.count)": Windowed(("previous",), WON),
    "year_ago(ytd(won.count))": Windowed(("year_ago",), Windowed(("ytd",), WON)),
    "rolling(win_rate, 12)": Windowed(("rolling", 12), Reference("win_rate")),
    "max(won.count, 1, 2)": Function("max", (WON, Number(1.0), Number(2.0))),
    "min(won.count, 1)": Function("min", (WON, Number(1.0))),
    "abs(won.count)": Function("abs", (WON,)),
    # as pasted from documents
    "1 \u2212 2 \u00d7 3": Binary(
        "-", Number(1.0), Binary("*", Number(2.0), Number(3.0))
    ),
    "6 \u00f7 3 \u00b7 2": Binary(
        "*", Binary("/", Number(6.0), Number(3.0)), Number(2.0)
    ),
    "1 \u2013 2": Binary("-", Number(1.0), Number(2.0)),
    "\u00a01\u202f+\n 2\t": Binary("+", Number(1.0), Number(2.0)),
}

# what is written -> (code, position of the fault, counted from 1)
FAULTS = {
    "": ("empty", None),
    "  \n": ("empty", None),
    "1" + " + 1" * 250: ("too_long", None),
    "1" + "+1" * 100: ("too_deep", 1),
    "(" * 100 + "1" + ")" * 100: ("too_deep", 61),
    "-" * 900 + "1": ("too_deep", 62),
    "won.count % 2": ("character", 11),
    "won.count > 2": ("character", 11),
    "'won'": ("character", 1),
    "won[0]": ("character", 4),
    "größe.count": ("character", 3),
    "1 # note": ("character", 3),
    "1 +": ("syntax", 3),
    "1 + * 2": ("syntax", 5),
    "  won.count lost.count": ("syntax", 13),
    "lambda": ("syntax", 6),
    "(1 + (2)": ("unclosed", 1),
    "1 + 2)": ("unopened", 6),
    "0,5": ("decimal_comma", 1),
    "2 * (0,5)": ("decimal_comma", 5),
    "2 ** 3": ("operator", 6),
    "7 // 2": ("operator", 6),
    "a.b.count": ("unsupported", 1),
    "1 + True": ("unsupported", 5),
    "None": ("unsupported", 1),
    "won.count if lost.count else 1": ("unsupported", 1),
    "won.count and lost.count": ("unsupported", 1),
    "2j": ("unsupported", 1),
    "won.count()": ("unsupported", 1),
    "1 + 1e400": ("number", 5),
    "9" * 500: ("number", 1),
    "1e-300": ("number", 1),
    "avg(won.hours)": ("unknown_function", 1),
    "__import__(won)": ("unknown_function", 1),
    "median(win_rate)": ("usage", 1),
    "median(won.hours, 1)": ("usage", 1),
    "1 + within(won.hours)": ("usage", 5),
    "closing(won.count + 1)": ("usage", 1),
    "closing(win_rate)": ("usage", 1),
    "previous()": ("usage", 1),
    "rolling(won.count)": ("usage", 1),
    "max(1)": ("usage", 1),
    "abs(1, 2)": ("usage", 1),
    "max(*won, 1)": ("usage", 1),
    "due(won.hours, lost.count)": ("limit", 16),
    "within(won.hours, 1/0)": ("limit", 19),
    "within(won.hours, 2 - 3)": ("limit_negative", 19),
    "due(won.hours, -1)": ("limit_negative", 16),
    "rolling(won.count, 0)": ("months", 20),
    "rolling(won.count, 121)": ("months", 20),
    "rolling(won.count, 1.5)": ("months", 20),
    "rolling(won.count, True)": ("months", 20),
}


@tagged("post_install", "-at_install")
class TestEngineFormula(BaseCase):
    def test_every_rule_of_the_grammar(self):
        for text, node in GRAMMAR.items():
            with self.subTest(text=text):
                self.assertEqual(parse(text), node)

    def test_every_fault_has_a_name_and_a_place(self):
        for text, (code, position) in FAULTS.items():
            with self.subTest(text=text[:40]):
                with self.assertRaises(FormulaError) as caught:
                    parse(text)
                self.assertEqual(caught.exception.code, code)
                self.assertEqual(caught.exception.position, position)

    def test_text_and_tree_are_the_same_thing(self):
        for text in GRAMMAR:
            with self.subTest(text=text):
                node = parse(text)
                self.assertEqual(parse(to_text(node)), node)

    def test_text_is_canonical(self):
        for text, canonical in {
            "((a.count))/( (b.count) )": "a.count / b.count",
            "a.count/(b.count/c.count)": "a.count / (b.count / c.count)",
            "(a.count/b.count)/c.count": "a.count / b.count / c.count",
            "a.count-(b.count-1)": "a.count - (b.count - 1)",
            "-(a.count*2)": "-(a.count * 2)",
            "1\u2212x": "1 - x",
            "rolling( x ,12 )": "rolling(x, 12)",
            "within(a.hours,1/4)": "within(a.hours, 0.25)",
            "closing(a.amount)": "closing(a.amount)",
            "max(a.count,(1+2))": "max(a.count, 1 + 2)",
        }.items():
            with self.subTest(text=text):
                self.assertEqual(to_text(parse(text)), canonical)

    def test_position_does_not_make_a_difference(self):
        first, second = parse("a.count"), parse("   a.count")
        self.assertNotEqual(first.position, second.position)
        self.assertEqual({first, second}, {first})

    def test_unknown_function_is_answered_by_the_nearest(self):
        with self.assertRaises(FormulaError) as caught:
            parse("mediam(won.hours)")
        self.assertEqual(caught.exception.params["suggestion"], "median")

    def test_names_in_a_formula(self):
        node = parse("a.count / previous(b.count) + win_rate * max(c.hours, cac)")
        self.assertEqual(events_of(node), {"a", "b", "c"})
        self.assertEqual(references(node), {"win_rate", "cac"})

    def test_errors_speak_english_without_the_glue(self):
        with self.assertRaises(KpiError) as caught:
            parse("1 + 2)")
        self.assertEqual(
            str(caught.exception), "The parenthesis at position 6 was never opened."
        )

    def test_every_code_raised_has_a_message(self):
        codes = {code for code, _position in FAULTS.values()}
        self.assertLessEqual(codes, set(MESSAGES))
