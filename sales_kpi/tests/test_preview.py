"""Formulas are checked and previewed while they are typed, and stored nowhere."""

from odoo.tests import tagged

from .common import SalesKpiCase

NOW = "2026-03-20 12:00"


@tagged("post_install", "-at_install")
class TestPreview(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpis = cls.env["sales.kpi"]

    def preview(self, formula, **options):
        count = self.kpis.with_context(active_test=False).search_count([])
        with self.at(NOW):
            answer = self.kpis.preview_formula(formula, **options)
        self.assertEqual(
            self.kpis.with_context(active_test=False).search_count([]), count
        )
        return answer

    def _win(self, day, amount):
        with self.at(day):
            self.lead(expected_revenue=amount).action_set_won()

    def test_values_of_the_last_months(self):
        self._win("2026-01-10", 100)
        self._win("2026-01-20", 300)
        self._win("2026-03-10", 700)
        self.refresh(NOW)
        answer = self.preview("lead_won.amount/lead_won.count")
        self.assertIsNone(answer["error"])
        self.assertEqual(answer["canonical"], "lead_won.amount / lead_won.count")
        self.assertEqual(
            [
                (month["period"], month["value"], month["n"])
                for month in answer["months"]
            ],
            [
                ("2025-10-01", None, 0),
                ("2025-11-01", None, 0),
                ("2025-12-01", None, 0),
                ("2026-01-01", 200.0, 2),
                ("2026-02-01", None, 0),
                ("2026-03-01", 700.0, 1),
            ],
        )

    def test_preview_equals_the_stored_kpi(self):
        self._win("2026-01-10", 100)
        self.refresh(NOW)
        kpi = self.kpis.search([("code", "=", "sales_cycle")])
        preview = self.preview(kpi.formula, months=3)["months"]
        with self.at(NOW):
            rows = self.kpis.evaluate(
                ["sales_cycle"], "2026-01-01", "2026-03-31", "month"
            )["rows"]
        self.assertEqual(
            [month["value"] for month in preview],
            [row["values"]["sales_cycle"]["value"] for row in rows],
        )

    def test_error_names_the_place(self):
        answer = self.preview("lead_won.count / lead_wom.count")
        self.assertIn("lead_wom", answer["error"])
        self.assertEqual(answer["position"], 18)
        self.assertEqual(answer["months"], [])

    def test_place_in_another_formula_is_not_named(self):
        self.kpis.create(
            {
                "name": "Ratio",
                "code": "test_ratio",
                "formula": "lead_won.count / lead_contacted.count",
                "period_ratio": True,
            }
        )
        answer = self.preview("test_ratio + 1")
        self.assertIn("period ratio", answer["error"])
        self.assertIsNone(answer["position"])
        self.assertIsNone(self.preview("test_ratio + 1", period_ratio=True)["error"])

    def test_circle_through_the_edited_kpi(self):
        self.kpis.create({"name": "A", "code": "test_a", "formula": "lead_won.count"})
        self.kpis.create({"name": "B", "code": "test_b", "formula": "test_a * 2"})
        self.assertIn("circle", self.preview("test_b + 1", code="test_a")["error"])
        self.assertIsNone(self.preview("test_b + 1", code="test_c")["error"])

    def test_any_text_gets_an_answer(self):
        for formula in ("", None, "(", "1 +", "ö", "x" * 2000, "a.b.c", "None", "1/0"):
            answer = self.preview(formula)
            self.assertTrue(answer["error"], formula)
        for code in ("Not A Code", "if", "", None, "ü"):
            self.assertIsNone(self.preview("lead_won.count", code=code)["error"])

    def test_words_can_be_typed(self):
        words = self.kpis.formula_words()
        self.assertEqual({word["kind"] for word in words}, {"event", "function", "kpi"})
        for word in words:
            self.assertTrue(word["label"])
            if word["kind"] in ("event", "kpi"):
                error = self.preview(word["text"], period_ratio=True)["error"]
                self.assertIsNone(error, word["text"])
