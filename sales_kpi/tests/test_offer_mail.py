from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .post_case import CAMPAIGN, SECRETS, TAG, ZIP, PostCase

NOTICES = "odoo.addons.sales_kpi.models.crm_lead_offer_notice"


class Killed(BaseException):
    """The server goes down."""


@tagged("post_install", "-at_install")
class TestOfferMail(PostCase):
    """Partners hear exactly once what concerns them, and nothing of the customer."""

    def test_an_offer_comes_with_teaser_and_links(self):
        lead = self.secret_lead()
        mails = self.post("2026-03-06 16:31")
        self.assertEqual(
            self.subjects(mails),
            {
                "anna@a.example": ["New lead: Pumps · Germany"],
                "ben@b.example": ["New lead: Pumps · Germany"],
            },
        )
        [mail] = mails["anna@a.example"]
        offer = self.offer(lead, self.a)
        self.assertIn("Hello Anna,", mail.body_html)
        self.assertIn(offer._link(self.anna, "accept"), mail.body_html)
        self.assertIn(offer._link(self.anna, "decline"), mail.body_html)
        self.assertIn("10,000 – 25,000 €", mail.body_html)
        self.assertIn("Monday, 3/9/26, 12:30", mail.body_html)
        self.assertEqual(self.post("2026-03-06 16:32"), {})

    def test_no_mail_before_accepting_tells_who_the_customer_is(self):
        """Not in subject, text, headers, attachments or links, whatever is sent."""
        lead = self.secret_lead()
        self.post("2026-03-06 16:31")
        offer = self.accept(lead, self.b, self.ben_partner)  # A hears: taken
        for event in ("reminder_contact", "reminder_feedback", "overdue"):
            offer._tell(event)
        offer._tell("silent_warning")
        self.env["crm.lead.offer.notice"].search([]).date_due = "2026-03-06 16:41"
        self.post("2026-03-06 16:42")
        with self.at("2026-03-06 16:43"):
            lead.action_reclaim("He did not call")
            again = self.secret_lead("2026-03-06 16:43")
            self.offer(again, self.a).action_withdraw()
            self.b._tell("blocked")
        self.post("2026-03-06 16:44")
        with self.mock_mail_gateway():
            self.env["mail.mail"].search([]).send()
        events = self.env["crm.lead.offer.notice"].search([]).mapped("event")
        self.assertGreaterEqual(len(set(events)), 9)
        self.assertGreaterEqual(len(self._mails), 9)
        secrets = (*SECRETS.values(), ZIP, TAG, CAMPAIGN, "12,345", "Zacharias")
        for mail in self._mails:
            self.assertFalse(mail["attachments"])
            for secret in secrets:
                self.assertNotIn(secret, str(mail), mail["subject"])

    def test_the_losers_hear_that_it_is_taken(self):
        lead = self.secret_lead()
        self.post("2026-03-06 16:31")
        self.accept(lead, self.a, self.anna)
        mails = self.subjects(self.post("2026-03-06 16:41"))
        self.assertEqual(mails["ben@b.example"], ["Already taken: Pumps · Germany"])

    def test_nobody_is_offered_what_is_gone(self):
        """Nor told that it is: he never heard of it."""
        lead = self.secret_lead()
        self.accept(lead, self.a, self.anna)
        self.assertEqual(self.post("2026-03-06 16:41").keys(), {"anna@a.example"})
        dropped = self.env["crm.lead.offer.notice"].search([("is_dropped", "=", True)])
        self.assertEqual(
            sorted(dropped.mapped(lambda one: (one.contact_id.name, one.event))),
            [("Anna", "offered"), ("Ben", "offered"), ("Ben", "taken")],
        )

    def test_who_accepts_without_a_login_gets_the_customer_by_mail(self):
        """He alone, and his colleagues not."""
        colleague = self.anna.copy({"name": "Carl", "email": "carl@a.example"})
        self.a.sales_offer_contact_ids |= colleague
        lead = self.secret_lead()
        offer = self.accept(lead, self.a, self.anna)
        mails = self.post("2026-03-06 16:41")
        self.assertEqual(mails.keys(), {"anna@a.example"})
        [mail] = mails["anna@a.example"]
        for name in ("partner_name", "contact_name", "phone", "email_from", "city"):
            self.assertIn(SECRETS[name], mail.body_html)
        self.assertNotIn("Zacharias", mail.subject)
        self.assertIn(offer._report_link(self.anna), mail.body_html)
        self.assertTrue(mail.auto_delete)

    def test_who_has_a_login_finds_the_customer_there(self):
        offer = self.accept(self.secret_lead(), self.b, self.ben_partner)
        [mail] = self.post("2026-03-06 16:41")["ben@b.example"]
        self.assertNotIn("Zacharias", mail.body_html)
        self.assertIn(f"/my/partner-leads/{offer.id}", mail.body_html)
        self.assertNotIn("/sales/report/", mail.body_html)

    def test_the_company_may_want_a_login_from_everybody(self):
        self.company.kpi_mail_customer_data = False
        self.accept(self.secret_lead(), self.a, self.anna)
        [mail] = self.post("2026-03-06 16:41")["anna@a.example"]
        self.assertNotIn("Zacharias", mail.body_html)
        self.assertIn("after a login", mail.body_html)

    def test_who_is_given_a_lead_gets_no_data_by_mail(self):
        """Nobody accepted: it is not known who would read them."""
        lead = self.secret_lead()
        with self.at("2026-03-06 16:35"):
            lead.action_hand_over(self.a)
        [mail] = self.post("2026-03-06 16:36")["anna@a.example"]
        self.assertIn("we have given you a lead", mail.body_html)
        self.assertNotIn("Zacharias", mail.body_html)

    def test_quiet_at_night(self):
        """An offer of the evening is mailed in the morning; who accepts hears at once."""
        lead = self.secret_lead("2026-03-06 21:00")
        self.assertEqual(self.post("2026-03-06 21:01"), {})
        self.assertEqual(len(self.post("2026-03-07 07:00")), 2)
        self.accept(lead, self.a, self.anna, at="2026-03-07 22:00")
        self.assertEqual(self.post("2026-03-07 22:01").keys(), {"anna@a.example"})
        self.assertEqual(self.post("2026-03-08 07:00").keys(), {"ben@b.example"})

    def test_reminders_are_told_once_and_only_while_they_are_true(self):
        offer = self.accept(self.secret_lead(), self.a, self.anna)
        self.post("2026-03-06 16:41")
        with self.at("2026-03-06 17:00"):
            offer._tell("reminder_contact")
            offer._tell("reminder_contact")
        self.assertEqual(
            self.subjects(self.post("2026-03-06 17:01")),
            {"anna@a.example": [f"Please call the customer of lead no. {offer.id}"]},
        )
        with self.at("2026-03-06 17:02"):
            offer._tell("reminder_contact")  # again, on the same day
        self.assertEqual(self.post("2026-03-06 17:03"), {})
        asked = offer.lead_id.message_ids.filtered(lambda m: "was asked" in m.body)
        self.assertEqual(len(asked), 1)
        with self.at("2026-03-09 09:00"):
            offer._tell("reminder_contact")
            offer._mark_contacted(self.anna, "reached")
        self.assertEqual(self.post("2026-03-09 09:01"), {})

    def test_a_server_that_dies_tells_everything_exactly_once(self):
        leads = [self.secret_lead(f"2026-03-06 16:3{n}") for n in range(3)]
        Notice = type(self.env["crm.lead.offer.notice"])
        send, calls = Notice._send, []

        def send_until_killed(notices):
            send(notices)
            calls.append(notices)
            if len(calls) == 2:
                raise Killed  # the mails are made, nothing is committed

        with (
            patch(f"{NOTICES}.BATCH", 2),
            patch.object(Notice, "_send", send_until_killed),
            self.at("2026-03-06 16:40"),
            self.enter_registry_test_mode(),
            suppress(Killed),
            self.env.registry.cursor() as cr,
        ):
            self.env(cr=cr)["crm.lead.offer.notice"].sudo()._cron_send()
        self.env.invalidate_all()
        first = self.by_address(
            self.env["mail.mail"].search([("subject", "ilike", "New lead")])
        )
        self.assertEqual(sum(map(len, first.values())), 2)
        self.post("2026-03-06 16:45")
        both = self.by_address(
            self.env["mail.mail"].search([("subject", "ilike", "New lead")])
        )
        self.assertEqual(
            {address: len(mails) for address, mails in both.items()},
            {"anna@a.example": len(leads), "ben@b.example": len(leads)},
        )
        self.assertEqual(self.post("2026-03-06 16:50"), {})

    def test_a_broken_template_neither_stops_others_nor_loses_anything(self):
        template = self.env.ref("sales_kpi.mail_template_offer_offered")
        body = template.body_html
        template.body_html = '<p t-out="object.no_such_field"/>'
        self.secret_lead()
        self.accept(self.secret_lead(), self.a, self.anna)
        with mute_logger(NOTICES, "odoo.addons.mail.models.mail_render_mixin"):
            mails = self.post("2026-03-06 16:41")
        self.assertEqual(mails.keys(), {"anna@a.example"})
        template.body_html = body
        subjects = self.subjects(self.post("2026-03-06 17:41"))
        self.assertEqual(subjects["ben@b.example"], ["New lead: Pumps · Germany"])
        self.assertEqual(self.post("2026-03-06 18:41"), {})

    def test_what_a_mail_server_refused_is_tried_again(self):
        """What is no longer true is not: A's offer was taken meanwhile."""
        lead = self.secret_lead()
        mails = self.post("2026-03-06 16:31")
        failed = self.env["mail.mail"].concat(*mails["anna@a.example"])
        failed |= self.env["mail.mail"].concat(*mails["ben@b.example"])
        failed.write({"state": "exception", "failure_type": "mail_smtp"})
        self.assertEqual(self.post("2026-03-06 16:32"), {})
        self.assertEqual(set(failed.mapped("state")), {"outgoing"})
        failed.write({"state": "exception", "failure_type": "mail_email_invalid"})
        self.post("2026-03-06 16:33")
        self.assertEqual(set(failed.mapped("state")), {"exception"})
        failed.failure_type = "unknown"
        self.accept(lead, self.a, self.anna)
        self.post("2026-03-06 16:41")
        self.assertFalse(failed.exists())

    def test_who_archives_a_template_wants_none_of_these_mails(self):
        self.env.ref("sales_kpi.mail_template_offer_taken").active = False
        lead = self.secret_lead()
        self.post("2026-03-06 16:31")
        self.accept(lead, self.a, self.anna)
        self.assertEqual(self.post("2026-03-06 16:41").keys(), {"anna@a.example"})

    def test_demo_data_tell_nobody(self):
        with self.at("2026-03-06 16:30"):
            lead = self.lead(team_id=self.south.id).with_context(offer_silent=True)
            lead.action_offer_to_partners()
        self.assertFalse(self.env["crm.lead.offer.notice"].search([]))

    def test_the_salesperson_reads_it_in_the_chatter(self):
        """By whom it was; what the partner wrote is not repeated."""
        lead = self.secret_lead()
        with self.at("2026-03-06 16:35"):
            offer = self.offer(lead, self.b).with_user(self.ben)
            offer.action_decline(self.reason.id, note="My wife is ill")
        self.accept(lead, self.a, self.anna)
        lines = [
            (message.author_id.name, message.body.striptags())
            for message in lead.message_ids.sorted("id")
            if "Partner" in message.body
        ]
        me = self.env.user.partner_id.name
        self.assertEqual(
            lines,
            [
                (me, "Offered to Partner A, Partner B."),
                ("Ben", f"Partner B declined: {self.reason.name}"),
                ("OdooBot", "Offered to Partner C."),
                ("Anna", "Partner A accepted the lead."),
            ],
        )
        mine = lead.message_ids.filtered(
            lambda line: line.author_id == self.ben_partner
        )
        found = self.env["mail.message"].with_user(self.ben)
        self.assertFalse(found.search([("id", "in", mine.ids)]))
        [line] = found.browse(mine[:1].ids).read(["record_name", "body", "subject"])
        self.assertFalse(line["record_name"])
        self.assertNotIn("Villa", str(line))
        others = lead.message_ids - mine
        for line in others.filtered("body"):
            with self.assertRaises(AccessError):
                found.browse(line.id).read(["body"])

    def test_who_gets_the_mails(self):
        """The chosen contacts; else the company; without an address all contacts."""
        self.assertEqual(self.a._offer_contacts(), self.anna)
        self.anna.active = False
        self.assertEqual(self.a._offer_contacts(), self.a)
        self.anna.active = True
        self.a.write({"sales_offer_contact_ids": [(5,)], "email": False})
        self.assertEqual(self.a._offer_contacts(), self.anna)
        self.anna.parent_id = self.c
        self.assertFalse(self.a._offer_contacts())

    def test_whom_no_mail_reaches_must_be_called(self):
        self.a.write({"sales_offer_contact_ids": [(5,)], "email": False})
        self.anna.email = False
        lead = self.secret_lead()
        self.assertEqual(self.post("2026-03-06 16:31").keys(), {"ben@b.example"})
        [line] = lead.message_ids.filtered(lambda m: "Offered to" in m.body)
        self.assertIn("Partner A has no e-mail address: please call.", line.body)

    def test_a_blocked_partner_hears_so(self):
        self.b._tell("blocked")
        with self.at("2026-03-06 16:41"):
            self.env["crm.lead.offer.notice"].search([]).date_due = "2026-03-06 16:41"
        [mail] = self.post("2026-03-06 16:42")["ben@b.example"]
        self.assertIn("feedback is missing", mail.subject)
        self.assertIn("/my/partner-leads", mail.body_html)
