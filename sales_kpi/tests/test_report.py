"""Pivot and ``evaluate`` are two ways to the same number."""

from datetime import date
from random import Random
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.formula import atoms, cases, compiles, expand, parse, to_text
from .common import SalesKpiCase
from .formula_strategies import common_formulas

EVENTS = (
    "lead_won",
    "lead_lost",
    "order_confirmed",
    "lead_qualified",
    "lead_cohort",
    "lead_answered",
)
#: Stored in two halves; pivot and evaluate read the same one.
PROTECTED = "lead_answered"
MEASURES = ("count", "amount", "hours")
CLOCKS = ("hours",)


@tagged("post_install", "-at_install")
class TestReport(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teams = cls.team("North") | cls.team("South") | cls.team("West")
        cls.people = cls.user("kpi_ann") | cls.user("kpi_ben")
        cls._fill(Random(7))

    @classmethod
    def _fill(cls, random):
        """Facts straight into the table: any mix of events, values and reversals."""
        rows = []
        for number in range(400):
            event = random.choice(EVENTS)
            sign = random.choice((1, 1, 1, -1))
            rows.append(
                (
                    event,
                    date(2024, random.randint(3, 12), random.randint(1, 28)),
                    number,
                    cls.company.id,
                    random.choice([*cls.teams.ids, None]),
                    random.choice([*cls.people.ids, None]),
                    sign,
                    sign * round(random.uniform(0, 5000), 2),
                    sign * random.uniform(0, 900),
                    sign < 0 or random.random() < 0.1,
                )
            )
        halves = [row for row in rows if row[0] == PROTECTED]
        rows = [row for row in rows if row[0] != PROTECTED]
        rows += [(PROTECTED + "_own", *row[1:]) for row in halves]
        rows += [(*row[:4], None, None, *row[6:]) for row in halves]
        cls.env.cr.execute_values(
            """INSERT INTO sales_kpi_fact (event, date, at, source, source_ref,
                   company_id, team_id, user_id, count, quantity, amount, margin,
                   hours, work_hours, reversed)
               SELECT event, day, day, 'lead', ref, company, team, person, count, 0,
                      amount, 0, hours, hours, reversed
                 FROM (VALUES %s) AS given(event, day, ref, company, team, person,
                                           count, amount, hours, reversed)""",
            rows,
            template="(%s, %s, %s, %s, %s::int, %s::int, %s, %s::numeric, %s, %s)",
        )

    def _pivot(self, code, domain, groupby):
        """``{group values: value}`` as the pivot reads them."""
        Report = self.env["sales.kpi.report"]
        rows = Report._read_group(domain, groupby, [f"{code}:avg"])
        return {
            tuple(getattr(value, "id", value) or None for value in row[:-1]): (
                None if row[-1] is False else row[-1]
            )
            for row in rows
        }

    def _assert_equal(self, code, first, last, granularity, dimension):
        domain = [
            ("company_id", "=", self.company.id),
            ("date", ">=", first),
            ("date", "<=", last),
        ]
        groupby = [dimension] if dimension else []
        groupby += [f"date:{granularity}"] if granularity else []
        pivot = self._pivot(code, domain, groupby)
        rows = self.env["sales.kpi"].evaluate(
            [code],
            first,
            last,
            granularity,
            dimension,
            [("company_id", "=", self.company.id)],
        )["rows"]
        compared = 0
        for row in rows:
            key = (row["group"] and row["group"][0],) if dimension else ()
            key += (date.fromisoformat(row["period"]),) if granularity else ()
            value = row["values"][code]["value"]
            if key in pivot:
                compared += 1
                self._assert_same(value, pivot[key], (code, key))
        return compared

    def _assert_same(self, value, other, where):
        self.assertEqual(value is None, other is None, (where, value, other))
        if value is not None:
            size = max(1, abs(value))
            self.assertLess(abs(value - other) / size, 1e-6, (where, value, other))

    def test_standard_kpis_agree_at_every_level(self):
        compared = 0
        for code in ("win_rate", "won_value", "deal_value", "sales_cycle_median"):
            for granularity in (None, "week", "month", "quarter", "year"):
                for dimension in (None, "team_id", "user_id", "stage_id"):
                    compared += self._assert_equal(
                        code, "2024-02-01", "2024-12-31", granularity, dimension
                    )
        self.assertGreater(compared, 300)

    def test_random_formulas_agree(self):
        from hypothesis import HealthCheck, given, seed, settings, strategies

        @seed(20261121)
        @settings(
            max_examples=60,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(
            common_formulas(EVENTS, MEASURES, CLOCKS, 6),
            strategies.sampled_from((None, "month", "quarter", "week")),
            strategies.sampled_from((None, "team_id", "user_id")),
            strategies.integers(1, 11),
        )
        def agrees(node, granularity, dimension, month):
            tree = expand(parse(to_text(node)), {}.__getitem__)
            if not compiles(tree) or not atoms(tree):
                return
            with patch.object(
                type(self.env["sales.kpi"]),
                "_tree",
                lambda kpi, code: (tree, cases(tree)),
            ):
                first = date(2024, month, 1).isoformat()
                self._assert_equal(
                    "deals_closed", first, "2024-12-15", granularity, dimension
                )

        agrees()

    def test_total_of_a_ratio_is_the_ratio_of_the_sums(self):
        self.env.cr.execute("DELETE FROM sales_kpi_fact")
        team_a, team_b = self.teams[:2]
        for number, (team, won, lost) in enumerate(
            ((team_a, 1, 9), (team_a, 9, 1), (team_b, 0, 80), (team_b, 5, 0))
        ):
            for event, count in (("lead_won", won), ("lead_lost", lost)):
                self.env.cr.execute(
                    SQL(
                        """INSERT INTO sales_kpi_fact (event, date, at, source,
                               source_ref, company_id, team_id, count)
                           VALUES (%s, '2024-05-10', '2024-05-10', 'lead', %s, %s, %s,
                                   %s)""",
                        event,
                        number,
                        self.company.id,
                        team.id,
                        count,
                    )
                )
        total, by_team = self.env["sales.kpi.report"].formatted_read_grouping_sets(
            [("company_id", "=", self.company.id)],
            [[], ["team_id"]],
            ["win_rate:avg"],
        )
        self.assertAlmostEqual(total[0]["win_rate:avg"], 15 / 105)
        self.assertEqual(
            {row["team_id"][0]: row["win_rate:avg"] for row in by_team},
            {team_a.id: 0.5, team_b.id: 5 / 85},
        )

    def test_weeks_begin_on_monday_in_every_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        sunday = [("company_id", "=", self.company.id)]
        for lang in ("en_US", "de_DE"):
            Report = self.env["sales.kpi.report"].with_context(lang=lang)
            rows = Report._read_group(sunday, ["date:week"], ["__count"])
            self.assertEqual({week.weekday() for week, _count in rows}, {0}, lang)

    def test_a_grouping_that_does_not_apply_shows_nothing(self):
        rows = self.env["sales.kpi.report"]._read_group(
            [("company_id", "=", self.company.id)], ["product_id"], ["won_value:avg"]
        )
        self.assertEqual([value for _product, value in rows], [False])
        [row] = self.env["sales.kpi"].evaluate(
            ["won_value"], "2024-01-01", "2024-12-31", None, "product_id"
        )["rows"] or [None]
        self.assertIsNone(row and row["values"]["won_value"]["value"])
