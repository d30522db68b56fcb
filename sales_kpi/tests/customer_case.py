from .golden import GoldenCase


class CustomerCase(GoldenCase):
    """Customers of a company in Berlin, whose revenue is what they order."""

    company_tz = "Europe/Berlin"

    def setUp(self):
        super().setUp()
        self.company.kpi_revenue_basis = "orders"

    def buy(self, customer, day, *lines, **values):
        """A confirmed order of a day; without lines one of 1 000."""
        with self.at(day if len(day) > 10 else f"{day} 10:00"):
            order = self.order(*(lines or (1_000,)), partner=customer, **values)
            order.action_confirm()
        return order

    def months(self, code, first, last, **options):
        found = self.figures(code, first, last, granularity="month", **options)
        return [value if value is None else round(value, 6) for value in found.values()]
