from odoo import http
from odoo.http import request

from .portal_page import PartnerPortal, number


class PartnerPortalOffer(PartnerPortal):
    """A partner accepts or declines what is offered to his company, in one tap."""

    @http.route("/my/offers", type="http", auth="user", website=True, readonly=True)
    def partner_offers(self, **_kwargs):
        company = self._company()
        return self._page(
            "sales_kpi.portal_offers",
            "partner_offers",
            **self._cards(company._portal_offers()),
            missed=company._portal_teasers(),
            may_promise=company.feedback_state == "blocked",
            reasons=self._decline_reasons(),
        )

    @http.route(
        "/my/offers/<int:offer_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def partner_offer(self, offer_id, **_kwargs):
        """One offer, or politely what became of it."""
        offer = self._own_offer(offer_id)
        if not offer:
            return request.not_found()
        if offer.state == "accepted":
            return request.redirect(f"/my/partner-leads/{offer.id}")
        return self._page(
            "sales_kpi.portal_offer",
            "partner_offers",
            offer=offer,
            teaser=offer._teaser(),
            closed=offer._refusal(),
            reasons=self._decline_reasons(),
        )

    @http.route(
        "/my/offers/<int:offer_id>/accept",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def partner_offer_accept(self, offer_id, promise=None, **_kwargs):
        """Take the lead and go straight to its customer."""
        offer = self._own_offer(offer_id)
        if not offer:
            return request.not_found()
        lead_page = f"/my/partner-leads/{offer.id}"
        if offer.state == "accepted":  # tapped twice
            return request.redirect(lead_page)
        offer_page = f"/my/offers/{offer.id}"
        as_user = offer.sudo(False)
        accept = (
            as_user.action_accept_with_promise if promise else as_user.action_accept
        )
        if not self._try(accept, offer_page):
            return request.redirect(offer_page)
        self._tell(request.env._("The lead is yours. Call the customer now."))
        return request.redirect(lead_page)

    @http.route(
        "/my/offers/<int:offer_id>/decline",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def partner_offer_decline(self, offer_id, reason_id=None, note=None, **typed):
        offer = self._own_offer(offer_id)
        if not offer:
            return request.not_found()
        page = f"/my/offers/{offer.id}"
        done = self._try(
            lambda: offer.sudo(False).action_decline(number(reason_id), note),
            page,
            {**typed, "note": note},
        )
        if not done:
            return request.redirect(page)
        self._tell(request.env._("Declined. Another partner is asked now."), "info")
        return request.redirect("/my/offers")

    @http.route(
        "/my/offers/pick/<int:lead_id>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def partner_offer_pick(self, lead_id, **_kwargs):
        """Who owes reports promises them and gets this one lead."""
        lead = request.env["crm.lead"].browse(lead_id)
        offer_id = self._try(lead.action_pick_with_promise, "/my/offers")
        if not offer_id:
            return request.redirect("/my/offers")
        self._tell(
            request.env._(
                "The lead is yours. Your missing reports are due in two working days."
            )
        )
        return request.redirect(f"/my/partner-leads/{offer_id}")

    def _own_offer(self, offer_id):
        """The offer with all rights if it is one of the company; else nothing."""
        company, offers = self._company(), request.env["crm.lead.offer"]
        if not company:  # not everybody has the right to search
            return offers
        own = [("id", "=", offer_id), ("partner_id", "=", company.id)]
        # sudo: the search is made with the rights of the reader
        return offers.search(own).sudo()

    def _cards(self, offers):
        return {"offers": offers, "teasers": offers._teaser_cards()}

    def _decline_reasons(self):
        # sudo: a list of words, also for who follows a link without a login
        return request.env["crm.offer.decline.reason"].sudo().search([])
