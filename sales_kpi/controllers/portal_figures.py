from dateutil.relativedelta import relativedelta

from odoo import fields, http

from .portal_page import PartnerPortal

#: The periods to choose from: how many months back they begin.
PERIODS = {"month": 1, "quarter": 3, "year": 12}


class PartnerPortalFigures(PartnerPortal):
    @http.route(
        "/my/partner-kpis", type="http", auth="user", website=True, readonly=True
    )
    def partner_figures(self, period=None, **_kwargs):
        """The company's own figures, and how it stands among all partners."""
        company = self._company()
        period = period if period in PERIODS else "year"
        today = fields.Date.context_today(company)
        since = today - relativedelta(months=PERIODS[period]) + relativedelta(days=1)
        return self._page(
            "sales_kpi.portal_figures",
            "partner_figures",
            figures=company and company._partner_page(since, today),
            period=period,
            since=since,
            today=today,
        )
