from .portal_page import PartnerPortal


class PartnerPortalHome(PartnerPortal):
    """What waits for a partner is told on the first page of his portal."""

    def _prepare_portal_layout_values(self):
        return {
            **super()._prepare_portal_layout_values(),
            "is_sales_partner": bool(self._company()),
        }

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        company = self._company()
        if "partner_offer_count" in counters:
            values["partner_offer_count"] = len(company._portal_offers())
        if "partner_overdue_count" in counters:
            overdue = company._portal_leads().filtered(lambda o: o._is_overdue())
            values["partner_overdue_count"] = len(overdue)
        return values
