from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager

from .portal_offer import PartnerPortalOffer
from .portal_page import number

CLOSED_PER_PAGE = 20


class PartnerPortalLead(PartnerPortalOffer):
    """The leads a partner accepted: call the customer, and tell what came of it."""

    @http.route(
        "/my/partner-leads", type="http", auth="user", website=True, readonly=True
    )
    def partner_leads(self, **_kwargs):
        return self._page(
            "sales_kpi.portal_leads",
            "partner_leads",
            **self._cards(self._company()._portal_leads()),
        )

    @http.route(
        ["/my/partner-leads/closed", "/my/partner-leads/closed/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def partner_leads_closed(self, page=1, **_kwargs):
        offers = self._company()._portal_leads(closed=True)
        pages = pager("/my/partner-leads/closed", len(offers), page, CLOSED_PER_PAGE)
        first = pages["offset"]
        return self._page(
            "sales_kpi.portal_leads_closed",
            "partner_leads",
            **self._cards(offers[first : first + CLOSED_PER_PAGE]),
            pager=pages,
        )

    @http.route(
        "/my/partner-leads/<int:offer_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def partner_lead(self, offer_id, **_kwargs):
        offer = self._accepted(offer_id)
        if not offer:
            return request.not_found()
        dossier = offer._dossier()
        return self._page(
            "sales_kpi.portal_lead",
            "partner_leads",
            offer=offer,
            dossier=dossier,
            teaser=offer._teaser(),
            map_url=_map_url(dossier),
            materials=offer._materials(),
            reasons=self._lost_reasons(),
        )

    @http.route(
        "/my/partner-leads/<int:offer_id>/contact",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def partner_lead_contact(self, offer_id, **typed):
        """One tap: reached, not reached, or an appointment made."""
        offer = self._accepted(offer_id)
        if not offer:
            return request.not_found()
        page = f"/my/partner-leads/{offer.id}"
        self._note_contact(offer.sudo(False).action_mark_contacted, page, typed)
        return request.redirect(page)

    @http.route(
        "/my/partner-leads/<int:offer_id>/feedback",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def partner_lead_feedback(self, offer_id, **typed):
        """One tap: how it stands; a won lead with its value, a lost one with why."""
        offer = self._accepted(offer_id)
        if not offer:
            return request.not_found()
        page = f"/my/partner-leads/{offer.id}"
        self._note_report(offer.sudo(False).action_give_feedback, page, typed)
        return request.redirect(page)

    def _note_contact(self, mark, page, typed, reader=None):
        """:param mark: the method that takes result and moment"""

        def note():
            mark(typed.get("result"), self._stated(typed.get("at"), reader))

        if self._try(note, page, typed):
            self._tell(request.env._("Thank you, it is noted."))

    def _note_report(self, report, page, typed):
        """:param report: the method that takes status, note, value and reason"""

        def note():
            report(
                typed.get("status"),
                note=typed.get("note") or None,
                value=typed.get("value") or None,
                reason=number(typed.get("reason_id")) or None,
            )

        if self._try(note, page, typed):
            self._tell(request.env._("Thank you for your feedback."))

    def _stated(self, text, reader=None):
        """The UTC moment that was entered, None if nothing was.

        :raise UserError: it is none
        """
        try:
            return self._clock(reader).stated(text)
        except ValueError as error:
            raise UserError(
                request.env._("Enter day and time of the contact.")
            ) from error

    def _accepted(self, offer_id):
        """The offer by which the company got a lead; nothing if it did not."""
        return self._own_offer(offer_id).filtered(lambda o: o.state == "accepted")

    def _lost_reasons(self):
        # sudo: a list of words; portal users have no access to it
        return request.env["crm.lost.reason"].sudo().search([])


def _map_url(dossier):
    """Where the customer is, for the map of the phone."""
    parts = ("street", "zip", "city", "country")
    place = (
        ", ".join(filter(None, (dossier[part] for part in parts))) if dossier else ""
    )
    if not place:
        return None
    return "https://www.google.com/maps/search/?" + urlencode(
        {"api": 1, "query": place}
    )
