"""What each sales partner's leads can be expected to bring."""

from collections import defaultdict
from datetime import date

from odoo import api, models

from ..engine.case import month_starts
from ..engine.forecast_parts import shares
from ..engine.learned import FEW_ENDED, FEW_WON
from .forecast_input import ForecastInput


class SalesKpiForecast(models.Model):
    _inherit = "sales.kpi.forecast"

    @api.model
    @api.readonly
    def forecast_data(self, unit=None, is_live=False):
        """Beside the months of the company the share of each sales partner.

        Not of teams and persons: with whom a lead is says nothing about whose it is.
        """
        data = super().forecast_data(unit, is_live)
        is_shown = (
            data["unit"] == "company" and data["is_live"] and self._has_partners()
        )
        data["partners"] = self._partner_rows(data["months"]) if is_shown else []
        return data

    @api.model
    def _has_partners(self):
        # sudo: whether there are such leads, not which
        leads = self.env["crm.lead"].sudo()
        return bool(leads.search_count([("sales_partner_id", "!=", False)], limit=1))

    @api.model
    def _partner_rows(self, months):
        """The shares in months of the screen, the largest partner first."""
        names = [month["month"] for month in months]
        shares = self._forecast_by_partner(names) if names else {}
        # sudo: names of companies that the leads are with
        partners = self.env["res.partner"].sudo().browse(shares)
        rows = [
            {
                "id": partner.id,
                "name": partner.display_name,
                "values": [share["value"] for share in shares[partner.id]],
            }
            for partner in partners
        ]
        rows = [row for row in rows if any(row["values"])]
        return sorted(rows, key=lambda row: -sum(row["values"]))

    @api.model
    def _forecast_by_partner(self, months, as_of=None):
        """Won value that the leads with each sales partner bring, by month.

        A share of the company's forecast, never to be added to it: leads in progress by
        the chance that the company's leads of that milestone and age are won in the
        month, in our value of them, and in the running month what was won already.
        Leads that partners do not have yet are in nobody's share. With whom a lead was
        on a day is what the journal says. For who may see the company's forecast; the
        caller checks that.

        :param months, as_of: as of :meth:`CrmTeam.get_milestone_forecast`
        :return: ``{partner id: [{'month', 'value', 'low', 'high'}]}`` of partners with
            leads in progress, or ended this month. The figures are None where
            the company's data are too thin to learn from.
        """
        company = self.env.company
        day = self._checked_day(company, as_of)
        # sudo: shares are computed from everything; who calls has checked the reader
        self = self.sudo()
        known = ForecastInput(self, company, day)
        asked = self._asked_months(months, known.day)
        present = 12 * known.day.year + known.day.month
        count = 1 + max(12 * month.year + month.month - present for month in asked)
        learned = known.whole()
        found = shares(
            _in_month(known),
            known.day.toordinal(),
            month_starts(known.day, count),
            learned,
            draws=known.draws,
        )
        together = learned.together
        is_thin = together.won < FEW_WON or together.ended < FEW_ENDED
        return {
            partner_id: [
                {
                    "month": date.fromordinal(share.start),
                    "value": None if is_thin else share.value,
                    "low": None if is_thin else share.low,
                    "high": None if is_thin else share.high,
                }
                for share in of_partner
                if date.fromordinal(share.start) in asked
            ]
            for partner_id, of_partner in found.items()
        }


def _in_month(known):
    """The leads of each partner that are in progress, or ended this month."""
    begun = known.day.replace(day=1).toordinal()
    cases = defaultdict(list)
    for lead in known.leads:
        if lead.partner_id and (lead.case.end is None or lead.case.end_day >= begun):
            cases[lead.partner_id].append(lead.case)
    return cases
