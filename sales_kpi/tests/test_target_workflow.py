from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .target_agreement_case import NOW, TargetAgreementCase


@tagged("post_install", "-at_install")
class TestTargetWorkflow(TargetAgreementCase):
    """Two sides agree on a target; each step has its person."""

    def test_leader_proposes_person_accepts_leader_confirms(self):
        target = self.target()
        with self.at(NOW):
            target.action_propose()
            self.assertEqual(target.state, "proposed")
            self.as_user(self.anna, target).action_accept("I can do that")
            self.assertEqual(target.state, "accepted")
            target.action_approve()
        self.assertEqual(target.state, "active")
        self.assertEqual(target.accepted_by_id, self.anna)
        self.assertEqual(str(target.accepted_date), "2026-10-05 09:00:00")
        self.assertEqual(target.accepted_comment, "I can do that")
        self.assertEqual(target.approved_by_id, self.lea)
        self.assertTrue(target.is_smart, target.smart_missing)

    def test_manager_confirms_too(self):
        target = self.target(user=self.boss)
        with self.at(NOW):
            target.action_propose()
            self.as_user(self.anna, target).action_accept()
            self.as_user(self.boss, target).action_approve()
        self.assertEqual(target.state, "active")

    def test_salesperson_proposes_the_own_target(self):
        target = self.target(user=self.anna)
        with self.at(NOW):
            target.action_propose()
            target.action_accept()
            self.as_user(self.lea, target).action_approve()
        self.assertEqual(target.state, "active")

    def test_nobody_accepts_for_another(self):
        target = self.target()
        with self.at(NOW):
            target.action_propose()
            for user in (self.ben, self.lea, self.boss, self.sam):
                with self.assertRaises(AccessError):
                    self.as_user(user, target).action_accept()
        self.assertEqual(target.state, "proposed")

    def test_salesperson_does_not_confirm_the_own_target(self):
        target = self.target(user=self.anna)
        with self.at(NOW):
            target.action_propose()
            target.action_accept()
            with self.assertRaises(AccessError):
                target.action_approve()
        self.assertEqual(target.state, "accepted")

    def test_manager_does_not_confirm_the_own_target_in_a_led_team(self):
        """Decision 35: only where holder and leader are the same person."""
        self.env["crm.team.member"].create(
            {"crm_team_id": self.north.id, "user_id": self.boss.id}
        )
        target = self.target(user=self.boss, user_id=self.boss.id, scope="user")
        self.assertEqual(target.team_id, self.north)
        with self.at(NOW):
            target.action_propose()
            target.action_accept()
            with self.assertRaises(AccessError):
                target.action_approve()
            self.as_user(self.lea, target).action_approve()
        self.assertEqual(target.state, "active")

    def test_who_holds_and_leads_agrees_in_two_clicks(self):
        """Decision 35: one-person teams."""
        target = self.target(user=self.sam, user_id=self.sam.id, scope="user")
        with self.at(NOW):
            target.action_propose()
            target.action_approve()
        self.assertEqual(target.state, "active")
        self.assertEqual(target.accepted_by_id, self.sam)
        self.assertEqual(target.approved_by_id, self.sam)

    def test_not_confirmed_before_it_is_accepted(self):
        target = self.target()
        with self.at(NOW):
            target.action_propose()
            with self.assertRaisesRegex(UserError, "has not accepted yet"):
                target.action_approve()

    def test_declining_needs_a_reason(self):
        target = self.target()
        with self.at(NOW):
            target.action_propose()
            mine = self.as_user(self.anna, target)
            for reason in (None, "", "  "):
                with self.assertRaisesRegex(UserError, "Say why"):
                    mine.action_decline(reason)
            mine.action_decline("Two of four customers left")
        self.assertEqual(target.state, "draft")
        self.assertEqual(target.decline_reason, "Two of four customers left")
        self.assertEqual(target.declined_by_id, self.anna)

    def test_strangers_take_no_step(self):
        target = self.target()
        with self.at(NOW):
            target.action_propose()
            ben = self.as_user(self.ben, target)
            for step in (
                ben.action_propose,
                ben.action_approve,
                ben.action_draft,
                lambda: ben.action_decline("no"),
                lambda: ben.action_cancel("no"),
                lambda: ben.action_revise("no", target_value=1),
            ):
                with self.assertRaises(AccessError):
                    step()
        self.assertEqual(target.state, "proposed")

    def test_salesperson_does_not_set_targets_of_others(self):
        with self.assertRaises(AccessError):
            self.target(user=self.anna, user_id=self.ben.id, scope="user")
        with self.assertRaises(AccessError):
            self.target(user=self.anna, scope="company")
        with self.assertRaises(AccessError):
            self.target(user=self.anna, scope="team", team_id=self.north.id)

    def test_own_draft_does_not_become_a_target_of_others(self):
        target = self.target(user=self.anna)
        for vals in (
            {"user_id": self.ben.id},
            {"user_id": False, "scope": "company", "team_id": False},
            {"user_id": False, "scope": "team", "team_id": self.north.id},
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                target.write(vals)
        self.assertEqual((target.scope, target.user_id), ("user", self.anna))

    def test_leader_sets_no_targets_in_other_teams(self):
        with self.assertRaises(AccessError):
            self.target(user=self.lea, user_id=self.sam.id, scope="user")

    def test_proposal_is_taken_back(self):
        target = self.target()
        with self.at(NOW):
            target.action_propose()
            with self.assertRaisesRegex(UserError, "no draft any more"):
                target.target_value = 1
            target.action_draft()
        target.target_value = 1
        self.assertEqual((target.state, target.target_value), ("draft", 1))

    def test_agreed_target_does_not_change_by_writing(self):
        target = self.agreed()
        for user in (self.anna, self.lea, self.boss):
            with self.assertRaises(UserError):
                self.as_user(user, target).write({"target_value": 1})
        with self.assertRaises(UserError):
            target.sudo().write({"target_value": 1})
        with self.assertRaises(UserError):
            target.sudo().unlink()
        self.assertEqual(target.target_value, 250_000)

    def test_steps_are_not_written_by_hand(self):
        target = self.target()
        for vals in (
            {"state": "active"},
            {"accepted_date": "2026-10-05 09:00:00"},
            {"actual_value": 9},
            {"status": "on_track"},
            {"realism_light": "green"},
        ):
            for user in (self.lea, self.boss):
                with self.assertRaises(AccessError):
                    self.as_user(user, target).write(vals)
            with self.assertRaises(AccessError):
                self.target(**vals)

    def test_context_of_a_caller_does_not_open_it(self):
        target = self.as_user(self.boss, self.agreed())
        with self.assertRaises(UserError):
            target.with_context(sales_kpi_target_step=True).write({"target_value": 1})

    def test_cancelled_target_stays_as_it_is(self):
        target = self.agreed()
        with self.at(NOW):
            with self.assertRaises(AccessError):
                self.as_user(self.anna, target).action_cancel("too high")
            target.action_cancel("The product was stopped")
            for step in (
                lambda: target.write({"name": "Another"}),
                lambda: target.write({"why": "Another"}),
                lambda: target.action_revise("again", target_value=1),
                lambda: target.action_cancel("again"),
                target.action_approve,
            ):
                with self.assertRaises(UserError):
                    step()
        self.assertEqual(target.cancel_reason, "The product was stopped")

    def test_who_must_act_is_asked(self):
        target = self.target()
        with self.at(NOW):
            target.action_propose()
            self.assertEqual(target.activity_ids.user_id, self.anna)
            self.as_user(self.anna, target).action_accept()
            self.assertEqual(target.activity_ids.user_id, self.lea)
            target.action_approve()
        self.assertFalse(target.activity_ids)

    def test_holder_must_be_able_to_see_it(self):
        self.anna.group_ids = self.env.ref("base.group_user")
        target = self.target(user=self.boss)
        with self.at(NOW), self.assertRaisesRegex(UserError, "may not use sales KPIs"):
            target.action_propose()

    def test_team_target_is_accepted_by_its_leader(self):
        target = self.target(user=self.boss, scope="team", team_id=self.north.id)
        self.assertEqual(target.holder_id, self.lea)
        with self.at(NOW):
            target.action_propose()
            self.as_user(self.lea, target).action_accept()
            self.as_user(self.boss, target).action_approve()
        self.assertEqual(target.state, "active")
