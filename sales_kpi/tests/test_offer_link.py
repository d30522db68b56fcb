from odoo.tests import tagged

from .offer_case import OfferCase


@tagged("post_install", "-at_install")
class TestOfferLink(OfferCase):
    """A signed link names an offer and a contact; what it allows depends on the offer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.env["res.partner"].create(
            {"name": "Anna", "parent_id": cls.a.id, "email": "anna@a.example"}
        )

    def token(self, offer, contact, action="show"):
        return offer._link(contact, action).split("/sales/offer/")[1].split("?")[0]

    def opened(self, token):
        return self.env["crm.lead.offer"]._from_link(token)

    def test_a_link_leads_to_its_offer_until_it_is_answered(self):
        lead = self.offered()
        offer = self.offer(lead, self.a)
        token = self.token(offer, self.anna, "accept")
        with self.at("2026-03-06 16:40"):
            self.assertEqual(self.opened(token), (offer, self.anna))
            offer.sudo()._accept(self.anna)
            self.assertEqual(self.opened(token), (None, None))
            refusal = self.env["crm.lead.offer"]._link_refusal(token)
        self.assertIn("accepted by your company", refusal)
        self.assertEqual(offer.contact_id, self.anna)

    def test_it_expires_with_the_offer(self):
        offer = self.offer(self.offered(), self.a)  # until Monday 12:30
        token = self.token(offer, self.anna)
        with self.at("2026-03-09 12:29"):
            self.assertEqual(self.opened(token)[0], offer)
        with self.at("2026-03-09 12:30"):
            self.assertEqual(self.opened(token), (None, None))

    def test_the_loser_is_told_politely(self):
        lead = self.offered()
        token = self.token(self.offer(lead, self.b), self.b)
        with self.at("2026-03-06 16:40"):
            self.offer(lead, self.a).sudo()._accept(self.anna)
            self.assertEqual(self.opened(token), (None, None))
            refusal = self.env["crm.lead.offer"]._link_refusal(token)
        self.assertIn("another partner was faster", refusal)

    def test_what_is_no_token_opens_nothing(self):
        offer = self.offer(self.offered(), self.a)
        token = self.token(offer, self.anna)
        report = offer._report_link(self.anna).split("/sales/report/")[1]
        with self.at("2026-03-06 16:40"):
            for wrong in (
                "",
                "x",
                "é" * 90,
                token[:-1],
                token[:60],
                "A" + token,
                report,
            ):
                self.assertEqual(self.opened(wrong), (None, None), wrong)
            self.assertEqual(
                self.env["crm.lead.offer"]._from_report_link(token), (None, None)
            )

    def test_a_contact_who_left_cannot_answer(self):
        offer = self.offer(self.offered(), self.a)
        token = self.token(offer, self.anna)
        with self.at("2026-03-06 16:40"):
            self.anna.parent_id = self.b
            self.assertEqual(self.opened(token), (None, None))
            self.anna.parent_id = self.a
            self.assertEqual(self.opened(token)[1], self.anna)
            self.anna.active = False
            self.assertEqual(self.opened(token), (None, None))

    def test_who_has_the_lead_reports_by_link_until_it_is_closed(self):
        """Also after the lead was taken back (decision 31)."""
        lead = self.offered()
        offer = self.offer(lead, self.a)
        token = offer._report_link(self.anna).split("/sales/report/")[1]
        opened = self.env["crm.lead.offer"]._from_report_link
        with self.at("2026-03-06 16:40"):
            self.assertEqual(opened(token), (None, None))
            offer.sudo()._accept(self.anna)
            self.assertEqual(opened(token), (offer, self.anna))
            lead.action_reclaim()
            self.assertEqual(opened(token), (offer, self.anna))
            offer.sudo().date_closed = "2026-03-06 16:40"
            self.assertEqual(opened(token), (None, None))
