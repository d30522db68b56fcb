from odoo.exceptions import UserError
from odoo.tests import tagged

from .offer_case import OfferCase


@tagged("post_install", "-at_install")
class TestOffer(OfferCase):
    """A lead is offered to partners, and whoever accepts first has it."""

    def test_first_come_first_served(self):
        lead = self.offered()
        self.assertEqual(lead.routing_state, "offering")
        with self.at("2026-03-06 16:45"):
            self.offer(lead, self.b).action_accept()
        self.assertEqual(self.asked(lead), [("A", 1, "taken"), ("B", 1, "accepted")])
        self.assertEqual(lead.sales_partner_id, self.b)
        self.assertEqual(lead.routing_state, "accepted")
        self.assertFalse(lead.date_next_wave)
        self.assertEqual(
            self.kinds(lead),
            [
                ("Fri 16:30", "offer_made", "A"),
                ("Fri 16:30", "offer_made", "B"),
                ("Fri 16:45", "offer_accepted", "B"),
                ("Fri 16:45", "offer_taken", "A"),
            ],
        )

    def test_journal_of_the_lead_knows_its_partner(self):
        lead = self.offered()
        with self.at("2026-03-06 16:45"):
            self.offer(lead, self.b).action_accept()
        with self.at("2026-03-20 09:00"):
            lead.action_reclaim()
        rows = self.env["sales.kpi.journal"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)], order="id"
        )
        self.assertEqual(
            [(row.kind, row.sales_partner_id) for row in rows],
            [
                ("created", self.env["res.partner"]),
                ("partner", self.b),
                ("partner", self.env["res.partner"]),
            ],
        )

    def test_who_comes_late_is_told_politely(self):
        lead = self.offered()
        with self.at("2026-03-06 16:45"):
            self.offer(lead, self.b).action_accept()
            with self.assertRaisesRegex(UserError, "taken"):
                self.offer(lead, self.a).action_accept()
            with self.assertRaisesRegex(UserError, "accepted by your company"):
                self.offer(lead, self.b).action_accept()
            with self.assertRaisesRegex(UserError, "accepted by your company"):
                self.offer(lead, self.b).action_decline(self.reason)

    def test_decline_goes_to_the_next_partner_at_once(self):
        lead = self.offered()
        with self.at("2026-03-06 16:40"):
            self.offer(lead, self.a).action_decline(self.reason.id, note="Holidays")
        self.assertEqual(
            self.asked(lead),
            [("A", 1, "declined"), ("B", 1, "offered"), ("C", 1, "offered")],
        )
        declined = self.offer(lead, self.a)
        self.assertEqual(declined.decline_reason_id, self.reason)
        self.assertEqual(declined.decline_note, "Holidays")
        self.assertEqual(
            self.kinds(lead)[-2:],
            [("Fri 16:40", "offer_declined", "A"), ("Fri 16:40", "offer_made", "C")],
        )

    def test_decline_needs_a_reason(self):
        lead = self.offered()
        with self.at("2026-03-06 16:40"), self.assertRaises(UserError):
            self.offer(lead, self.a).action_decline()

    def test_everybody_declines(self):
        lead = self.offered()
        with self.at("2026-03-06 16:40"):
            for partner in self.sellers:
                self.offer(lead, partner).action_decline("No")
        self.assertEqual(lead.routing_state, "fallback")
        self.assertEqual(lead.user_id, self.leader)
        self.assertEqual(lead.activity_ids.user_id, self.leader)

    def test_withdrawn_offer_asks_nobody_else(self):
        lead = self.offered()
        with self.at("2026-03-06 16:40"):
            self.offer(lead, self.a).action_withdraw("A mistake")
        self.assertEqual(self.asked(lead), [("A", 1, "withdrawn"), ("B", 1, "offered")])
        self.assertEqual(lead.routing_state, "offering")
        with self.at("2026-03-06 16:50"):
            self.offer(lead, self.b).action_withdraw()
            with self.assertRaisesRegex(UserError, "withdrawn"):
                self.offer(lead, self.b).action_accept()
        self.assertEqual(lead.routing_state, "none")

    def test_offered_again_is_a_new_round(self):
        """Decision 29; who declined is never asked again."""
        lead = self.offered()
        with self.at("2026-03-06 16:40"):
            self.offer(lead, self.a).action_decline(self.reason)
            lead._open_offers().action_withdraw()
        with self.at("2026-03-20 09:00"):
            lead.action_offer_to_partners()
        self.assertEqual(lead.routing_round, 2)
        self.assertEqual(
            self.asked(lead)[3:], [("B", 1, "offered"), ("C", 1, "offered")]
        )
        with self.at("2026-03-20 09:40"), self.assertRaisesRegex(UserError, "on offer"):
            lead.action_offer_to_partners()

    def test_reclaimed_lead_goes_to_others(self):
        lead = self.offered()
        with self.at("2026-03-06 16:45"):
            self.offer(lead, self.a).action_accept()
        with self.at("2026-03-20 09:00"):
            self.south.partner_routing = "automatic"
            lead.action_reclaim("Silent")
        first = lead.offer_ids.sorted("id")[0]
        self.assertEqual(first.state, "accepted")
        self.assertEqual(first.reclaim_reason, "Silent")
        self.assertEqual(lead.routing_state, "offering")
        self.assertFalse(lead.sales_partner_id)
        self.assertEqual(
            self.kinds(lead)[-3:],
            [
                ("Fri 09:00", "reclaimed", "A"),
                ("Fri 09:00", "offer_made", "B"),
                ("Fri 09:00", "offer_made", "C"),
            ],
        )
        with self.at("2026-03-20 09:40"):
            self.offer(lead, self.c).action_accept()
        self.assertEqual(lead.sales_partner_id, self.c)

    def test_hand_over(self):
        lead = self.offered()
        with self.at("2026-03-06 16:45"):
            self.offer(lead, self.a).action_accept()
        with self.at("2026-03-09 10:00"):
            lead.action_hand_over(self.d)
        self.assertEqual(lead.sales_partner_id, self.d)
        self.assertEqual(
            self.kinds(lead)[-3:],
            [
                ("Mon 10:00", "reclaimed", "A"),
                ("Mon 10:00", "handed_over", "D"),
                ("Mon 10:00", "offer_accepted", "D"),
            ],
        )
        with self.assertRaisesRegex(UserError, "no sales partner"):
            lead.action_hand_over(self.partner())

    def test_new_leads_of_an_automatic_team_are_offered(self):
        self.south.partner_routing = "automatic"
        with self.at("2026-03-09 10:00"):
            lead = self.lead(team_id=self.south.id)
        self.assertEqual(self.asked(lead), [])
        self.run_scheduler("2026-03-09 10:01")
        self.assertEqual(self.asked(lead), [("A", 1, "offered"), ("B", 1, "offered")])

    def test_a_lead_is_offered_on_a_legal_basis(self):
        self.south.require_share_basis = True
        with self.assertRaisesRegex(UserError, "legal basis"):
            self.offered()
        self.assertTrue(self.offered(share_with_partners="consent").offer_ids)

    def test_only_teams_with_partners_offer(self):
        self.south.partner_routing = "off"
        with self.assertRaisesRegex(UserError, "sales team offers no leads"):
            self.offered()

    def test_partner_who_has_enough_leads_accepts_no_more(self):
        self.a.sales_capacity = 1
        lead, other = self.offered(), self.offered()
        with self.at("2026-03-06 16:45"):
            self.offer(lead, self.a).action_accept()
            with self.assertRaisesRegex(UserError, "open leads"):
                self.offer(other, self.a).action_accept()


