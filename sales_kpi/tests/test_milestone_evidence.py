"""Evidence shows that the customer acted, and when."""

from datetime import datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .milestone_case import MilestoneCase


@tagged("post_install", "-at_install")
class TestMilestoneEvidence(MilestoneCase):
    """What is accepted where, and what back-dating asks for."""

    def meeting(self, lead, **values):
        guest = self.partner("Guest", is_company=False)
        return self.env["calendar.event"].create(
            {
                "name": "First talk",
                "start": "2026-01-05 10:00:00",
                "stop": "2026-01-05 11:00:00",
                "opportunity_id": lead.id,
                "partner_ids": [Command.link(guest.id)],
                **values,
            }
        )

    def document(self, lead):
        return self.env["ir.attachment"].create(
            {"name": "Minutes.pdf", "res_model": "crm.lead", "res_id": lead.id}
        )

    def test_a_note_is_enough_at_the_first_two_milestones_only(self):
        lead = self.north_lead()
        lead.action_reach_milestone(self.m2, "Come on Monday", "note")
        record = lead.milestone_ids[-1]
        self.assertEqual(
            (record.note, record.contact_name, record.evidence_type),
            ("Come on Monday", "Cora Client", "note"),
        )
        self.assertTrue(record.evidence_date)
        with self.refused(UserError, "Need", "Meeting held"):
            lead.action_reach_milestone(self.m3, "She sees the need", "note")

    def test_words_by_another_name_are_words(self):
        """From the third milestone on a type that is only claimed proves nothing,
        whichever way it comes; a document claimed to be an order neither."""
        lead = self.north_lead()
        for claimed in ("email", "message", "meeting", "document", "order"):
            with self.refused(UserError, "Words are no evidence", "attach"):
                lead.action_reach_milestone(self.m3, "She sees the need", claimed)
        with self.refused(UserError, "Words are no evidence"):
            lead.write(
                {
                    "stage_id": self.m3.id,
                    "milestone_evidence": "She sees the need",
                    "milestone_evidence_type_id": self.env.ref(
                        "sales_kpi.evidence_type_email"
                    ).id,
                }
            )
        with self.refused(UserError, "“Order”"):
            lead.action_reach_milestone(self.m3, self.document(lead), "order")
        self.assertEqual((lead.stage_id, self.rows(lead)), (self.begin, []))
        lead.action_reach_milestone(self.m3, self.document(lead))
        self.assertEqual(lead.milestone_ids[-1].evidence_type, "document")

    def test_a_note_names_the_contact(self):
        lead = self.north_lead()
        lead.contact_name = False
        for kind in ("note", "meeting"):
            with self.refused(UserError, "contact"):
                lead.action_reach_milestone(self.m2, "Come on Monday", kind)
        lead.action_reach_milestone(
            self.m2, {"note": "Come", "contact_name": "Dora"}, "note"
        )
        self.assertEqual(lead.milestone_ids[-1].contact_name, "Dora")

    def test_the_types_that_a_stage_accepts(self):
        self.m2.evidence_type_ids = self.env.ref("sales_kpi.evidence_type_meeting")
        lead = self.north_lead()
        with self.refused(UserError, "Meeting held"):
            lead.action_reach_milestone(self.m2, "Reply", "email")
        lead.action_reach_milestone(self.m2, "Talk on Monday", "meeting")

    def test_an_unknown_type_and_nothing_at_all(self):
        lead = self.north_lead()
        with self.refused(UserError, "“phone”", "email"):
            lead.action_reach_milestone(self.m2, "Called", "phone")
        for nothing in (None, "", "  ", {}):
            with self.refused(UserError, "The customer does Talk"):
                lead.action_reach_milestone(self.m2, nothing, "email")
        with self.refused(UserError, "one message"):
            lead.action_reach_milestone(self.m2, {"user_id": 1})

    def test_a_message_of_the_customer(self):
        """His mail is evidence by itself; ours is none."""
        lead, other = self.north_lead(), self.north_lead()
        ours = lead.message_post(body="Offer", message_type="comment")
        with self.refused(UserError, "customer wrote"):
            lead.action_reach_milestone(self.m3, ours)
        with self.refused(UserError, "customer wrote"):
            lead.action_reach_milestone(self.m3, self.reply(other))
        reply = self.reply(lead)
        lead.action_reach_milestone(self.m3, reply)
        record = lead.milestone_ids[-1]
        self.assertEqual(
            (record.mail_message_id, record.evidence_type), (reply, "email")
        )

    def test_a_meeting_that_was_held(self):
        lead = self.north_lead()
        coming = self.meeting(lead, start="2099-01-05 10:00", stop="2099-01-05 11:00")
        alone = self.meeting(lead, partner_ids=[Command.clear()])
        for wrong in (coming, alone, self.meeting(self.north_lead())):
            with self.refused(UserError, "is over"):
                lead.action_reach_milestone(self.m3, wrong)
        held = self.meeting(lead)
        lead.action_reach_milestone(self.m3, {"event_id": held.id})
        self.assertEqual(lead.milestone_ids[-1].event_id, held)
        self.assertEqual(str(lead.milestone_ids[-1].evidence_date), "2026-01-05")

    def test_quotation_and_order(self):
        """A quotation proves nothing before the customer signs or orders."""
        lead = self.north_lead()
        order = self.order(100, lead=lead)
        with self.refused(UserError, "signed"):
            lead.action_reach_milestone(self.m3, order)
        order.signed_on = datetime(2026, 1, 5)
        lead.action_reach_milestone(self.m3, order)
        with self.refused(UserError, "confirmed"):
            lead.action_reach_milestone(self.won, order, "order")
        order.action_confirm()
        lead.action_reach_milestone(self.won, order, "order")
        self.assertEqual(lead.milestone_ids.order_id, order)

    def test_a_document(self):
        lead = self.north_lead()
        document = self.env["ir.attachment"].create({"name": "Specification.pdf"})
        with self.refused(UserError, "attached to this lead"):
            lead.action_reach_milestone(self.m3, document)
        document.write({"res_model": "crm.lead", "res_id": lead.id})
        lead.action_reach_milestone(self.m3, document)
        self.assertEqual(lead.milestone_ids[-1].attachment_id, document)

    def test_back_dating(self):
        """A day in the past needs a reason, is flagged, and lies within the life of
        the lead and after the milestone before it."""
        with self.at("2026-01-10 09:00"):
            lead = self.north_lead(expected_revenue=100, user_id=self.anna.id)
        with self.at("2026-01-15 09:00"):
            lead.expected_revenue = 900
            lead.user_id = self.bert
        with self.at("2026-01-20 09:00"):
            for day in ("2026-01-09", "2026-01-10 08:00"):
                with self.refused(UserError, "created"):
                    lead.action_reach_milestone(self.m1, "x", "note", day)
            with self.refused(UserError, "future"):
                lead.action_reach_milestone(self.m1, "x", "note", "2026-01-21")
            with self.refused(UserError, "is no date"):
                lead.action_reach_milestone(self.m1, "x", "note", "last week")
            lead.action_reach_milestone(
                self.m2,
                {"note": "Come on Monday", "back_date_reason": "I was ill"},
                "note",
                "2026-01-12",
            )
            reply = self.reply(lead)
            with self.refused(UserError, "milestone before"):
                lead.action_reach_milestone(self.m3, reply, "email", "2026-01-11")
            lead.action_reach_milestone(self.m3, reply, "email", "2026-01-20")
        self.assertEqual(
            self.rows(lead, "milestone_id", "at", "is_back_dated", "amount", "user_id"),
            [
                ("Interest", datetime(2026, 1, 12, 12), True, 100, self.anna.name),
                ("Talk", datetime(2026, 1, 12, 12), True, 100, self.anna.name),
                ("Need", datetime(2026, 1, 20, 9), False, 900, self.bert.name),
            ],
        )
        record = lead.milestone_ids[1]
        self.assertTrue(record.is_back_dated)
        self.assertEqual(record.back_date_reason, "I was ill")
        self.assertEqual(str(record.evidence_date), "2026-01-12")

    def test_back_dating_of_a_milestone_without_evidence(self):
        with self.at("2026-01-10 09:00"):
            lead = self.north_lead()
        with self.at("2026-01-20 09:00"):
            with self.refused(UserError, "reason"):
                lead.action_reach_milestone(self.m1, None, None, "2026-01-12")
            lead.action_reach_milestone(
                self.m1, {"back_date_reason": "Holidays"}, None, "2026-01-12"
            )
        self.assertEqual(self.rows(lead, "is_back_dated"), [(True,)])
        self.assertEqual(lead.milestone_ids.back_date_reason, "Holidays")

    def test_evidence_for_a_milestone_that_was_skipped(self):
        """It may be added later; the journal stays as it is."""
        lead = self.north_lead()
        lead.action_reach_milestone(self.m3, self.reply(lead))
        rows = self.rows(lead, "id", "is_implied", "at")
        lead.action_reach_milestone(self.m2, "The talk of Monday", "meeting")
        self.assertEqual(self.rows(lead, "id", "is_implied", "at"), rows)
        self.assertEqual(lead.milestone_ids[1].note, "The talk of Monday")
        with self.refused(UserError, "already"):
            lead.action_reach_milestone(self.m2, "Once more", "email")

    def test_evidence_wakes_the_customer(self):
        """What proves a milestone is an action of the customer."""
        lead = self.north_lead()
        self.assertFalse(lead.date_last_customer_action)
        with self.at("2027-01-12 10:00") as now:
            lead.action_reach_milestone(self.m3, self.reply(lead))
        self.assertEqual(lead.date_last_customer_action, now)

    def test_odd_arguments_are_refused_in_words(self):
        lead = self.north_lead()
        for stage in ("abc", None, True, -1, 10**18, [1], {"a": 1}):
            with self.assertRaises(UserError):
                lead.action_reach_milestone(stage, "x", "note")
        for odd in (5, True, [1], {"a": 1}, "2026-13-99"):
            for arguments in (
                (None, None, odd),
                ({"note": "x", "evidence_date": odd}, None, None),
            ):
                with self.assertRaises(UserError):
                    lead.action_reach_milestone(self.m1, *arguments)
            with self.assertRaises(UserError):
                lead.action_customer_called(odd)
            with self.assertRaises(UserError):
                lead.action_keep(odd)
        for evidence in ({"note": 5}, {"note": ["x"]}, {"event_id": "abc"}):
            with self.assertRaises(UserError):
                lead.action_reach_milestone(self.m2, evidence)
