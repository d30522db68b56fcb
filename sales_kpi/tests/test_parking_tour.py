from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .parking_case import ParkingCase


@tagged("post_install", "-at_install")
class TestParkingTour(HttpCase, ParkingCase):
    """The leader reviews a dead horse in the browser."""

    def test_parked_and_back_by_a_call(self):
        now = self.env.cr.now()
        with self.at(now - timedelta(days=60)):
            lead = self.lead(
                name="Silent lead", team_id=self.north.id, user_id=self.seller.id
            )
        self.north.parking_mode = "list"
        self.start_tour(
            "/odoo/dead-horses", "sales_kpi_parking_tour", login="parking_leader"
        )
        self.env.invalidate_all()
        self.assertFalse(lead.is_parked)
        self.assertEqual(lead.parked_reason, "Project put off")
        self.assertTrue(lead.date_last_customer_action)
