from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from .offer_case import OfferCase


@tagged("post_install", "-at_install")
class TestPortalTour(HttpCase, OfferCase):
    """A partner works with one thumb on the screen of a phone."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.user("phone_a", "base.group_portal")
        cls.contact.partner_id.parent_id = cls.a

    def brewery(self):
        lead = self.lead(
            team_id=self.south.id,
            partner_name="Brewery",
            phone="+49 8031 777",
            expected_revenue=12_000,
        )
        lead.action_offer_to_partners()
        return lead

    def test_offer_accepted_contacted_reported(self):
        lead = self.brewery()
        self.start_tour("/my", "sales_kpi_portal_tour", login="phone_a")
        self.env.invalidate_all()
        self.assertEqual(lead.sales_partner_id, self.a)
        self.assertEqual(lead.won_status, "won")
        offer = self.offer(lead, self.a)
        self.assertEqual(offer.reported_amount, 12_000)
        self.assertTrue(offer.date_contacted and offer.date_reached)
        self.assertEqual(
            offer.report_ids.sorted("id").mapped("status"), ["meeting", "won"]
        )

    def test_blocked_partner_unblocks_himself(self):
        """Three of four due leads without a word: blocked. He promises and reports."""
        self.south.block_by_feedback = True
        now = fields.Datetime.now().replace(microsecond=0)
        with self.at(now - timedelta(days=60)):
            for number in range(4):
                lead = self.lead(
                    team_id=self.south.id, partner_name=f"Overdue {number}"
                )
                lead.action_offer_to_partners()
                offer = self.offer(lead, self.a)
                offer._accept(self.contact.partner_id)
                if not number:
                    offer._give_feedback(self.contact.partner_id, "meeting")
        self.a._update_feedback()
        self.assertEqual(self.a.feedback_state, "blocked")
        only_b = {"_match_partners": lambda leads, *_args: {leads.id: self.b.ids}}
        with patch.multiple(self.registry["crm.lead"], **only_b):
            lead = self.brewery()
        self.start_tour("/my/offers", "sales_kpi_portal_promise_tour", login="phone_a")
        self.env.invalidate_all()
        self.assertEqual(lead.sales_partner_id, self.a)
        self.assertTrue(self.offer(lead, self.a).is_committed)
        self.assertEqual(self.a.feedback_state, "free")
