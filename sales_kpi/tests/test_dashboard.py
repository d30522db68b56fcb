"""What the dashboard shows is what ``evaluate`` says."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .dashboard_case import NOW, DashboardCase


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCase):
    def assertEvaluates(self, data, domain=None):
        """Tiles, comparison and trend of the dashboard are those of ``evaluate``."""
        codes = [tile["code"] for tile in data["tiles"]]
        self.assertIn("win_rate", codes)
        for key, name in (("period", "value"), ("comparison", "before")):
            days = data[key]
            [row] = self._rows(codes, days["date_from"], days["date_to"], None, domain)
            for tile in data["tiles"]:
                self.assertEqual(tile[name], row["values"][tile["code"]]["value"])
        trend = data["trend"]["periods"]
        rows = self._rows(codes, trend[0], data["period"]["date_to"], "month", domain)
        self.assertEqual([row["period"] for row in rows], trend)
        for tile in data["tiles"]:
            values = [row["values"][tile["code"]]["value"] for row in rows]
            self.assertEqual(tile["trend"], values)

    def _rows(self, codes, date_from, date_to, granularity, domain):
        with self.at(NOW):
            return self.kpis.evaluate(
                codes, date_from, date_to, granularity, domain=domain
            )["rows"]

    def test_every_tile_equals_evaluate(self):
        for period in ("this_month", "last_month", "last_quarter", "last_12_months"):
            for comparison in ("previous", "year_ago"):
                with self.subTest(period=period, comparison=comparison):
                    data = self.data(period=period, comparison=comparison)
                    self.assertEvaluates(data)

    def test_every_tile_obeys_the_scope(self):
        data = self.data(period="this_quarter", scope=[["team_id", self.north.id]])
        self.assertEvaluates(data, [("team_id", "=", self.north.id)])
        [scope] = data["scope"]
        self.assertEqual((scope["label"], scope["name"]), ("Sales team", "North"))

    def test_change_and_its_verdict(self):
        tile = self.tiles()["win_rate"]
        self.assertAlmostEqual(tile["value"], 1 / 3)
        # February, the working days that have passed in March: one won, none lost
        self.assertEqual(tile["before"], 1.0)
        self.assertEqual(tile["change"]["kind"], "points")
        self.assertEqual(tile["change"]["verdict"], "worse")

    def test_verdict_follows_the_direction(self):
        kpi = self.kpis.new({"unit": "money", "direction": "up"})
        self.assertEqual(kpi._change(11, 10)["verdict"], "better")
        self.assertEqual(kpi._change(10, 10)["verdict"], "same")
        kpi.direction = "down"
        self.assertEqual(kpi._change(11, 10)["verdict"], "worse")
        kpi.direction = "band"
        self.assertEqual(kpi._change(11, 10)["verdict"], "neutral")

    def test_no_change_from_nothing(self):
        kpi = self.kpis.new({"unit": "money", "direction": "up"})
        for now, before in ((10, 0), (10, -5), (10, None), (None, 10)):
            self.assertIsNone(kpi._change(now, before))

    def test_few_cases_are_said_to_be_few(self):
        tiles = self.tiles()
        self.assertTrue(tiles["win_rate"]["is_few"])
        self.assertFalse(tiles["new_leads"]["is_few"], "a count needs no minimum")

    def test_the_company_may_ask_for_more_cases(self):
        self.env.ref("sales_kpi.sales_kpi_win_rate").minimum_n = 2
        self.company.kpi_minimum_n = 0
        self.assertFalse(self.tiles()["win_rate"]["is_few"])
        self.company.kpi_minimum_n = 4
        tile = self.tiles()["win_rate"]
        self.assertEqual((tile["is_few"], tile["minimum_n"]), (True, 4))

    def test_no_value_says_why(self):
        tiles = self.tiles(
            period="custom", date_from="2027-01-01", date_to="2027-01-31"
        )
        self.assertIsNone(tiles["win_rate"]["value"])
        self.assertIn("not begun", tiles["win_rate"]["hint"])
        tiles = self.tiles(
            period="custom", date_from="2026-01-01", date_to="2026-01-02"
        )
        self.assertIn("no cases", tiles["win_rate"]["hint"])
        product = self.product()
        tiles = self.tiles(scope=[["product_id", product.id]])
        self.assertIn("not known by Product", tiles["win_rate"]["hint"])

    def test_comparison_can_be_left_out(self):
        data = self.data(comparison="none")
        self.assertIsNone(data["comparison"])
        self.assertTrue(all(tile["change"] is None for tile in data["tiles"]))

    def test_comparison_with_as_many_working_days(self):
        """20 March: 15 working days of March, and 15 up to the end of February."""
        data = self.data(comparison="workdays")
        self.assertEqual(
            data["comparison"],
            {
                "key": "workdays",
                "date_from": "2026-02-09",
                "date_to": "2026-02-28",
                "workdays": 15,
            },
        )
        self.assertEvaluates(data)
        # the win of 3 February is not among them, the loss of the 25th is
        [tile] = [tile for tile in data["tiles"] if tile["code"] == "win_rate"]
        self.assertEqual(tile["before"], 0.0)
        saturday = self.data(
            period="custom",
            date_from="2026-03-07",
            date_to="2026-03-07",
            comparison="workdays",
        )
        self.assertIsNone(saturday["comparison"])

    def test_comparison_without_a_value_says_why(self):
        tile = self.tiles(
            period="custom",
            date_from="2026-03-01",
            date_to="2026-03-05",
            comparison="workdays",
        )["sales_cycle_median"]
        self.assertIsNotNone(tile["value"])
        self.assertIsNone(tile["before"])
        self.assertIn("no cases", tile["before_hint"])

    def test_tiles_explain_themselves(self):
        tile = self.tiles()["win_rate"]
        kpi = self.kpis.search([("code", "=", "win_rate")])
        names = ("meaning", "formula", "date_basis", "caveat", "advice")
        self.assertEqual(tile["help"], {name: kpi[name] for name in names})
        self.assertTrue(all(tile["help"].values()))
        own = self.kpis.create(
            {"name": "Own", "code": "kpi_own_test", "formula": "lead_won.count"}
        )
        self.assertEqual(own._help_words(), {"formula": "lead_won.count"})

    def test_at_most_seven_tiles_of_active_kpis(self):
        self.kpis.search([("code", "=", "win_rate")]).active = False
        codes = [tile["code"] for tile in self.data()["tiles"]]
        self.assertNotIn("win_rate", codes)
        self.assertLessEqual(len(codes), 7)
        self.assertEqual(len(codes), len(set(codes)))

    def test_contact_of_a_customer_stands_for_the_company(self):
        company = self.partner()
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": company.id}
        )
        [scope] = self.data(scope=[["customer_id", contact.id]])["scope"]
        self.assertEqual(scope["id"], company.id)

    def test_longer_periods_have_a_trend_of_quarters(self):
        data = self.data(period="custom", date_from="2020-01-01", date_to="2026-03-20")
        self.assertEqual(data["trend"]["granularity"], "quarter")
        self.assertEqual(data["trend"]["periods"][0], "2020-01-01")
        self.assertTrue(data["trend"]["running"][-1])

    def test_months_of_the_board_end_where_the_next_begins(self):
        trend = self.data(period="last_quarter")["trend"]
        self.assertEqual(trend["periods"][-1], "2025-12-01")
        self.assertEqual(trend["ends"][-2:], ["2025-11-30", "2025-12-31"])

    def test_queries_do_not_grow_with_tiles_or_trend(self):
        self.data()
        with self.at(NOW), self.assertQueryCount(40):
            self.env.invalidate_all()
            self.kpis.dashboard_data({"period": "this_year"})

    def test_reading_is_free_of_writing(self):
        method = type(self.kpis).dashboard_data
        self.assertTrue(method._readonly)
        self.assertTrue(type(self.kpis).preview_formula._readonly)

    def test_tile_leads_to_measures_of_the_pivot(self):
        fields = self.env["sales.kpi.report"].fields_get()
        for tile in self.data()["tiles"]:
            for measure in tile["analysis"]["measures"]:
                self.assertIn(measure, fields)

    def test_movements_of_all_time_make_up_a_stock(self):
        tile = self.tiles()["pipeline_value"]
        self.assertTrue(tile["analysis"]["is_stock"])
        self.assertEqual(tile["analysis"]["measures"], ["amount"])
        facts = self.env["sales.kpi.report"].search(
            [
                ("company_id", "=", self.company.id),
                ("date", "<=", "2026-03-31"),
                ("event", "in", tile["analysis"]["events"]),
            ]
        )
        self.assertAlmostEqual(sum(facts.mapped("amount")), tile["value"])

    def test_drilldown_lists_what_the_tile_counts(self):
        tile = self.tiles()["win_rate"]
        measure = self.env["sales.kpi.report"].fields_get()["win_rate"]
        facts = self.env["sales.kpi.report"].search(
            [
                ("company_id", "=", self.company.id),
                ("date", ">=", "2026-03-01"),
                ("date", "<=", "2026-03-31"),
                *measure["kpi_domain"],
            ]
        )
        self.assertEqual(sum(facts.mapped("count")), tile["n"])
        self.assertEqual(facts[0].action_open_origin()["res_model"], "crm.lead")

    def test_origin_opens_with_the_rights_of_the_user(self):
        fact = self.env["sales.kpi.fact"].search(
            [("event", "=", "lead_won"), ("company_id", "=", self.company.id)], limit=1
        )
        seller = self.user("kpi_other")
        with self.assertRaises(AccessError):
            fact.with_user(seller).action_open_origin()
        fact.lead_id.unlink()
        with self.assertRaises(UserError):
            fact.action_open_origin()

    def test_says_while_the_history_is_rebuilt(self):
        journal = self.env["sales.kpi.journal"]
        journal._set_progress(False)
        self.assertIsNone(self.data()["rebuild"])
        first, last, _count = journal._lead_range()
        for done, percent in ((first - 1, 0), (last, 100)):
            journal._set_progress(done)
            self.assertEqual(self.data()["rebuild"], percent)
        words = dict(self.kpis._overview_words(self.data()))
        self.assertIn("(100 %)", words["Note"])
