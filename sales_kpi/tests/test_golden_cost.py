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


@tagged("post_install", "-at_install")
class TestGoldenRoi(CostGoldenCase):
    """What the margin of won leads brings for the costs; products contribute 40 %."""

    def setUp(self):
        super().setUp()
        self.category = self.env["product.category"].create(
            {"name": "Machines", "kpi_contribution": 0.4}
        )
        self._any_product = self.product(categ_id=self.category.id)

    def won(self, amount, day, **values):
        with self.at(f"{day} 09:00"):
            lead = self.lead(partner_id=self.partner().id, **values)
            self.order(amount, lead=lead).action_confirm()
        self.win(lead, f"{day} 10:00")
        return lead

    def roi(self, first, last, **options):
        return self.figures("roi", first, last, at="2027-01-10 09:00", **options)

    def test_return_of_a_month(self):
        """Margins of 4 000 and 2 000 for costs of 2 000: 200 %."""
        self.cost(2000, "2026-01-01", "2026-01-31")
        self.won(10_000, "2026-01-01")
        self.won(5_000, "2026-01-31")
        self.won(50_000, "2026-02-01")
        self.assertEqual(self.roi("2026-01-01", "2026-01-31"), {None: 2})

    def test_a_month_without_costs_has_none(self):
        self.cost(1000, "2026-01-01", "2026-01-31")
        self.cost(1000, "2026-03-01", "2026-03-31")
        self.leads(1, "2026-01-02 09:00")
        self.won(10_000, "2026-02-10")
        months = self.roi("2026-01-01", "2026-03-31", granularity="month")
        self.assertEqual([*months.values()], [-1, None, -1])
        self.assertEqual(self.roi("2026-01-01", "2026-03-31"), {None: 1})

    def test_what_does_not_count(self):
        """Lost leads, orders that were not confirmed, costs of days to come."""
        self.cost(31, "2026-01-01", "2026-12-31")
        lead = self.won(100, "2026-01-05")
        with self.at("2026-01-05 11:00"):
            self.order(900, lead=lead)
        self.lose(self.lead(expected_revenue=100), "2026-01-06 09:00")
        with self.at("2026-01-31 23:00"):
            self.refresh()
            kpis = self.env["sales.kpi"]
            [year] = kpis.evaluate(["roi"], *YEAR)["rows"]
            [month] = kpis.evaluate(["roi"], "2026-01-01", "2026-01-31")["rows"]
        self.assertEqual(year["values"], month["values"])
        spent = self.facts("cost", "2026-01").amount
        self.assertAlmostEqual(month["values"]["roi"]["value"], 40 / spent - 1)

    def test_a_win_that_is_taken_back_takes_its_margin(self):
        self.cost(1000, "2026-01-01", "2026-02-28", recurrence="month")
        lead = self.won(5_000, "2026-01-20")
        with self.at("2026-02-10 09:00"):
            lead.write({"stage_id": self._first_stage().id, "probability": 20})
        months = self.roi("2026-01-01", "2026-02-28", granularity="month")
        self.assertEqual([*months.values()], [1, -3])

    def _first_stage(self):
        return self.env["crm.stage"].search([("is_won", "=", False)], limit=1)

    def test_another_contribution_counts_where_time_is_open(self):
        """200 % at 40 %; 50 % at 20 %, and nothing of other products."""
        month = ("2026-01-01", "2026-01-31")
        self.cost(2000, *month)
        self.won(15_000, "2026-01-15")
        self.assertEqual(self.roi(*month), {None: 2})
        with self.at("2026-02-01 09:00"):
            self.category.kpi_contribution = 0.2
        self.assertEqual(self.roi(*month), {None: 0.5})
        with self.at("2026-02-01 09:00"):
            self._any_product.categ_id = self.env["product.category"].create(
                {"name": "Other"}
            )
        self.assertEqual(self.roi(*month), {None: -1})
        self.assertVerified("2027-01-10 09:00")

    def test_by_source_the_rest_is_not_allocated(self):
        """Fair 4 000 / 1 000, website 2 000 / 4 000, for neither 1 000 were spent."""
        fair, web = self.env["utm.source"].create([{"name": "Fair"}, {"name": "Web"}])
        month = ("2026-01-01", "2026-01-31")
        self.cost(1000, *month, source_id=fair.id)
        self.cost(4000, *month, source_id=web.id)
        self.cost(1000, *month)
        self.won(10_000, "2026-01-15", source_id=fair.id)
        self.won(5_000, "2026-01-15", source_id=web.id)
        self.assertEqual(
            self.roi(*month, groupby="source_id"), {fair.id: 3, web.id: -0.5, None: -1}
        )
        self.assertEqual(self.roi(*month), {None: 0})

    def test_pivot_and_evaluate_agree(self):
        fair = self.env["utm.source"].create({"name": "Fair"})
        month = ("2026-01-01", "2026-01-31")
        self.cost(1000, *month, source_id=fair.id)
        self.cost(500, *month)
        self.won(10_000, "2026-01-15", source_id=fair.id)
        found = self.roi(*month, groupby="source_id")
        with self.at("2027-01-10 09:00"):
            rows = self.env["sales.kpi.report"]._read_group(
                [("date", ">=", month[0]), ("date", "<=", month[1])],
                ["source_id"],
                ["roi:avg"],
            )
        self.assertEqual({source.id or None: value for source, value in rows}, found)
        words = self.env["sales.kpi.report"].fields_get(["source_id"])
        self.assertEqual(words["source_id"]["falsy_value_label"], "Not allocated")
