"""What customers are worth, what they buy and how long they stay: decision 7."""

from odoo.fields import Command
from odoo.tests import tagged

from .customer_case import CustomerCase


@tagged("post_install", "-at_install")
class TestGoldenLifetimeValue(CustomerCase):
    def setUp(self):
        super().setUp()
        self.company.write({"kpi_clv_years": 2, "kpi_clv_discount": 0})

    def ten_customers(self, **values):
        """Ten buy for 1 000 on 10 January 2024, eight of them again a year later."""
        customers = [self.partner(f"customer {number}") for number in range(10)]
        for customer in customers:
            self.buy(customer, "2024-01-10", **values)
        for customer in customers[:8]:
            self.buy(customer, "2025-01-09", **values)
        return customers

    def test_by_revenue(self):
        """Two of ten are lost after exactly a year: S = 1, 0.8, so 1.8 years.

        2025: 8 000 from 10 customers at the start and 8 at the end, 888.89 each.
        888.89 × 1.8 = 1 600; with 10 % discount 888.89 × (1 + 0.8/1.1) = 1 535.35.
        Nobody was seen for five years; the loss of 20 % in 23 months goes on.
        """
        self.ten_customers()
        december = ("2025-12-01", "2025-12-31")
        value, n = self.figure("clv_revenue", *december)
        self.assertEqual((round(value, 2), n), (1600, 8))
        self.company.kpi_clv_discount = 0.1
        self.assertAlmostEqual(
            self.figure("clv_revenue", *december)[0], 1535.35, places=2
        )
        self.company.write({"kpi_clv_discount": 0, "kpi_clv_years": 3})
        later = 0.8 ** (24 / 23)
        self.assertAlmostEqual(
            self.figure("clv_revenue", *december)[0], 8000 / 9 * (1.8 + later), places=6
        )

    def test_before_there_were_customers(self):
        """No value before the first sale, nor until it is a year ago."""
        self.buy(self.partner(), "2024-01-31")
        self.assertEqual(
            self.figure("clv_revenue", "2023-12-01", "2023-12-31"), (None, 0)
        )
        self.assertEqual(
            self.figure("clv_revenue", "2024-12-01", "2024-12-31"), (None, 1)
        )

    def test_by_contribution(self):
        """40 % of 1 600 remain; without any margin nobody knows what remains."""
        december = ("2025-12-01", "2025-12-31")
        category = self.env["product.category"].create({"name": "Machines"})
        product = self.product(categ_id=category.id)
        lines = [(product, 1, 1_000)]
        for number in range(10):
            customer = self.partner(f"customer {number}")
            self.buy(customer, "2024-01-10", *lines)
            if number < 8:
                self.buy(customer, "2025-01-09", *lines)
        if "margin" in self.env["sale.order.line"]._fields:
            self.env["sale.order.line"].search(
                [("product_id", "=", product.id)]
            ).purchase_price = 600
        else:
            self.assertEqual(self.figure("clv_contribution", *december), (None, 8))
        category.kpi_contribution = 0.4
        self.assertAlmostEqual(
            self.figure("clv_contribution", *december)[0], 640, places=2
        )
        self.assertVerified("2025-12-31 23:00")

    def test_beside_the_cost_of_winning_a_customer(self):
        """No cost, no quotient; a formula may go on with a method."""
        self.ten_customers()
        december = ("2025-12-01", "2025-12-31")
        self.assertEqual(self.figure("clv_cac", *december), (None, 8))
        kpi = self.env["sales.kpi"].create(
            {"name": "Half", "code": "half_clv", "formula": "clv_revenue / 2"}
        )
        self.assertAlmostEqual(self.figure(kpi.code, *december)[0], 800, places=6)
        before = self.env["sales.kpi"].create(
            {"name": "Before", "code": "clv_before", "formula": "previous(clv_revenue)"}
        )
        november = self.figure("clv_revenue", "2025-11-01", "2025-11-30")
        self.assertAlmostEqual(self.figure(before.code, *december)[0], november[0])

    def test_middle_customer_and_ninth_of_ten(self):
        """Eight of 100 and one of 10 000 and of 20 000: the mean is none of them."""
        amounts = (*[100] * 8, 10_000, 20_000)
        for number, amount in enumerate(amounts):
            self.buy(self.partner(f"customer {number}"), "2025-03-01", amount)
        with self.at("2025-12-31 23:00"):
            self.refresh()
            answer = self.env["sales.kpi"].dashboard_calculation(
                "clv_revenue",
                {
                    "period": "custom",
                    "date_from": "2025-12-01",
                    "date_to": "2025-12-31",
                },
            )
        parts = {part["label"]: part["value"] for part in answer["parts"]}
        self.assertEqual(parts["Revenue of the customer in the middle"], 100)
        self.assertAlmostEqual(
            parts["Revenue that nine of ten customers stay below"], 11_000
        )

    def test_two_companies_and_currencies(self):
        """T6: 1 000 EUR here and 1 000 CHF there, 2 CHF for a EUR: 1 500 EUR in 2025.

        One customer of both is one in each since 2024: 750 each.
        """
        swiss = self.env["res.company"].create(
            {"name": "Swiss", "currency_id": self.env.ref("base.CHF").id}
        )
        swiss.kpi_revenue_basis = "orders"
        self.env.user.company_ids = [Command.link(swiss.id)]
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.CHF").id,
                "company_id": self.company.id,
                "name": "2024-01-01",
                "rate": 2,
            }
        )
        self.company.kpi_clv_years = 1
        customer, product = self.partner(), self.product()
        both = self.env["sales.kpi"].with_context(
            allowed_company_ids=[self.company.id, swiss.id]
        )
        for day in ("2024-12-01", "2025-03-01"):
            self.buy(customer, day, (product, 1, 1_000))
            self.buy(customer, day, (product, 1, 1_000), company_id=swiss.id)
        with self.at("2025-12-31 23:00"):
            self.refresh()
            [row] = both.evaluate(["clv_revenue"], "2025-12-01", "2025-12-31")["rows"]
        self.assertEqual(row["values"]["clv_revenue"], {"value": 750, "n": 2})


