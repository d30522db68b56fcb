from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .territory_case import TerritoryCase


@tagged("post_install", "-at_install")
class TestProductPerformance(TerritoryCase):
    """The list of products: sales, win rate, new customers, and the own average."""

    accounting = True

    def setUp(self):
        super().setUp()
        self.table, self.chair = self.product("Table"), self.product("Chair")
        self.regular = self.customer_at("20095", customer_since="2020-01-01")
        seller = {"user_id": self.user("kpi_bert").id}
        with self.at("2025-07-01"):
            self.order(
                (self.table, 1, 365), partner=self.regular, **seller
            ).action_confirm()
        with self.at("2026-01-10"):
            self.order(
                (self.table, 2, 31), partner=self.regular, **seller
            ).action_confirm()
            self.order(
                (self.chair, 1, 40), partner=self.customer_at("80331"), **seller
            ).action_confirm()
            lead = self.lead_at("80331")
            self.order((self.table, 1, 10), lead=lead).action_quotation_sent()
        with self.at("2026-01-20"):
            lead.action_set_lost()
        self.invoice("2026-01-31", (self.table, 1, 75), partner=self.regular)
        self.invoice(
            "2026-01-31", (self.table, 1, 25), partner=self.customer_at("80331")
        )
        self.invoice("2026-02-01", (self.table, 1, 1000), partner=self.regular)
        self.refresh("2026-02-10")

    def lines(self, user=None, **values):
        with self.at("2026-02-10"):
            report = (
                self.env["sales.kpi.product"]
                .with_user(user or self.env.user)
                .create({"date_from": "2026-01-01", "date_to": "2026-01-31", **values})
            )
            action = report.action_show()
        lines = report.env[action["res_model"]].search(action["domain"])
        return {line.product_id: line for line in lines}

    def test_figures_of_a_product(self):
        lines = self.lines()
        self.assertEqual(set(lines), {self.table, self.chair})
        table = lines[self.table]
        self.assertEqual((table.intake, table.units), (62, 2))
        self.assertEqual((table.win_rate, table.decided), (0.5, 2))
        self.assertEqual(
            (table.revenue, table.new_revenue, table.new_share), (100, 25, 0.25)
        )
        self.assertAlmostEqual(table.own_average, 31)  # 365 in 365 days, for 31 days
        self.assertAlmostEqual(table.index, 2)
        chair = lines[self.chair]
        self.assertEqual((chair.intake, chair.own_average, chair.index), (40, 0, 0))

    def test_index_of_a_group_is_that_of_the_sums(self):
        """Table 62 of 31; the chair has no average before, so it leaves the index: 2.

        A lamp with 10 of 40 beside the table: 72 of 71.
        """
        lines = self.lines()
        both = lines[self.table] | lines[self.chair]
        self.assertAlmostEqual(self.index_of(both), 2)
        lamp = lines[self.chair].copy({"intake": 10, "own_average": 40})
        self.assertAlmostEqual(self.index_of(both | lamp), 72 / 71)
        self.assertFalse(self.index_of(lines[self.chair]))

    def index_of(self, lines):
        lines.flush_model()
        [(index,)] = lines._read_group(
            [("id", "in", lines.ids)], aggregates=["index:avg"]
        )
        return index

    def test_of_one_territory_and_its_parts(self):
        germany = self.territory("Germany")
        self.south.parent_id = germany
        lines = self.lines(territory_id=germany.id)
        self.assertEqual(lines[self.chair].intake, 40)
        self.assertEqual((lines[self.table].intake, lines[self.table].revenue), (0, 25))

    def test_nobody_sees_more_than_in_the_analysis(self):
        anna = self.user("kpi_anna")
        theirs = self.lines(anna)
        self.assertEqual({line.intake for line in theirs.values()}, {0})
        manager = self.user("kpi_max", "sales_team.group_sale_manager")
        found = self.lines(manager)
        self.assertEqual(found[self.table].intake, 62)
        with self.assertRaises(AccessError):
            found[self.table].with_user(anna).read(["intake"])
        clerk = new_test_user(self.env, "kpi_clerk", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["sales.kpi.product"].with_user(clerk).create({})

    def test_a_period_has_a_beginning_before_its_end(self):
        with self.assertRaisesRegex(UserError, "Swap the two dates"):
            self.lines(date_from="2026-02-01")
