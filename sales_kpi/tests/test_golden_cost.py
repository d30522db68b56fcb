from odoo.tests import tagged

from .golden import GoldenCase

YEAR = ("2026-01-01", "2026-12-31")


class CostGoldenCase(GoldenCase):
    def cost(self, amount, first="2026-01-01", last="2026-12-31", **values):
        with self.at("2026-01-01 08:00"):
            return self.env["sales.kpi.cost"].create(
                {
                    "company_id": self.company.id,
                    "amount": amount,
                    "date_from": first,
                    "date_to": last,
                    **values,
                }
            )


@tagged("post_install", "-at_install")
class TestGoldenCac(CostGoldenCase):
    """Decision 8: what a customer cost, over twelve months."""

    def sold(self, number, day, **values):
        for _number in range(number):
            with self.at(f"{day} 10:00"):
                self.order(100, **values).action_confirm()

    def setUp(self):
        super().setUp()
        self.company.kpi_revenue_basis = "orders"

    def test_cost_of_a_customer_over_twelve_months(self):
        """10 000 a month, two customers in each of six months, none later → 10 000."""
        self.cost(10_000, recurrence="month")
        for month in range(1, 7):
            self.sold(2, f"2026-{month:02}-15")
        december = ("2026-12-01", "2026-12-31")
        self.assertEqual(self.figure("cac", *december), (10_000, 12))

    def test_cost_goes_on_when_no_customer_comes(self):
        """In June 60 000 / 12, in September 90 000 / 12."""
        self.cost(10_000, recurrence="month")
        self.sold(12, "2026-01-31")
        values = self.figures("cac", "2026-06-01", "2026-09-30", granularity="month")
        self.assertEqual([*values.values()], [5000, 70_000 / 12, 80_000 / 12, 7500])

    def test_no_customer_no_value_and_no_cost_is_0(self):
        self.sold(1, "2025-01-15")
        self.cost(100, "2024-01-01", "2024-01-31")
        self.assertEqual(self.figure("cac", "2025-06-01", "2025-06-30"), (0, 1))
        self.assertEqual(self.figure("cac", "2026-06-01", "2026-06-30"), (None, 0))

    def test_what_is_not_allocated_makes_the_total(self):
        """300 for a campaign with one customer, 700 for none with another one: 500."""
        campaign = self.env["utm.campaign"].create({"name": "Fair"})
        self.cost(300, campaign_id=campaign.id)
        self.cost(700)
        self.sold(1, "2026-02-10", campaign_id=campaign.id)
        self.sold(1, "2026-03-10")
        values = self.figures("cac", *YEAR, groupby="campaign_id")
        self.assertEqual(values[campaign.id], 300)
        self.assertEqual(values[None], 700)
        self.assertEqual(self.figure("cac", *YEAR), (500, 2))

    def test_by_customer_it_does_not_apply(self):
        self.cost(300)
        self.sold(1, "2026-02-10")
        values = self.figures("cac", *YEAR, groupby="customer_id")
        self.assertEqual(set(values.values()) - {None}, set())

    def test_two_companies_and_two_currencies(self):
        """Here 100 €; there 100 $ spent, which are 50 €: together 150 € for two."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        other = self.env["res.company"].create(
            {"name": "Other", "currency_id": dollar.id, "kpi_revenue_basis": "orders"}
        )
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.env.ref(f"base.{name}").id,
                    "company_id": self.company.id,
                    "name": "2026-01-01",
                    "rate": rate,
                }
                for name, rate in (("USD", 2), ("EUR", 1))
            ]
        )
        self.cost(100)
        self.cost(100, company_id=other.id, currency_id=dollar.id)
        self.sold(1, "2026-02-10")
        self.sold(1, "2026-02-10", company_id=other.id)
        both = self.env["sales.kpi"].with_context(
            allowed_company_ids=(self.company | other).ids
        )
        with self.at("2026-12-31 23:00"):
            self.refresh()
            [row] = both.evaluate(["cac"], *YEAR)["rows"]
        self.assertEqual(row["values"]["cac"], {"value": 75, "n": 2})
