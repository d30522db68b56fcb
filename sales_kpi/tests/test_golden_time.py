from odoo.tests import tagged

from .golden import GoldenCase


@tagged("post_install", "-at_install")
class TestGoldenTime(GoldenCase):
    """Zero, no value and growth: decisions 19 and 20."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.growth = cls.env["sales.kpi"].create(
            {
                "name": "Growth of won value",
                "code": "won_growth",
                "formula": "won_value / previous(won_value) - 1",
                "unit": "percent",
            }
        )

    def won(self, day, amount):
        """A deal that was made and won on a day."""
        [lead] = self.leads(1, f"{day} 09:00", expected_revenue=amount)
        self.win(lead, f"{day} 12:00")

    def months(self, code, last="2026-03-31"):
        return list(
            self.figures(code, "2026-01-01", last, granularity="month").values()
        )

    def test_month_without_deals_is_zero_and_the_next_has_no_growth(self):
        """Decision 20: 50 000, none, 20 000 → 0, −100 %, no value."""
        self.won("2026-01-15", 50_000)
        self.won("2026-03-10", 20_000)
        self.assertEqual(self.months("won_value"), [50_000, 0, 20_000])
        self.assertEqual(self.months("won_growth"), [None, -1, None])

    def test_quotient_of_a_month_without_cases_has_no_value(self):
        """Decision 20: no value at denominator 0."""
        self.won("2026-01-15", 50_000)
        self.won("2026-03-10", 20_000)
        self.assertEqual(self.months("deal_value"), [50_000, None, 20_000])
        self.assertEqual(self.months("win_rate"), [1, None, 1])

    def test_every_period_has_a_row_and_the_future_no_value(self):
        self.won("2026-01-15", 50_000)
        values = self.figures(
            "won_value",
            "2025-12-01",
            "2026-03-31",
            at="2026-02-10 12:00",
            granularity="month",
        )
        self.assertEqual(
            values,
            {
                "2025-12-01": None,
                "2026-01-01": 50_000,
                "2026-02-01": 0,
                "2026-03-01": None,
            },
        )

    def test_active_members_have_a_row_without_facts(self):
        """Decision 20: every active holder when grouped by person."""
        anna, bert = self.user("kpi_anna"), self.user("kpi_bert")
        self.team("North", anna | bert)
        with self.at("2026-01-05 09:00"):
            self.lead(user_id=anna.id, expected_revenue=500).action_set_won()
        values = self.figures(
            "won_value", "2026-01-01", "2026-01-31", groupby="user_id"
        )
        self.assertEqual((values[anna.id], values[bert.id]), (500, 0))

    def test_growth_compares_whole_months(self):
        """Decision 19: 10 000 on 29–31 January, 90 000, 108 000 → +20 %."""
        self.won("2026-01-30", 10_000)
        self.won("2026-02-10", 90_000)
        self.won("2026-03-10", 108_000)
        self.assertAlmostEqual(self.months("won_growth")[2], 0.2)

    def test_running_month_compares_as_many_working_days(self):
        """Decision 19: six working days of March against the first six of February."""
        self.won("2026-02-09", 30_000)  # the sixth working day
        self.won("2026-02-10", 60_000)  # the seventh
        self.won("2026-03-03", 36_000)
        value, _cases = self.figure(
            "won_growth", "2026-03-01", "2026-03-31", at="2026-03-09 20:00"
        )
        self.assertAlmostEqual(value, 0.2)

    def test_growth_from_nothing_has_no_value(self):
        self.won("2026-01-15", 0)
        self.won("2026-02-10", 50_000)
        self.assertEqual(self.months("won_growth", "2026-02-28"), [None, None])


@tagged("post_install", "-at_install")
class TestGoldenZone(GoldenCase):
    company_tz = "Europe/Berlin"

    def test_day_is_where_the_company_is(self):
        """Won on 31 January 23:30 UTC, company in Berlin: counts in February."""
        [lead] = self.leads(1, "2026-01-15 09:00", expected_revenue=100)
        self.win(lead, "2026-01-31 23:30")
        auckland = self.env(context={**self.env.context, "tz": "Pacific/Auckland"})
        for env in (self.env, auckland):
            self.env = env
            values = self.figures(
                "won_value", "2026-01-01", "2026-02-28", granularity="month"
            )
            self.assertEqual(values, {"2026-01-01": 0, "2026-02-01": 100})
