from datetime import date, timedelta
from decimal import Decimal
from random import Random

from odoo.tests import tagged
from odoo.tools import SQL

from .cost_case import NOW, CostCase


@tagged("post_install", "-at_install")
class TestCostSpread(CostCase):
    def test_working_days_bear_the_same(self):
        """January 2026 has 22 working days, weekends bear nothing."""
        self.cost(2200, "2026-01-01", "2026-01-31")
        self.refresh(NOW)
        days = self.days()
        self.assertEqual(len(days), 22)
        self.assertEqual(set(days.values()), {100})
        self.assertNotIn("2026-01-03", days)
        self.assertIn("2026-01-30", days)
        self.assertEqual(self.facts("cost", "2026-01").count, 1)
        self.assertVerified(NOW)

    def test_days_add_up_to_the_cent(self):
        """1000 over 22 days is 45.45 or 45.46 a day."""
        self.cost(1000, "2026-01-01", "2026-01-31")
        self.refresh(NOW)
        days = self.days()
        self.assertEqual(sum(days.values()), 1000)
        self.assertEqual(set(days.values()), {Decimal("45.45"), Decimal("45.46")})

    def test_any_grouping_adds_up(self):
        """40 random costs: days, weeks and months make the amounts, exactly."""
        dice = Random(4)
        total = Decimal()
        for _number in range(40):
            first = date(2025, 1, 1) + timedelta(days=dice.randrange(700))
            last = first + timedelta(days=dice.randrange(400))
            cents = dice.randrange(-50_000, 5_000_000)
            total += Decimal(cents) / 100
            self.cost(cents / 100, str(first), str(last))
        self.refresh(NOW)
        for part in ("day", "week", "month", "quarter", "year"):
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT SUM(amount)::text FROM sales_kpi_fact
                     WHERE event = 'cost' AND company_id = %s
                  GROUP BY date_trunc(%s, date)
                    """,
                    self.company.id,
                    part,
                )
            )
            self.assertEqual(sum(Decimal(amount) for (amount,) in rows), total, part)
        self.assertVerified(NOW)

    def test_first_and_last_day_of_a_month(self):
        """From 30 January to 2 February: two days each."""
        self.cost(300, "2026-01-30", "2026-02-03")
        self.refresh(NOW)
        self.assertEqual(self.amount("2026-01"), 100)
        self.assertEqual(self.amount("2026-02"), 200)

    def test_day_of_the_clock_change(self):
        """Sundays of the clock change, worked for once, bear their share, too."""
        self.work(("9", "17"), days=("0", "1", "2", "3", "4", "5", "6"))
        self.cost(31, "2026-03-01", "2026-03-31")
        self.cost(31, "2026-10-01", "2026-10-31")
        self.refresh(NOW)
        self.assertEqual(self.amount("2026-03-29", "2026-03-29"), 1)
        self.assertEqual(self.amount("2026-10-25", "2026-10-25"), 1)
        self.assertEqual(set(self.days().values()), {1})

    def test_without_a_working_day_all_days_bear_it(self):
        """A fair at the weekend."""
        self.cost(101, "2026-01-17", "2026-01-18")
        self.refresh(NOW)
        self.assertEqual(
            self.days(), {"2026-01-17": Decimal("50.5"), "2026-01-18": Decimal("50.5")}
        )
        self.assertVerified(NOW)

    def test_a_holiday_moves_what_lies_ahead(self):
        self.cost(2200, "2026-01-01", "2026-01-31")
        self.refresh(NOW)
        self.holiday("2026-01-20")
        self.refresh(NOW)
        self.assertNotIn("2026-01-20", self.days())
        self.assertEqual(self.amount("2026-01"), 2200)
        self.assertVerified(NOW)

    def test_beyond_what_is_known_monday_to_friday_work(self):
        self.cost(500, "2031-01-06", "2031-01-12")
        self.refresh(NOW)
        self.assertEqual(set(self.days().values()), {100})
        self.assertEqual(min(self.days()), "2031-01-06")
        self.assertVerified(NOW)
        self.assertVerified("2030-12-01")

    def test_a_refund_is_negative(self):
        self.cost(-50, "2026-01-05", "2026-01-06")
        self.refresh(NOW)
        self.assertEqual(self.days(), {"2026-01-05": -25, "2026-01-06": -25})


@tagged("post_install", "-at_install")
class TestCostRecurrence(CostCase):
    def test_every_month(self):
        """As long as it lasts each month costs the same, however long it is."""
        self.cost(1000, "2026-01-01", "2026-04-30", recurrence="month")
        self.refresh(NOW)
        for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
            self.assertEqual(self.amount(month), 1000)
        self.assertEqual(self.amount(), 4000)
        self.assertEqual(self.facts("cost").count, 4)

    def test_every_quarter_and_year(self):
        self.cost(
            300, "2026-01-01", "2026-12-31", recurrence="quarter", category="tools"
        )
        yearly = {"recurrence": "year", "category": "marketing"}
        self.cost(2400, "2026-01-01", "2026-12-31", **yearly)
        self.refresh(NOW)
        quarters = (("01-01", "03-31"), ("04-01", "06-30"), ("10-01", "12-31"))
        for first, last in quarters:
            self.assertEqual(
                self.amount(f"2026-{first}", f"2026-{last}", event="cost_tools"), 300
            )
        self.assertEqual(self.amount(event="cost_marketing"), 2400)
        self.assertEqual(self.amount(), 4 * 300 + 2400)

    def test_from_the_last_day_of_a_month(self):
        """Turns begin on 31 January, 28 February and 31 March, without a gap."""
        self.cost(100, "2026-01-31", "2026-04-29", recurrence="month")
        self.refresh(NOW)
        self.assertEqual(self.amount("2026-01-31", "2026-02-27"), 100)
        self.assertEqual(self.amount("2026-02-28", "2026-03-30"), 100)
        self.assertEqual(self.amount("2026-03-31", "2026-04-29"), 100)

    def test_what_ends_within_a_turn_costs_its_days(self):
        """Ten of the 20 working days of February."""
        self.cost(2000, "2026-02-01", "2026-02-13", recurrence="month")
        self.refresh(NOW)
        self.assertEqual(self.amount(), 1000)

    def test_without_an_end_it_goes_on(self):
        """As far ahead as working days are known, and further as time goes by."""
        self.cost(1200, "2026-01-01", recurrence="month")
        self.refresh(NOW)
        self.assertEqual(self.amount("2026-12"), 1200)
        self.assertEqual(self.amount("2027-12"), 0)
        self.assertVerified(NOW)
        self.refresh("2027-01-10")
        self.assertEqual(self.amount("2027-12"), 1200)
        self.assertEqual(self.amount("2026-12"), 1200)
        self.assertVerified("2027-01-10")

    def test_salary_times_share_of_selling(self):
        """80 000 a year, three of five days for selling: 48 000."""
        seller = self.user("kpi_cost_seller")
        team = self.team("North", seller)
        cost = self.cost(
            80_000,
            "2026-01-01",
            "2026-12-31",
            recurrence="year",
            category="salary",
            selling_share=0.6,
            user_id=seller.id,
        )
        self.assertEqual(cost.counted_amount, 48_000)
        self.assertEqual(cost.team_id, team)
        self.refresh(NOW)
        self.assertEqual(self.amount(user_id=seller, team_id=team), 48_000)
        self.assertEqual(self.amount(event="cost_salary"), 48_000)
        self.assertEqual(self.amount(event="cost_marketing"), 0)


@tagged("post_install", "-at_install")
class TestCostCurrency(CostCase):
    def test_each_day_by_its_rate(self):
        """50 $ a day: at 1.25 on four days 40 €, at 1.00 on one day 50 €."""
        self.rate("2026-01-01", 1.25)
        dollar = self.rate("2026-01-09", 1)
        self.cost(250, "2026-01-05", "2026-01-09", currency_id=dollar.id)
        self.refresh(NOW)
        self.assertEqual([*self.days().values()], [40, 40, 40, 40, 50])
        self.assertVerified(NOW)

    def test_days_are_whole_cents_and_add_up(self):
        """1000 $ at 1.17 is 854.70 €, not a cent more or less over 22 days."""
        dollar = self.rate("2026-01-01", 1.17)
        self.cost(1000, "2026-01-01", "2026-01-31", currency_id=dollar.id)
        self.refresh(NOW)
        days = self.days()
        self.assertEqual(sum(days.values()), Decimal("854.70"))
        self.assertTrue(all(amount == round(amount, 2) for amount in days.values()))

    def test_a_currency_without_cents(self):
        yen = self.rate("2026-01-01", 160, "base.JPY")
        self.cost(16_001, "2026-01-05", "2026-01-09", currency_id=yen.id)
        self.refresh(NOW)
        self.assertEqual(sum(self.days().values()), Decimal("100.01"))

    def test_days_equal_what_odoo_converts(self):
        """With rates of the company and of everybody: as ``res.currency`` finds them."""
        dollar = self.rate("2026-01-07", 1.2)
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": dollar.id,
                    "company_id": False,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (("2026-01-05", 1.1), ("2026-01-08", 1.3))
            ]
        )
        self.cost(500, "2026-01-05", "2026-01-09", currency_id=dollar.id)
        self.refresh(NOW)
        for day, amount in self.days().items():
            self.assertAlmostEqual(
                float(amount),
                dollar._convert(
                    100, self.company.currency_id, self.company, day, round=False
                ),
                delta=0.011,
            )

    def test_a_new_rate_counts(self):
        dollar = self.rate("2026-01-01", 1.25)
        self.cost(100, "2026-01-05", "2026-01-09", currency_id=dollar.id)
        self.refresh(NOW)
        self.assertEqual(self.amount(), 80)
        self.rate("2026-01-05", 1)
        self.refresh(NOW)
        self.assertEqual(self.amount(), 100)
        dollar.rate_ids.filtered(lambda rate: str(rate.name) == "2026-01-05").rate = 2
        self.refresh(NOW)
        self.assertEqual(self.amount(), 50)
        self.assertVerified(NOW)
