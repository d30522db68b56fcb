"""Leads of two years, offered to sales partners by the methods that users call.

The leads of a quarter take each step together, what it noted is then dated as planned:
so the matching of the next quarter knows what partners made of the one before.
"""

from odoo.tools import groupby

from . import demo_words as words
from .demo_date import date_leads
from .demo_partner_date import date_dues, date_entry
from .demo_partner_story import DEALERS, enquiries
from .demo_partner_trade import PartnerTrade
from .demo_partner_work import PartnerWork
from .demo_words import QUANTITIES

#: Leads that are over before anybody accepts them.
WITHDRAWN = 0.04
#: So many customers answer the mail that thanks them.
ANSWERED = 0.55


def sell_by_partners(env, now):
    """Replay what sales partners did up to now."""
    desk = PartnerDesk(env(context={**env.context, "offer_silent": True}), now)
    every = enquiries(now)
    past = [one for one in every if not one.scene]
    for _quarter, found in groupby(
        past, lambda one: (one.at.year, (one.at.month - 1) // 3)
    ):
        desk.take(found)
    desk.judge()
    desk.take([one for one in every if one.scene])
    desk.close_books()
    PartnerTrade(desk).run()


class PartnerDesk(PartnerWork):
    """Where leads are offered, and what partners tell comes in."""

    def take(self, found):
        """The enquiries of a quarter, up to what has become of them by now."""
        self.admit_partners(found[-1].at)
        leads = self.env["crm.lead"].create([self.lead_values(one) for one in found])
        self.enquiries.update(zip(leads, found, strict=True))
        date_entry(self.env, {self.enquiries[lead]: lead for lead in leads})
        self.answer_customers(leads)
        self.route(leads, lambda lead: self.soon(self.enquiries[lead].at, 0.05))

    def admit_partners(self, at):
        """Who is no partner yet gets no leads."""
        for partner, key in self.dealers.items():
            is_early = at < self.months_ago(DEALERS[key].months)
            if partner.sales_paused != is_early:
                partner.sales_paused = is_early

    def lead_values(self, one):
        country, zip_code, city = one.place
        stem = words.STEMS[one.number % len(words.STEMS)]
        trade = words.TRADES[one.number * 7 % len(words.TRADES)]
        person = words.PERSONS[one.number % len(words.PERSONS)]
        name = f"{stem}werke {trade}"
        category = self.demo(f"product_category_{one.need}")
        return {
            "name": f"{self.dice.choice(words.NEEDS[one.need])}, {name}",
            "type": "opportunity",
            "partner_name": name,
            "contact_name": person,
            "email_from": f"{person.split()[0].lower()}@werke{one.number}.example",
            "phone": f"+49 30 5550 {100 + one.number}",
            "zip": zip_code,
            "city": city,
            "country_id": self.env.ref(f"base.{country}").id,
            "company_id": self.env.company.id,
            "team_id": self.team.id,
            "user_id": self.petra.id,
            "source_id": self.demo(f"utm_source_{one.origin}").id,
            "required_categ_ids": category.ids,
            "expected_revenue": self.worth(category, one),
            "share_with_partners": "request",
            "share_source": "Form on the website",
            "share_date": one.at.date(),
            "partner_dossier": f"<p>{words.DOSSIER}</p>",
        }

    def worth(self, category, one):
        prices = self.products(category).mapped("list_price")
        usual = sum(prices) / len(prices) * QUANTITIES[one.need]
        return round(usual * self.dice.uniform(0.6, 1.8), -2)

    def answer_customers(self, leads):
        """Petra thanks at once, and many customers answer."""
        Journal = self.env["sales.kpi.journal"]
        self.dated(
            leads,
            lambda lead: self.soon(self.enquiries[lead].at, 0.03),
            lambda some: Journal._record_contact(some.ids, "contacted"),
        )
        for lead in leads:
            at = self.soon(self.enquiries[lead].at, 0.04)
            if self.dice.random() < ANSWERED and at < self.now:
                lead._note_customer_action(at, kind="call")

    def route(self, leads, moment):
        """Offer leads until somebody takes them, and follow what he does."""
        moments = {lead: moment(lead) for lead in leads}

        def begin(some):
            some._begin_round()
            some._next_wave()

        self.dated(leads, moments.get, begin)
        leads = leads.filtered(lambda lead: moments[lead] < self.now)
        self.withdraw(leads, moments)
        for _wave in range(self.team.wave_limit):
            self.decline(leads)
            self.accept(leads)
            self.lapse(leads)
        self.give_up(leads)
        self.play(leads)
        self.set_expiries(leads)

    def open_offers(self, leads):
        """What waits for an answer, but for what is to be seen."""
        return leads.filtered(
            lambda lead: not self.enquiries[lead].scene
        )._open_offers()

    def withdraw(self, leads, moments):
        """Some are no leads after all."""
        over = self.open_offers(leads).lead_id.filtered(
            lambda lead: self.is_due(WITHDRAWN, "withdrawn")
        )
        self.dated(
            over,
            lambda lead: self.soon(moments[lead], 0.2),
            lambda some: some.action_set_lost(lost_reason_id=self.reason("no_need").id),
        )

    def decline(self, leads):
        """One of those who do not want a lead says so; another one is asked."""
        refused = {}
        for offer in self.open_offers(leads):
            at = self.soon(offer.date_offered, 1.5)
            refuses = (1 - self.dealer(offer).picks) * 0.7
            if self.dice.random() < refuses and at < self.until(offer):
                refused.setdefault(offer.lead_id, (offer, at))
        reasons = self.env["crm.offer.decline.reason"].search([])
        self.answered(
            refused,
            lambda offer: offer._decline(
                self.contact(offer), self.dice.choice(reasons)
            ),
        )

    def accept(self, leads):
        """Of those who want a lead the first one gets it."""
        taken = {}
        for offer in self.open_offers(leads):
            dealer = self.dealer(offer)
            at = self.soon(offer.date_offered, dealer.accepts_in)
            if (
                self.dice.random() < dealer.picks
                and at < self.until(offer)
                and at < taken.get(offer.lead_id, (None, self.now))[1]
                and not offer._acceptance_obstacle()
            ):
                taken[offer.lead_id] = (offer, at)
        self.answered(taken, lambda offer: offer._accept(self.contact(offer)))
        self.work(dict(taken.values()))

    def answered(self, answers, act):
        """:param answers: ``{lead: (offer, when)}``"""

        def answer(some):
            for lead in some:
                act(answers[lead][0])

        leads = self.env["crm.lead"].concat(*answers)
        self.dated(leads, lambda lead: answers[lead][1], answer)

    def until(self, offer):
        return min(self.expires[offer], self.now)

    def lapse(self, leads):
        """Nobody took them in time: the next ones are asked, or Petra has to."""
        last = {
            lead: max(self.expires[offer] for offer in lead._open_offers())
            for lead in self.open_offers(leads).lead_id
        }

        def move_on(some):
            self.set_expiries(some)
            some._open_offers()._lapse()
            some._next_wave()

        self.dated(self.env["crm.lead"].concat(*last), last.get, move_on)

    def set_expiries(self, leads):
        """Only now: what has lapsed by the clock is not answered any more."""
        for offer in leads.offer_ids & self.env["crm.lead.offer"].concat(*self.expires):
            offer.date_expires = self.expires[offer]
        for lead in leads.filtered(lambda lead: lead.routing_state == "offering"):
            lead.date_next_wave = max(lead._open_offers().mapped("date_expires"))

    def give_up(self, leads):
        """Without a partner Petra tries herself for some weeks."""
        self.dated(
            leads.filtered(lambda lead: lead.routing_state == "fallback"),
            lambda lead: self.clock.later(self.enquiries[lead].at, 15, 50),
            lambda some: some.action_set_lost(
                lost_reason_id=self.reason("no_answer").id
            ),
        )

    def judge(self):
        """Who reports too little gets no leads any more."""
        date_dues(self.env, self.partners)
        self.team.block_by_feedback = True
        self.partners._update_feedback()

    def close_books(self):
        """Date what Odoo notes of leads; from today on all goes by itself."""
        date_dues(self.env, self.partners)
        date_leads(self.env, [lead.id for lead in self.enquiries])
        self.team.write({"night_pause": True, "partner_routing": "automatic"})
        self.partners._update_feedback()
