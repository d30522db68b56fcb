from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .parking_case import ActionCase


@tagged("post_install", "-at_install")
class TestCustomerAction(ActionCase):
    """What the customer did counts, and nothing else does (S4-27)."""

    def test_his_mail_counts(self):
        lead = self.silent()
        with self.at("2026-01-10 10:00"):
            lead.message_post(
                body="Tell me more",
                message_type="email",
                author_id=self.customer.id,
                subtype_xmlid="mail.mt_comment",
            )
        self.assertActed(lead, "2026-01-10 10:00")

    def test_a_mail_that_makes_a_lead_counts(self):
        with self.at("2026-01-10 10:00"):
            lead_id = self.env["mail.thread"].message_process(
                "crm.lead",
                "From: new@customer.example\nTo: sales@kpi.example\n"
                "Subject: Offer?\nMessage-ID: <1@customer.example>\n\nHello",
            )
        self.assertActed(self.env["crm.lead"].browse(lead_id), "2026-01-10 10:00")

    def test_his_message_in_the_portal_counts(self):
        lead = self.silent()
        with self.at("2026-01-10 10:00"):
            lead.message_post(
                body="Yes",
                message_type="comment",
                author_id=self.customer.id,
                subtype_xmlid="mail.mt_comment",
            )
        self.assertActed(lead, "2026-01-10 10:00")

    def test_a_meeting_counts_when_it_is_over(self):
        lead = self.silent()
        with self.at("2026-01-05 10:00"):
            self.meeting(lead, "2026-01-10 10:00", "2026-01-10 11:00")
            self.assertActed(lead, False)
        with self.at("2026-01-10 10:59"):
            self.run_cron("customer_actions")
            self.assertActed(lead, False)
        with self.at("2026-01-10 11:30"):
            self.run_cron("customer_actions")
            self.assertActed(lead, "2026-01-10 11:00")

    def test_a_meeting_entered_after_the_fact_counts_at_once(self):
        lead = self.silent()
        with self.at("2026-01-12 10:00"):
            self.meeting(lead, "2026-01-10 10:00", "2026-01-10 11:00")
            self.assertActed(lead, "2026-01-10 11:00")

    def test_a_meeting_that_he_declined_was_not_held(self):
        lead = self.silent()
        with self.at("2026-01-05 10:00"):
            meeting = self.meeting(lead, "2026-01-10 10:00", "2026-01-10 11:00")
            guest = meeting.attendee_ids.filtered(
                lambda attendee: attendee.partner_id == self.customer
            )
            guest.do_decline()
        with self.at("2026-01-11 10:00"):
            self.run_cron("customer_actions")
        self.assertActed(lead, False)

    def test_a_meeting_of_colleagues_is_none(self):
        lead = self.silent()
        with self.at("2026-01-12 10:00"):
            self.meeting(
                lead, "2026-01-10 10:00", "2026-01-10 11:00", self.seller.partner_id
            )
        self.assertActed(lead, False)

    def test_his_signature_counts(self):
        lead = self.silent()
        with self.at("2026-01-05 10:00"):
            order = self.order(100, lead=lead)
            self.assertActed(lead, False)
        with self.at("2026-01-10 10:00"):
            order.write({"signed_by": "Ms Action", "signed_on": "2026-01-10 10:00:00"})
            self.assertActed(lead, "2026-01-10 10:00")

    def test_his_order_counts(self):
        lead = self.silent()
        with self.at("2026-01-05 10:00"):
            order = self.order(100, lead=lead)
        with self.at("2026-01-10 10:00"):
            order.action_confirm()
            self.assertActed(lead, "2026-01-10 10:00")

    def test_his_call_is_noted_by_one_tap(self):
        lead = self.silent()
        with self.at("2026-01-10 10:00"):
            lead.with_user(self.seller).action_customer_called()
            self.assertActed(lead, "2026-01-10 10:00")
            lead.with_user(self.seller).action_customer_called("2026-01-08 10:00:00")
            self.assertActed(lead, "2026-01-10 10:00")
            with self.assertRaises(UserError):
                lead.action_customer_called("2026-01-11 10:00:00")
        self.assertIn("called", lead.message_ids[0].body)

    def test_a_call_is_an_answer(self):
        lead = self.silent()
        with self.at("2026-01-10 10:00"):
            lead.action_customer_called("2026-01-08 10:00:00")
        rows = self.env["sales.kpi.journal"].search(
            [("lead_id", "=", lead.id), ("kind", "=", "engaged")]
        )
        self.assertEqual(rows.mapped("at"), [datetime(2026, 1, 8, 10)])

    def test_only_who_may_write_the_lead_notes_calls(self):
        lead = self.silent()
        stranger = self.user("action_stranger")
        with self.assertRaises(AccessError):
            lead.with_user(stranger).action_customer_called()

    def test_what_sales_does_is_no_sign_of_life(self):
        """Notes, mails to the customer, activities, stages and edits do not count."""
        lead = self.silent()
        second = self.env["crm.stage"].search([("is_won", "=", False)])[1]
        with self.at("2026-01-10 10:00"):
            lead.message_post(body="Note", subtype_xmlid="mail.mt_note")
            lead.with_user(self.seller).message_post(
                body="Any news?",
                partner_ids=self.customer.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            call = lead.activity_schedule("mail.mail_activity_data_call")
            call.action_feedback("Nobody answered")
            lead.write({"stage_id": second.id, "expected_revenue": 5, "priority": "2"})
            self.order(100, lead=lead).action_quotation_sent()
        with self.at("2026-01-11 10:00"):
            self.env["crm.lead"]._fill_customer_actions()
        self.assertActed(lead, False)

    def test_days_of_silence(self):
        lead = self.silent()
        with self.at("2026-01-11 08:00"):
            lead.invalidate_recordset(["customer_silence_days"])
            self.assertEqual(lead.customer_silence_days, 10)
            lead.action_customer_called("2026-01-08 10:00:00")
            self.assertEqual(lead.customer_silence_days, 3)

    def test_existing_leads_are_filled_from_their_history(self):
        """At installation and upgrade, by one statement for all leads."""
        mailed, ordered, met, silent = (self.silent() for _number in range(4))
        with self.at("2026-01-10 10:00"):
            mailed.message_post(
                body="Hello", message_type="email", author_id=self.customer.id
            )
            self.order(100, lead=ordered).action_confirm()
            self.meeting(met, "2026-01-09 10:00", "2026-01-09 11:00")
        leads = mailed | ordered | met | silent
        self._forget(leads)
        with self.at("2026-02-01 10:00"):
            self.env["crm.lead"]._fill_customer_actions()
        self.assertActed(mailed, "2026-01-10 10:00")
        self.assertActed(ordered, "2026-01-10 10:00")
        self.assertActed(met, "2026-01-09 11:00")
        self.assertActed(silent, False)
        self._forget(leads)
        with self.at("2026-02-01 10:00"):
            self.env["sales.kpi.journal"]._rebuild_history_range(
                min(leads.ids), max(leads.ids)
            )
        self.assertActed(mailed, "2026-01-10 10:00")

    def test_a_merge_keeps_the_latest(self):
        old, young = self.silent(), self.silent()
        with self.at("2026-01-10 10:00"):
            old.action_customer_called("2026-01-05 10:00:00")
            young.action_customer_called("2026-01-09 10:00:00")
            self.assertActed((old | young).merge_opportunity(), "2026-01-09 10:00")

    def _forget(self, leads):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET date_last_customer_action = NULL WHERE id = ANY(%s)",
                leads.ids,
            )
        )
        leads.invalidate_recordset()
