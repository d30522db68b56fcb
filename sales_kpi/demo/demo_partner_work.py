"""What sales partners do with a lead that they took: calls, reports, wins, silence."""

from collections import defaultdict
from datetime import timedelta
from random import Random

from odoo.tools import SQL

from . import demo_words as words
from .demo_clock import Clock
from .demo_partner_date import date_offers
from .demo_partner_story import DEALERS

#: Nobody reports: every third lead is taken back, of the others Petra closes most.
RECLAIMED, CLOSED = 0.34, 0.8


class PartnerWork:
    """The state of the replay: enquiries by lead, and what was won."""

    def __init__(self, env, now):
        self.env = env
        self.now = now
        self.dice = Random(31)
        self.clock = Clock(self.dice)
        self.team = self.demo("crm_team_partners")
        self.team.night_pause = False  # partners answered at the hours of the plan
        self.petra = self.demo("res_users_petra")
        self.dealers = {self.demo(f"res_partner_{key}"): key for key in DEALERS}
        self.partners = env["res.partner"].concat(*self.dealers)
        self.luck = defaultdict(lambda: 0.5)
        self.enquiries = {}
        self.expires = {}
        self.won = {}

    def demo(self, name):
        return self.env.ref(f"sales_kpi.{name}_demo")

    def reason(self, name):
        return self.demo(f"crm_lost_reason_{name}")

    def products(self, category):
        return self.env["product.product"].search([("categ_id", "=", category.id)])

    def dealer(self, offer):
        return DEALERS[self.dealers[offer.partner_id]]

    def contact(self, offer):
        """Who of the partner does it: the first of its people, or the company."""
        return offer.partner_id.child_ids[:1] or offer.partner_id

    def does(self, what, offer):
        """Whether a partner does this time what he does so often."""
        return self.is_due(getattr(self.dealer(offer), what), what, offer.partner_id)

    def is_due(self, chance, *key):
        """As often as the chance says: luck would hide the story on some days."""
        self.luck[key] += chance
        if self.luck[key] < 1:
            return False
        self.luck[key] -= 1
        return True

    def work(self, accepted):
        """Call the customer, report, win or lose; or say nothing.

        :param accepted: ``{offer: when it was accepted}``
        """
        self.call(accepted)
        silent = {
            offer: at
            for offer, at in accepted.items()
            if not self.does("reports", offer)
        }
        speaking = {o: at for o, at in accepted.items() if o not in silent}
        self.report(speaking)
        self.finish(speaking)
        self.miss(silent)

    def call(self, accepted):
        """Most are called; of every four one is reached at the second attempt only."""
        called = {
            offer: self.soon(at, self.dealer(offer).calls_in)
            for offer, at in accepted.items()
            if self.dice.random() < 0.95
        }
        missed = {
            offer: self.clock.later(at, 0.5, 3)
            for offer, at in called.items()
            if self.dice.random() < 0.25
        }

        def try_once(offer):
            result = "not_reached" if offer in missed else "reached"
            offer._mark_contacted(self.contact(offer), result)

        def try_again(offer):
            offer._mark_contacted(self.contact(offer), "appointment")

        self.done(called, try_once)
        self.done(missed, try_again)

    def report(self, speaking):
        """The first report, some days later."""

        def tell(offer):
            status = self.dice.choice(("meeting", "quoted", "quoted", "waiting"))
            offer._give_feedback(self.contact(offer), status)

        self.done({o: self.clock.later(at, 2, 13) for o, at in speaking.items()}, tell)

    def finish(self, speaking):
        reasons = [self.reason(name) for name in ("price", "competitor", "no_budget")]
        moments = {o: self.clock.later(at, 14, 100) for o, at in speaking.items()}

        def end(offer):
            contact = self.contact(offer)
            if self.does("wins", offer):
                value = offer.lead_id.expected_revenue * self.dice.uniform(0.8, 1.3)
                offer._give_feedback(contact, "won", value=round(value, -2))
                self.won[offer] = moments[offer]
            else:
                reason = self.dice.choice(reasons)
                offer._give_feedback(contact, "lost", reason=reason.id)

        self.done(moments, end)

    def miss(self, silent):
        """Of who says nothing some leads are taken back, others closed by Petra."""
        back, closed = {}, {}
        for offer, at in silent.items():
            if self.is_due(RECLAIMED, "back"):
                back[offer.lead_id] = self.clock.later(at, 20, 40)
            elif self.is_due(CLOSED, "closed"):
                closed[offer] = self.clock.later(at, 45, 110)
        cause = self.reason("no_answer").id
        self.done(closed, lambda one: one.lead_id.action_set_lost(lost_reason_id=cause))
        leads = self.env["crm.lead"].concat(*back)
        leads = leads.filtered(lambda lead: back[lead] < self.now)
        self.dated(leads, back.get, lambda some: some._reclaim(words.NO_WORD))
        if leads:
            self.route(leads, lambda lead: self.soon(back[lead], 0.2))

    def play(self, leads):
        """Bring the leads of these days to where they are to be seen, at Nordwerk."""
        nordwerk = self.demo("res_partner_nordwerk")
        known = {lead: self.enquiries[lead].scene for lead in leads}
        scenes = leads.filtered(lambda lead: known[lead] not in ("", "offered"))
        moments = {
            lead: (lead._open_offers()[:1].date_offered or self.enquiries[lead].at)
            + timedelta(minutes=12)
            for lead in scenes
        }

        def take(some):
            for lead in some:
                offer = lead._open_offers().filtered(
                    lambda offer: offer.partner_id == nordwerk
                )
                if offer:
                    offer._accept(self.contact(offer))
                else:
                    lead._hand_over(nordwerk)

        self.dated(scenes, moments.get, take)
        held = {lead._current_offers(): lead for lead in scenes}
        self.done(
            {
                offer: moments[lead] + timedelta(minutes=35)
                for offer, lead in held.items()
                if known[lead] != "accepted"
            },
            lambda offer: offer._mark_contacted(self.contact(offer), "appointment"),
        )
        self.done(
            {
                offer: moments[lead] + timedelta(days=3)
                for offer, lead in held.items()
                if known[lead] == "reported"
            },
            lambda offer: offer._give_feedback(self.contact(offer), "quoted"),
        )

    # time

    def date_orders(self, moments, last_id):
        """:param moments: ``{order: at}``"""
        self.env.cr.execute(
            SQL(
                """
                UPDATE sales_kpi_journal journal
                   SET at = plan.at
                  FROM unnest(%s::int[], %s::timestamp[]) AS plan(id, at)
                 WHERE journal.id > %s
                   AND journal.order_id = plan.id
                """,
                [order.id for order in moments],
                list(moments.values()),
                last_id,
            )
        )

    def months_ago(self, months):
        return self.now - timedelta(days=30.5 * months)

    def soon(self, at, hours):
        """A moment about so many hours later, in hours of work unless it is at once."""
        minutes = 1 + round(60 * self.dice.expovariate(1 / hours))
        later = at + timedelta(minutes=minutes)
        return self.clock.at_work(later) if hours > 0.1 else later

    def done(self, moments, act):
        """Have something done with each offer that a partner still works on."""
        offers = {
            offer.lead_id: offer
            for offer in moments
            if not offer.date_closed and not offer.date_reclaimed
        }

        def do_all(some):
            for lead in some:
                act(offers[lead])

        leads = self.env["crm.lead"].concat(*offers)
        self.dated(leads, lambda lead: moments[offers[lead]], do_all)

    def dated(self, leads, moment, act):
        """Do one act with leads whose time for it has come, and date what it noted."""
        moments = {lead: moment(lead) for lead in leads}
        due = leads.filtered(lambda lead: moments[lead] < self.now)
        if not due:
            return
        date_offers(self.env, {lead.id: moments[lead] for lead in due}, due, act)
        for offer in due.offer_ids:
            at = moments[offer.lead_id]
            if offer.date_offered == at and not offer.is_handed_over:
                team, partner = offer.lead_id.team_id, offer.partner_id
                self.expires[offer] = team._offer_expiry(partner, at)
            if offer.date_accepted == at:
                offer.write(offer._due_dates(at))
