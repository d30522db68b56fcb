"""Milestones are reached by what customers do, however a stage changes."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.milestone_evidence import MilestoneEvidenceNeeded
from .milestone_case import MilestoneCase


@tagged("post_install", "-at_install")
class TestMilestoneRule(MilestoneCase):
    """Whoever moves a lead, by whatever means, proves what the customer did."""

    def test_a_milestone_without_evidence_is_just_reached(self):
        """Its row says from which one the lead came, when, and what it is worth."""
        with self.at("2026-01-10 09:00"):
            lead = self.north_lead(expected_revenue=5000, user_id=self.anna.id)
            self.assertEqual(self.rows(lead), [])
        with self.at("2026-01-12 10:00") as now:
            lead.stage_id = self.m1
        self.assertEqual(
            self.rows(lead, "milestone_id", "milestone_from_id", "at", "amount"),
            [("Interest", False, now, 5000)],
        )
        self.assertEqual(
            self.rows(lead, "team_id", "user_id", "origin", "is_standard"),
            [("North", self.anna.name, "live", False)],
        )
        self.assertEqual(lead.milestone_ids.stage_id, self.m1)

    def test_without_evidence_the_move_is_refused(self):
        """The message says what the customer must do and how to enter it."""
        lead = self.north_lead()
        with self.refused(
            MilestoneEvidenceNeeded, "The customer does Talk", "Milestone reached"
        ):
            lead.stage_id = self.m2
        self.assertEqual((lead.stage_id, self.rows(lead)), (self.begin, []))

    def test_the_refusal_names_lead_and_stage_for_the_dialog(self):
        lead = self.north_lead()
        with self.assertRaises(MilestoneEvidenceNeeded) as caught:
            lead.write({"stage_id": self.m2.id})
        self.assertEqual(
            caught.exception.context["milestone"],
            {"lead_ids": lead.ids, "stage_id": self.m2.id},
        )

    def test_many_leads_at_once(self):
        """One without evidence holds up all; those that proved it before do not."""
        proven, unproven = self.north_lead(), self.north_lead(name="Unproven")
        proven.action_reach_milestone(self.m2, "Come on Monday", "note")
        proven.stage_id = self.begin
        with self.refused(MilestoneEvidenceNeeded, "Unproven"):
            (proven + unproven).stage_id = self.m2
        proven.stage_id = self.m2
        self.assertEqual(len(self.rows(proven)), 2)

    def test_skipped_milestones_are_implied(self):
        lead = self.north_lead()
        lead.action_reach_milestone(self.m3, self.reply(lead))
        self.assertEqual(lead.stage_id, self.m3)
        self.assertEqual(
            self.rows(lead, "milestone_id", "milestone_from_id", "is_implied"),
            [
                ("Interest", False, True),
                ("Talk", "Interest", True),
                ("Need", "Talk", False),
            ],
        )
        self.assertEqual(lead.milestone_ids.mapped("is_implied"), [True, True, False])

    def test_a_stage_beyond_a_milestone_needs_its_evidence(self):
        """An ordinary stage after M2 is no way around M2."""
        beyond = self.env["crm.stage"].create(
            {"name": "Beyond", "sequence": -98, "team_ids": self.north.ids}
        )
        lead = self.north_lead()
        with self.refused(MilestoneEvidenceNeeded, "Talk"):
            lead.stage_id = beyond
        lead.action_reach_milestone(self.m2, "Come on Monday", "note")
        lead.stage_id = beyond
        self.assertEqual(len(self.rows(lead)), 2)

    def test_going_back_erases_nothing_and_coming_again_adds_nothing(self):
        lead = self.north_lead()
        lead.action_reach_milestone(self.m2, "Come on Monday", "note")
        before = self.rows(lead, "id")
        lead.stage_id = self.begin
        self.assertEqual(self.rows(lead, "id"), before)
        lead.stage_id = self.m2
        self.assertEqual(self.rows(lead, "id"), before)
        self.assertEqual(len(lead.milestone_ids), 2)

    def test_leads_begin_without_evidence(self):
        """A web form or mail is never refused because the first stage is a milestone;
        it is reached when somebody says what the customer did."""
        self.begin.write({"is_milestone": True, "evidence_required": True})
        lead = self.north_lead()
        self.assertEqual((lead.stage_id, self.rows(lead)), (self.begin, []))
        lead.action_reach_milestone(self.begin, "Send me your offer", "note")
        self.assertEqual(self.rows(lead), [("Begin", False)])

    def test_creation_in_a_later_milestone(self):
        with self.refused(MilestoneEvidenceNeeded, "earlier stage"):
            self.north_lead(stage_id=self.m2.id)
        lead = self.north_lead(
            stage_id=self.m2.id,
            milestone_evidence="Come on Monday",
            milestone_evidence_type_id=self.env.ref("sales_kpi.evidence_type_note").id,
        )
        self.assertEqual(self.rows(lead), [("Interest", True), ("Talk", False)])
        self.assertEqual(lead.milestone_ids[-1].note, "Come on Monday")

    def test_import(self):
        """A row without evidence is refused by name of the milestone, one with it is
        taken; a date in the past is flagged."""
        names = ["name", "team_id/.id", "contact_name", "stage_id/.id"]
        row = ["Imported", str(self.north.id), "Cora", str(self.m2.id)]
        Lead = self.env["crm.lead"].with_context(import_file=True)
        result = Lead.load(names, [row])
        self.assertFalse(result["ids"])
        self.assertIn("Talk", result["messages"][0]["message"])
        given = ["milestone_evidence", "milestone_evidence_type_id"]
        result = Lead.load(
            names + given, [[*row, "Come on Monday", "E-mail of the customer"]]
        )
        lead = Lead.browse(result["ids"])
        self.assertEqual(self.rows(lead), [("Interest", True), ("Talk", False)])
        self.assertEqual(lead.milestone_ids[-1].evidence_type, "email")
        self.assertTrue(lead.milestone_ids[-1].is_imported)

    def test_import_of_history(self):
        """Sales managers bring words for later milestones as well, which is flagged;
        for a salesperson the import is no way around the rule."""
        names = ["name", "team_id/.id", "contact_name", "stage_id/.id"]
        names += ["milestone_evidence", "milestone_evidence_type_id"]
        row = ["Old lead", str(self.north.id), "Cora", str(self.m3.id)]
        row += ["Wants it this year", "Meeting held"]
        Lead = self.env["crm.lead"].with_context(import_file=True)
        result = Lead.with_user(self.anna).load(names, [row])
        self.assertFalse(result["ids"])
        self.assertIn("sales managers", result["messages"][0]["message"])
        manager = self.user("mara", "sales_team.group_sale_manager")
        result = Lead.with_user(manager).load(names, [row])
        proof = Lead.browse(result["ids"]).milestone_ids[-1]
        self.assertEqual((proof.stage_id, proof.is_imported), (self.m3, True))

    def test_salespeople(self):
        """Over RPC a salesperson reaches milestones of own leads only, and writes no
        evidence past the rule."""
        own = self.north_lead(user_id=self.anna.id).with_user(self.anna)
        self.assertTrue(own.action_reach_milestone(self.m2.id, "Come", "note"))
        other = self.north_lead(user_id=self.bert.id)
        foreign = self.env["crm.lead"].with_user(self.anna).browse(other.id)
        with self.assertRaises(AccessError):
            foreign.action_reach_milestone(self.m2.id, "Come", "note")
        with self.assertRaises(AccessError):
            foreign.action_open_milestone()
        self.assertEqual(own.milestone_ids[-1].note, "Come")
        other.action_reach_milestone(self.m2, "Secret", "note")
        Milestone = self.env["crm.lead.milestone"].with_user(self.anna)
        self.assertFalse(Milestone.search([("lead_id", "=", other.id)]))
        with self.assertRaises(AccessError):
            Milestone.create(
                {
                    "lead_id": own.id,
                    "stage_id": self.m3.id,
                    "date_reached": "2026-01-01",
                }
            )

    def test_evidence_in_a_context_over_rpc_is_none(self):
        """What JSON can hold in a context proves nothing."""
        lead = self.north_lead().with_context(
            milestone_evidence={"code": "email", "details": {"note": "x"}}
        )
        with self.assertRaises(MilestoneEvidenceNeeded):
            lead.stage_id = self.m2

    def test_leads_of_other_teams(self):
        """They have no process: no refusal, no row, no query more."""
        lead = self.lead(team_id=self.team("South").id)
        stage = self.env["crm.stage"].create({"name": "Any", "sequence": 99})
        lead.stage_id = stage
        self.assertEqual(self.rows(lead), [])
        with self.assertRaises(UserError):
            lead.action_reach_milestone(self.m2, "Come", "note")

    def test_a_foreign_stage_is_no_way_around(self):
        """The won stage of a team with a process needs its evidence also of others."""
        lead = self.lead(team_id=self.team("South").id)
        with self.refused(MilestoneEvidenceNeeded, "Buys"):
            lead.stage_id = self.won

    def test_a_new_team(self):
        """The lead lands in the other team's first stage; nobody proved anything."""
        self.begin.write({"is_milestone": True, "evidence_required": True})
        south = self.team("South")
        stage = self.env["crm.stage"].create({"name": "S", "team_ids": south.ids})
        lead = self.lead(team_id=south.id, stage_id=stage.id)
        lead.team_id = self.north
        self.assertEqual((lead.stage_id, self.rows(lead)), (self.begin, []))
