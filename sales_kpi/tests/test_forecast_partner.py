"""The share of sales partners in the forecast (issue 5: per sales partner)."""

from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from ..models.forecast_input import ForecastInput
from .forecast_case import ForecastCase

MONTHS = [f"2025-{month:02}" for month in range(1, 11)]


@tagged("post_install", "-at_install")
class TestForecastPartner(ForecastCase):
    """A steady team wins half of its leads; on 5 November dealers hold some of them.

    Seven leads of 100 came on 1 November. From the 3rd on the large dealer has four,
    the small one two of which one was won on the 4th; one stays with the team.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(ForecastInput, "draws", 40))
        cls.north = cls.team("North")
        cls.stages = cls.process(cls.north, "Talk", "Offer", "Won")
        cls.steady(cls.north, cls.stages, MONTHS)
        cls.large, cls.small = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "is_sales_partner": True}
                for name in ("Large dealer", "Small dealer")
            ]
        )
        for dealer in (*[cls.large] * 4, cls.small):
            cls.give(dealer, ("2025-11-03 10:00", "partner", cls.stages[0], "pending"))
        cls.give(
            cls.small,
            ("2025-11-03 10:00", "partner", cls.stages[0], "pending"),
            ("2025-11-04 10:00", "won", cls.stages[2], "won"),
        )
        cls.give(None)
        cls.forecasts = cls.env["sales.kpi.forecast"]

    def setUp(self):
        super().setUp()
        self.refresh("2025-11-05")

    @classmethod
    def give(cls, dealer, *steps):
        """A lead of 1 November whose later rows name a dealer."""
        start = ("2025-11-01 09:00", "created", cls.stages[0], "pending")
        lead_id = cls.history(cls.north, start, *steps)
        if dealer:
            cls.env.cr.execute(
                """UPDATE sales_kpi_journal SET sales_partner_id = %s
                    WHERE res_model = 'crm.lead' AND res_id = %s AND kind <> 'created'""",
                (dealer.id, lead_id),
            )

    def shares(self, months, as_of=None):
        with self.at("2025-11-05 08:00"):
            return self.forecasts._forecast_by_partner(months, as_of)

    def test_each_dealer_has_the_chance_of_his_leads(self):
        found = self.shares(2)
        self.assertEqual(found.keys(), {self.large.id, self.small.id})
        large, small = (found[dealer.id] for dealer in (self.large, self.small))
        self.assertEqual(
            [row["month"] for row in large], [date(2025, 11, 1), date(2025, 12, 1)]
        )
        # four leads like the one that the small dealer has, who won another one of 100
        self.assertAlmostEqual(large[0]["value"], 4 * (small[0]["value"] - 100))
        self.assertAlmostEqual(large[0]["value"], 200, delta=30)
        self.assertGreaterEqual(small[0]["low"], 100)
        for row in large + small:
            self.assertLessEqual(row["low"], row["value"])
            self.assertGreaterEqual(row["high"], row["value"])

    def test_dealers_are_a_share_of_the_company(self):
        """Of the six leads still open one is with nobody: five sixths of what is to come."""
        found = self.shares(1)
        with self.at("2025-11-05 08:00"):
            [whole] = self.forecasts.get_forecast(1)
        self.assertEqual(whole["won"], 100)
        together = sum(rows[0]["value"] for rows in found.values())
        self.assertAlmostEqual(together, 100 + whole["from_pipeline"] * 5 / 6)

    def test_only_what_was_known(self):
        """On the morning of the 3rd nobody had handed over anything."""
        self.assertEqual(self.shares(1, "2025-11-03"), {})
        before = self.shares(1, "2025-11-04")
        self.assertAlmostEqual(
            before[self.large.id][0]["value"], 2 * before[self.small.id][0]["value"]
        )

    def test_only_the_months_asked_for(self):
        rows = self.shares(["2025-12"])[self.large.id]
        self.assertEqual([row["month"] for row in rows], [date(2025, 12, 1)])
        self.assertAlmostEqual(
            rows[0]["value"], self.shares(2)[self.large.id][1]["value"]
        )

    def test_the_screen_shows_shares_beside_the_company(self):
        """Largest first; not of a team, for partners sell for all of them."""
        # the screen asks by the leads of the CRM whether there are any partners
        self.lead(team_id=self.north.id, sales_partner_id=self.large.id)
        with self.at("2025-11-05 08:00"):
            forecasts = self.forecasts.with_company(self.company)
            whole = forecasts.forecast_data("company", True)
            team = forecasts.forecast_data(self.north.id, True)
        large, small = whole["partners"]
        self.assertEqual((large["id"], small["id"]), (self.large.id, self.small.id))
        self.assertEqual(len(large["values"]), len(whole["months"]))
        [first, *_later] = self.shares(1)[self.small.id]
        self.assertAlmostEqual(small["values"][0], first["value"])
        self.assertEqual(team["partners"], [])

    def test_thin_data_give_no_figures(self):
        with patch(
            "odoo.addons.sales_kpi.models.sales_kpi_forecast_partner.FEW_WON", 99
        ):
            rows = self.shares(1)[self.large.id]
        self.assertEqual(
            rows,
            [{"month": date(2025, 11, 1), "value": None, "low": None, "high": None}],
        )
