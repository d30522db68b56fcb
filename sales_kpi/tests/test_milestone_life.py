"""Milestones in the life of leads: won, merged, copied, archived, deleted, erased."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.milestone_evidence import MilestoneEvidenceNeeded
from .milestone_case import MilestoneCase


@tagged("post_install", "-at_install")
class TestMilestoneLife(MilestoneCase):
    def test_a_confirmed_order_proves_the_last_milestone(self):
        """Odoo's button *Won* then needs nothing; those between are implied."""
        lead = self.north_lead()
        order = self.order(100, lead=lead)
        with self.refused(MilestoneEvidenceNeeded, "The customer does Buys"):
            lead.action_set_won_rainbowman()
        self.assertEqual(lead.won_status, "pending")
        order.action_confirm()
        lead.action_set_won_rainbowman()
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(
            self.rows(lead),
            [("Interest", True), ("Talk", True), ("Need", True), ("Buys", False)],
        )
        record = lead.milestone_ids[-1]
        self.assertEqual((record.order_id, record.evidence_type), (order, "order"))

    def test_evidence_wins_as_well(self):
        """Reaching the last milestone by the dialog is winning."""
        lead = self.north_lead()
        contract = self.env["ir.attachment"].create(
            {"name": "Contract.pdf", "res_model": "crm.lead", "res_id": lead.id}
        )
        lead.action_reach_milestone(self.won, contract)
        self.assertEqual((lead.won_status, lead.probability), ("won", 100))

    def test_lost_and_restored(self):
        lead = self.north_lead()
        lead.action_reach_milestone(self.m2, "Come on Monday", "note")
        rows = self.rows(lead, "id")
        lead.action_set_lost()
        lead.action_restore()
        self.assertEqual(self.rows(lead, "id"), rows)
        self.assertEqual(lead.stage_id, self.m2)

    def test_a_copy_begins_anew(self):
        lead = self.north_lead()
        lead.action_reach_milestone(self.m2, "Come on Monday", "note")
        copy = lead.copy()
        self.assertEqual((copy.stage_id, self.rows(copy)), (self.begin, []))
        self.assertFalse(copy.milestone_ids)

    def test_the_survivor_of_a_merge_has_the_earliest(self):
        """Journal and evidence of the other lead go along, once per milestone."""
        with self.at("2026-01-10 09:00"):
            early, late = self.north_lead(name="Early"), self.north_lead(name="Late")
        with self.at("2026-01-12 09:00") as first:
            early.action_reach_milestone(self.m2, "Come on Monday", "note")
        with self.at("2026-01-13 09:00") as second:
            late.action_reach_milestone(self.m3, self.reply(late))
        with self.at("2026-01-14 09:00"):
            survivor = (early + late).merge_opportunity()
        self.assertEqual(survivor, late)
        reached = self.env["sales.kpi.journal"]._reached_milestones(survivor.ids)
        self.assertEqual(
            reached[survivor.id],
            {self.m1.id: first, self.m2.id: first, self.m3.id: second},
        )
        self.assertEqual(
            survivor.milestone_ids.mapped("stage_id"), self.m1 + self.m2 + self.m3
        )
        self.assertIn("Come on Monday", survivor.milestone_ids.mapped("note"))

    def test_conversion(self):
        """A lead reaches M1 and M2 before it is an opportunity, and keeps them."""
        lead = self.north_lead(type="lead")
        lead.action_reach_milestone(self.m2, "Come on Monday", "note")
        self.assertEqual(lead.type, "lead")
        lead.convert_opportunity(self.partner())
        self.assertEqual((lead.type, lead.stage_id), ("opportunity", self.m2))
        self.assertEqual(self.rows(lead), [("Interest", True), ("Talk", False)])

    def test_deletion(self):
        """The evidence goes with the lead, the rows of the journal stay."""
        lead = self.north_lead()
        lead.action_reach_milestone(self.m2, "Come on Monday", "note")
        records = lead.milestone_ids
        lead.unlink()
        self.assertFalse(records.exists())
        self.assertEqual(len(self.rows(lead)), 2)

    def test_erasing_evidence(self):
        """Managers erase texts; the rows, and with them all figures, stay."""
        lead = self.north_lead()
        lead.action_reach_milestone(self.m2, "Come on Monday", "note")
        rows = self.rows(lead, "id", "amount", "at")
        manager = self.user("mia", "sales_team.group_sale_manager")
        lead.milestone_ids.with_user(manager).unlink()
        self.assertEqual(self.rows(lead, "id", "amount", "at"), rows)
        lead.stage_id = self.begin
        lead.stage_id = self.m2
        self.assertEqual(self.rows(lead, "id", "amount", "at"), rows)

    def test_a_stage_with_evidence_is_not_deleted(self):
        """The message says what to do instead."""
        lead = self.north_lead()
        lead.action_reach_milestone(self.m2, "Come on Monday", "note")
        lead.stage_id = self.begin
        with self.refused(UserError, "Untick “Milestone”"):
            self.m2.unlink()

    def test_the_standard_potential_carries_the_first_milestones(self):
        """Without an expected revenue the entry value is the potential, flagged."""
        lead = self.north_lead()
        lead.write({"potential_amount": 20000})
        lead.stage_id = self.m1
        self.assertEqual(self.rows(lead, "amount"), [(20000,)])

    def test_the_activity_plan_starts(self):
        """By itself where the stage says so, else by the button."""
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Prepare the talk",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": self.env.ref(
                                "mail.mail_activity_data_todo"
                            ).id,
                            "summary": "Send the agenda",
                            "responsible_type": "on_demand",
                        }
                    )
                ],
            }
        )
        lead = self.north_lead(user_id=self.anna.id)
        with self.refused(UserError, "activity plan"):
            lead.action_start_milestone_plan()
        self.m1.write({"activity_plan_id": plan.id, "activity_plan_auto": True})
        lead.with_user(self.anna).stage_id = self.m1
        self.assertEqual(lead.activity_ids.summary, "Send the agenda")
        self.assertEqual(lead.activity_ids.user_id, self.anna)
        lead.with_user(self.anna).action_start_milestone_plan()
        self.assertEqual(len(lead.activity_ids), 2)
