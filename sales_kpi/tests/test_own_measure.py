from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestOwnMeasure(SalesKpiCase):
    """An own KPI becomes a measure of the pivot, with the same number as anywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.kpi = cls.env["sales.kpi"].create(
            {
                "name": "Won share",
                "code": "won_share",
                "formula": "lead_won.count / (lead_won.count + lead_lost.count)",
                "unit": "percent",
            }
        )

    def setUp(self):
        super().setUp()
        self.addCleanup(self.registry.reset_changes)

    def _closed(self, day, outcomes):
        with self.at(f"{day} 09:00"):
            leads = [self.lead(type="opportunity") for _outcome in outcomes]
        with self.at(f"{day} 17:00"):
            for lead, outcome in zip(leads, outcomes, strict=True):
                if outcome == "won":
                    lead.action_set_won()
                else:
                    lead.action_set_lost()
        self.refresh()

    def _cells(self, measure):
        rows = self.env["sales.kpi.report"].formatted_read_group(
            [("company_id", "=", self.company.id), ("date", ">=", "2026-01-01")],
            ["date:month"],
            [measure],
        )
        return [row[measure] for row in rows]

    def test_pivot_shows_what_evaluate_gives(self):
        """January 1 of 4, February 1 of 2: 25 % and 50 %."""
        self._closed("2026-01-12", ["won", "lost", "lost", "lost"])
        self._closed("2026-02-12", ["won", "lost"])
        self.kpi.action_enter_analysis()
        self.assertTrue(self.kpi.in_analysis)
        self.assertEqual(self._cells("x_kpi_won_share:avg"), [0.25, 0.5])
        field = self.env["sales.kpi.report"].fields_get(["x_kpi_won_share"])
        self.assertEqual(field["x_kpi_won_share"]["string"], "Won share")
        self.assertEqual(field["x_kpi_won_share"]["kpi_unit"], "percent")

    def test_a_changed_formula_changes_the_measure(self):
        self._closed("2026-01-12", ["won", "lost", "lost", "lost"])
        self.kpi.action_enter_analysis()
        self.kpi.with_context(sales_kpi_correction=True).formula = "lead_lost.count"
        self.assertEqual(self._cells("x_kpi_won_share:avg"), [3])

    def test_a_tile_opens_its_measure(self):
        self.assertIsNone(self.env["sales.kpi"]._analysis(self.kpi, True))
        self.kpi.action_enter_analysis()
        found = self.env["sales.kpi"]._analysis(self.kpi, True)
        self.assertEqual(found["measures"], ["x_kpi_won_share"])

    def test_what_a_pivot_cannot_compute_is_refused(self):
        growing = self.env["sales.kpi"].create(
            {
                "name": "Growing",
                "code": "growing",
                "formula": "lead_won.count / previous(lead_won.count)",
            }
        )
        self.assertFalse(growing.can_enter_analysis)
        with self.assertRaisesRegex(UserError, "other periods"):
            growing.action_enter_analysis()
        self.kpi.action_enter_analysis()
        with self.assertRaisesRegex(ValidationError, "out of the analysis"):
            self.kpi.formula = "previous(lead_won.count)"

    def test_renamed_and_deleted(self):
        self.kpi.action_enter_analysis()
        self.kpi.code = "share_won"
        fields = self.env["sales.kpi.report"]._fields
        self.assertNotIn("x_kpi_won_share", fields)
        self.assertIn("x_kpi_share_won", fields)
        self.kpi.unlink()
        self.assertNotIn("x_kpi_share_won", self.env["sales.kpi.report"].fields_get())

    def test_taken_out(self):
        self.kpi.action_enter_analysis()
        self.kpi.action_leave_analysis()
        self.assertFalse(self.kpi.in_analysis)
        self.assertTrue(self.kpi.can_enter_analysis)

    def test_only_who_defines_kpis_may(self):
        reader = self.user("measure_reader")
        with self.assertRaises(UserError):
            self.kpi.with_user(reader).action_enter_analysis()

    def test_standard_kpis_stay(self):
        won = self.env.ref("sales_kpi.sales_kpi_win_rate")
        self.assertTrue(won.in_analysis)
        won.action_leave_analysis()
        self.assertTrue(won.in_analysis)
        with Form(won) as form:
            self.assertTrue(form.in_analysis)
