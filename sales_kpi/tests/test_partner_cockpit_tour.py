"""The partner manager's morning, in the browser."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .cockpit_case import CockpitCase


@tagged("post_install", "-at_install")
class TestPartnerCockpitTour(HttpCase, CockpitCase):
    def test_from_a_late_contact_to_a_pause(self):
        """A has a lead since three days and never called: reminded, then paused."""
        self.manager.lang = "en_US"
        self.south.night_pause = False
        self.a.email = "a@partner.example"
        since = self.env.cr.now() - timedelta(days=3)
        with self.at(since):
            lead = self.lead(team_id=self.south.id, name="Big deal")
            lead.action_hand_over(self.a)
        self.start_tour(
            "/odoo/kpi-dashboard",
            "sales_kpi_partner_cockpit_tour",
            login="cockpit_manager",
        )
        self.assertEqual(self.a.sales_paused_reason, "Calls nobody")
        self.assertTrue(self.offer(lead, self.a).contact_reminded_on)
