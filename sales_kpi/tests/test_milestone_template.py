"""The five milestones for a team by one click."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestMilestoneTemplate(SalesKpiCase):
    """Leads begin before the first milestone, which may be on records of type lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.stage"].search([]).fold = True  # those of other tests and demo
        cls.north = cls.team("North", use_leads=True)
        cls.new, cls.qualified, cls.proposal, cls.done = cls.env["crm.stage"].create(
            [
                {"name": name, "sequence": sequence, "is_won": name == "Done"}
                for name, sequence in (
                    ("Fresh", 1),
                    ("Checked", 2),
                    ("Quoted", 3),
                    ("Done", 70),
                )
            ]
        )

    def names(self, team=None):
        """The pipeline of the team, milestones marked."""
        stages = (team or self.north)._template_stages()
        return [
            f"*{stage.name}" if stage.is_milestone else stage.name for stage in stages
        ]

    def alone(self):
        """No other team is there."""
        self.env["crm.team"].search([("id", "!=", self.north.id)]).active = False

    def test_the_only_team(self):
        """Its won stage is the last milestone; stages with leads stay between."""
        self.alone()
        self.lead(team_id=self.north.id, stage_id=self.proposal.id)
        self.north.action_apply_milestone_template()
        self.assertEqual(
            self.names(),
            [
                "Fresh",
                "*Shows interest",
                "*First talk",
                "*Sees a need",
                "Quoted",
                "*Wants our solution",
                "*Done",
            ],
        )
        self.assertTrue(self.qualified.fold)
        milestones = self.north._milestones()
        self.assertEqual(len(milestones), 5)
        self.assertTrue(all(milestones.mapped("evidence_required")))
        self.assertTrue(all(milestones.mapped("customer_action")))
        self.assertEqual(
            milestones.mapped("is_sales_qualified"), [False, False, True, True, True]
        )

    def test_existing_leads(self):
        """They stay; what their stage lies behind is passed, marked as skipped."""
        self.alone()
        fresh = self.lead(team_id=self.north.id, stage_id=self.new.id)
        quoted = self.lead(team_id=self.north.id, stage_id=self.proposal.id)
        self.north.action_apply_milestone_template()
        self.assertEqual((fresh.stage_id, quoted.stage_id), (self.new, self.proposal))
        reached = self.env["sales.kpi.journal"]._reached_milestones(
            (fresh + quoted).ids
        )
        milestones = self.north._milestones()
        self.assertEqual(reached[fresh.id], {})
        self.assertEqual(reached[quoted.id].keys(), set(milestones[:3].ids))

    def test_beside_other_teams(self):
        """Common stages stay as they are, the team gets a won stage of its own."""
        south = self.team("South")
        before = self.names(south)
        self.north.action_apply_milestone_template()
        self.assertEqual(self.names(south), before)
        self.assertFalse(south._milestones())
        self.assertEqual(self.names()[-2:], ["*Buys", "Done"])
        lead = self.lead(team_id=self.north.id)
        self.assertEqual(lead.stage_id, self.new)
        self.order(100, lead=lead).action_confirm()
        lead.action_set_won()
        self.assertEqual(lead.stage_id.name, "Buys")

    def test_records_of_type_lead(self):
        """Milestones 1 and 2 lie before the opportunity."""
        self.north.action_apply_milestone_template()
        lead = self.lead(team_id=self.north.id, type="lead", contact_name="Cora")
        first, second, *_rest = self.north._milestones()
        lead.action_reach_milestone(first, "Send me more", "note")
        lead.action_reach_milestone(second, "Come on Monday", "note")
        self.assertEqual((lead.type, lead.stage_id), ("lead", second))
        lead.convert_opportunity(self.partner())
        self.assertEqual(lead.stage_id, second)

    def test_inflow_comes_into_use(self):
        """Decision 35; who takes it out does not get it back with the next one."""
        self.env["crm.stage"].search([("is_milestone", "=", True)]).is_milestone = False
        inflow = self.env["sales.kpi"].search([("code", "=", "milestone_inflow")])
        inflow.company_ids = False
        self.north.action_apply_milestone_template()
        self.assertTrue(inflow.is_used)
        inflow.is_used = False
        self.proposal.is_milestone = True
        self.assertFalse(inflow.is_used)

    def test_twice(self):
        self.north.action_apply_milestone_template()
        with self.assertRaises(UserError):
            self.north.action_apply_milestone_template()

    def test_undo(self):
        """As if nothing had been, but for stages that are in use."""
        self.alone()
        before = self.names()
        self.north.action_apply_milestone_template()
        self.assertTrue(self.north.has_milestone_template)
        self.north.action_undo_milestone_template()
        self.north.invalidate_recordset()
        self.assertEqual(self.names(), before)
        self.assertFalse(self.north.has_milestone_template)
        self.north.action_apply_milestone_template()
        lead = self.lead(team_id=self.north.id, contact_name="Cora")
        lead.action_reach_milestone(self.north._milestones()[1], "Come", "note")
        self.north.action_undo_milestone_template()
        self.assertEqual(lead.stage_id.name, "First talk")
        self.assertFalse(self.north._milestones())
        self.assertEqual(
            len(self.env["sales.kpi.journal"]._reached_milestones(lead.ids)[lead.id]), 2
        )

    def test_languages(self):
        """Texts are there in every installed language."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.north.action_apply_milestone_template()
        first = self.north._milestones()[0]
        german = self.north.with_context(lang="de_DE")._template_texts()[0]
        self.assertEqual(
            (first.with_context(lang="de_DE").name, first.name),
            (german[0], "Shows interest"),
        )

    def test_rights(self):
        """Who may not change the team does not get it a process."""
        anna = self.user("anna")
        with self.assertRaises(AccessError):
            self.north.with_user(anna).action_apply_milestone_template()
        with self.assertRaises(AccessError):
            self.north.with_user(anna).action_undo_milestone_template()
