from odoo.tests import tagged

from .common import SalesKpiCase

MONTHS = ("2026-01", "2026-02", "2026-03")


@tagged("post_install", "-at_install")
class TestInvoiceFacts(SalesKpiCase):
    accounting = True

    def tax(self, percent):
        return self.env["account.tax"].create(
            {"name": f"{percent} %", "amount": percent, "company_id": self.company.id}
        )

    def test_three_kinds_of_revenue(self):
        """Decision 1: ordered, invoiced and paid are three figures."""
        customer = self.partner()
        tax = self.tax(19)
        with self.at("2026-01-28 10:00"):
            self.order(100_000, partner=customer).action_confirm()
        with self.at("2026-02-10 10:00"):
            first = self.invoice("2026-02-10", 60_000, partner=customer, tax=tax)
        with self.at("2026-03-05 10:00"):
            self.pay(first, "2026-03-05")
        with self.at("2026-03-12 10:00"):
            self.invoice("2026-03-12", 40_000, partner=customer, tax=tax)
        with self.at("2026-03-20 10:00"):
            self.invoice(
                "2026-03-20", 5_000, partner=customer, tax=tax, move_type="out_refund"
            )
        self.refresh("2026-04-01")
        self.assertEqual(self.amounts("order_confirmed", *MONTHS), [100_000, 0, 0])
        for event in ("invoiced", "revenue"):
            self.assertEqual(self.amounts(event, *MONTHS), [0, 60_000, 35_000])
        self.assertEqual(self.amounts("paid", *MONTHS), [0, 0, 60_000])
        self.assertEqual(self.counts("invoiced", *MONTHS), [0, 1, 0])
        self.assertVerified("2026-04-01")
        self.company.kpi_revenue_basis = "orders"
        self.refresh("2026-04-01")
        self.assertEqual(self.amounts("revenue", *MONTHS), [100_000, 0, 0])
        self.assertEqual(self.amounts("invoiced", *MONTHS), [0, 60_000, 35_000])
        self.assertVerified("2026-04-01")

    def test_payment_in_parts_and_back(self):
        customer, tax = self.partner(), self.tax(25)
        with self.at("2026-01-10"):
            invoice = self.invoice("2026-01-10", 1_000, partner=customer, tax=tax)
            self.pay(invoice, "2026-01-20", 625)
        with self.at("2026-02-10"):
            refund = self.invoice(
                "2026-02-10", 200, partner=customer, tax=tax, move_type="out_refund"
            )
            receivable = (invoice | refund).line_ids.filtered(
                lambda line: line.display_type == "payment_term"
            )
            receivable.reconcile()
        with self.at("2026-03-10"):
            rest = self.pay(invoice, "2026-03-10")
            other = self.invoice(
                "2026-03-11", 80, partner=customer, tax=tax, move_type="out_refund"
            )
            self.pay(other, "2026-03-12")
        self.refresh("2026-04-01")
        self.assertEqual(self.amounts("paid", *MONTHS), [500, 0, 300 - 80])
        self.assertVerified("2026-04-01")
        with self.at("2026-04-02"):
            rest.action_draft()
        self.refresh("2026-04-02")
        self.assertEqual(self.amounts("paid", *MONTHS), [500, 0, -80])
        self.assertVerified("2026-04-02")

    def test_lines_add_up_and_break_down_by_product(self):
        table, chair = self.product("Table"), self.product("Chair")
        chair.uom_id = self.env.ref("uom.product_uom_unit")
        with self.at("2026-01-10"):
            invoice = self.invoice(
                "2026-01-10", (table, 1, 333.33), (chair, 3, 11.11), tax=self.tax(19)
            )
        self.refresh()
        self.assertEqual(
            self.facts("invoiced", "2026-01").amount, invoice.amount_untaxed_signed
        )
        self.assertEqual(self.facts("invoiced", product_id=chair)[:3], (0, 3, 33.33))
        self.assertEqual(self.facts("invoiced", product_id=table).count, 1)
        category = self.env["product.category"].create({"name": "Furniture"})
        chair.categ_id = category
        self.assertEqual(self.facts("invoiced", categ_id=category).amount, 0)
        self.refresh()
        self.assertEqual(self.facts("invoiced", categ_id=category).amount, 33.33)
        with self.at("2026-02-10"):
            invoice.button_draft()
        self.refresh()
        self.assertEqual(self.facts("invoiced").amount, 0)
        with self.at("2026-02-11"):
            invoice.invoice_line_ids[0].price_unit = 400
            invoice.action_post()
        self.refresh()
        self.assertEqual(self.facts("invoiced", "2026-01").amount, 433.33)
        self.assertVerified()
        with self.at("2026-02-12"):
            invoice.button_draft()
            invoice.name = False
            invoice.unlink()
        self.refresh()
        self.assertEqual(self.facts("invoiced").amount, 0)
        self.assertVerified()

    def test_foreign_currency_counts_as_booked(self):
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
        with self.at("2026-01-10"):
            self.invoice("2026-01-10", 1_000, currency_id=usd.id)
        self.refresh()
        self.assertEqual(self.facts("invoiced", "2026-01").amount, 800)
        self.assertVerified()
