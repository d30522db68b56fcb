from decimal import Decimal

from odoo.tools import SQL

from .workday_case import WorkdayCase

NOW = "2026-01-10 09:00"


class CostCase(WorkdayCase):
    """A company in Berlin that works from Monday to Friday; it is 10 January 2026."""

    def cost(self, amount, first, last=False, **values):
        given = {"amount": amount, "date_from": first, "date_to": last}
        with self.at(NOW):
            return self.env["sales.kpi.cost"].create(
                {"company_id": self.company.id, **given, **values}
            )

    def amount(self, first=None, last=None, event="cost", **dimensions):
        return self.facts(event, first, last, **dimensions).amount

    def days(self):
        """What each day bears: ``{ISO date: amount to the cent}``."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT date, SUM(amount)::text FROM sales_kpi_fact
                 WHERE event = 'cost' AND company_id = %s
              GROUP BY date ORDER BY date
                """,
                self.company.id,
            )
        )
        return {day.isoformat(): Decimal(amount) for day, amount in rows}

    def holiday(self, day):
        with self.at(NOW):
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Holiday",
                    "company_id": self.company.id,
                    "calendar_id": self.calendar.id,
                    "date_from": f"{day} 00:00:00",
                    "date_to": f"{day} 22:00:00",
                }
            )

    def rate(self, day, rate, currency="base.USD"):
        currency = self.env.ref(currency)
        currency.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.company.id,
                "name": day,
                "rate": rate,
            }
        )
        return currency
