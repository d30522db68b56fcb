from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestOrderJournal(SalesKpiCase):
    """One row per change of an order or line, whoever makes it and however."""

    def journal(self, record):
        record.env.flush_all()
        self.env.cr.execute(
            """SELECT kind, outcome, amount::float8, quantity::float8, lead_id,
                      at::date::varchar, origin
                 FROM sales_kpi_journal WHERE res_model = %s AND res_id = %s
             ORDER BY at, id""",
            [record._name, record.id],
        )
        return self.env.cr.dictfetchall()

    def kinds(self, record):
        return [(row["kind"], row["amount"], row["at"]) for row in self.journal(record)]

    def test_life_of_an_order(self):
        with self.at("2026-01-10"):
            order = self.order(1000)
            self.assertEqual(self.kinds(order), [])
        with self.at("2026-01-12"):
            order.action_quotation_sent()
        with self.at("2026-01-20"):
            order.action_confirm()
        with self.at("2026-02-03"):
            order.order_line.price_unit = 1200
        with self.at("2026-02-04"):
            order.note = "nothing to journal"
        with self.at("2026-03-05"):
            order._action_cancel()
        rows = [
            ("quote_sent", 1000, "2026-01-12"),
            ("order_confirmed", 1000, "2026-01-20"),
            ("order_changed", 1200, "2026-02-03"),
            ("order_cancelled", 0, "2026-03-05"),
        ]
        self.assertEqual(self.kinds(order), rows)
        self.assertEqual(
            self.kinds(order.order_line),
            [
                ("line", 1000, "2026-01-20"),
                ("line", 1200, "2026-02-03"),
                ("line", 0, "2026-03-05"),
            ],
        )
        with self.at("2026-04-01"):
            order.action_draft()
        with self.at("2026-04-02"):
            order.action_quotation_sent()
        with self.at("2026-04-03"):
            order.action_confirm()
        self.assertEqual(
            self.kinds(order)[4:],
            [
                ("order_changed", 0, "2026-04-01"),
                ("order_changed", 1200, "2026-04-02"),
                ("order_confirmed", 1200, "2026-04-03"),
            ],
        )
        self.refresh()
        self.assertEqual(
            self.amounts("order_confirmed", *MONTHS), [1000, 200, -1200, 1200]
        )
        self.assertEqual(self.counts("order_confirmed", *MONTHS), [1, 0, -1, 1])
        self.assertEqual(self.counts("quote_sent", *MONTHS), [1, 0, 0, 0])
        self.assertEqual(self.counts("quote_sent_own", *MONTHS), [1, 0, 0, 0])
        self.assertEqual(
            self.amounts("product_sold", *MONTHS), [1000, 200, -1200, 1200]
        )
        self.assertVerified()

    def test_confirmed_without_being_sent_is_sent_then(self):
        with self.at("2026-01-20"):
            order = self.order(1000)
            order.action_confirm()
        self.assertEqual(
            self.kinds(order),
            [
                ("quote_sent", 1000, "2026-01-20"),
                ("order_confirmed", 1000, "2026-01-20"),
            ],
        )

    def test_lines_come_change_and_go(self):
        table, chair = self.product("Table"), self.product("Chair")
        with self.at("2026-01-20"):
            order = self.order((table, 1, 500), (chair, 4, 50))
            order.action_confirm()
        with self.at("2026-02-10"):
            order.order_line[1].product_uom_qty = 0
            order.write(
                {"order_line": [(0, 0, {"product_id": chair.id, "product_uom_qty": 6})]}
            )
            order.order_line[2].price_unit = 40
        with self.at("2026-03-10"):
            order.order_line[0].product_uom_qty = 0
        self.refresh()
        sold = [
            [
                (self.facts("product_sold", month, product_id=product)[:3])
                for month in MONTHS[:3]
            ]
            for product in (table, chair)
        ]
        self.assertEqual(sold[0], [(1, 1, 500), (0, 0, 0), (-1, -1, -500)])
        self.assertEqual(sold[1], [(1, 4, 200), (0, 2, 40), (0, 0, 0)])
        self.assertEqual(
            self.amounts("product_sold", *MONTHS),
            self.amounts("order_confirmed", *MONTHS),
        )
        self.assertVerified()

    def test_units_of_measure_are_those_of_the_product(self):
        product = self.product()
        with self.at("2026-01-20"):
            order = self.order((product, 2, 120))
            order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
            order.order_line.price_unit = 120
            order.action_confirm()
        self.refresh()
        self.assertEqual(self.facts("product_sold", "2026-01").quantity, 24)
        self.assertEqual(self.facts("product_sold", "2026-01").amount, 240)

    def test_other_currencies_count_at_the_stored_rate(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": usd.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 1.25,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": usd.id, "company_id": self.company.id}
        )
        with self.at("2026-01-20"):
            order = self.order(1000, pricelist_id=pricelist.id)
            order.action_confirm()
        self.assertEqual(order.currency_rate, 1.25)
        self.refresh()
        self.assertEqual(self.facts("order_confirmed", "2026-01").amount, 800)
        self.assertEqual(self.facts("product_sold", "2026-01").amount, 800)

    def test_amounts_stay_with_who_confirmed(self):
        anna, bob = self.user("kpi_anna"), self.user("kpi_bob")
        with self.at("2026-01-20"):
            order = self.order(1000, user_id=anna.id)
            order.action_confirm()
        with self.at("2026-02-01"):
            order.user_id = bob
        with self.at("2026-03-01"):
            order._action_cancel()
        self.refresh()
        self.assertEqual(
            self.amounts("order_confirmed", *MONTHS, user_id=anna), [1000, 0, -1000, 0]
        )
        self.assertEqual(
            self.amounts("order_confirmed", *MONTHS, user_id=bob), [0, 0, 0, 0]
        )
        self.assertVerified()

    def test_another_opportunity_gets_the_order(self):
        with self.at("2026-01-10"):
            first = self.lead(expected_revenue=7000)
            second = self.lead(expected_revenue=7000)
        with self.at("2026-01-20"):
            order = self.order(1000, lead=first)
            order.action_confirm()
        self.refresh()
        with self.at("2026-02-01"):
            order.opportunity_id = second
        self.env.cr.execute("SELECT ref FROM sales_kpi_dirty WHERE source = 'lead'")
        queued = {ref for (ref,) in self.env.cr.fetchall()}
        self.assertLessEqual({first.id, second.id}, queued)
        self.assertEqual(
            [
                (row["lead_id"], row["outcome"], row["amount"])
                for row in self.journal(order)
            ],
            [
                (first.id, "sent", 1000),
                (first.id, "sale", 1000),
                (first.id, "moved", 0),
                (second.id, "sale", 1000),
            ],
        )
        with self.at("2026-03-01"):
            (first | second).action_set_won()
        self.refresh()
        self.assertEqual(self.facts("lead_won", lead_id=first).amount, 7000)
        self.assertEqual(self.facts("lead_won", lead_id=second).amount, 1000)
        self.assertVerified()

    def test_facts_outlive_a_deleted_order(self):
        with self.at("2026-01-20"):
            order = self.order(1000)
            order.action_confirm()
        with self.at("2026-02-01"):
            order._action_cancel()
        with self.at("2026-03-01"):
            order.unlink()
        self.refresh()
        for event in ("order_confirmed", "product_sold"):
            self.assertEqual(self.amounts(event, *MONTHS), [1000, -1000, 0, 0])
            self.assertEqual(self.counts(event, *MONTHS), [1, -1, 0, 0])
        self.assertVerified()
        self.env.cr.execute(
            """SELECT COUNT(order_id), COUNT(*) FROM sales_kpi_fact
                WHERE source IN ('order', 'product') AND company_id = %s""",
            [self.company.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (0, 6))


MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")
