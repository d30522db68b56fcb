import random
from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .partner_case import PartnerCase

STEPS = 100


@tagged("post_install", "-at_install")
class TestPartnerStorm(PartnerCase):
    """Whatever happens to leads on offer, live facts are those of a rebuild."""

    def setUp(self):
        super().setUp()
        self.dice = random.Random(7)
        self.moment = datetime(2026, 3, 2, 8)
        self.south.write({"offers_per_wave": 2, "wave_limit": 2, "wave_hours": 16})
        with self.at(self.moment):
            self.pool = self.env["crm.lead"].concat(
                *(
                    self.lead(team_id=self.south.id, expected_revenue=100 * number)
                    for number in range(1, 7)
                )
            )

    @mute_logger("odoo.models.unlink")
    def test_live_facts_are_those_of_a_rebuild(self):
        acts = (
            self.do_offer,
            self.do_accept,
            self.do_decline,
            self.do_hand_over,
            self.do_reclaim,
            self.do_contact,
            self.do_report,
            self.do_close,
            self.do_reopen,
            self.do_merge,
            self.do_delete,
            self.do_exclude,
            self.do_customer,
            self.do_schedule,
        )
        done = dict.fromkeys(acts, 0)
        for _step in range(STEPS):
            self.moment += timedelta(minutes=self.dice.randrange(5, 300))
            # of three the one that was possible least often so far
            act = min(self.dice.sample(acts, 3), key=done.get)
            with self.at(self.moment):
                # what is not possible at the moment is refused and changes nothing
                try:
                    with self.env.cr.savepoint():
                        done[act] += bool(act())
                except UserError:
                    continue
            if not self.dice.randrange(10):
                self.refresh(self.moment)
        later = self.moment + timedelta(days=60)
        self.assertVerified(later)
        before = self.stored()
        with self.at(later):
            self.env["sales.kpi.fact"].rebuild()
        self.assertEqual(self.stored(), before)
        rare = [act.__name__ for act, number in done.items() if not number]
        self.assertFalse(rare, "never happened: the storm tests less than it says")

    def stored(self):
        self.env.cr.execute(
            """SELECT event, source_ref, date, at, sales_partner_id, team_id, lead_id,
                      customer_id, count, amount, hours::numeric(12, 3),
                      work_hours::numeric(12, 3)
                 FROM sales_kpi_fact WHERE company_id = %s""",
            [self.company.id],
        )
        return sorted(self.env.cr.fetchall(), key=repr)

    def any_lead(self, *states):
        leads = self.pool.exists()
        if states:
            leads = leads.filtered(lambda lead: lead.routing_state in states)
        return self.dice.choice(leads) if leads else leads

    def any_offer(self, lead, state):
        offers = lead.offer_ids.filtered(lambda offer: offer.state == state)
        return self.dice.choice(offers) if offers else offers

    def do_offer(self):
        lead = self.lead(team_id=self.south.id, expected_revenue=50)
        self.pool |= lead
        return lead.action_offer_to_partners()

    def do_accept(self):
        offer = self.any_offer(self.any_lead("offering"), "offered")
        if offer:
            offer._accept(offer.partner_id)
        return offer

    def do_decline(self):
        offer = self.any_offer(self.any_lead("offering"), "offered")
        if offer:
            offer._decline(offer.partner_id, self.reason)
        return offer

    def do_hand_over(self):
        return self.any_lead().action_hand_over(self.dice.choice(self.sellers))

    def do_reclaim(self):
        lead = self.any_lead("accepted")
        return lead and lead.action_reclaim("Silent")

    def do_contact(self):
        offer = self.any_offer(self.any_lead("accepted"), "accepted")
        if offer:
            offer._mark_contacted(
                offer.partner_id, self.dice.choice(["reached", "not_reached"])
            )
        return offer

    def do_report(self):
        offer = self.any_offer(self.any_lead("accepted", "none"), "accepted")
        status = self.dice.choice(["meeting", "waiting", "won", "lost"])
        if offer:
            offer._give_feedback(offer.partner_id, status, "Word", value=1_000)
        return offer

    def do_close(self):
        lead = self.any_lead()
        if self.dice.randrange(2):
            return lead.action_set_won()
        return lead.action_set_lost()

    def do_reopen(self):
        lead = self.any_lead("closed")
        if lead:
            lead.action_unarchive()
            lead.write({"stage_id": self.open_stage().id, "probability": 20})
        return lead

    def open_stage(self):
        return self.env["crm.stage"].search([("is_won", "=", False)], limit=1)

    def do_merge(self):
        leads = self.any_lead() | self.any_lead()
        return len(leads) == 2 and leads.merge_opportunity()

    def do_delete(self):
        return not self.dice.randrange(3) and self.any_lead().unlink()

    def do_exclude(self):
        lead = self.any_lead()
        lead.kpi_excluded = not lead.kpi_excluded
        return lead

    def do_customer(self):
        lead = self.any_lead()
        lead.partner_id = self.partner()
        return lead

    def do_schedule(self):
        self.env["crm.lead"]._leads_to_move()._move_on()
        return True
