"""What a figure is made of: its parts, their days, and who may list them."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .dashboard_case import NOW, DashboardCase
from .drilldown_case import DrilldownChecks, every_dashboard


@tagged("post_install", "-at_install")
class TestCalculation(DrilldownChecks, DashboardCase):
    """March has one won and two lost deals, February one of each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = date(2026, 3, 20)
        growth = "won_value / previous(won_value) - 1"
        quick = "within(qualified_to_won.hours, 24) / due(qualified_to_won.hours, 24)"
        for code, formula, days in (
            ("won_growth", growth, 0),
            ("won_within_a_day", quick, 0),
            ("won_later", "qualified_to_won.count / lead_qualified.count", 180),
            ("open_then", "opening(pipeline.count)", 0),
        ):
            cls.kpis.create(
                {"name": code, "code": code, "formula": formula, "cohort_days": days}
            )

    def setUp(self):
        super().setUp()
        self.listed = set()

    def calculation(self, code, kpis=None, **options):
        with self.at(NOW):
            kpis = self.kpis if kpis is None else kpis
            return kpis.dashboard_calculation(code, options)

    def parts(self, code, **options):
        parts = self.calculation(code, **options)["parts"]
        return [(part["date_from"], part["date_to"], part["value"]) for part in parts]

    def count(self, part):
        """How many cases the list of a part holds."""
        with self.at(NOW):
            rows = self.env["sales.kpi.report"].search(part["facts"]["domain"])
            return sum(rows.mapped("count"))

    def test_every_kpi_leads_to_its_facts(self):
        """Also formulas of one's own, over other periods and the present moment."""
        self.kpis.search([]).is_used = True
        for scope in ([], [["team_id", self.north.id]]):
            with self.at(NOW):
                for data in every_dashboard(self.kpis, {"scope": scope}):
                    for tile in data["tiles"]:
                        with self.subTest(kpi=tile["code"], scope=scope):
                            self.assertTileLeadsToFacts(self.kpis, data, tile)
        self.assertLess({"won_growth", "won_within_a_day", "won_later"}, self.listed)

    def test_parts_of_a_quotient(self):
        calculation = self.calculation("win_rate")
        self.assertAlmostEqual(calculation["value"], 1 / 3)
        self.assertEqual([part["value"] for part in calculation["parts"]], [1, 2, 0])
        self.assertEqual([self.count(part) for part in calculation["parts"]], [1, 2, 0])
        self.assertEqual(calculation["parts"][0]["label"], "Lead won: how many")
        self.assertEqual(calculation["parts"][0]["unit"], "count")

    def test_other_periods_have_days_of_their_own(self):
        """February up to the working day that March has reached."""
        march, february = self.parts("won_growth")
        self.assertEqual(march, ("2026-03-01", "2026-03-20", 8000))
        self.assertEqual(february, ("2026-02-01", "2026-02-20", 4000))

    def test_a_stock_counts_all_before_a_day(self):
        self.assertEqual(self.parts("open_then"), [(None, "2026-02-28", 0)])
        [part] = self.calculation("open_then")["parts"]
        self.assertEqual(self.count(part), 0)
        self.assertIn("before the period", part["how"])

    def test_a_limit_is_said(self):
        within, due = self.calculation("won_within_a_day")["parts"]
        self.assertIn("Limit: 24.00 h.", within["how"])
        self.assertIn("Limit: 24.00 h.", due["how"])

    def test_young_cases_are_left_out(self):
        self.assertEqual(self.parts("won_later"), [(None, None, 0), (None, None, 0)])
        [_won, cases] = self.calculation("won_later", period="last_12_months")["parts"]
        self.assertEqual(cases["date_to"], "2025-09-21")

    def test_what_was_taken_back_is_not_in_a_median(self):
        with self.at("2026-03-19 10:00"):
            lead = self.env["crm.lead"].search(
                [("company_id", "=", self.company.id), ("expected_revenue", "=", 8000)]
            )
            lead.stage_id = self.env["crm.stage"].search([], limit=1)
        self.refresh(at=NOW)
        [part] = self.calculation("sales_cycle_median")["parts"]
        self.assertEqual((part["value"], self.count(part)), (None, 0))

    def test_without_value_it_says_why(self):
        calculation = self.calculation(
            "win_rate", scope=[["product_id", self.product().id]]
        )
        self.assertEqual(calculation["parts"], [])
        self.assertIn("not known by Product", calculation["hint"])

    def test_how_others_work_has_no_list(self):
        """A leader of five sees the figure of them, and his own facts."""
        people = self.env["res.users"].union(
            *(self.user(f"kpi_worker_{number}") for number in range(5))
        )
        leader = self.user("kpi_leads")
        team = self.team("Five", people | leader, user_id=leader.id)
        kpis = self.kpis.with_user(leader).with_context(
            allowed_company_ids=self.company.ids
        )
        team_scope = {"scope": [["team_id", team.id]], "period": "last_month"}
        parts = self.calculation("meetings_booked", kpis, **team_scope)["parts"]
        self.assertEqual([part["facts"] for part in parts], [None])
        own_scope = {"scope": [["user_id", leader.id]], "period": "last_month"}
        [part] = self.calculation("meetings_booked", kpis, **own_scope)["parts"]
        self.assertIn(("user_id", "=", leader.id), part["facts"]["domain"])

    def test_what_cannot_be_asked_is_said(self):
        with self.assertRaises(UserError):
            self.calculation("no_such_kpi")
        with self.assertRaises(UserError):
            self.calculation("win_rate", period="never")
        portal = new_test_user(self.env, "kpi_portal_calc", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.calculation("win_rate", self.kpis.with_user(portal))

    def test_it_only_reads(self):
        self.assertTrue(type(self.kpis).dashboard_calculation._readonly)
