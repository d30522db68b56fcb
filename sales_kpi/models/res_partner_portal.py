"""What a sales partner finds on his pages; they show nothing that is not in here."""

from odoo import fields, models
from odoo.fields import Domain

from .crm_lead_matching import OWING
from .crm_lead_offer_due import HELD, PICKED
from .portal_clock import PortalClock

#: Teasers on one page at most: whoever owes reports shall see what he misses.
TEASERS = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _portal_clock(self, tz_name=None):
        """The clock by which a contact of a partner reads moments.

        :param tz_name: time zone of his phone, if he has not told his own
        """
        # sudo: the working hours of his company
        company = self.commercial_partner_id.sudo()
        calendar = company.sales_calendar_id or company.env.company.resource_calendar_id
        return PortalClock(self.env, self.tz, tz_name, calendar.tz)

    def _portal_domain(self):
        return Domain("partner_id", "=", self.commercial_partner_id.id)

    def _portal_offers(self):
        """Offers the company can still answer, the most urgent first."""
        # sudo: only those of this company
        offers = self.env["crm.lead.offer"].sudo()
        still_open = Domain("state", "=", "offered") & Domain(
            "date_expires", ">", fields.Datetime.now()
        )
        return offers.search(
            self._portal_domain() & still_open, order="date_expires, id"
        )

    def _portal_teasers(self):
        """What leads on offer to others tell a company that owes reports."""
        # sudo: who gets a lead does not depend on who asks; only teasers are shown
        company = self.commercial_partner_id.sudo()
        leads = self.env["crm.lead"].sudo()  # sudo: see above
        if company.feedback_state not in OWING:
            return []
        leads = leads.search([("routing_state", "=", "offering")])
        fitting = leads._teaser_partners(company)
        missed = leads.filtered(lambda lead: company.id in fitting[lead.id])[:TEASERS]
        teasers = missed._teasers()
        return [teasers[lead.id] for lead in missed]

    def _portal_leads(self, closed=False):
        """The accepted offers of leads the company works on, what is overdue first.

        Leads that ended stay among them as long as their report is owed.

        :param closed: all others instead, the latest first
        """
        # sudo: only those of this company
        offers = self.env["crm.lead.offer"].sudo()
        mine = self._portal_domain() & PICKED
        year = fields.Datetime.subtract(fields.Datetime.now(), years=1)
        owed = Domain("date_feedback", "=", False) & Domain("date_accepted", ">", year)
        at_work = HELD | owed
        if closed:
            return offers.search(mine & ~at_work, order="date_accepted desc, id desc")
        found = offers.search(mine & at_work)
        return found.sorted(lambda offer: (not offer._is_overdue(), offer._next_due()))


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    def _teaser_cards(self):
        """The teasers of these offers, ``{offer id: teaser}``."""
        teasers = self.lead_id._teasers()
        return {
            offer.id: {**teasers[offer.lead_id.id], "date_expires": offer.date_expires}
            for offer in self
        }

    def _needs_promise(self):
        """Whether the partner has to promise his missing reports to get the lead."""
        owes = self.partner_id.commercial_partner_id.feedback_state in OWING
        return owes and self.lead_id.team_id.block_by_feedback

    def _is_overdue(self):
        return self.is_contact_overdue or self.is_feedback_overdue

    def _next_due(self):
        """When the partner must next do something: call, report, close."""
        if self.date_feedback:
            return self.date_close_due or self.date_accepted
        contact = not self.date_contacted and self.date_contact_due
        return contact or self.date_feedback_due or self.date_accepted
