"""The answers below the table of partners: products, returns, relevance, automation."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .cockpit_case import COCKPIT, MARCH, CockpitCase
from .workbook_case import load


@tagged("post_install", "-at_install")
class TestPartnerCockpitAnswers(CockpitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pumps, cls.valves = cls.env["product.category"].create(
            [{"name": "Pumps"}, {"name": "Valves"}]
        )
        germany = cls.env.ref("base.de")
        cls.bavaria, cls.north = cls.env["crm.territory"].create(
            [{"name": "Bavaria"}, {"name": "North"}]
        )
        cls.germany = germany

    def sold(self, amount, lines, territory):
        with self.at("2026-03-05 10:00"):
            lead = self.lead(
                team_id=self.south.id,
                expected_revenue=amount,
                required_categ_ids=[Command.set(lines.ids)],
            )
            lead.territory_id = territory
            lead.action_set_won()
        return lead

    def answers(self, user=None):
        return self.asked_by(user or self.leader, "cockpit_answers", MARCH)

    def test_which_product_sells_best_where(self):
        """Bavaria: pumps 300, valves 200 (one lead wants both); North: pumps 50."""
        self.sold(100, self.pumps, self.bavaria)
        both = self.sold(200, self.pumps + self.valves, self.bavaria)
        self.sold(50, self.pumps, self.north)
        matrix = self.answers()["products"]["sell_out"]
        self.assertEqual(
            matrix["territories"],
            [[self.bavaria.id, "Bavaria"], [self.north.id, "North"]],
        )
        found = {
            row["line"][1]: [
                cell and (cell["amount"], cell["count"]) for cell in row["cells"]
            ]
            for row in matrix["lines"]
        }
        self.assertEqual(
            found, {"Pumps": [(300.0, 2), (50.0, 1)], "Valves": [(200.0, 1), None]}
        )
        self.assertEqual(matrix["best"], ["Pumps", "Bavaria", 300.0])
        action = self.asked_by(
            self.leader, "open_sold", "sell_out", self.valves.id, self.bavaria.id, MARCH
        )
        rows = self.env["sales.kpi.report"].search(action["domain"])
        self.assertEqual(rows.lead_id, both)

    def test_orders_are_another_view(self):
        """An order of 70 for pumps is sell-in; nothing adds it to the won leads."""
        product = self.product("Pump", categ_id=self.pumps.id)
        with self.at("2026-03-05 10:00"):
            order = self.order((product, 1, 70))
            order.action_confirm()
        products = self.answers()["products"]
        [row] = products["sell_in"]["lines"]
        self.assertEqual(row["line"][1], self.pumps.display_name)
        self.assertEqual(row["cells"][0]["amount"], 70)
        self.assertEqual(products["sell_out"]["lines"], [])

    def test_costs_stay_with_those_who_may_read_them(self):
        self.sold(100, self.pumps, self.bavaria)
        seen = self.answers(self.manager)["investment"]
        self.assertIn("managers only", seen["reason"])
        for part in seen["by"]:
            for row in part["rows"]:
                self.assertIsNone(row["values"]["roi"]["value"])

    def test_return_by_source(self):
        """Won with a margin of 30 % of 1 000, cost 200: (300 - 200) / 200 = 50 %."""
        source = self.env["utm.source"].create({"name": "Fair"})
        self.pumps.kpi_contribution = 0.3
        with self.at("2026-03-05 10:00"):
            self.env["sales.kpi.cost"].create(
                {
                    "name": "Stand",
                    "amount": 200,
                    "date_from": "2026-03-02",
                    "date_to": "2026-03-02",
                    "company_id": self.company.id,
                    "source_id": source.id,
                }
            )
            lead = self.lead(
                team_id=self.south.id, expected_revenue=1000, source_id=source.id
            )
            product = self.product("Pump", categ_id=self.pumps.id)
            self.order((product, 1, 1000), lead=lead).action_confirm()
            lead.action_set_won()
        investment = self.answers()["investment"]
        [part] = [part for part in investment["by"] if part["field"] == "source_id"]
        kpis = self.env["sales.kpi"].with_user(self.leader).with_company(self.company)
        with self.at("2026-03-31 12:00"):
            [expected] = [
                row["values"]
                for row in kpis.evaluate(
                    ["roi", "won_value"],
                    "2026-03-01",
                    "2026-03-31",
                    groupby="source_id",
                )["rows"]
                if row["group"] and row["group"][0] == source.id
            ]
        [row] = part["rows"]
        self.assertEqual(row["group"], [source.id, "Fair"])
        self.assertEqual(row["values"]["roi"], expected["roi"])
        self.assertEqual(row["values"]["won_value"], expected["won_value"])
        self.assertIsNotNone(expected["roi"]["value"])
        self.assertIsNone(investment["reason"])

    def test_whether_it_runs_by_itself(self):
        cron = self.env.ref("sales_kpi.ir_cron_offers")
        crons = self.env["ir.cron"].search(
            [
                (
                    "id",
                    "in",
                    self.env["ir.model.data"]
                    .search([("module", "=", "sales_kpi"), ("model", "=", "ir.cron")])
                    .mapped("res_id"),
                )
            ]
        )
        crons.write({"nextcall": "2026-04-01 00:00:00", "failure_count": 0})
        good = self.answers(self.manager)["automation"]
        self.assertEqual(good["status"], "good")
        self.assertEqual(len(good["actions"]), len(crons))
        cron.failure_count = 3
        other = (crons - cron)[0]
        other.nextcall = "2026-03-31 10:00:00"
        found = self.answers(self.manager)["automation"]
        self.assertEqual(found["status"], "bad")
        states = sorted(
            action["status"]
            for action in found["actions"]
            if action["status"] != "good"
        )
        self.assertEqual(states, ["failed", "late"])

    def test_what_waits_for_a_person(self):
        """A lead that no partner took waits; the partner manager has no right on leads."""
        lead = self.offered()
        lead.sudo()._fall_back()
        [waiting] = [
            item
            for item in self.answers(self.manager)["automation"]["waiting"]
            if item["text"] == "Leads that no partner took"
        ]
        self.assertEqual((waiting["count"], waiting["action"]), (1, None))
        [waiting] = [
            item
            for item in self.answers()["automation"]["waiting"]
            if item["text"] == "Leads that no partner took"
        ]
        found = self.env["crm.lead"].search(waiting["action"]["domain"])
        self.assertEqual(found, lead)

    def test_expected_revenue_tells_why_there_is_none(self):
        answer = self.asked_by(self.manager, "cockpit_forecast")
        self.assertEqual(answer["rows"], [])
        self.assertIn("No partner is working", answer["reason"])
        self.picked(self.a, expected_revenue=1000)
        answer = self.asked_by(self.manager, "cockpit_forecast")
        self.assertIn("too few won and lost leads", answer["reason"])

    def test_the_workbook_holds_what_the_screen_shows(self):
        self.picked(self.a, at="2026-03-02 09:30")
        self.sold(100, self.pumps, self.bavaria)
        data = self.data()
        name, content = self.asked_by(self.leader, "_cockpit_xlsx", MARCH)
        self.assertTrue(name.endswith(".xlsx"))
        partners, sold, _orders, expected = (
            [[cell.value for cell in row] for row in sheet.iter_rows()]
            for sheet in load(content).worksheets
        )
        [line] = [row for row in partners if row[0] == self.a.display_name]
        shown = self.row(data, self.a)
        self.assertEqual(
            line[2:-1],
            [
                *(shown["values"][c["code"]]["value"] for c in data["columns"]),
                *shown["picks"].values(),
                *shown["now"].values(),
            ],
        )
        self.assertEqual(sold, [["Product line", "Bavaria"], ["Pumps", 100]])
        self.assertIn("too few won and lost leads", expected[-1][0])
        seller = self.user("cockpit_seller3")
        with self.assertRaises(AccessError):
            self.asked_by(seller, "_cockpit_xlsx", MARCH)


@tagged("post_install", "-at_install")
class TestPartnerRelevance(CockpitCase):
    """Nine partners whose acceptance and conversion go together, or fewer."""

    def relevance(self, figures):
        kpis = self.env["sales.kpi"].new(
            {"code": "contact_time", "name": "Contact", "unit": "hours"}
        )
        kpis.direction = "down"
        rows = [
            {
                "values": {
                    "contact_time": {"value": hours},
                    "partner_conversion": {"value": conversion},
                }
            }
            for hours, conversion in figures
        ]
        return self.env[COCKPIT]._relevance(kpis, rows)["kpis"][0]

    def test_fewer_hours_more_conversion(self):
        found = self.relevance([(n, 1 / n) for n in range(1, 10)])
        self.assertEqual((found["rho"], found["n"]), (-1.0, 9))
        self.assertTrue(found["helps"])
        self.assertFalse(found["is_few"])

    def test_below_eight_partners_it_says_little(self):
        found = self.relevance([(n, 1 / n) for n in range(1, 8)] + [(9, None)])
        self.assertEqual((found["n"], found["is_few"]), (7, True))
