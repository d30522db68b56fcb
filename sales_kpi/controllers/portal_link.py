from odoo import http
from odoo.http import request

from .portal_lead import PartnerPortalLead
from .portal_page import NOTICE, number


class PartnerPortalLink(PartnerPortalLead):
    """The links in mails to partners: they answer without a login.

    Opening a link only shows what it is about, for scanners of mails open it, too.
    Whoever has the link may answer; to see the customer he has to sign in.
    """

    @http.route(
        "/sales/offer/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def offer_by_link(self, token, action=None, **_kwargs):
        # sudo: the token is the right
        offer, contact = request.env["crm.lead.offer"].sudo()._seen_by_link(token)
        if not offer:
            return self._link_over()
        return self._link_page(
            "sales_kpi.portal_link",
            contact,
            offer=offer,
            teaser=offer._teaser(),
            closed=offer._refusal(),
            reasons=self._decline_reasons(),
            address=f"/sales/offer/{token}",
            action=action,
        )

    @http.route(
        "/sales/offer/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def offer_answered_by_link(self, token, answer=None, **typed):
        page = f"/sales/offer/{token}"
        # sudo: the token is the right
        offer, contact = request.env["crm.lead.offer"].sudo()._from_link(token)
        if offer and answer == "decline":
            self._decline_by_link(offer, contact, page, typed)
        elif offer and answer == "accept":
            accept = (
                offer._accept_with_promise if typed.get("promise") else offer._accept
            )
            self._try(lambda: accept(contact), page)
            if offer.state == "accepted" and self._own_offer(offer.id):
                return request.redirect(f"/my/partner-leads/{offer.id}")
        return request.redirect(page)

    def _decline_by_link(self, offer, contact, page, typed):
        reason, note = number(typed.get("reason_id")), typed.get("note")
        if self._try(lambda: offer._decline(contact, reason, note), page, typed):
            self._tell(request.env._("Declined. Thank you for telling."), "info")

    @http.route(
        "/sales/report/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def report_by_link(self, token, **_kwargs):
        # sudo: the token is the right
        offers = request.env["crm.lead.offer"].sudo()
        offer, contact = offers._from_report_link(token)
        if not offer:
            return self._link_over()
        return self._link_page(
            "sales_kpi.portal_link_report",
            contact,
            offer=offer,
            teaser=offer._teaser(),
            reasons=self._lost_reasons(),
            address=f"/sales/report/{token}",
        )

    @http.route(
        "/sales/report/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def reported_by_link(self, token, **typed):
        page = f"/sales/report/{token}"
        # sudo: the token is the right
        offers = request.env["crm.lead.offer"].sudo()
        offer, contact = offers._from_report_link(token)
        if offer and "result" in typed:
            self._note_contact(
                lambda result, at: offer._mark_contacted(contact, result, at),
                page,
                typed,
                contact,
            )
        elif offer:
            self._note_report(
                lambda status, **said: offer._give_feedback(contact, status, **said),
                page,
                typed,
            )
        return request.redirect(page)

    def _link_page(self, template, reader=None, **values):
        return self._render(template, {"page_name": "partner_link", **values}, reader)

    def _link_over(self):
        is_done = NOTICE in request.session  # by what was just sent
        response = self._link_page("sales_kpi.portal_link_over")
        response.status_code = 200 if is_done else 404
        return response
