from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .customer_case import CustomerCase


@tagged("post_install", "-at_install")
class TestSilenceSuggestion(CustomerCase):
    """The months of silence that the data suggest: P90 of the pauses."""

    def pauses(self, *days):
        """A customer buys, and again after so many days, one after the other."""
        customer = self.partner()
        day = self.env["sales.kpi"]._today().replace(year=2024, month=1, day=1)
        self.buy(customer, str(day))
        for pause in days:
            day = day.fromordinal(day.toordinal() + pause)
            self.buy(customer, str(day))

    def suggested(self):
        self.refresh("2025-12-31 12:00")
        company = self.company.with_context(lang="en_US")
        company.invalidate_recordset()
        with self.at("2025-12-31 12:00"):
            return company.kpi_silence_suggestion, company.kpi_silence_words

    def test_nine_of_ten(self):
        """Pauses of 10, 20 … 100 days: nine of ten end after 91 days, 3 months."""
        self.pauses(10, 20, 30, 40, 50)
        self.assertEqual(
            self.suggested(),
            (
                0,
                "Too few purchases to suggest something: 5 of 10 pauses between two "
                "purchases of a customer.",
            ),
        )
        self.pauses(60, 70, 80, 90, 100)
        self.assertEqual(
            self.suggested(),
            (
                3,
                "Nine of ten pauses between two purchases of a customer lasted at most "
                "3 months (n = 10).",
            ),
        )

    def test_two_orders_of_a_day_are_one_purchase(self):
        customer = self.partner()
        for _ in range(12):
            self.buy(customer, "2025-01-31")
        self.assertEqual(self.suggested()[0], 0)

    def test_taking_it_counts_open_months_anew_and_leaves_closed_ones(self):
        """Lost after three months instead of twelve; closed January stays."""
        self.company.kpi_closing_workday = 0
        self.pauses(*range(10, 101, 10))  # the last purchase is on 4 July 2025
        lost = self.partner()
        self.buy(lost, "2025-01-15")
        year = ("2025-01-01", "2025-12-31")
        self.assertEqual(sum(self.figures("churn_rate", *year).values()), 0)
        with self.at("2025-12-31 12:00"):
            self.company._kpi_close_until(self.env["sales.kpi"]._today().replace(day=1))
            self.company.action_kpi_take_silence()
        self.assertEqual(self.company.kpi_silence_months, 3)
        months = self.figures(
            "retention_rate", *year, at="2025-12-31 12:00", granularity="month"
        )
        # both were lost within closed time: a correction on the first open day
        closed = [value for period, value in months.items() if period < "2025-12-01"]
        self.assertEqual(set(closed) - {None}, {1})
        self.assertEqual(months["2025-12-01"], 0)

    def test_only_managers_take_it(self):
        self.pauses(*range(10, 101, 10))
        self.suggested()
        company = self.company.with_user(self.user("kpi_seller"))
        with self.assertRaises(AccessError):
            company.action_kpi_take_silence()
        manager = self.user("kpi_boss", "sales_kpi.group_manager")
        with self.at("2025-12-31 12:00"):
            self.company.with_user(manager).action_kpi_take_silence()
        self.assertEqual(self.company.kpi_silence_months, 3)

    def test_nothing_to_take(self):
        with self.assertRaises(UserError):
            self.company.action_kpi_take_silence()

    def test_limits_of_the_lifetime_value(self):
        for values in ({"kpi_clv_years": 0}, {"kpi_clv_discount": 1.5}):
            with self.assertRaises(ValidationError):
                self.company.write(values)


