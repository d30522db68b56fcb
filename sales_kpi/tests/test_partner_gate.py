from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .feedback_case import FeedbackCase

NOW = "2026-03-09 10:00"


class GateCase(FeedbackCase):
    """The team lets partners pick only who reports on three of four leads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south.block_by_feedback = True
        cls.contact = cls.user("gate_contact", "base.group_portal")
        cls.contact.partner_id.parent_id = cls.a

    def state(self, at=NOW):
        with self.at(at):
            self.a._update_feedback()
        return self.a.feedback_state

    def answer(self, offer):
        return offer.with_user(self.contact)


@tagged("post_install", "-at_install")
class TestPartnerGate(GateCase):
    """No feedback, no leads (decision 31)."""

    def test_fourteen_of_twenty_are_too_few(self):
        self.picked(20, reported=14)
        self.assertEqual(self.state(), "blocked")
        self.assertEqual((self.a.feedback_due, self.a.feedback_reported), (20, 14))
        self.assertAlmostEqual(self.a.feedback_rate, 0.7)

    def test_fifteen_of_twenty_are_enough(self):
        self.picked(20, reported=15)
        self.assertEqual(self.state(), "free")
        self.assertEqual(self.a.feedback_rate, 0.75)

    def test_lead_picked_two_hours_ago(self):
        """Nothing is due yet: no value, free."""
        self.accepted("2026-03-09 08:00")
        self.assertEqual(self.state(), "free")
        self.assertEqual(self.a.feedback_due, 0)

    def test_three_leads_are_too_few_to_judge(self):
        self.picked(3)
        self.assertEqual(self.state(), "free")
        self.picked(1)
        self.assertEqual(self.state(), "blocked")

    def test_what_fell_due_a_year_ago_is_forgotten(self):
        self.picked(4, due="2025-03-09 10:00")
        self.assertEqual(self.state("2026-03-09 09:59"), "blocked")
        self.assertEqual(self.state("2026-03-09 10:00"), "free")

    def test_closed_lead_is_due_at_once(self):
        offers = self.picked(4, due="2026-04-01 10:00")
        self.assertEqual(self.state(), "free")
        offers.date_closed = "2026-03-09 11:00"
        self.assertEqual(self.state("2026-03-09 12:00"), "blocked")

    def test_leads_that_are_no_leads_do_not_count(self):
        self.picked(4).lead_id.kpi_excluded = True
        self.assertEqual(self.state(), "free")

    def test_team_without_the_rule_blocks_nobody(self):
        self.south.block_by_feedback = False
        self.picked(20, reported=1)
        self.assertEqual(self.state(), "free")
        self.assertEqual(self.a.feedback_rate, 0.05)

    def test_blocked_partner_cannot_accept(self):
        lead = self.offered("2026-03-09 09:00")
        self.picked(20, reported=14)
        offer = self.offer(lead, self.a)
        with self.at(NOW), self.assertRaisesRegex(UserError, "Reports of your company"):
            self.answer(offer).action_accept()
        self.assertEqual(offer.state, "offered")

    def test_reports_make_free(self):
        """The fifteenth report of twenty, also of a lead that was taken back."""
        owed = self.picked(20, reported=14)[-1]
        owed.date_reclaimed = "2026-03-03"
        self.assertEqual(self.state(), "blocked")
        with self.at(NOW):
            self.answer(owed).action_give_feedback("lost", reason="Went elsewhere")
        self.assertEqual(self.a.feedback_state, "free")

    def test_the_rate_leads_to_its_leads(self):
        """In the list are those that count: due, not forgotten, real leads."""
        due = self.picked(3, reported=1)
        self.picked(1, due="2025-03-02 09:00")
        self.picked(1, due="2026-04-01 09:00")
        self.picked(1).lead_id.kpi_excluded = True
        closed = self.picked(1, due="2026-04-01 09:00")
        closed.date_closed = "2026-03-08 09:00"
        self.state()
        with self.at(NOW):
            action = self.a.action_open_due_leads()
        found = self.env["crm.lead.offer"].search(action["domain"])
        self.assertEqual(found, (due | closed).sorted())
        self.assertEqual(self.a.feedback_due, 4)

    def test_other_partners_are_not_concerned(self):
        self.picked(4)
        (self.a | self.b)._update_feedback()
        self.assertEqual(self.b.feedback_state, "free")


@tagged("post_install", "-at_install")
class TestPartnerPromise(GateCase):
    """Who is blocked may pick one lead, and promises what is missing in two days."""

    def setUp(self):
        super().setUp()
        self.lead_on_offer = self.offered("2026-03-09 09:00")
        self.owed = self.picked(4, reported=1)[1:]
        self.state()

    def promise(self):
        offer = self.offer(self.lead_on_offer, self.a)
        with self.at(NOW):
            self.answer(offer).action_accept_with_promise()
        return offer

    def test_he_picks_one_lead(self):
        """Monday 10:00: two working days of eight hours end on Wednesday 10:00."""
        offer = self.promise()
        self.assertEqual(offer.state, "accepted")
        self.assertTrue(offer.is_committed)
        self.assertEqual(self.lead_on_offer.sales_partner_id, self.a)
        self.assertEqual(self.a.feedback_state, "committed")
        self.assertEqual(f"{self.a.feedback_promise_due:%a %H:%M}", "Wed 10:00")

    def test_he_picks_no_second_one(self):
        other = self.offer(self.offered("2026-03-09 09:00"), self.a)
        self.promise()
        with self.at(NOW):
            for attempt in ("action_accept", "action_accept_with_promise"):
                with self.assertRaisesRegex(UserError, "has promised"):
                    getattr(self.answer(other), attempt)()

    def test_kept_promise(self):
        self.promise()
        with self.at("2026-03-10 10:00"):
            for offer in self.owed:
                self.assertEqual(self.a.feedback_state, "committed")
                self.answer(offer).action_give_feedback("waiting")
        self.assertEqual(self.a.feedback_state, "free")
        self.assertFalse(self.a.feedback_promise_due)

    def test_broken_promise_blocks_for_good(self):
        """Reports that come later do not help: a manager has to lift the block."""
        self.promise()
        self.remind("2026-03-11 09:59")
        self.assertEqual(self.a.feedback_state, "committed")
        self.remind("2026-03-11 10:00")
        self.assertEqual(self.a.feedback_state, "blocked_for_good")
        with self.at("2026-03-11 11:00"):
            for offer in self.owed:
                self.answer(offer).action_give_feedback("waiting")
        self.assertEqual(self.a.feedback_state, "blocked_for_good")
        other = self.offer(self.offered("2026-03-11 12:00"), self.a)
        with self.at("2026-03-11 12:10"):
            for attempt in ("action_accept", "action_accept_with_promise"):
                with self.assertRaisesRegex(UserError, "call your contact"):
                    getattr(self.answer(other), attempt)()

    def test_promise_of_somebody_who_owes_nothing(self):
        self.picked(16, reported=16)
        offer = self.offer(self.lead_on_offer, self.a)
        with self.at(NOW), self.assertRaisesRegex(UserError, "owes no reports"):
            self.answer(offer).action_accept_with_promise()

    def test_manager_lifts_the_block(self):
        """What is owed until now no longer counts; what falls due later does."""
        manager = self.user(
            "gate_manager", "base.group_user,sales_kpi.group_partner_manager"
        )
        seller = self.user("gate_seller", "sales_team.group_sale_salesman")
        with self.at(NOW):
            with self.assertRaises(AccessError):
                self.a.with_user(seller).action_lift_block("Friend of mine")
            with self.assertRaisesRegex(UserError, "Say why"):
                self.a.with_user(manager).action_lift_block(" ")
            dialog = self.env["res.partner.lift.block"].with_user(manager)
            dialog.create(
                {"partner_id": self.a.id, "reason": "Was in hospital"}
            ).action_apply()
            with self.assertRaisesRegex(UserError, "Not blocked"):
                self.a.with_user(manager).action_lift_block("Again")
        self.assertEqual(self.a.sales_block_lifted_by, manager)
        self.assertEqual(self.a.feedback_lift_reason, "Was in hospital")
        self.assertEqual(self.state("2026-03-10 10:00"), "free")
        self.assertEqual(self.a.feedback_due, 4)
        self.picked(4, due="2026-03-12 10:00")
        self.assertEqual(self.state("2026-03-12 10:00"), "blocked")

    def pick(self, lead):
        """The tap of a partner who sees a teaser."""
        with self.at(NOW):
            return lead.with_user(self.contact).action_pick_with_promise()

    def test_he_picks_a_lead_that_he_was_not_offered(self):
        lead = self.lead_on_offer
        self.offer(lead, self.a).unlink()
        offer = self.env["crm.lead.offer"].browse(self.pick(lead))
        self.assertEqual(offer.state, "accepted")
        self.assertTrue(offer.is_committed)
        self.assertEqual(lead.sales_partner_id, self.a)
        self.assertEqual(self.offer(lead, self.b).state, "taken")
        self.assertEqual(self.a.feedback_state, "committed")

    def test_he_picks_only_what_fits_and_is_on_offer(self):
        lead = self.lead_on_offer
        gone = self.env["crm.lead"].browse(2**31 - 1)
        resting = self.lead(team_id=self.south.id)
        for wrong in (lead, gone, resting):  # the first one he was asked for
            with self.assertRaisesRegex(UserError, "no longer on offer"):
                self.pick(wrong)
        self.offer(lead, self.a).unlink()
        self.a.sales_paused = True
        with self.assertRaisesRegex(UserError, "no longer on offer"):
            self.pick(lead)
        self.a.sales_paused = False
        with self.at(NOW):
            self.offer(lead, self.b).action_accept()
        with self.assertRaisesRegex(UserError, "no longer on offer"):
            self.pick(lead)
        self.assertEqual(self.a.feedback_state, "blocked")
