"""Customers who stay, leave and come back: decision 18."""

from random import Random

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .customer_case import CustomerCase

DAY = relativedelta(days=1)


@tagged("post_install", "-at_install")
class TestGoldenRetention(CustomerCase):
    def test_five_hundred_customers(self):
        """Decision 18: 500, won 100, lost 50 old + 20 new, 530 → 90 % and 10 %."""
        at = "2026-02-20"
        moves = (
            *(("2025-12-31", 1, number) for number in range(500)),
            *(("2026-01-01", -1, number) for number in range(25)),
            *(("2026-01-31", -1, number) for number in range(25, 50)),
            *(("2026-01-15", 1, number) for number in range(500, 600)),
            *(("2026-01-31", -1, number) for number in range(500, 520)),
            *(("2026-02-01", -1, number) for number in range(100, 200)),
        )
        self.refresh(at)  # what the settings of the company queued
        self.env.cr.execute_values(
            """INSERT INTO sales_kpi_fact
                      (event, date, at, source, source_ref, company_id, count)
               VALUES %s""",
            [
                ("customer_active", day, day, "customer", -1 - ref, self.company.id, n)
                for day, n, ref in moves
            ],
        )
        january = ("2026-01-01", "2026-01-31")
        self.assertEqual(self.figure("retention_rate", *january, at=at), (0.9, 500))
        value, n = self.figure("churn_rate", *january, at=at)
        self.assertEqual((round(value, 9), n), (0.1, 500))
        self.assertEqual(
            self.figure("retention_rate", "2026-02-01", "2026-02-10", at=at),
            (430 / 530, 530),
        )

    def test_first_and_last_day_of_a_month(self):
        """Silence of a month. Asked for January to April 2026.

        - a buys on 31 January: lost on 28 February, its last day.
        - b buys on 15 January and 14 February: stays.
        - c buys on 1 February at 00:30 in Berlin (January in UTC): won in February.
        - d buys on 20 January, is lost on 20 February, back on the 25th: kept.
        - e has a quotation only and is no customer.

        February: a, b, d at the start; b, d are kept: 2/3. March: b, c, d, none kept.
        April: nobody to keep, so no value; nobody returned, which is 0.
        """
        self.company.kpi_silence_months = 1
        a, b, c, d, e = (self.partner(name) for name in "abcde")
        for customer, moment in (
            (a, "2026-01-31"),
            (b, "2026-01-15"),
            (b, "2026-02-14"),
            (c, "2026-01-31 23:30"),
            (d, "2026-01-20"),
            (d, "2026-02-25"),
        ):
            self.buy(customer, moment)
        with self.at("2026-01-20 10:00"):
            self.order(1_000, partner=e)
        months = ("2026-01-01", "2026-04-30")
        self.assertEqual(
            self.months("retention_rate", *months), [None, round(2 / 3, 6), 0, None]
        )
        self.assertEqual(
            self.months("churn_rate", *months), [None, round(1 / 3, 6), 1, None]
        )
        self.assertEqual(self.months("returned_customers", *months), [0, 1, 0, 0])
        self.assertEqual(
            self.figure("retention_rate", "2026-02-01", "2026-02-28"), (2 / 3, 3)
        )

    def test_month_of_the_clock_change(self):
        """Bought on 29 March at 23:30 UTC: in Berlin it is the 30th, lost on 30 April."""
        self.company.kpi_silence_months = 1
        self.buy(self.partner(), "2026-03-29 23:30")
        months = ("2026-03-01", "2026-05-31")
        self.assertEqual(self.months("retention_rate", *months), [None, 0, None])
        self.assertEqual(
            self.months("retention_rate", "2026-04-01", "2026-04-29"), [1.0]
        )

    def test_moves_add_up_and_kept_are_those_of_both_days(self):
        """Random purchases: closing = opening + won + returned - lost, and retention
        is what counting day by day gives, in total and for each team."""
        self.company.kpi_silence_months = 2
        dice, teams = Random(7), [self.team("A"), self.team("B")]
        days = {}
        for number in range(14):
            team = dice.choice(teams)
            start = fields.Date.to_date("2025-01-01")
            bought = sorted(
                {start + relativedelta(days=dice.randrange(330)) for _ in range(3)}
            )
            customer = self.partner(f"customer {number}")
            for day in bought:
                self.buy(customer, str(day), team_id=team.id)
            days[customer] = (team, bought)
        identity = self.env["sales.kpi"].create(
            {
                "name": "Identity",
                "code": "identity",
                "formula": "closing(customer_active.count) "
                "- opening(customer_active.count) - customer_won.count "
                "- customer_returned.count + customer_lost.count",
            }
        )
        year = ("2025-01-01", "2025-12-31")
        # before the first sale the level is not known
        self.assertEqual(self.months(identity.code, *year), [None] + [0] * 11)
        expected = [self._retention(days, month) for month in range(1, 13)]
        self.assertEqual(self.months("retention_rate", *year), expected)
        self.assertTrue(any(0 < value < 1 for value in expected if value is not None))
        with self.at("2025-12-31 23:00"):
            rows = self.env["sales.kpi"].evaluate(
                ["retention_rate"], *year, granularity="month", groupby="team_id"
            )["rows"]
        for row in rows:
            team = self.env["crm.team"].browse(row["group"][0])
            own = {c: found for c, found in days.items() if found[0] == team}
            month = fields.Date.to_date(row["period"]).month
            value = row["values"]["retention_rate"]["value"]
            self.assertEqual(
                value and round(value, 6), self._retention(own, month), (team, month)
            )

    def _retention(self, days, month):
        start = fields.Date.to_date(f"2025-{month:02}-01")
        last = start + relativedelta(months=1) - DAY

        def is_active(bought, day):
            return any(d <= day < d + relativedelta(months=2) for d in bought)

        opening = [
            found for _t, found in days.values() if is_active(found, start - DAY)
        ]
        kept = [found for found in opening if is_active(found, last)]
        return round(len(kept) / len(opening), 6) if opening else None
