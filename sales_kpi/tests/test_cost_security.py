from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .test_security import SecurityCase

YEAR = ("2026-01-01", "2026-12-31")


@tagged("post_install", "-at_install")
class TestCostSecurity(SecurityCase):
    """A cost may be somebody's salary: nobody sees it but managers of KPIs."""

    def setUp(self):
        super().setUp()
        with self.at("2026-01-05 12:00"):
            self.costs = self.env["sales.kpi.cost"].create(
                [
                    {
                        "company_id": self.company.id,
                        "amount": amount,
                        "date_from": "2026-01-01",
                        "date_to": "2026-01-31",
                        "category": "salary",
                        **values,
                    }
                    for amount, values in (
                        (5000, {"user_id": self.anna.id}),
                        (700, {"team_id": self.north.id}),
                        (30, {}),
                    )
                ]
            )
            self.refresh()
        self.others = (
            self.anna
            | self.lea
            | self.sam
            | self.user("kpi_marketeer", "sales_team.group_sale_salesman_all_leads")
        )

    def as_user(self, user, model):
        return (
            self.env[model]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
        )

    def test_records_and_rules_are_for_managers(self):
        self.assertEqual(
            self.as_user(self.manager, "sales.kpi.cost").search_count(
                [("id", "in", self.costs.ids)]
            ),
            3,
        )
        for user in self.others:
            for model in ("sales.kpi.cost", "sales.kpi.cost.rule"):
                with self.assertRaises(AccessError):
                    self.as_user(user, model).search([])

    def test_facts_are_for_managers(self):
        events = ["cost", "cost_salary"]
        for model in ("sales.kpi.fact", "sales.kpi.report"):
            for user in self.others:
                facts = self.as_user(user, model)
                self.assertFalse(facts.search([("event", "in", events)]))
                [(total,)] = facts._read_group(
                    [("event", "in", events)], [], ["amount:sum"]
                )
                self.assertFalse(total)
            self.assertTrue(
                self.as_user(self.manager, model).search([("event", "=", "cost")])
            )

    def test_kpis_have_no_value_for_others(self):
        """Also where a formula of one's own adds what may be seen."""
        self.env["sales.kpi"].create(
            [
                {"code": "own_cost", "name": "Own", "formula": "cost.amount"},
                {
                    "code": "own_mix",
                    "name": "Mix",
                    "formula": "cost_salary.amount + meeting_booked.count",
                },
            ]
        )
        codes = ["roi", "cac", "own_cost", "own_mix"]
        for user in self.others:
            with self.at("2026-02-01 09:00"):
                kpis = self.as_user(user, "sales.kpi")
                for groupby in (None, "team_id", "user_id"):
                    for row in kpis.evaluate(codes, *YEAR, groupby=groupby)["rows"]:
                        for code in codes:
                            self.assertIsNone(row["values"][code]["value"])
                for formula in (
                    "cost.amount",
                    "cost.amount + 0 * meeting_booked.count",
                ):
                    preview = kpis.preview_formula(formula)
                    self.assertFalse(any(m["value"] for m in preview["months"]))
        with self.at("2026-02-01 09:00"):
            [row] = self.as_user(self.manager, "sales.kpi").evaluate(
                ["own_cost"], *YEAR
            )["rows"]
        self.assertEqual(row["values"]["own_cost"]["value"], 5730)

    def test_the_pivot_shows_nothing_to_others(self):
        for user, shown in ((self.manager, -1), (self.lea, False)):
            with self.at("2026-02-01 09:00"):
                [(value,)] = self.as_user(user, "sales.kpi.report")._read_group(
                    [("date", ">=", "2026-01-01"), ("date", "<=", "2026-01-31")],
                    [],
                    ["roi:avg"],
                )
            self.assertEqual(value, shown)

    def test_the_tile_says_why(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_roi")
        kpi.company_ids = [Command.link(self.company.id)]
        for user, empty in ((self.lea, True), (self.manager, False)):
            kpis = self.as_user(user, "sales.kpi")
            self.env["sales.kpi.tile"].with_user(user).create({"kpi_id": kpi.id})
            with self.at("2026-02-01 09:00"):
                options = {
                    "period": "custom",
                    "date_from": "2026-01-01",
                    "date_to": "2026-01-31",
                }
                tiles = kpis.dashboard_data(options)["tiles"]
            [tile] = [tile for tile in tiles if tile["code"] == "roi"]
            self.assertEqual(tile["value"] is None, empty)
            self.assertEqual("managers" in (tile["hint"] or ""), empty)

    def test_other_companies_are_not_seen(self):
        with self.at("2026-01-05 12:00"):
            foreign = self.env["sales.kpi.cost"].create(
                {
                    "company_id": self.foreign.id,
                    "amount": 1,
                    "date_from": "2026-01-01",
                    "date_to": "2026-01-31",
                }
            )
        costs = self.as_user(self.manager, "sales.kpi.cost")
        self.assertNotIn(foreign, costs.search([]))
        with self.assertRaises(AccessError):
            costs.browse(foreign.id).read(["amount"])

    def test_menus_are_for_managers(self):
        menu = self.env.ref("sales_kpi.sales_kpi_cost_menu")
        visible = self.env["ir.ui.menu"].with_user(self.lea)._visible_menu_ids()
        self.assertNotIn(menu.id, visible)
        boss = self.env["ir.ui.menu"].with_user(self.manager)._visible_menu_ids()
        self.assertIn(menu.id, boss)
