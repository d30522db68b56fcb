from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestQualification(SalesKpiCase):
    """Decision 13: leads are qualified by criteria, a person and a time.

    A team chooses whether that comes before a lead becomes an opportunity, or even
    before a salesperson takes it over. The rule is in the model, for every door.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.user("qualify_anna")
        cls.north = cls.team(
            "North",
            [cls.anna],
            qualification_gate="convert",
            qualification_criterion_ids=[
                Command.create({"name": "Has a need", "sequence": 1}),
                Command.create({"name": "Has a budget", "sequence": 2}),
                Command.create({"name": "Friendly", "is_required": False}),
            ],
        )
        cls.need, cls.budget, cls.friendly = cls.north.qualification_criterion_ids
        cls.qualified_stage = cls.env["crm.stage"].create(
            {"name": "Qualified by sales", "is_sales_qualified": True}
        )
        cls.reason = cls.env.ref("sales_kpi.disqualified_no_need")

    def raw(self, **values):
        values = {"type": "lead", "team_id": self.north.id, **values}
        return self.lead(**values).with_user(self.anna)

    def assertRefused(self, lead, **values):
        with self.assertRaisesRegex(UserError, "is not qualified yet"):
            lead.write(values)

    def convert(self, lead):
        """Convert by Odoo's own dialog."""
        dialog = Form(
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.anna)
            .with_context(
                active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
            )
        )
        dialog.name = "convert"
        dialog.save().action_apply()

    # the gate -----------------------------------------------------------------

    def test_what_is_not_qualified_is_not_converted_by_any_door(self):
        lead = self.raw()
        self.assertTrue(lead.is_gated)
        self.assertRefused(lead, type="opportunity")
        self.assertRefused(lead, stage_id=self.qualified_stage.id)
        with self.assertRaisesRegex(UserError, "is not qualified yet"):
            self.convert(lead)
        with self.assertRaisesRegex(UserError, "is not qualified yet"):
            lead.action_set_won()
        with self.assertRaisesRegex(UserError, "is not qualified yet"):
            lead.sudo().convert_opportunity(self.partner())

    def test_an_import_meets_the_gate_as_well(self):
        lead = self.raw()
        xmlid = lead.sudo().export_data(["id"])["datas"][0][0]
        result = lead.load(["id", "type"], [[xmlid, "Opportunity"]])
        self.assertIn("is not qualified yet", result["messages"][0]["message"])
        self.assertEqual(lead.type, "lead")

    def test_a_qualified_lead_passes(self):
        lead = self.raw()
        with self.at("2026-03-04 10:00"):
            lead.action_qualify(self.need | self.budget)
        self.assertEqual(lead.qualified_by_id, self.anna)
        self.assertEqual(str(lead.date_qualified), "2026-03-04 10:00:00")
        self.assertFalse(lead.is_gated)
        self.convert(lead)
        self.assertEqual(lead.type, "opportunity")

    def test_required_criteria_must_be_met_also_by_import(self):
        with self.assertRaisesRegex(ValidationError, "Not met: Has a budget"):
            self.raw().action_qualify((self.need | self.friendly).ids)
        with self.assertRaisesRegex(ValidationError, "Has a need, Has a budget"):
            self.raw().write({"date_qualified": "2026-03-04", "type": "opportunity"})

    def test_the_dialog_keeps_what_was_ticked_for_later(self):
        lead = self.raw()
        action = lead.action_qualify()
        dialog = Form(lead.env[action["res_model"]].with_context(**action["context"]))
        dialog.criterion_ids.add(self.need)
        dialog.save().action_keep()
        self.assertFalse(lead.date_qualified)
        dialog = Form(lead.env[action["res_model"]].with_context(**action["context"]))
        dialog.criterion_ids.add(self.budget)
        dialog.save().action_qualify()
        self.assertTrue(lead.date_qualified)
        self.assertEqual(lead.met_criterion_ids, self.need | self.budget)

    def test_a_criterion_that_qualified_a_lead_is_left_unused_not_deleted(self):
        self.raw().action_qualify(self.need | self.budget)
        with self.assertRaisesRegex(UserError, "Has a budget"):
            self.budget.unlink()
        self.budget.active = False
        self.friendly.unlink()
        lead = self.raw()
        lead.action_qualify(self.need)
        self.assertTrue(lead.date_qualified)

    def test_taking_over_is_refused_only_where_the_team_says_so(self):
        lead = self.raw()
        lead.user_id = self.anna
        self.assertEqual(lead.user_id, self.anna)
        self.north.qualification_gate = "takeover"
        other = self.raw()
        with self.assertRaisesRegex(UserError, "cannot take it over"):
            other.user_id = self.anna
        other.sudo().user_id = False
        other.with_user(self.env.user).user_id = self.anna
        self.assertEqual(other.user_id, self.anna, "the leader hands it over")
        third = self.raw()
        third.action_qualify(self.need | self.budget)
        third.user_id = self.anna
        self.assertEqual(third.user_id, self.anna)

    def test_other_teams_and_direct_opportunities_know_no_gate(self):
        free = self.raw(team_id=self.team("South").id)
        free.type = "opportunity"
        self.assertEqual(free.type, "opportunity")
        direct = self.lead(team_id=self.north.id)
        direct.stage_id = self.qualified_stage
        self.assertFalse(direct.is_gated)

    def test_gated_leads_are_found_and_not_assigned_by_odoo(self):
        gated, done = self.raw(), self.raw()
        done.action_qualify(self.need | self.budget)
        both = [("id", "in", (gated | done).ids)]
        Lead = self.env["crm.lead"]
        self.assertEqual(Lead.search([("is_gated", "=", True), *both]), gated)
        self.assertEqual(Lead.search([("is_gated", "=", False), *both]), done)
        waiting = Lead.search([*self.north._get_lead_to_assign_domain(), *both])
        self.assertEqual(waiting, done)

    def test_a_merged_lead_is_qualified_if_one_was(self):
        first, second = self.raw(), self.raw()
        second.action_qualify(self.need | self.budget)
        merged = (first | second).sudo().merge_opportunity()
        self.assertTrue(merged.date_qualified)
        self.assertEqual(merged.qualified_by_id, self.anna)

    def test_a_stranger_cannot_qualify(self):
        lead = self.raw(user_id=self.env.user.id)
        with self.assertRaises(AccessError):
            lead.action_qualify(self.need | self.budget)
        with self.assertRaises(AccessError):
            lead.action_disqualify(self.reason)

    # its figures --------------------------------------------------------------

    def test_qualifying_counts_once_at_its_moment(self):
        """Golden 13 with the gate: of 4 leads 1 is qualified, 1 opportunity is direct.

        Qualified leads 2 (in March), lead to opportunity 1/4; converting it in April
        counts no second time.
        """
        with self.at("2026-03-01"):
            leads = [self.raw() for _ in range(4)]
            self.lead(team_id=self.north.id)
        with self.at("2026-03-04 10:00"):
            leads[0].action_qualify(self.need | self.budget)
        with self.at("2026-04-02"):
            leads[0].type = "opportunity"
        self.refresh("2026-12-01")
        self.assertEqual(self.counts("lead_qualified", "2026-03", "2026-04"), [2, 0])
        self.assertEqual(self.counts("lead_entered", "2026-03"), [4])
        self.assertEqual(self.counts("created_to_qualified", "2026-03"), [1])
        by_anna = self.facts("lead_qualified", "2026-03-04")
        self.assertEqual((by_anna.count, by_anna.hours), (1, 82))
        self.assertVerified("2026-12-01")

    def test_a_qualification_is_taken_back_before_the_conversion_only(self):
        lead = self.raw()
        lead.action_qualify(self.need | self.budget)
        lead.action_unqualify()
        self.assertTrue(lead.is_gated)
        lead.action_qualify(self.need | self.budget)
        lead.type = "opportunity"
        with self.assertRaisesRegex(UserError, "opportunity already"):
            lead.action_unqualify()

    # disqualifying ------------------------------------------------------------

    def test_disqualified_is_not_lost_and_can_be_undone(self):
        with self.at("2026-03-01"):
            lead = self.raw()
        with self.at("2026-03-05"):
            lead.action_disqualify(self.reason)
        self.assertFalse(lead.active)
        self.assertTrue(lead.is_disqualified)
        self.assertEqual(lead.lost_reason_id, self.reason)
        self.refresh("2026-03-06")
        self.assertEqual(self.counts("lead_disqualified", "2026-03"), [1])
        with self.at("2026-04-05"):
            lead.action_restore()
        self.refresh("2026-04-06")
        self.assertFalse(lead.is_disqualified)
        self.assertEqual(
            self.counts("lead_disqualified", "2026-03", "2026-04"), [1, -1]
        )
        self.assertEqual(self.counts("lead_lost", "2026-03", "2026-04"), [0, 0])

    def test_the_dialog_offers_reasons_of_its_own(self):
        lead = self.raw()
        action = lead.action_disqualify()
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        dialog = Form(
            lead.env[action["res_model"]].with_context(**action["context"]), view
        )
        dialog.lost_reason_id = self.reason
        dialog.save().action_lost_reason_apply()
        self.assertTrue(lead.is_disqualified)
        found = self.env["crm.lead"].with_context(active_test=False)
        self.assertEqual(
            found.search([("is_disqualified", "=", True), ("id", "=", lead.id)]),
            lead.with_user(self.env.user),
        )

    def test_who_was_qualified_is_lost_not_disqualified(self):
        lead = self.raw()
        lead.action_qualify(self.need | self.budget)
        with self.assertRaisesRegex(UserError, "mark it as lost"):
            lead.action_disqualify(self.reason)
        lead.action_set_lost()
        self.assertFalse(lead.is_disqualified)
