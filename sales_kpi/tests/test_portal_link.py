from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestPortalLink(PortalCase):
    """The link in the mail answers one offer, without a login and only on purpose."""

    def setUp(self):
        super().setUp()
        self.become(None)
        self.link = self.path(self.offer_a._link(self.contact_a.partner_id, "show"))
        self.report = self.path(self.offer_a._report_link(self.contact_a.partner_id))

    def path(self, url):
        return url[url.index("/sales/") :]

    def test_opening_changes_nothing(self):
        """Not even a scanner of mails that follows every link, with every method."""
        before = self.state()
        for action in ("", "?action=accept", "?action=decline", "?answer=accept"):
            page = self.get(self.link + action)
            self.assertEqual(page.status_code, 200)
            self.assertIn('value="accept"', page.text)
            self.assertNoSecret(page)
            self.get(self.link + action, method="HEAD")
        self.assertEqual(self.state(), before)

    def test_deadline_by_the_clock_of_the_reader(self):
        """Nobody is signed in: his own time zone, else that of his working hours."""
        self.offer_a.date_expires = "2100-01-04 12:00:00"
        self.contact_a.tz = False
        self.calendar.tz = "Europe/Athens"
        self.assertIn("1/4/00, 2:00", self.get(self.link).text)
        self.contact_a.tz = "Asia/Dubai"
        self.assertIn("1/4/00, 4:00", self.get(self.link).text)

    def test_accept_without_a_login(self):
        """The customer is shown after the login only."""
        answer = self.post(self.link, answer="accept", follow=True)
        self.assertEqual(self.on_offer.sales_partner_id, self.a)
        self.assertEqual(self.offer_a.contact_id, self.contact_a.partner_id)
        self.assertIn("accepted by your company", answer.text)
        self.assertIn(f"/my/partner-leads/{self.offer_a.id}", answer.text)
        self.assertNoSecret(answer)
        login = self.get(f"/my/partner-leads/{self.offer_a.id}")
        self.assertIn("/web/login", login.url)
        self.assertNoSecret(login)

    def test_who_is_signed_in_goes_straight_to_the_customer(self):
        self.become(self.contact_a)
        answer = self.post(self.link, answer="accept", follow=True)
        self.assertIn("Zwickelbrau", answer.text)

    def test_decline_without_a_login(self):
        page = self.get(f"{self.link}?action=decline")
        self.assertIn('<details class="mt-2" open="open">', page.text)
        answer = self.post(
            self.link, answer="decline", reason_id=self.reason.id, follow=True
        )
        self.assertEqual(self.offer_a.state, "declined")
        self.assertIn("Thank you", answer.text)

    def test_decline_keeps_what_was_typed(self):
        answer = self.post(self.link, answer="decline", note=" ", follow=True)
        self.assertIn("Your company has declined", answer.text)

    def test_form_without_its_token_is_refused(self):
        before = self.state()
        for answer in ("accept", "decline"):
            page = self.post(self.link, answer=answer, note="No", csrf=False)
            self.assertEqual(page.status_code, 400)
        for nonsense in ("", "both", "ACCEPT"):
            self.post(self.link, answer=nonsense)
        self.assertEqual(self.state(), before)

    def test_link_is_used_once(self):
        self.post(self.link, answer="decline", note="No")
        declined = self.state()
        for answer in ("accept", "decline"):
            page = self.post(self.link, answer=answer, note="Yes", follow=True)
            self.assertIn("has declined this lead", page.text)
        self.assertEqual(self.state(), declined)

    def test_link_expires_with_the_offer(self):
        self.offer_a.date_expires = fields.Datetime.now() - timedelta(minutes=1)
        before = self.state()
        page = self.get(self.link)
        self.assertIn("time to accept this lead is over", page.text)
        self.post(self.link, answer="accept")
        self.assertEqual(self.state(), before)

    def test_link_of_an_offer_that_is_taken(self):
        self.offer_b.with_user(self.contact_b).action_accept()
        page = self.post(self.link, answer="accept", follow=True)
        self.assertIn("another partner was faster", page.text)
        self.assertNoSecret(page)

    def test_link_that_was_tampered_with(self):
        before = self.state()
        token = self.link.rsplit("/", 1)[1]
        half = len(token) // 2
        swapped = (
            token[:half] + ("A" if token[half] != "A" else "B") + token[half + 1 :]
        )
        foreign = self.report.rsplit("/", 1)[1]
        for wrong in (swapped, token[:-2], "x", str(self.offer_a.id), foreign):
            page = self.get(f"/sales/offer/{wrong}")
            self.assertEqual(page.status_code, 404)
            self.assertNoSecret(page)
            self.post(f"/sales/offer/{wrong}", answer="accept")
            self.post(f"/sales/report/{wrong}", status="won", value="1")
        self.assertEqual(self.state(), before)

    def test_who_left_the_partner_answers_no_more(self):
        self.contact_a.partner_id.parent_id = False
        self.assertEqual(self.get(self.link).status_code, 404)
        self.post(self.link, answer="accept")
        self.assertEqual(self.offer_a.state, "offered")

    def test_report_by_link(self):
        self.post(self.report, status="meeting")
        self.assertFalse(self.offer_a.report_ids)
        self.accepted()
        before = self.state()
        page = self.get(self.report)
        self.assertIn("How does it stand", page.text)
        self.assertNoSecret(page)
        self.assertEqual(
            self.post(self.report, status="won", csrf=False).status_code, 400
        )
        self.assertEqual(self.state(), before)
        self.post(self.report, result="reached")
        self.assertTrue(self.offer_a.date_reached)
        answer = self.post(self.report, status="won", value="", follow=True)
        self.assertIn("alert-danger", answer.text)
        answer = self.post(self.report, status="won", value="900", follow=True)
        self.assertEqual(self.on_offer.won_status, "won")
        self.assertIn("Thank you", answer.text)
        self.assertNoSecret(answer)
        self.assertEqual(self.get(self.report).status_code, 404)

    def test_a_value_that_could_mean_two_amounts_is_asked_again(self):
        """On an English page 12.500 is no 12 500: he sees what he typed and how to."""
        self.accepted()
        answer = self.post(self.report, status="won", value="12.500", follow=True)
        self.assertFalse(self.offer_a.reported_amount)
        self.assertIn("12,500.00", answer.text)
        self.assertIn('value="12.500"', answer.text)
        self.post(self.report, status="won", value="12,500.50")
        self.assertEqual(self.offer_a.reported_amount, 12500.5)
