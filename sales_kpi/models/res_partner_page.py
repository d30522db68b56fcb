"""A sales partner's own figures, and where he stands among all partners."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.partner_place import band
from ..engine.period import bucket, split
from .crm_lead_offer_due import HELD
from .kpi_format import KpiFormat
from .partner_cockpit import PARTNER_KPIS

#: The place is that of so many whole months, whichever days the page shows: bands of
#: days of the reader's choice would tell what a single other partner did on them.
BAND_MONTHS = 12


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.private
    def _partner_page(self, date_from, date_to):
        """What a sales partner sees of himself; nothing of it tells others' figures.

        The caller has checked that the reader belongs to the company.

        :param date_from, date_to: dates, both inclusive
        :return: ``{'kpis': [{'code', 'name', 'unit', 'direction', 'value', 'n', 'text',
            'limit': what is good or None, 'limit_text', 'good': True, False or None,
            'help': text}], 'band': 'upper', 'middle', 'lower' or None, 'band_months',
            'open': leads, 'overdue': contacts and reports that are due}``
        """
        self.ensure_one()
        # sudo: the own figures of a partner who has no right to read facts
        company = self.commercial_partner_id.sudo()
        cockpit = self.env["sales.partner.cockpit"].sudo()  # sudo: as above
        used = cockpit._kpis().filtered(lambda kpi: kpi.code in PARTNER_KPIS)
        limits = cockpit._limits()
        return {
            "kpis": company._own_figures(used, limits, date_from, date_to),
            "band": company._band(used),
            "band_months": BAND_MONTHS,
            **company._own_leads(),
        }

    def _own_figures(self, used, limits, date_from, date_to):
        [period] = split(*map(_iso, (date_from, date_to)))
        cockpit = used.env["sales.partner.cockpit"]
        values = self._figures(used, period, self).get(self.id, {})
        write = KpiFormat(self.env, self.env.company.currency_id).value
        cells = cockpit._cells(used, {"now": values}, limits)
        found = []
        for kpi in used:
            cell, limit = cells[kpi.code], limits.get(kpi.code)
            found.append(
                {
                    **kpi.read(["code", "name", "unit", "direction"])[0],
                    "value": cell["value"],
                    "n": cell["n"],
                    "text": write(cell["value"], kpi.unit),
                    "limit": limit,
                    "limit_text": write(limit, kpi.unit) if limit else None,
                    "good": cell["status"] and cell["status"] == "good",
                    "help": kpi.meaning or None,
                }
            )
        return found

    def _figures(self, used, period, partners=None):
        """``{partner id: {code: answer}}``, of all partners by default."""
        kpis = used.env["sales.kpi"]
        domain = Domain("company_id", "in", self.env.companies.ids)
        if partners:
            domain &= Domain("sales_partner_id", "in", partners.ids)
        rows = kpis._evaluate_periods(
            used.mapped("code"), [period], kpis._frame(), "sales_partner_id", domain
        )
        return {row["group"]: row["values"] for row in rows if row["group"]}

    def _band(self, used):
        """In which third the partner is, over the five figures of whole months."""
        today = self.env["sales.kpi"]._today()
        last = bucket(today.replace(day=1) - relativedelta(days=1), "month")
        first = last.start - relativedelta(months=BAND_MONTHS - 1)
        [period] = split(first.isoformat(), last.last_day.isoformat())
        ups = {kpi.code: kpi.direction != "down" for kpi in used}
        figures = self._figures(used, period)
        partners = self.search(
            [("id", "in", list(figures)), ("is_sales_partner", "=", True)]
        )
        known = {
            partner_id: {
                code: answer["value"]
                for code, answer in figures[partner_id].items()
                if answer["value"] is not None
            }
            for partner_id in partners.ids
        }
        return band(self.id, known, ups)

    def _own_leads(self):
        # sudo: numbers of the partner's own leads
        offers = self.env["crm.lead.offer"].sudo()
        mine = Domain("partner_id", "=", self.id)
        overdue = offers._contact_overdue() | offers._feedback_overdue()
        return {
            "open": offers.search_count(HELD & mine),
            "overdue": offers.search_count(overdue & mine),
        }


def _iso(day):
    return fields.Date.to_string(fields.Date.to_date(day))
