"""What moved a figure of the dashboard: contributions add up to its change."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .dashboard_case import NOW, DashboardCase

FEBRUARY = {"period": "last_month"}  # compared with January


@tagged("post_install", "-at_install")
class TestDrivers(DashboardCase):
    """January: a win of 2 000. February: a win of 4 000 and a loss."""

    def drivers(self, code, **options):
        with self.at(NOW):
            return self.kpis.dashboard_drivers(code, {**FEBRUARY, **options})

    def shares(self, code, **options):
        found = self.drivers(code, **options)
        return {
            part["label"]: round(part["contribution"], 9) for part in found["parts"]
        }

    def test_an_amount_moves_by_number_and_average(self):
        found = self.drivers("won_value")
        self.assertEqual(
            (found["before"], found["now"], found["change"]), (2000, 4000, 2000)
        )
        average, number = found["parts"]  # the largest first
        self.assertEqual(average["contribution"], 2000)
        self.assertEqual(
            (average["unit"], average["before"], average["now"]), ("money", 2000, 4000)
        )
        self.assertEqual(number["contribution"], 0)

    def test_a_rate_moves_by_its_cases(self):
        self.assertEqual(
            list(self.shares("win_rate").values()), [-0.5, 0, 0]
        )  # of the lost, the won, the parked

    def test_contributions_of_every_kpi_add_up(self):
        told = 0
        for kpi in self.kpis.search([]):
            for options in (
                FEBRUARY,
                {"period": "this_month"},
                {"period": "this_year"},
            ):
                found = self.drivers(kpi.code, **options)
                if not found:
                    continue
                told += 1
                with self.subTest(kpi=kpi.code, **options):
                    total = sum(part["contribution"] for part in found["parts"])
                    self.assertAlmostEqual(total, found["change"], 6)
                    self.assertTrue(all(part["label"] for part in found["parts"]))
        self.assertGreater(told, 5)

    def test_parts_are_named_like_their_kpi(self):
        self.env["sales.kpi"].create(
            {"name": "Volume", "code": "volume", "formula": "deals_closed * deal_value"}
        )
        self.assertEqual(
            self.shares("volume"), {"Average deal value": 2000, "Deals closed": 0}
        )

    def test_says_nothing_where_nothing_can_be_said(self):
        self.assertIsNone(self.drivers("won_value", comparison="none"))
        self.assertIsNone(self.drivers("new_leads"))  # one part only
        self.assertIsNone(
            self.drivers(
                "won_value",
                period="custom",
                date_from="2024-01-01",
                date_to="2024-01-31",
            )
        )
        with self.assertRaises(UserError):
            self.drivers("nothing")

    def test_the_scope_is_obeyed(self):
        found = self.drivers("won_value", scope=[["team_id", self.north.id]])
        self.assertEqual((found and found["now"]), None)  # no value per nothing won
        found = self.drivers(
            "won_value", period="this_year", scope=[["team_id", self.north.id]]
        )
        self.assertEqual((found["before"], found["now"]), (1000, 10000))

    def test_how_others_work_is_not_told(self):
        seller = self.user("kpi_drivers_seller")
        team = self.team("South", seller, user_id=seller.id)
        with self.at(NOW):
            kpis = self.kpis.with_user(seller)
            scope = [["team_id", team.id]]
            self.assertIsNone(
                kpis.dashboard_drivers("response_time", {**FEBRUARY, "scope": scope})
            )
