from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .feedback_case import FeedbackCase


@tagged("post_install", "-at_install")
class TestOfferDue(FeedbackCase):
    """What is due when, as agreed with the team at the moment of accepting."""

    def overdue(self, name, at):
        """Which offers are overdue at a moment; the filter finds the same."""
        offers = self.env["crm.lead.offer"]
        with self.at(at):
            found = offers.search([(name, "=", True), ("partner_id", "=", self.a.id)])
            others = offers.search([(name, "=", False), ("id", "in", found.ids)])
            self.assertFalse(others)
            found.invalidate_recordset()
            self.assertTrue(all(found.mapped(name)))
        return found

    def test_limits(self):
        """Friday 16:45, 9-17: an hour is Monday 9:45; 14 days on 16:45 he works."""
        offer = self.accepted("2026-03-06 16:45")
        self.assertEqual(f"{offer.date_contact_due:%a %d %H:%M}", "Mon 09 09:45")
        self.assertEqual(f"{offer.date_feedback_due:%a %d %H:%M}", "Fri 20 16:45")
        self.assertEqual(f"{offer.date_close_due:%d %b %H:%M}", "04 Jun 16:45")

    def test_falls_due_when_the_partner_works(self):
        """15 days after Friday is a Saturday: due on Monday at nine."""
        self.south.feedback_limit_days = 15
        offer = self.accepted("2026-03-06 16:45")
        self.assertEqual(f"{offer.date_feedback_due:%a %d %H:%M}", "Mon 23 09:00")

    def test_limit_of_the_industry(self):
        machines = self.env["res.partner.industry"].create({"name": "Machines"})
        self.env["crm.processing.limit"].create(
            {"team_id": self.south.id, "industry_id": machines.id, "days": 10}
        )
        customer = self.partner(industry_id=machines.id)
        offer = self.accepted("2026-03-06 16:45", partner_id=customer.id)
        self.assertEqual(f"{offer.date_close_due:%a %d %H:%M}", "Mon 16 16:45")

    def test_agreed_is_agreed(self):
        offer = self.accepted("2026-03-06 16:45")
        self.south.feedback_limit_days = 1
        self.assertEqual(f"{offer.date_feedback_due:%a %d %H:%M}", "Fri 20 16:45")

    def test_contact_overdue(self):
        offer = self.accepted("2026-03-06 16:45")
        self.assertFalse(self.overdue("is_contact_overdue", "2026-03-09 09:44"))
        self.assertEqual(self.overdue("is_contact_overdue", "2026-03-09 09:45"), offer)
        with self.at("2026-03-09 10:00"):
            offer.action_mark_contacted("not_reached")
        self.assertFalse(self.overdue("is_contact_overdue", "2026-03-09 11:00"))

    def test_who_reports_has_made_contact(self):
        offer = self.accepted("2026-03-06 16:45")
        with self.at("2026-03-09 10:00"):
            offer.action_give_feedback("meeting")
        self.assertFalse(self.overdue("is_contact_overdue", "2026-03-09 11:00"))

    def test_feedback_overdue_though_taken_back(self):
        offer = self.accepted("2026-03-06 16:45")
        with self.at("2026-03-10 10:00"):
            offer.lead_id.action_reclaim()
        self.assertFalse(self.overdue("is_feedback_overdue", "2026-03-20 16:44"))
        self.assertEqual(self.overdue("is_feedback_overdue", "2026-03-20 16:45"), offer)
        with self.at("2026-03-21 10:00"):
            offer.action_give_feedback("waiting")
        self.assertFalse(self.overdue("is_feedback_overdue", "2026-03-22 16:45"))

    def test_close_overdue(self):
        offer = self.accepted("2026-03-06 16:45")
        self.assertFalse(self.overdue("is_close_overdue", "2026-06-04 16:44"))
        self.assertEqual(self.overdue("is_close_overdue", "2026-06-04 16:45"), offer)
        with self.at("2026-06-04 17:00"):
            offer.action_give_feedback("won", value=1)
        self.assertFalse(self.overdue("is_close_overdue", "2026-06-05 16:45"))

    def test_silent_since_the_last_word(self):
        offer = self.accepted("2026-03-06 16:45")
        with self.at("2026-03-10 10:00"):
            offer.action_mark_contacted("reached")
        self.assertFalse(self.overdue("is_silent", "2026-03-24 09:59"))
        self.assertEqual(self.overdue("is_silent", "2026-03-24 10:00"), offer)
        self.south.silent_days = 20
        self.assertFalse(self.overdue("is_silent", "2026-03-24 10:00"))

    def test_lead_without_team(self):
        """Handed over by hand: nothing was agreed, so nothing falls due."""
        lead = self.lead(team_id=False)
        with self.at("2026-03-06 16:45"):
            lead.action_hand_over(self.a)
        self.assertFalse(lead.offer_ids.date_feedback_due)


