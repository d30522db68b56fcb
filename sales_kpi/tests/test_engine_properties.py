from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from ..engine.formula import (
    Atom,
    Binary,
    FormulaError,
    Number,
    atoms,
    cases,
    compile_sql,
    compiles,
    evaluate,
    expand,
    is_stock,
    parse,
    to_text,
    walk,
)
from ..engine.period import (
    GRANULARITIES,
    Frame,
    bucket,
    compare,
    contains,
    is_running,
    mature,
    resolve,
    split,
    workdays,
)
from .engine_facts import weekdays
from .formula_strategies import (
    common_formulas,
    days,
    fiscal_starts,
    parsed_formulas,
    periods,
    ranges,
    windows,
)

EVENTS = ("lead_won", "lead_lost", "contacted_to_won")
KPIS = {"win_rate": "lead_won.count / lead_contacted.count", "k2": "previous(win_rate)"}
# derandomized: the same examples on every run, none kept on disk
steady = settings(max_examples=100, derandomize=True, deadline=None, database=None)

values = st.dictionaries(
    st.sampled_from(EVENTS), st.floats(-1e6, 1e6) | st.none(), min_size=3
)


def lookup(code):
    return parse(KPIS[code]), 30


@tagged("post_install", "-at_install")
class TestEngineFormulaProperties(BaseCase):
    @steady
    @given(parsed_formulas(EVENTS, tuple(KPIS)))
    def test_text_and_tree_are_the_same_thing(self, node):
        self.assertEqual(parse(to_text(node)), node)
        self.assertEqual(to_text(parse(to_text(node))), to_text(node))

    @steady
    @given(st.text(alphabet="abmx.,()+-*/ 019e_\u2212\u00d7", max_size=40))
    def test_any_text_is_read_or_refused_with_a_reason(self, text):
        try:
            node = parse(text)
        except FormulaError as error:
            self.assertTrue(str(error))
            if error.position is not None:
                self.assertTrue(1 <= error.position <= max(len(text), 1))
        else:
            self.assertEqual(parse(to_text(node)), node)

    @steady
    @given(parsed_formulas(EVENTS, tuple(KPIS)))
    def test_expanded_leaves_are_numbers_and_atoms(self, node):
        tree = expand(node, lookup, 7)
        leaves = [part for part in walk(tree) if not isinstance(part, Number | Atom)]
        self.assertFalse([part for part in leaves if hasattr(part, "step")])
        self.assertFalse([part for part in leaves if hasattr(part, "code")])
        self.assertLessEqual({atom.mature_days for atom in atoms(tree)}, {7, 30})

    @steady
    @given(parsed_formulas(EVENTS, tuple(KPIS)))
    def test_cases_count_events_of_the_formula_in_its_windows(self, node):
        tree = expand(node, lookup)
        counted = atoms(cases(tree))
        self.assertEqual(bool(counted), bool(atoms(tree)))
        known = {(atom.event, atom.window) for atom in atoms(tree)}
        for atom in counted:
            self.assertIn((atom.event, atom.window), known)
            if atom.kind == "facts":
                self.assertFalse(is_stock(atom))
            elif atom.kind != "due":
                self.assertEqual((atom.kind, atom.measure), ("sum", "count"))

    @steady
    @given(common_formulas(EVENTS), values)
    def test_no_value_comes_out_where_it_goes_in(self, node, given_values):
        value = evaluate(node, lambda atom: given_values[atom.event])
        if any(given_values[atom.event] is None for atom in atoms(node)):
            self.assertIsNone(value)

    @steady
    @given(common_formulas(EVENTS), values)
    def test_value_without_division_is_never_missing(self, node, given_values):
        divides = any(
            isinstance(part, Binary) and part.operator == "/" for part in walk(node)
        )
        value = evaluate(node, lambda atom: given_values[atom.event] or 0.0)
        if not divides:
            self.assertIsInstance(value, float)

    @steady
    @given(common_formulas(EVENTS))
    def test_common_formulas_compile(self, node):
        if compiles(node):
            sql = compile_sql(node, lambda _atom: SQL("x"))
            self.assertEqual(sql.code.count("("), sql.code.count(")"))
            self.assertEqual(sql.code.count("%s"), len(sql.params))


@tagged("post_install", "-at_install")
class TestEnginePeriodProperties(BaseCase):
    @steady
    @given(ranges(), st.sampled_from((None, *GRANULARITIES)), fiscal_starts())
    def test_periods_cover_the_range_exactly(self, ends, granularity, fiscal_start):
        first, last = ends
        found = split(first, last, granularity, fiscal_start)
        self.assertEqual(found[0].start, first)
        self.assertEqual(found[-1].stop, last + timedelta(days=1))
        for before, after in zip(found, found[1:], strict=False):
            self.assertEqual(before.stop, after.start)
        for period in found:
            self.assertLess(period.start, period.stop)
            self.assertLessEqual(period.label, period.start)

    @steady
    @given(days(), st.sampled_from(GRANULARITIES), fiscal_starts())
    def test_every_day_lies_in_its_bucket(self, day, granularity, fiscal_start):
        period = bucket(day, granularity, fiscal_start)
        self.assertTrue(contains(period, day))
        for other in (period.start, period.last_day):
            self.assertEqual(bucket(other, granularity, fiscal_start), period)

    @steady
    @given(windows(), periods(), days(), fiscal_starts(), st.integers(0, 400))
    def test_windows_are_never_inverted(
        self, window, period, today, fiscal_start, mature_days
    ):
        frame = Frame(today, fiscal_start, weekdays)
        found = resolve(window, period, frame)
        for start, stop in (found, mature(found, mature_days, today)):
            if start is not None:
                self.assertLessEqual(start, stop)

    @steady
    @given(periods(), days())
    def test_previous_ends_before_the_period_begins(self, period, today):
        frame = Frame(today, (1, 1), weekdays)
        before = compare(period, "previous", frame)
        self.assertLessEqual(before.stop, period.start)
        if not is_running(period, today) and period.granularity is None:
            self.assertEqual(before.stop, period.start)

    @steady
    @given(periods(), days())
    def test_running_period_never_sees_more_working_days(self, period, today):
        for how in ("previous", "year_ago"):
            base = compare(period, how, Frame(today, (1, 1), weekdays))
            if is_running(period, today) and base.days > 1:
                self.assertLessEqual(
                    _workdays(base.start, base.stop),
                    _workdays(period.start, today + timedelta(days=1)),
                )

    @steady
    @given(periods(), days(), st.sets(days(), max_size=60))
    def test_equally_many_working_days_right_before(self, period, today, holidays):
        frame = Frame(today, (1, 1), lambda d: weekdays(d) and d not in holidays)
        base = compare(period, "workdays", frame)
        self.assertEqual(base.stop, period.start)
        self.assertEqual(
            sum(map(frame.is_workday, map(base.start.fromordinal, _ordinals(base)))),
            workdays(period, frame),
        )
        if base.days:  # not one day more than needed
            self.assertTrue(frame.is_workday(base.start))


def _ordinals(period):
    return range(period.start.toordinal(), period.stop.toordinal())


def _workdays(start, stop):
    length = (stop - start).days
    return sum(weekdays(start + timedelta(days=offset)) for offset in range(length))
