from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .feedback_case import FeedbackCase


@tagged("post_install", "-at_install")
class TestOfferContact(FeedbackCase):
    """The first attempt is the contact, whatever came of it."""

    def test_first_attempt_is_the_contact(self):
        """Decision 30: accepted 9:00, not reached 9:40, reached 14:00."""
        offer = self.accepted("2026-03-09 09:00")
        with self.at("2026-03-09 09:40"):
            offer.action_mark_contacted("not_reached")
        with self.at("2026-03-09 14:00"):
            offer.action_mark_contacted("reached")
        with self.at("2026-03-09 15:00"):
            offer.action_mark_contacted("appointment")
        self.assertEqual(
            self.since_acceptance(offer),
            [
                ("Mon 09:40", "partner_contacted", "A"),
                ("Mon 14:00", "partner_reached", "A"),
            ],
        )
        self.assertEqual(f"{offer.date_contacted:%H:%M}", "09:40")
        self.assertEqual(f"{offer.date_reached:%H:%M}", "14:00")
        self.assertEqual(offer.contact_result, "appointment")
        self.assertFalse(offer.date_contact_stated)

    def test_partner_tells_when_it_was(self):
        """Between acceptance and the tap, and marked as told."""
        offer = self.accepted("2026-03-09 09:00")
        with self.at("2026-03-09 12:00"):
            for moment in ("2026-03-09 08:59", "2026-03-09 12:01", "yesterday"):
                with self.assertRaises(UserError, msg=moment):
                    offer.action_mark_contacted("reached", at=moment)
            offer.action_mark_contacted("reached", at="2026-03-09 10:00:00")
        self.assertTrue(offer.date_contact_stated)
        self.assertEqual(
            self.since_acceptance(offer),
            [
                ("Mon 10:00", "partner_contacted", "A"),
                ("Mon 10:00", "partner_reached", "A"),
            ],
        )

    def test_reached_not_before_the_first_attempt(self):
        offer = self.accepted("2026-03-09 09:00")
        with self.at("2026-03-09 10:00"):
            offer.action_mark_contacted("not_reached")
            with self.assertRaisesRegex(UserError, "last tried"):
                offer.action_mark_contacted("reached", at="2026-03-09 09:30:00")

    def test_only_who_has_the_lead(self):
        offer = self.accepted("2026-03-09 09:00")
        rival = self.offer(offer.lead_id, self.b)
        with self.at("2026-03-09 10:00"):
            with self.assertRaisesRegex(UserError, "Accept this lead first"):
                rival.action_mark_contacted("reached")
            with self.assertRaisesRegex(UserError, "one tap"):
                offer.action_mark_contacted("perhaps")
            offer.lead_id.action_reclaim()
            with self.assertRaisesRegex(UserError, "taken back"):
                offer.action_mark_contacted("reached")


@tagged("post_install", "-at_install")
class TestOfferFeedbackRights(FeedbackCase):
    """A partner reports his own leads; nobody in his name."""

    def test_rights(self):
        offer = self.accepted("2026-03-09 09:00")
        contact = self.user("fb_contact", "base.group_portal")
        contact.partner_id.parent_id = self.a
        outsider = self.user("fb_outsider", "base.group_portal")
        seller = self.user("fb_seller", "sales_team.group_sale_salesman_all_leads")
        with self.at("2026-03-10 10:00"):
            for user in (outsider, seller):
                mine = offer.with_user(user)
                with self.assertRaises(AccessError):
                    mine.action_mark_contacted("reached")
                with self.assertRaises(AccessError):
                    mine.action_give_feedback("meeting")
            mine = offer.with_user(contact)
            mine.action_mark_contacted("reached")
            mine.action_give_feedback("won", value=100)
        self.assertEqual(offer.report_ids.contact_id, contact.partner_id)
        self.assertEqual(offer.lead_id.won_status, "won")
        with self.assertRaises(AccessError):
            mine.read(["report_ids"])
        with self.assertRaises(AccessError):
            self.env["crm.lead.offer.report"].with_user(contact).search([])
        self.assertEqual(mine.read(["reported_amount"])[0]["reported_amount"], 100)
        seen = self.env["crm.lead.offer.report"].with_user(seller).search([])
        self.assertIn(offer.report_ids, seen)