@tagged("post_install", "-at_install")
class TestAvailability(CustomerCase):
    """A KPI says since when it has data, before it is put in use."""

    def words(self, code, at):
        self.refresh(at)
        kpi = self.env.ref(f"sales_kpi.sales_kpi_{code}")
        kpi.invalidate_recordset()
        with self.at(at):
            return kpi.with_context(lang="en_US").availability

    def test_what_is_missing_and_since_when(self):
        """Other companies of the database have no facts in a new one of tests."""
        self.env.cr.execute("DELETE FROM sales_kpi_fact")
        self.assertEqual(
            self.words("retention_rate", "2025-01-01"),
            "No data yet, so it has no value. Missing: Active customers, Customer lost, "
            "Customer returned, Customer won.",
        )
        for number in range(30):
            self.buy(self.partner(f"customer {number}"), "2025-03-10")
        self.assertEqual(
            self.words("retention_rate", "2025-06-01"),
            "Data since 03/10/2025: it says little before 03/10/2026.",
        )
        self.assertEqual(
            self.words("order_intake", "2025-06-01"), "Data since 03/10/2025."
        )
        self.company.kpi_silence_months = 24
        self.assertEqual(
            self.words("retention_rate", "2026-03-10"), "Data since 03/10/2025."
        )
        self.env["sale.order"].search([], limit=1)._action_cancel()
        self.assertEqual(
            self.words("retention_rate", "2026-03-10"),
            "Data since 03/10/2025, but of 29 active customers only: it says little "
            "below 30.",
        )

    def test_it_is_said_before_the_kpi_is_put_in_use(self):
        """Managers choose tiles also from what is not in use."""
        self.env.cr.execute("DELETE FROM sales_kpi_fact")
        kpi = self.env.ref("sales_kpi.sales_kpi_churn_rate")
        kpi.is_used = False
        rows = self.env["sales.kpi"].with_context(lang="en_US").dashboard_free_tiles()
        notes = {row["code"]: row.get("note") for row in rows}
        self.assertIn("Missing: Active customers", notes["churn_rate"])

    def test_a_new_kpi_has_nothing_to_say_yet(self):
        self.assertEqual(self.env["sales.kpi"].new({"name": "New"}).availability, "")


@tagged("post_install", "-at_install")
class TestMethodAndBenchmark(CustomerCase):
    def test_a_method_is_chosen_from_those_that_exist(self):
        Kpi = self.env["sales.kpi"]
        for method in (False, "unlink"):
            with self.assertRaises(ValidationError):
                Kpi.create(
                    {"name": "A", "code": "a", "kind": "method", "method": method}
                )

    def test_what_a_method_needs_cannot_be_deleted(self):
        with self.assertRaisesRegex(UserError, "“cac” cannot be deleted"):
            self.env.ref("sales_kpi.sales_kpi_cac").unlink()

    def test_a_method_is_explained_and_not_offered_in_the_pivot(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_churn_rate")
        self.assertFalse(kpi._is_compiled(kpi.code))
        self.assertFalse(kpi._is_additive(kpi.code))
        self.assertEqual(
            kpi.with_context(lang="en_US")._help_words()["formula"],
            "1 − customers kept / customers at the start",
        )

    def test_products_are_no_dimension_of_customers(self):
        value, n = self.figure(
            "retention_rate",
            "2025-01-01",
            "2025-01-31",
            domain=[("product_id", "=", self.product().id)],
        )
        self.assertEqual((value, n), (None, 0))

    def test_the_benchmark_is_in_tile_and_help_of_its_company(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_churn_rate")
        self.assertNotIn("benchmark", kpi._help_words())
        kpi.write({"benchmark": 0.125, "benchmark_label": "Industry 2025"})
        kpi.is_used = True
        self.env["sales.kpi"]._set_tiles(kpi)
        [tile] = self.env["sales.kpi"].dashboard_data()["tiles"]
        self.assertEqual(tile["benchmark"], {"value": 0.125, "label": "Industry 2025"})
        self.assertEqual(tile["help"]["benchmark"], "Industry 2025: 12.5 %")
        other = self.env["res.company"].create({"name": "Other"})
        self.assertIsNone(kpi.with_company(other)._benchmark())
