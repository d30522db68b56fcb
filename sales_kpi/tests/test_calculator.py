"""The calculators start from what the caller may see, and store nothing."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..engine.calculator import FIGURES
from .golden import GoldenCase

JULY = "2026-07-15 12:00"
TARGET = {"value": 12, "is_amount": False, "per": "month"}


@tagged("post_install", "-at_install")
class TestCalculator(GoldenCase):
    """100 leads contacted in January, 30 won; 100 in June, 3 won so far (decision 11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.team("North")
        cls.kpis = cls.env["sales.kpi"]
        cls.env.ref("sales_kpi.sales_kpi_hit_rate").cohort_days = 90
        for month, won in ((1, 30), (6, 3)):
            cls._contacted(f"2026-0{month}", 100, won)
        with cls.at(cls, JULY):
            cls.env["sales.kpi.fact"]._refresh_queue()

    @classmethod
    def _contacted(cls, month, number, won):
        """So many leads of 1 000 each are contacted in a month, some of them won."""
        values = {
            "name": "Lead",
            "type": "opportunity",
            "company_id": cls.company.id,
            "team_id": cls.north.id,
            "user_id": False,
            "expected_revenue": 1000,
        }
        with cls.at(cls, f"{month}-05 09:00"):
            leads = cls.env["crm.lead"].create([values] * number)
        with cls.at(cls, f"{month}-10 09:00"):
            cls.env["sales.kpi.journal"]._record_contact(leads.ids, "contacted")
        with cls.at(cls, f"{month}-25 09:00"):
            leads[:won].action_set_won()

    def data(self, user=None, **options):
        with self.at(JULY):
            return self.kpis.with_user(user or self.env.user).calculator_data(options)

    def values(self, **options):
        figures = self.data(**options)["figures"]
        return {key: figure["value"] for key, figure in figures.items()}

    def results(self, values=None, **given):
        values = self.values() if values is None else values
        return self.kpis.calculator_results(values, **{"target": TARGET, **given})

    def test_golden_matured_rates(self):
        """30 %, not the pooled 16.5 %: 12 deals need 40 contacts."""
        rate = self.data()["figures"]["hit_rate"]
        self.assertEqual((rate["value"], rate["n"], rate["is_few"]), (0.3, 100, False))
        found = self.results()["needed"]
        self.assertEqual(found["contacts"]["month"], 40)
        self.assertEqual(found["leads"]["month"], 40)  # all were contacted

    def test_rates_of_qualified_leads_mature_like_the_hit_rate(self):
        rate = self.data()["figures"]["qualified_rate"]
        self.assertEqual((rate["value"], rate["n"]), (0.3, 100))

    def test_figures_are_those_of_evaluate(self):
        figures = self.data()["figures"]
        codes = [key for key, formula in FIGURES.items() if key == formula]
        self.assertGreater(len(codes), 5)
        with self.at(JULY):
            [row] = self.kpis.evaluate(codes, "2025-08-01", "2026-07-31")["rows"]
        for code in codes:
            shown = {key: figures[code][key] for key in ("value", "n")}
            self.assertEqual(shown, row["values"][code], code)
        self.assertEqual(figures["won_value"]["value"], 33_000)

    def test_a_rate_by_hand(self):
        found = self.results(assumed={"hit_rate": 0.08})["needed"]
        self.assertEqual(found["contacts"]["month"], 150)

    def test_an_amount_goes_by_the_deal_value(self):
        target = {"value": 36_000, "is_amount": True, "per": "quarter"}
        self.assertEqual(self.results(target=target), self.results())

    def test_what_if(self):
        values = self.values()
        found = self.results(changed={"deal_value": 2000})["what_if"]
        self.assertEqual(
            (found["won_value"]["today"], found["won_value"]["then"]), (33_000, 66_000)
        )
        self.assertEqual(
            found["won_value"]["change"],
            {"value": 1.0, "kind": "relative", "verdict": "better"},
        )
        cheaper = self.results(
            {**values, "cac": 500.0, "cost": 100.0}, changed={"cost": 80}
        )
        self.assertEqual(cheaper["what_if"]["cac"]["then"], 400)
        self.assertEqual(cheaper["what_if"]["cac"]["change"]["verdict"], "better")

    def test_the_scope_is_obeyed(self):
        south = self.team("South")
        answer = self.data(scope=[["team_id", south.id]])
        self.assertEqual(answer["scope"][0]["name"], "South")
        self.assertEqual(answer["figures"]["leads"]["value"], 0)
        self.assertIsNone(answer["figures"]["hit_rate"]["value"])
        self.assertEqual(
            self.values(scope=[["team_id", self.north.id]])["deal_value"], 1000
        )

    def test_says_what_is_missing_and_why(self):
        figures = self.data()["figures"]
        for key in ("retention_rate", "cac", "revenue_new_business"):
            self.assertIsNone(figures[key]["value"], key)
            self.assertTrue(figures[key]["hint"], key)
        self.assertIsNone(figures["hit_rate"]["hint"])

    def test_few_cases_are_marked(self):
        self.env.ref("sales_kpi.sales_kpi_win_rate").minimum_n = 101
        figures = self.data()["figures"]
        self.assertTrue(figures["qualified_rate"]["is_few"])
        self.assertFalse(figures["leads"]["is_few"])

    def test_costs_are_for_managers(self):
        self.env["sales.kpi.cost"].create(
            {
                "name": "Fair",
                "category": "events",
                "amount": 3100,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "company_id": self.company.id,
            }
        )
        self.refresh(JULY)
        self.assertEqual(self.values()["cost"], 3100)
        marketing = self.user(
            "kpi_calc_marketing", "base.group_user,sales_kpi.group_marketing"
        )
        cost = self.data(marketing)["figures"]["cost"]
        self.assertEqual(
            (cost["value"], cost["hint"]),
            (None, "Costs are shown to KPI managers only."),
        )

    def test_how_others_work_is_not_told(self):
        """A leader of a team of one sees its deals, not its contacts."""
        leader, seller = self.user("kpi_calc_leader"), self.user("kpi_calc_seller")
        team = self.team("West", seller, user_id=leader.id)
        with self.at("2026-01-05 09:00"):
            lead = self.lead(team_id=team.id, user_id=seller.id, expected_revenue=70)
        self.contact(lead, "2026-01-06 09:00")
        self.win(lead, "2026-01-25 09:00")
        self.refresh(JULY)
        figures = self.data(leader, scope=[["team_id", team.id]])["figures"]
        self.assertEqual(figures["deal_value"]["value"], 70)
        for key in ("hit_rate", "contact_rate"):
            self.assertEqual((figures[key]["value"], figures[key]["n"]), (None, 0))
            self.assertIn("at least five", figures[key]["hint"])
        self.assertEqual(self.data(seller)["figures"]["hit_rate"]["value"], 1)

    def test_who_sees_no_figures_calculates_nothing(self):
        outsider = new_test_user(self.env, "kpi_calc_none", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.data(outsider)
        with self.assertRaises(AccessError):
            self.kpis.with_user(outsider).calculator_results({}, TARGET)

    def test_impossible_numbers_are_refused(self):
        for given in (
            {"target": {**TARGET, "value": -1}},
            {"target": {**TARGET, "value": "many"}},
            {"target": {**TARGET, "value": 1e300}},
            {"target": {**TARGET, "value": True}},
            {"target": {**TARGET, "per": "week"}},
            {"target": None},
            {"target": TARGET, "assumed": {"hit_rate": 1.5}},
            {"target": TARGET, "assumed": {"hit_rate": 0}},
            {"target": TARGET, "assumed": [0.5]},
            {"target": TARGET, "changed": {"cycle": float("nan")}},
        ):
            with self.subTest(**given), self.assertRaises(UserError):
                self.kpis.calculator_results({}, **given)

    def test_unknown_figures_are_none(self):
        found = self.results({"hit_rate": False, "won_value": "x", "password": 1})
        self.assertIsNone(found["needed"]["contacts"]["month"])
        self.assertIsNone(found["what_if"]["won_value"]["then"])
