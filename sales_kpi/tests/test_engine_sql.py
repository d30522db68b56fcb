from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from ..engine.errors import FormulaError
from ..engine.formula import Atom, atom_sql, compile_sql, expand, parse


def named(atom):
    return SQL.identifier(atom.event)


def compiled(text):
    """Return code and parameters; an atom is the column named as its event."""
    tree = expand(parse(text), {}.__getitem__)
    return compile_sql(tree, named)


def of_fact(name):
    return SQL.identifier("fact", name)


@tagged("post_install", "-at_install")
class TestEngineSql(BaseCase):
    """Equality with evaluate() on a database is tested by the report's tests."""

    def test_operators(self):
        for text, code in {
            "a.count": '"a"',
            "a.count + b.count": '("a" + "b")',
            "a.count - b.count * c.count": '("a" - ("b" * "c"))',
            "-a.count": '(- "a")',
            "abs(a.count)": 'ABS("a")',
        }.items():
            with self.subTest(text=text):
                sql = compiled(text)
                self.assertEqual((sql.code, sql.params), (code, []))

    def test_numbers_are_parameters(self):
        sql = compiled("a.count * 24")
        self.assertEqual(sql.code, '("a" * %s::float8)')
        self.assertEqual(sql.params, [24.0])

    def test_zero_divisor_is_null(self):
        sql = compiled("a.count / b.count")
        self.assertEqual(
            sql.code, '("a" / CASE WHEN ABS("b") >= %s::float8 THEN "b" END)'
        )
        self.assertEqual(sql.params, [1e-9])

    def test_null_goes_through_greatest_and_least(self):
        self.assertEqual(
            compiled("max(a.count, b.count)").code,
            'CASE WHEN "a" IS NOT NULL AND "b" IS NOT NULL THEN GREATEST("a", "b") END',
        )
        self.assertIn("LEAST", compiled("min(a.count, b.count)").code)

    def test_other_periods_do_not_compile(self):
        for text in ("previous(a.count)", "closing(a.count)", "due(a.hours, 1)"):
            with self.subTest(text=text), self.assertRaises(FormulaError) as caught:
                compiled(text)
            self.assertEqual(caught.exception.code, "not_compilable")

    def test_aggregates_of_facts(self):
        counted = (
            '"fact"."event" = %s AND "fact"."reversed" IS NOT TRUE '
            'AND "fact"."count" > 0'
        )
        for atom, code, params in (
            (
                Atom("sum", "won", "amount"),
                'COALESCE(SUM("fact"."amount") FILTER '
                '(WHERE "fact"."event" = %s), 0)::float8',
                ["won"],
            ),
            (
                Atom("facts", "won", "count"),
                '(COUNT(*) FILTER (WHERE "fact"."event" = %s))::float8',
                ["won"],
            ),
            (
                Atom("within", "won", "work_hours", 1.5),
                f"(COUNT(*) FILTER (WHERE {counted} "
                'AND "fact"."work_hours" <= %s::float8))::float8',
                ["won", 1.5],
            ),
            (
                Atom("median", "won", "hours"),
                '(percentile_cont(0.5) WITHIN GROUP (ORDER BY "fact"."hours") '
                f"FILTER (WHERE {counted}))::float8",
                ["won"],
            ),
            (
                Atom("p90", "won", "hours"),
                '(percentile_cont(0.9) WITHIN GROUP (ORDER BY "fact"."hours") '
                f"FILTER (WHERE {counted}))::float8",
                ["won"],
            ),
        ):
            with self.subTest(kind=atom.kind):
                sql = atom_sql(atom, of_fact)
                self.assertEqual((sql.code, sql.params), (code, params))

    def test_further_condition_holds_for_every_aggregate(self):
        condition = SQL("%s <= %s OR TRUE", of_fact("date"), "2026-01-31")
        sql = atom_sql(Atom("sum", "won", "count"), of_fact, condition)
        self.assertIn('= %s AND ("fact"."date" <= %s OR TRUE)', sql.code)
        self.assertEqual(sql.params, ["won", "2026-01-31"])

    def test_due_needs_the_moment_and_is_no_aggregate(self):
        with self.assertRaises(FormulaError):
            atom_sql(Atom("due", "won", "hours", 1.0), of_fact)
