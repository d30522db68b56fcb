from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestPortalOffers(PortalCase):
    """Whom a lead is offered to answers it from his phone."""

    def test_offer_is_a_teaser(self):
        for user in (self.user_a, self.contact_a):
            self.become(user)
            for path in ("/my/offers", f"/my/offers/{self.offer_a.id}"):
                page = self.get(path)
                self.assertEqual(page.status_code, 200)
                self.assertIn(f"/my/offers/{self.offer_a.id}/accept", page.text)
                self.assertNoSecret(page)

    def test_accept_leads_to_the_customer(self):
        self.become(self.contact_a)
        answer = self.post(f"/my/offers/{self.offer_a.id}/accept")
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(
            answer.headers["Location"].endswith(f"/my/partner-leads/{self.offer_a.id}")
        )
        self.assertEqual(self.on_offer.sales_partner_id, self.a)
        self.assertEqual(self.offer_a.contact_id, self.contact_a.partner_id)
        page = self.get(f"/my/partner-leads/{self.offer_a.id}")
        self.assertIn("The lead is yours", page.text)
        for word in ("Zwickelbrau", "Quastelmayr", "Hopfengasse", "Weizenbock"):
            self.assertIn(word, page.text)
        self.assertIn('href="tel:+498031777123"', page.text)
        self.assertIn('href="mailto:korbinian@zwickelbrau.example"', page.text)
        self.assertIn("query=Hopfengasse+99", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_second_tap_is_no_error(self):
        self.become(self.contact_a)
        for _tap in range(2):
            answer = self.post(f"/my/offers/{self.offer_a.id}/accept", follow=True)
            self.assertIn("Zwickelbrau", answer.text)
            self.assertNotIn("alert-danger", answer.text)

    def test_who_comes_late_is_told_politely(self):
        self.become(self.contact_b)
        page = self.get("/my/offers")
        self.assertIn(f"/my/offers/{self.offer_b.id}/accept", page.text)
        self.accepted()
        answer = self.post(f"/my/offers/{self.offer_b.id}/accept", follow=True)
        self.assertIn("another partner was faster", answer.text)
        self.assertNotIn("/accept", answer.text)
        self.assertNoSecret(answer)
        self.assertEqual(self.offer_b.state, "taken")

    def test_decline_in_one_tap(self):
        self.become(self.contact_a)
        answer = self.post(
            f"/my/offers/{self.offer_a.id}/decline",
            reason_id=self.reason.id,
            follow=True,
        )
        self.assertIn("Declined", answer.text)
        self.assertEqual(self.offer_a.state, "declined")
        self.assertEqual(self.offer_a.decline_reason_id, self.reason)

    def test_declining_opens_no_message(self):
        """Whom we charge with the lead reads its name in a mail; the partner does not."""
        self.south.write({"fallback_user_id": self.leader.id, "night_pause": False})
        with patch.object(type(self), "sellers", self.a | self.b):
            self.offer_b.with_user(self.contact_b).action_decline(note="No")
            path = f"/my/offers/{self.offer_a.id}/decline"
            self.become(self.contact_a)
            self.post(path, reason_id=self.reason.id)
        self.assertEqual(self.on_offer.user_id, self.leader)
        messages = self.env["mail.message"].search(
            [("model", "=", "crm.lead"), ("res_id", "=", self.on_offer.id)]
        )
        self.assertIn("user_notification", messages.mapped("message_type"))
        for message in messages:
            self.assertTellsNothing(self.call("mail.message", "read", message.ids))

    def test_decline_without_a_reason_says_what_is_missing(self):
        self.become(self.contact_a)
        for nonsense in ("", "0", "999999", "9" * 20, "x", "1 OR 1"):
            answer = self.post(
                f"/my/offers/{self.offer_a.id}/decline", reason_id=nonsense, follow=True
            )
            self.assertIn("one tap why you decline", answer.text)
        self.assertEqual(self.offer_a.state, "offered")

    def test_nothing_waits(self):
        self.on_offer._open_offers().action_withdraw()
        self.become(self.contact_a)
        self.assertIn("No lead is on offer", self.get("/my/offers").text)
        self.assertIn("no open leads", self.get("/my/partner-leads").text)
        self.assertIn("No lead is closed", self.get("/my/partner-leads/closed").text)
        page = self.get(f"/my/offers/{self.offer_a.id}")
        self.assertIn("This offer has been withdrawn", page.text)

    def test_home_tells_what_waits(self):
        self.become(self.contact_a)
        self.assertIn("partner_offer_count", self.get("/my/home").text)
        counters = ["partner_offer_count", "partner_overdue_count"]
        self.env.flush_all()
        self.assertEqual(
            self.make_jsonrpc_request("/my/counters", {"counters": counters}),
            {"partner_offer_count": 1, "partner_overdue_count": 0},
        )
        self.become(self.outsider)
        self.assertNotIn("partner_offer_count", self.get("/my/home").text)


@tagged("post_install", "-at_install")
class TestPortalLeads(PortalCase):
    """Who has a lead tells what came of it with one tap."""

    def setUp(self):
        super().setUp()
        self.accepted()
        self.page = f"/my/partner-leads/{self.offer_a.id}"
        self.become(self.contact_a)

    def test_contact_in_one_tap(self):
        answer = self.post(f"{self.page}/contact", result="not_reached")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.offer_a.contact_result, "not_reached")
        self.assertFalse(self.offer_a.date_contact_stated)
        self.post(f"{self.page}/contact", result="reached")
        self.assertTrue(self.offer_a.date_reached)
        self.assertNotIn("Did you reach the customer", self.get(self.page).text)

    def test_contact_that_was_earlier(self):
        """The clock of his phone counts: 9:30 in Vienna in winter is 8:30 UTC."""
        self.contact_a.tz = "Europe/Vienna"
        self.offer_a.date_accepted = "2026-01-10 08:00:00"
        self.post(f"{self.page}/contact", result="reached", at="2026-01-10T09:30")
        self.assertEqual(str(self.offer_a.date_contacted), "2026-01-10 08:30:00")
        self.assertTrue(self.offer_a.date_contact_stated)

    def test_impossible_contact_is_refused(self):
        self.contact_a.tz = "Europe/Vienna"
        first_moment = "0001-01-01T00:00"  # in Vienna; there is no such one in UTC
        for at in ("nonsense", first_moment, "1999-01-01T10:00", "2999-01-01T10:00"):
            answer = self.post(
                f"{self.page}/contact", result="reached", at=at, follow=True
            )
            self.assertIn("alert-danger", answer.text)
            self.assertIn(f'value="{at}"', answer.text)
        self.post(f"{self.page}/contact", result="married")
        self.assertFalse(self.offer_a.date_contacted)

    def test_feedback_in_one_tap(self):
        self.post(f"{self.page}/feedback", status="meeting")
        answer = self.post(
            f"{self.page}/feedback",
            status="quoted",
            note="He <b>likes</b> it",
            follow=True,
        )
        self.assertEqual(self.offer_a.feedback_status, "quoted")
        self.assertEqual(len(self.offer_a.report_ids), 2)
        self.assertIn("He &lt;b&gt;likes&lt;/b&gt; it", answer.text)

    def test_won_with_its_value(self):
        self.post(f"{self.page}/feedback", status="won", value="12500.50")
        self.assertEqual(self.offer_a.reported_amount, 12500.5)
        self.assertEqual(self.on_offer.won_status, "won")
        self.assertIn("Zwickelbrau", self.get("/my/partner-leads/closed").text)

    def test_what_he_does_opens_no_message(self):
        """Of what is written about the lead he reads his own lines at most."""
        self.post(f"{self.page}/contact", result="reached")
        self.post(f"{self.page}/feedback", status="won", value="100", note="Fine")
        self.assertEqual(self.on_offer.won_status, "won")
        of_lead = [("model", "=like", "crm.lead%")]
        self.assertEqual(self.call("mail.message", "search_read", of_lead), [])
        own = self.on_offer.message_ids.filtered(
            lambda message: message.author_id == self.contact_a.partner_id
        )
        for message in self.on_offer.message_ids:
            found = self.call("mail.message", "read", message.ids)
            self.assertTellsNothing(found)
            if not str(found).startswith("refused"):
                self.assertIn(message, own, found)

    def test_nothing_typed_is_lost(self):
        for value in ("", "many", "-5", "nan", "inf"):
            answer = self.post(
                f"{self.page}/feedback",
                status="won",
                value=value,
                note="They sign in May",
                follow=True,
            )
            self.assertIn("alert-danger", answer.text)
            self.assertIn(">They sign in May</textarea>", answer.text)
        self.assertFalse(self.offer_a.report_ids)
        self.assertNotIn("They sign in May", self.get(self.page).text)

    def test_lost_with_its_reason(self):
        reason = self.env.ref("crm.lost_reason_1")
        self.post(f"{self.page}/feedback", status="lost")
        self.assertEqual(self.on_offer.won_status, "pending")
        self.post(f"{self.page}/feedback", status="lost", reason_id=reason.id)
        self.assertEqual(self.on_offer.won_status, "lost")
        self.assertEqual(self.on_offer.lost_reason_id, reason)

    def test_overdue_comes_first(self):
        other = self._on_offer(partner_name="Never urgent")
        other.offer_ids.filtered(lambda o: o.partner_id == self.a)._accept(self.a)
        for late in (self.on_offer, other):
            offer = late.offer_ids.filtered(lambda o: o.partner_id == self.a)
            offer.date_contact_due = fields.Datetime.now() + timedelta(hours=1)
            late._current_offers().date_contact_due = fields.Datetime.now() - timedelta(
                hours=1
            )
            text = self.get("/my/partner-leads").text
            places = [text.index("Never urgent"), text.index("Zwickelbrau")]
            self.assertEqual(places == sorted(places), late == other)
            self.assertIn("Call now", text)
            offer.date_contact_due = fields.Datetime.now() + timedelta(hours=1)

    def test_lead_that_was_taken_back(self):
        """He no longer sees who the customer is; his report is still welcome."""
        self.on_offer.action_reclaim("Silent")
        page = self.get(self.page)
        self.assertNoSecret(page)
        self.assertNoSecret(self.get("/my/partner-leads"))
        self.post(f"{self.page}/feedback", status="waiting", note="Sorry")
        self.assertEqual(self.offer_a.feedback_status, "waiting")
        self.assertNoSecret(self.get("/my/partner-leads/closed"))

    def test_access_ends_after_closing(self):
        self.post(f"{self.page}/feedback", status="won", value="100")
        self.assertIn("Zwickelbrau", self.get(self.page).text)
        self.offer_a.date_closed = fields.Datetime.now() - timedelta(days=400)
        for path in (self.page, "/my/partner-leads/closed"):
            self.assertNoSecret(self.get(path))

    def test_figures(self):
        for path in ("", "?period=month", "?period=quarter", "?period=never"):
            page = self.get(f"/my/partner-kpis{path}")
            self.assertEqual(page.status_code, 200)
            self.assertIn("Open leads", page.text)
            self.assertNotIn(self.b.name, page.text)
            self.assertNoSecret(page)

    def test_page_that_is_none(self):
        self.become(self.outsider)
        for path in ("/my/offers", "/my/partner-leads", "/my/partner-kpis"):
            self.assertIn("for sales partners", self.get(path).text)
