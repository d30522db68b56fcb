from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestCustomerFacts(SalesKpiCase):
    accounting = True

    def assertMovesAddUp(self, first, last):
        """Closing = opening + won + returned - lost."""
        day_before = str(date.fromisoformat(first) - relativedelta(days=1))
        opening = self.facts("customer_active", "1900-01-01", day_before).count
        closing = self.facts("customer_active", "1900-01-01", last).count
        moved = {
            event: self.facts(event, first, last).count
            for event in ("customer_won", "customer_returned", "customer_lost")
        }
        self.assertEqual(
            closing,
            opening
            + moved["customer_won"]
            + moved["customer_returned"]
            - moved["customer_lost"],
        )
        return opening, closing, moved

    def bought(self, customers, day):
        """Each customer gets an invoice."""
        with self.at(day):
            for customer in customers:
                self.invoice(day, 100, partner=customer)

    def test_new_business_ends_after_a_year(self):
        """Decision 3: 40 000 + 10 000; the order a year and five days later is not."""
        customer = self.partner()
        self.company.kpi_revenue_basis = "orders"
        for day, amount in (
            ("2025-03-15", 40_000),
            ("2025-04-10", 10_000),
            ("2026-03-20", 30_000),
        ):
            with self.at(f"{day} 10:00"):
                self.order(amount, partner=customer).action_confirm()
        self.refresh("2026-04-01")
        self.assertEqual(self.facts("new_business").amount, 50_000)
        self.assertEqual(self.facts("customer_won", "2025-03-15").count, 1)
        self.assertVerified("2026-04-01")
        customer.customer_since = "2024-05-01"
        self.refresh("2026-04-01")
        self.assertEqual(self.facts("new_business").amount, 50_000)
        self.assertEqual(self.facts("customer_won", "2024-05-01").count, 1)
        self.assertEqual(self.facts("customer_won").count, 1)
        customer.customer_since = "2020-01-01"
        self.refresh("2026-04-01")
        self.assertEqual(self.facts("new_business").amount, 0)
        self.assertVerified("2026-04-01")

    def test_new_business_by_invoices(self):
        customer, product = self.partner(), self.product()
        with self.at("2025-03-15 10:00"):
            order = self.order(40_000, partner=customer)
            order.action_confirm()
        with self.at("2026-03-14 10:00"):
            self.invoice("2026-03-14", (product, 2, 500), partner=customer)
            self.invoice("2026-03-15", 700, partner=customer)
            self.invoice("2026-03-14", 100, partner=customer, move_type="out_refund")
        self.refresh("2026-04-01")
        self.assertEqual(self.facts("new_business").amount, 900)
        self.assertEqual(self.facts("new_business", product_id=product).amount, 1_000)
        self.assertEqual(self.facts("customer_won", "2025-03-15").count, 1)
        self.assertVerified("2026-04-01")
        with self.at("2026-04-02"):
            order._action_cancel()
        self.refresh("2026-04-02")
        self.assertEqual(self.facts("new_business").amount, 1_600)
        self.assertEqual(self.facts("customer_won", "2025-03-15").count, 0)
        self.assertEqual(self.facts("customer_won", "2026-03-14").count, 1)
        self.assertVerified("2026-04-02")

    def test_new_business_moves_with_its_product_to_another_category(self):
        table = self.product("Table")
        self.invoice("2026-01-10", (table, 1, 100))
        self.refresh("2026-02-01")
        table.categ_id = self.env["product.category"].create({"name": "Furniture"})
        self.assertVerified("2026-02-01")
        self.assertEqual(
            self.facts("new_business", categ_id=table.categ_id).amount, 100
        )

    def test_silence_loses_and_a_purchase_returns(self):
        customer = self.partner()
        self.bought(customer, "2023-01-10")
        self.refresh("2023-01-11")
        self.assertEqual(self.facts("customer_lost", "2024-01-10").count, 1)
        self.bought(customer, "2024-01-10")
        self.refresh("2024-01-11")
        self.assertEqual(self.facts("customer_lost", "2024-01-10").count, 0)
        self.assertEqual(self.facts("customer_lost", "2025-01-10").count, 1)
        self.bought(customer, "2025-06-01")
        self.refresh("2025-06-01")
        self.assertEqual(self.facts("customer_lost", "2025-01-10").count, 1)
        self.assertEqual(self.facts("customer_returned", "2025-06-01").count, 1)
        self.assertMovesAddUp("2025-01-01", "2025-12-31")
        self.assertVerified("2025-06-01")
        self.company.kpi_silence_months = 24
        self.refresh("2025-06-01")
        self.assertEqual(self.facts("customer_returned").count, 0)
        self.assertEqual(self.facts("customer_lost", "2027-06-01").count, 1)
        self.assertVerified("2025-06-01")

    def test_retention_and_churn_are_one_identity(self):
        """Decision 18 at a tenth: 50, 10 won, 5 old and 2 new lost, 53 at the end."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(60)]
        )
        self.company.kpi_revenue_basis = "orders"
        self.company.kpi_silence_months = 6
        old, lost_old, new, lost_new = (
            partners[:45],
            partners[45:50],
            partners[50:58],
            partners[58:],
        )

        def ordered(customers, day):
            with self.at(f"{day} 10:00"):
                orders = self.env["sale.order"]
                for customer in customers:
                    orders |= self.order(100, partner=customer)
                orders.action_confirm()

        ordered(old | lost_old, "2025-11-01")
        ordered(new | lost_new, "2026-01-10")
        ordered(old, "2026-04-30")
        ordered(new, "2026-07-01")
        self.refresh("2026-08-01")
        opening, closing, moved = self.assertMovesAddUp("2026-01-01", "2026-07-31")
        self.assertEqual((opening, closing), (50, 53))
        self.assertEqual(
            moved, {"customer_won": 10, "customer_returned": 0, "customer_lost": 7}
        )
        kept = sum(
            self.facts(
                "customer_active", "1900-01-01", "2026-07-31", customer_id=p
            ).count
            for p in old | lost_old
        )
        self.assertEqual(kept / opening, 0.9)
        self.assertVerified("2026-08-01")

    def test_imported_customer_without_a_purchase(self):
        with self.at("2026-01-10"):
            self.partner(customer_since="2025-10-01", company_id=self.company.id)
        self.refresh("2026-01-11")
        self.assertEqual(self.facts("customer_won", "2025-10-01").count, 1)
        self.assertEqual(self.facts("customer_lost", "2026-10-01").count, 1)
        self.assertVerified("2026-01-11")

    def test_merged_customers_are_one(self):
        one, other = self.partner("One"), self.partner("Other")
        self.bought(one, "2026-01-10")
        self.bought(other, "2026-02-10")
        self.refresh("2026-02-11")
        self.assertEqual(self.facts("customer_won").count, 2)
        with self.at("2026-02-12"):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (one | other).ids, other
            )
        self.refresh("2026-02-12")
        self.assertEqual(self.facts("customer_won").count, 1)
        self.assertEqual(
            self.facts("customer_won", "2026-01-10", customer_id=other).count, 1
        )
        self.assertEqual(self.facts("invoiced", customer_id=other).amount, 200)
        self.assertVerified("2026-02-12")

    def test_contact_that_joins_a_company_buys_for_it(self):
        company, person = self.partner("Company"), self.partner("P", is_company=False)
        self.bought(person, "2026-01-10")
        self.bought(company, "2026-02-10")
        self.refresh("2026-02-11")
        self.assertEqual(self.facts("customer_won").count, 2)
        with self.at("2026-02-12"):
            person.parent_id = company
        self.refresh("2026-02-12")
        self.assertEqual(self.facts("customer_won").count, 1)
        self.assertEqual(self.facts("invoiced", customer_id=company).amount, 200)
        self.assertEqual(self.facts("invoiced", customer_id=person).amount, 0)
        self.assertVerified("2026-02-12")