@tagged("post_install", "-at_install")
class TestOfferReminder(FeedbackCase):
    """Partners are reminded when something falls due, and of everything once."""

    def test_one_lead_from_contact_to_silence(self):
        """Silent days (14) end before the feedback is due: one warning, no second mail."""
        self.accepted("2026-03-06 10:00")
        self.assertEqual(self.remind("2026-03-06 10:59"), [])
        self.assertEqual(self.remind("2026-03-06 11:00"), [("reminder_contact", "A")])
        self.assertEqual(self.remind("2026-03-06 12:00"), [])
        self.assertEqual(self.remind("2026-03-18 09:59"), [])
        self.assertEqual(self.remind("2026-03-18 10:00"), [("reminder_feedback", "A")])
        self.assertEqual(self.remind("2026-03-18 11:00"), [])
        self.assertEqual(self.remind("2026-03-20 10:00"), [("silent_warning", "A")])
        self.assertEqual(self.remind("2026-03-21 10:00"), [])

    def test_late_report(self):
        """Contacted, so not silent; the report is late."""
        offer = self.accepted("2026-03-06 10:00")
        with self.at("2026-03-13 10:00"):
            offer.action_mark_contacted("reached")
        self.remind("2026-03-18 10:00")
        self.assertEqual(self.remind("2026-03-20 10:00"), [("overdue", "A")])
        self.assertEqual(self.remind("2026-03-20 11:00"), [])
        self.assertEqual(self.remind("2026-03-27 10:00"), [("silent_warning", "A")])

    def test_scheduler_was_down(self):
        """Of all that was missed only the last is told, beside the contact."""
        self.accepted("2026-03-06 10:00")
        self.assertEqual(
            self.remind("2026-03-23 10:00"),
            [("silent_warning", "A"), ("reminder_contact", "A")],
        )
        self.assertEqual(self.remind("2026-03-23 10:01"), [])

    def test_who_did_it_is_not_reminded(self):
        offer = self.accepted("2026-03-06 10:00")
        with self.at("2026-03-06 10:30"):
            offer.action_mark_contacted("reached")
            offer.action_give_feedback("meeting")
        self.assertEqual(self.remind("2026-03-19 10:00"), [])
        self.assertEqual(self.remind("2026-03-20 10:29"), [])
        self.assertEqual(self.remind("2026-03-20 10:30"), [("silent_warning", "A")])
        with self.at("2026-03-20 12:00"):
            offer.action_give_feedback("quoted")
        self.assertEqual(self.remind("2026-04-03 11:59"), [])
        self.assertEqual(self.remind("2026-04-03 12:00"), [("silent_warning", "A")])

    def test_closed_leads_are_left_alone(self):
        offer = self.accepted("2026-03-06 10:00")
        with self.at("2026-03-06 10:30"):
            offer.lead_id.action_set_lost()
        self.assertEqual(self.remind("2026-03-23 10:00"), [])

    def test_scheduler_is_woken_up(self):
        offer = self.accepted("2026-03-06 10:00")
        cron = self.env.ref("sales_kpi.ir_cron_partner_feedback")
        moments = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertLessEqual(
            {offer.date_contact_due, offer.date_feedback_due},
            set(moments.mapped("call_at")),
        )

    def test_manager_reminds_now(self):
        offer = self.accepted("2026-03-06 10:00")
        outsider = self.user("nudge_portal", "base.group_portal")
        with self.at("2026-03-06 10:05"):
            offer.with_user(self.leader).action_nudge()
            for action in ("action_nudge", "action_take_back"):
                with self.assertRaisesRegex(UserError, "working on"):
                    getattr(self.offer(offer.lead_id, self.b), action)()
                with self.assertRaises(AccessError):
                    getattr(offer.with_user(outsider), action)()
        self.assertTrue(offer.contact_reminded_on)
        self.assertEqual(self.remind("2026-03-06 11:00"), [])
        with self.at("2026-03-06 12:00"):
            offer.with_user(self.leader).action_take_back()
        self.assertFalse(offer.lead_id.sales_partner_id)


@tagged("post_install", "-at_install")
class TestSilentLead(FeedbackCase):
    """Where the team says so, silent leads are taken back two days after the warning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south.reclaim_silent = True

    def test_taken_back_and_offered_to_others(self):
        """Warned on Friday 10:00; two days of eight hours end on Tuesday 10:00."""
        offer = self.accepted("2026-03-06 10:00")
        lead = offer.lead_id
        self.remind("2026-03-20 10:00")
        self.assertEqual(f"{offer.date_reclaim_due:%a %H:%M}", "Tue 10:00")
        self.remind("2026-03-24 09:59")
        self.assertEqual(lead.sales_partner_id, self.a)
        told = self.remind("2026-03-24 10:00")
        self.assertEqual(told, [("reclaimed", "A"), ("offered", "B"), ("offered", "C")])
        self.assertTrue(offer.date_reclaimed)
        self.assertFalse(lead.sales_partner_id)
        self.assertEqual(lead.routing_state, "offering")
        self.assertEqual(self.remind("2026-03-24 11:00"), [])

    def test_a_word_keeps_the_lead(self):
        offer = self.accepted("2026-03-06 10:00")
        self.remind("2026-03-20 10:00")
        with self.at("2026-03-23 10:00"):
            offer.action_give_feedback("waiting")
        self.remind("2026-03-24 10:00")
        self.assertFalse(offer.date_reclaimed)
        self.assertFalse(offer.date_reclaim_due)

    def test_team_that_only_warns(self):
        self.south.reclaim_silent = False
        offer = self.accepted("2026-03-06 10:00")
        self.remind("2026-03-20 10:00")
        self.remind("2026-04-20 10:00")
        self.assertTrue(offer.silence_warned_on)
        self.assertFalse(offer.date_reclaimed)

    def test_team_that_changes_its_mind(self):
        offer = self.accepted("2026-03-06 10:00")
        self.remind("2026-03-20 10:00")
        self.south.reclaim_silent = False
        self.remind("2026-03-24 10:00")
        self.assertFalse(offer.date_reclaimed)
        self.assertFalse(offer.date_reclaim_due)
