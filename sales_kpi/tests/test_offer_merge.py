from odoo.tests import tagged

from .offer_case import OfferCase


@tagged("post_install", "-at_install")
class TestOfferMerge(OfferCase):
    """Merging leads that partners closed, and leads that were merged before."""

    def accepted(self, partner, **values):
        """A lead that a partner has since Friday 16:40."""
        lead = self.offered(**values)
        with self.at("2026-03-06 16:40"):
            self.offer(lead, partner).action_accept()
        return lead

    def lost_by_a(self):
        """A reported the loss on Monday; our people go on."""
        lead = self.accepted(self.a, probability=1)
        with self.at("2026-03-09 09:00"):
            self.offer(lead, self.a)._give_feedback(self.a, "lost", "Too small")
        self.assertEqual(lead.routing_state, "closed")
        return lead

    def test_closed_lead_stays_its_partners(self):
        """A lost; the survivor goes to B, is taken back from him and reopened."""
        other = self.lost_by_a()
        lead = self.lead(team_id=self.south.id, probability=90)
        with self.at("2026-03-10 09:00"):
            (lead | other)._merge_opportunity()
            self.assertFalse(lead._current_offers())
            lead.action_offer_to_partners()
            self.offer(lead, self.b).action_accept()
        of_b = self.offer(lead, self.b)
        of_a = lead.offer_ids.filtered("date_closed")
        self.assertEqual(of_a.partner_id, self.a)
        self.assertEqual(lead._current_offers(), of_b)
        with self.at("2026-03-11 09:00"):
            lead.action_set_lost()
            lead.action_unarchive()
            lead.action_reclaim("Too slow")
        self.assertTrue(of_b.date_reclaimed)
        self.assertFalse(of_a.date_reclaimed)
        self.assertEqual(str(of_a.date_closed), "2026-03-09 09:00:00")
        self.assertNotIn(("Wed 09:00", "reclaimed", "A"), self.kinds(lead))

    def test_who_won_keeps_the_survivor(self):
        """A has won the survivor: B, who works on the other lead, loses it."""
        lead = self.accepted(self.a, probability=90)
        other = self.accepted(self.b, probability=1)
        with self.at("2026-03-09 09:00"):
            self.offer(lead, self.a)._give_feedback(self.a, "won", value=1000)
            self.assertEqual(lead.routing_state, "closed")
            (lead | other)._merge_opportunity()
        self.assertEqual(lead.sales_partner_id, self.a)
        self.assertEqual(lead.routing_state, "closed")
        self.assertEqual(lead._current_offers().partner_id, self.a)
        self.assertTrue(self.offer(lead, self.b).date_reclaimed)

    def test_survivor_that_our_people_won(self):
        """B's lead is a double of one that we won: he has it, and it is closed."""
        other = self.accepted(self.b, probability=1)
        with self.at("2026-03-09 09:00"):
            lead = self.lead(team_id=self.south.id, type="opportunity")
            lead.action_set_won()
            (lead | other)._merge_opportunity()
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.routing_state, "closed")
        self.assertTrue(self.offer(lead, self.b).date_closed)

    def test_leads_that_were_merged_before(self):
        """Rounds of four leads meet in one, and none is counted twice."""
        first = self.accepted(self.a, probability=30)
        double = self.accepted(self.a, probability=20)
        third = self.accepted(self.a, probability=10)
        with self.at("2026-03-09 09:00"):
            (first | double)._merge_opportunity()
            lead = self.lead(team_id=self.south.id, probability=90)
            (lead | first | third)._merge_opportunity()
        had = lead.offer_ids.filtered(lambda offer: offer.state == "accepted")
        self.assertEqual(sorted(had.mapped("round")), [1, 2, 3])
        self.assertEqual(lead._current_offers().lead_id.sales_partner_id, self.a)
        self.assertEqual(len(lead._current_offers()), 1)
