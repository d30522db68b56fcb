"""The dialog offers what the customer did lately, and takes one tap."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .milestone_case import MilestoneCase


@tagged("post_install", "-at_install")
class TestMilestoneDialog(MilestoneCase):
    def dialog(self, lead, stage=None, user=None):
        lead = lead.with_user(user or self.env.user)
        action = lead.action_open_milestone(stage and stage.id)
        return lead.env[action["res_model"]].browse(action["res_id"])

    def test_the_next_milestone_and_the_last_five_items(self):
        """Newest first; what we wrote ourselves is none of them."""
        lead = self.north_lead(user_id=self.anna.id)
        for day in range(1, 8):
            self.reply(lead, subject=f"Reply {day}").date = f"2026-01-0{day} 09:00:00"
        lead.message_post(body="Ours", message_type="comment")
        dialog = self.dialog(lead, user=self.anna)
        self.assertEqual(dialog.stage_id, self.m1)
        self.assertEqual(
            dialog.proposal_ids.mapped("name"),
            ["Reply 7", "Reply 6", "Reply 5", "Reply 4", "Reply 3"],
        )

    def test_one_tap(self):
        lead = self.north_lead(user_id=self.anna.id)
        reply = self.reply(lead)
        dialog = self.dialog(lead, self.m3, self.anna)
        self.assertEqual(dialog.skipped, "Interest, Talk")
        result = dialog.proposal_ids.action_take()
        self.assertTrue(result["infos"]["milestone_reached"])
        self.assertEqual(lead.stage_id, self.m3)
        self.assertEqual(lead.milestone_ids[-1].mail_message_id, reply)

    def test_own_words(self):
        """A note where it is accepted; later a document that is attached."""
        lead = self.north_lead(user_id=self.anna.id)
        dialog = self.dialog(lead, self.m2, self.anna)
        with self.refused(UserError, "Write down"):
            dialog.action_confirm()
        with Form(dialog) as form:
            form.note = "Come on Monday"
        dialog.action_confirm()
        self.assertEqual(lead.milestone_ids[-1].evidence_type, "note")
        dialog = self.dialog(lead, self.m3, self.anna)
        self.assertNotIn("note", dialog.accepted_type_ids.mapped("code"))
        self.assertEqual(dialog.evidence_type_id.code, "document")
        dialog.note = "She sees the need"
        with self.refused(UserError, "tap on"):
            dialog.action_confirm()
        dialog.write(
            {"document": base64.b64encode(b"x"), "document_name": "Specification.pdf"}
        )
        dialog.action_confirm()
        self.assertEqual(lead.milestone_ids[-1].attachment_id.name, "Specification.pdf")

    def test_evidence_for_a_skipped_milestone(self):
        lead = self.north_lead()
        lead.action_reach_milestone(self.m3, self.reply(lead))
        reply = self.reply(lead)
        dialog = self.dialog(lead, self.m2)
        self.assertEqual(dialog.stage_id, self.m2)
        dialog.proposal_ids.filtered(
            lambda item: item.mail_message_id == reply
        ).action_take()
        self.assertEqual(lead.milestone_ids[1].mail_message_id, reply)

    def test_nothing_left_to_reach(self):
        lead = self.lead(team_id=self.team("South").id)
        with self.refused(UserError, "has reached all"):
            lead.action_open_milestone()

    def test_a_private_meeting_of_another_keeps_its_name(self):
        lead = self.north_lead(user_id=self.anna.id)
        guest = self.partner("Cora Client", is_company=False)
        self.env["calendar.event"].create(
            {
                "name": "About the divorce",
                "privacy": "private",
                "user_id": self.bert.id,
                "start": "2026-01-05 10:00:00",
                "stop": "2026-01-05 11:00:00",
                "opportunity_id": lead.id,
                "partner_ids": (guest | self.bert.partner_id).ids,
            }
        )
        dialog = self.dialog(lead, self.m3, self.anna)
        self.assertEqual(dialog.proposal_ids.mapped("name"), ["Busy"])

    def test_a_dialog_is_for_who_opened_it(self):
        """It quotes the mails of the customer of a lead that others do not see."""
        lead = self.north_lead(user_id=self.anna.id)
        self.reply(lead, subject="Our secret plan")
        dialog = self.dialog(lead, self.m3, self.anna)
        proposals = self.env["crm.milestone.proposal"].with_user(self.bert)
        self.assertFalse(proposals.search([("wizard_id", "=", dialog.id)]))
        for records in (dialog, dialog.proposal_ids):
            records.invalidate_recordset()
            with self.assertRaises(AccessError):
                records.with_user(self.bert).read(["create_uid"])

    def test_many_leads_cost_one_question(self):
        leads = self.north_lead() | self.north_lead() | self.north_lead()
        few, many = leads[:1], leads
        few.mapped("next_milestone_id")
        costs = []
        for some in (few, many):
            self.env.invalidate_all()
            some.mapped("team_id.name")
            some.mapped("stage_id.name")
            before = self.env.cr.sql_log_count
            self.assertEqual(some.next_milestone_id, self.m1)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[0], costs[1])