@tagged("post_install", "-at_install")
class TestGoldenCustomerBase(CustomerCase):
    def test_products_per_customer(self):
        """a bought p twice and q; b p, and q which he gave back; c is lost: 3 / 2.

        q of c was thirteen months ago. A month before there were customers has no
        value.
        """
        p, q = self.product("p"), self.product("q")
        a, b, c = (self.partner(name) for name in "abc")
        self.buy(a, "2025-01-01", (p, 1, 10), (q, 1, 10))
        self.buy(a, "2025-12-31", (p, 1, 10))
        self.buy(b, "2025-05-01", (p, 1, 10))
        cancelled = self.buy(b, "2025-06-01", (q, 1, 10))
        with self.at("2025-06-02 10:00"):
            cancelled._action_cancel()
        self.buy(c, "2024-11-30", (q, 1, 10))
        self.assertEqual(
            self.figure("products_per_customer", "2025-12-01", "2025-12-31"), (1.5, 2)
        )
        self.assertEqual(
            self.figure("products_per_customer", "2024-10-01", "2024-10-31"), (None, 0)
        )

    def test_customer_years(self):
        """One since 2020, imported, and one since 1 December 2025.

        31 December 2025 is 2 191 and 30 days later; on average 3.04 years.
        """
        old, new = self.partner("old"), self.partner("new")
        old.customer_since = "2020-01-01"
        self.buy(old, "2025-06-01")
        self.buy(new, "2025-12-01")
        value, n = self.figure("customer_years", "2025-12-01", "2025-12-31")
        self.assertEqual((round(value, 6), n), (round(2221 / 2 / 365.25, 6), 2))
        by_customer = self.figures(
            "customer_years", "2025-12-01", "2025-12-31", groupby="customer_id"
        )
        self.assertAlmostEqual(by_customer[new.id], 30 / 365.25)
        self.assertEqual(
            self.figure("customer_years", "2019-12-01", "2019-12-31"), (None, 0)
        )
