"""What people get wrong is refused in clear words, and nothing is stored."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestBadInput(SalesKpiCase):
    def _vals(self, **values):
        return {
            "name": "Test KPI",
            "code": "test_kpi",
            "formula": "lead_won.count",
            **values,
        }

    def assertRefused(self, words, **values):
        """Creating a KPI fails with these words, and none is there afterwards."""
        kpis = self.env["sales.kpi"]
        count = kpis.with_context(active_test=False).search_count([])
        with (
            self.assertRaisesRegex(ValidationError, words),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            kpis.create(self._vals(**values)).flush_recordset()
        self.env.invalidate_all()
        self.assertEqual(kpis.with_context(active_test=False).search_count([]), count)

    def test_impossible_formula(self):
        self.assertRefused("cannot be read at position", formula="lead_won.count +")
        self.assertRefused("The formula is empty", formula="")
        self.assertRefused("measures nothing", formula="1 + 1")
        self.assertRefused("no function", formula="sum(lead_won.count)")

    def test_unknown_event(self):
        self.assertRefused("no event “lead_wom”.*lead_won", formula="lead_wom.count")

    def test_unknown_kpi(self):
        self.assertRefused("There is no KPI “win_rat”", formula="win_rat * 2")

    def test_cyclic_reference(self):
        self.assertRefused("circle", formula="test_kpi + lead_won.count")
        first = self.env["sales.kpi"].create(self._vals())
        self.env["sales.kpi"].create(
            self._vals(code="test_two", formula="test_kpi * 2")
        )
        with self.assertRaisesRegex(ValidationError, "circle"), self.env.cr.savepoint():
            first.formula = "test_two + 1"
        self.env.invalidate_all()
        self.assertEqual(first.formula, "lead_won.count")

    def test_cohorts_do_not_mix(self):
        self.assertRefused(
            "period ratio", formula="lead_won.count / lead_contacted.count"
        )

    def test_bad_code(self):
        self.assertRefused("cannot be a code", code="Win Rate")

    def test_negative_thresholds(self):
        self.assertRefused("must not be negative", minimum_n=-1)
        self.assertRefused("must not be negative", cohort_days=-1)
        self.assertRefused(
            "must not be negative",
            formula="within(created_to_contacted.hours, -1) / lead_cohort.count",
        )

    def test_inverted_period(self):
        with self.assertRaisesRegex(UserError, "before it starts"):
            self.env["sales.kpi"].evaluate(["win_rate"], "2026-02-01", "2026-01-31")
        with self.assertRaisesRegex(UserError, "before it starts"):
            self.env["sales.kpi"].dashboard_data(
                {"period": "custom", "date_from": "2026-02-01", "date_to": "2026-01-31"}
            )

    def test_impossible_days(self):
        for day in (None, "", "tomorrow", "2026-02-30", 7, False):
            with self.assertRaisesRegex(UserError, "is not a date"):
                self.env["sales.kpi"].dashboard_data(
                    {"period": "custom", "date_from": day, "date_to": "2026-01-31"}
                )

    def test_domain_on_a_foreign_field(self):
        for domain in (
            [("lead_id", "=", 1)],
            [("team_id.name", "=", "North")],
            [("password", "=", "x")],
        ):
            with self.assertRaisesRegex(ValidationError, "cannot be filtered"):
                self.env["sales.kpi"].evaluate(
                    ["win_rate"], "2026-01-01", "2026-01-31", domain=domain
                )

    def test_dashboard_options(self):
        kpis = self.env["sales.kpi"]
        for scope in ([["lead_id", 1]], [["team_id", "x"]], ["team_id"], [[1, 2, 3]]):
            with self.assertRaisesRegex(ValidationError, "does not limit"):
                kpis.dashboard_data({"scope": scope})
        with self.assertRaisesRegex(UserError, "does not exist any more"):
            kpis.dashboard_data({"scope": [["team_id", 2**31 - 1]]})
        with self.assertRaisesRegex(UserError, "no comparison"):
            kpis.dashboard_data({"comparison": "sideways"})
        with self.assertRaisesRegex(UserError, "next_month"):
            kpis.dashboard_data({"period": "next_month"})

    def test_portal_sees_nothing(self):
        portal = new_test_user(self.env, "kpi_portal", groups="base.group_portal")
        kpis = self.env["sales.kpi"].with_user(portal)
        with self.assertRaises(AccessError):
            kpis.dashboard_data({})
        with self.assertRaises(AccessError):
            kpis.preview_formula("lead_won.count")
        with self.assertRaises(AccessError):
            kpis.formula_words()
