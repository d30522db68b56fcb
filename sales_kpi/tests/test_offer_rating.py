from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .post_case import PostCase

CUSTOMER = "wilhelmine@zacharias-fein.example"


@tagged("post_install", "-at_install")
class TestOfferRating(PostCase, HttpCase):
    """After the end the customer may say how satisfied he was; the partner cannot."""

    def closed(self):
        lead = self.secret_lead()
        offer = self.accept(lead, self.b, self.ben_partner)
        with self.at("2026-03-20 12:00"):
            lead.action_set_won()
        return offer

    def rating(self, offer):
        return self.env["rating.rating"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", offer.lead_id.id)]
        )

    def test_off_by_default(self):
        self.closed()
        self.assertNotIn(CUSTOMER, self.post("2026-03-20 12:30"))

    def test_the_customer_is_asked_once(self):
        self.south.ask_customer_rating = True
        offer = self.closed()
        [mail] = self.post("2026-03-20 12:30")[CUSTOMER]
        self.assertIn("Partner B", mail.body_html)
        token = self.rating(offer).access_token
        self.assertIn(f"/rate/{token}/5", mail.body_html)
        self.assertNotIn(CUSTOMER, self.post("2026-03-20 13:30"))

    def test_nobody_is_asked_late(self):
        self.closed()
        self.south.ask_customer_rating = True
        self.assertNotIn(CUSTOMER, self.post("2026-04-04 12:30"))

    def test_his_word_counts_for_the_partner(self):
        self.south.ask_customer_rating = True
        offer = self.closed()
        self.post("2026-03-20 12:30")
        self.assertEqual(offer.customer_rating, 0)
        rating = self.rating(offer)
        self.assertEqual(rating.rated_partner_id, self.b)
        with self.at("2026-03-21 12:00"):
            offer.lead_id.rating_apply(3, rating=rating, feedback="Late, but good")
        self.env.invalidate_all()
        self.assertEqual(offer.customer_rating, 3)
        both = self.a | self.b
        self.assertEqual(
            both._customer_ratings("2026-03-01", "2026-04-01"), {self.b.id: (3, 1)}
        )
        self.assertEqual(both._customer_ratings("2026-04-01", "2026-05-01"), {})

    def test_the_customer_answers_on_the_page_of_the_link(self):
        """Opening the link changes nothing: mail scanners do."""
        self.south.ask_customer_rating = True
        offer = self.closed()
        [mail] = self.post("2026-03-20 12:30")[CUSTOMER]
        rating = self.rating(offer)
        link = f"/rate/{rating.access_token}/5"
        self.assertIn(link, mail.body_html)
        page = self.url_open(link)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("Villa Sonnenhang", page.text)
        self.assertFalse(rating.consumed)
        csrf = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open(
            f"/rate/{rating.access_token}/submit_feedback",
            data={"csrf_token": csrf, "rate": "5", "feedback": "Very quick"},
        )
        self.env.invalidate_all()
        self.assertTrue(rating.consumed)
        self.assertEqual(offer.customer_rating, 5)

    def test_the_partner_can_neither_read_nor_change_it(self):
        self.south.ask_customer_rating = True
        offer = self.closed()
        self.post("2026-03-20 12:30")
        rating = self.rating(offer).with_user(self.ben)
        with self.assertRaises(AccessError):
            rating.read(["rating", "feedback", "partner_id"])
        with self.assertRaises(AccessError):
            rating.write({"rating": 5})
        with self.assertRaises(AccessError):
            offer.with_user(self.ben).read(["customer_rating"])