@tagged("post_install", "-at_install")
class TestOfferOfClosedLead(OfferCase):
    """Offers end with their lead, however it ends."""

    def test_lost_lead(self):
        lead = self.offered()
        with self.at("2026-03-06 16:45"):
            lead.action_set_lost()
        self.assertEqual({o.state for o in lead.offer_ids}, {"withdrawn"})
        self.assertEqual(lead.routing_state, "none")
        with self.assertRaisesRegex(UserError, "withdrawn"):
            self.offer(lead, self.a).action_accept()

    def test_deleted_lead_is_kept_in_the_journal(self):
        lead = self.offered()
        rows = [("res_model", "=", "crm.lead.offer"), ("kind", "=", "offer_withdrawn")]
        before = self.env["sales.kpi.journal"].search_count(rows)
        lead.unlink()
        self.env.flush_all()
        self.assertEqual(self.env["sales.kpi.journal"].search_count(rows), before + 2)

    def test_merged_lead_on_offer(self):
        """The survivor is offered on; what was open elsewhere ends."""
        other = self.offered(probability=1)
        with self.at("2026-03-06 16:45"):
            lead = self.lead(team_id=self.south.id, probability=90)
            head = (lead | other)._merge_opportunity(auto_unlink=False)
        self.assertEqual(head, lead)
        self.assertEqual({o.state for o in lead.offer_ids}, {"withdrawn"})
        self.assertEqual(lead.routing_state, "offering")
        self.run_scheduler("2026-03-06 16:46")
        self.assertEqual(
            self.asked(lead)[2:], [("A", 1, "offered"), ("B", 1, "offered")]
        )

    def test_partner_of_a_merged_lead_has_the_survivor(self):
        other = self.offered(probability=1)
        lead = self.offered(probability=90)
        with self.at("2026-03-06 16:45"):
            self.offer(other, self.b).action_accept()
            (lead | other)._merge_opportunity()
        self.assertEqual(lead.sales_partner_id, self.b)
        self.assertEqual(lead.routing_state, "accepted")
        self.assertFalse(lead._open_offers())
        self.assertEqual(lead._current_offers().partner_id, self.b)

    def test_of_two_partners_the_survivors_keeps_the_lead(self):
        other = self.offered(probability=1)
        lead = self.offered(probability=90)
        with self.at("2026-03-06 16:45"):
            self.offer(other, self.b).action_accept()
            self.offer(lead, self.a).action_accept()
            (lead | other)._merge_opportunity()
        self.assertEqual(lead.sales_partner_id, self.a)
        self.assertEqual(lead._current_offers().partner_id, self.a)
