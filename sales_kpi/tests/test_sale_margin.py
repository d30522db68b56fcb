from unittest.mock import patch

from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install", "-standard", "sales_kpi_margin")
class TestSaleMargin(SalesKpiCase):
    """Where Odoo's app Margins is installed, the margin of an order is the one it shows.

    Three chairs for 100 that cost 60 leave 3 × 40 = 120; the contribution of the
    category (50 %) would say 150 and does not count.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        category = cls.env["product.category"].create(
            {"name": "Furniture", "kpi_contribution": 0.5}
        )
        cls.chair = cls.product(cls, "Chair", list_price=100, categ_id=category.id)
        cls.chair.standard_price = 60

    def _sold(self):
        with self.at("2026-01-05 10:00"):
            lead = self.lead(partner_id=self.partner().id)
            order = self.order((self.chair, 3, 100), lead=lead)
        with self.at("2026-01-20 10:00"):
            order.action_confirm()
            lead.action_set_won()
        return lead, order

    def test_order_product_and_lead_have_its_margin(self):
        _lead, order = self._sold()
        self.assertEqual(order.margin, 120)
        self.refresh()
        for event in ("order_confirmed", "product_sold", "lead_won"):
            with self.subTest(event):
                self.assertEqual(self.facts(event, "2026-01").margin, 120)
        self.assertVerified()

    def test_what_changes_later_counts_then(self):
        """Two more chairs in February bring 80; a dearer purchase in March costs 5 × 10."""
        _lead, order = self._sold()
        with self.at("2026-02-03 10:00"):
            order.order_line.product_uom_qty = 5
        with self.at("2026-03-03 10:00"):
            order.order_line.purchase_price = 70
        self.refresh()
        months = ("2026-01", "2026-02", "2026-03")
        self.assertEqual(
            [self.facts("product_sold", month).margin for month in months],
            [120, 80, -50],
        )
        self.assertEqual(self.facts("lead_won", "2026-01").margin, 120)
        self.assertVerified()

    def test_cancelled_takes_all_back(self):
        _lead, order = self._sold()
        with self.at("2026-02-03 10:00"):
            order._action_cancel()
        self.refresh()
        self.assertEqual(self.facts("product_sold", "2026-02").margin, -120)

    def test_return_on_sales_and_marketing(self):
        """120 of margin for 80 spent: 50 %."""
        self._sold()
        self.env["sales.kpi.cost"].create(
            {
                "name": "Fair",
                "amount": 80,
                "category": "events",
                "date_from": "2026-01-01",
                "date_to": "2026-01-31",
                "company_id": self.company.id,
            }
        )
        self.refresh()
        domain = [("company_id", "=", self.company.id)]
        [row] = self.env["sales.kpi"].evaluate(
            ["roi"], "2026-01-01", "2026-01-31", domain=domain
        )["rows"]
        self.assertAlmostEqual(row["values"]["roi"]["value"], 0.5)

    def test_the_app_is_installed_after_the_sales(self):
        """Then its margins belong to the days of the sales, not to that of the app."""
        _lead, order = self._sold()
        with self.at("2026-02-03 10:00"):
            order.order_line.product_uom_qty = 5
        # as the journal was before there were margins
        self.env.cr.execute(
            "UPDATE sales_kpi_journal SET margin = 0 WHERE company_id = %s",
            [self.company.id],
        )
        self.env.invalidate_all()
        Journal = self.env["sales.kpi.journal"]
        with (
            self.at("2026-06-01 10:00"),
            patch.object(self.env.registry, "ready", False),
        ):
            Journal._sync_lines(order.ids)
            Journal._sync_orders(order.ids)
            order._kpi_mark(order.ids)
        self.refresh()
        months = ("2026-01", "2026-02", "2026-06")
        for event in ("product_sold", "order_confirmed"):
            with self.subTest(event):
                self.assertEqual(
                    [self.facts(event, month).margin for month in months], [120, 80, 0]
                )
        self.assertEqual(self.facts("lead_won", "2026-01").margin, 120)
        self.assertVerified()
