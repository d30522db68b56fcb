"""What all pages of sales partners share: whose they are, their frame, what is told."""

from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

#: Key of the session: what is told on the next page, and what was typed before.
NOTICE = "sales_kpi_portal"
#: Neither the browser's cache nor the address of a next page tells about a lead.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
#: Longest text that is kept while its form is mended.
LONGEST = 5000
#: So many digits of an id any column holds.
DIGITS = 9


class PartnerPortal(CustomerPortal):
    def _company(self):
        """The sales partner whose contact is signed in; empty for everybody else."""
        # sudo: the profile of the own company; portal users do not read it
        company = request.env.user.partner_id.commercial_partner_id.sudo()
        return company if company.is_sales_partner else company.browse()

    def _page(self, template, page_name, **values):
        """Render a page of partners.

        :param page_name: the tab of the page
        """
        company = self._company()
        return self._render(
            template,
            {
                **self._prepare_portal_layout_values(),
                "page_name": page_name,
                "sales_partner": company,
                "tab_counts": self._tab_counts(company),
                **values,
            },
        )

    def _tab_counts(self, company):
        return {
            "partner_offers": len(company._portal_offers()),
            "partner_leads": len(company._portal_leads()),
        }

    def _render(self, template, values, reader=None):
        """:param reader: who reads it without having signed in"""
        notice = request.session.get(NOTICE)
        if notice:
            request.session.pop(NOTICE)
        page = {
            "notice": notice,
            "clock": self._clock(reader),
            "typed": {},
            **values,
        }
        if notice and notice.get("path") == request.httprequest.path:
            page["typed"] = notice["typed"]
        response = request.render(template, page)
        response.headers.update(HEADERS)
        return response

    def _clock(self, reader=None):
        """The reader's clock: his own, that of his phone, or that of his company."""
        reader = reader or request.env.user.partner_id
        return reader._portal_clock(request.cookies.get("tz"))

    def _tell(self, text, kind="success", path=None, typed=None):
        """Say something on the page that comes next.

        :param kind: success, info or danger
        :param typed: what the form at ``path`` shows again
        """
        request.session[NOTICE] = {
            "text": str(text),
            "kind": kind,
            "path": path,
            "typed": {
                name: value[:LONGEST]
                for name, value in (typed or {}).items()
                if isinstance(value, str) and name != "csrf_token"
            },
        }

    def _try(self, action, path, typed=None):
        """Do what was tapped, or tell on the next page what speaks against it.

        :param action: does it; its result is returned
        :param path: the page on which the form is mended
        :return: the result, or False
        """
        try:
            with request.env.cr.savepoint():
                return action() or True
        except UserError as error:
            self._tell(error.args[0], "danger", path, typed)
            return False


def number(text):
    """The id that a form or an address tells; 0 for anything else."""
    is_id = isinstance(text, str) and text.isdecimal() and len(text) <= DIGITS
    return int(text) if is_id else 0
