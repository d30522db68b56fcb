"""Where a lead comes from, told so that its company cannot be guessed (decision 32)."""

import re

from odoo import models
from odoo.tools import SQL

from ..engine.zip_code import FIVE_DIGITS
from .address_territory import place_of

#: So many companies that ask for the same product line must sit in a region.
MINIMUM_COMPANIES = 5
#: So many characters of the ZIP code are told.
ZIP_LENGTH = 2
#: The country before the ZIP code: D-80331.
COUNTRY = r"^\s*[A-Z]{1,3}[\s-]*(?=\d{3})"
#: What of the ZIP code of a lead is told; :func:`_area` is the same in Python.
AREA_SQL = SQL(
    """
    left(CASE WHEN country.code = ANY(%s) AND lead.zip ~ '^\\s*\\d{4}\\s*$'
              THEN '0' ELSE '' END
         || regexp_replace(
            regexp_replace(upper(lead.zip), %s, ''), '[^A-Z0-9]', '', 'g'), %s)
    """,
    sorted(FIVE_DIGITS),
    COUNTRY,
    ZIP_LENGTH,
)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _teaser_regions(self):
        """Two characters of the ZIP code, else the state, and the country.

        A place is told only if enough companies of the product line sit there, of
        those that ever were a lead: otherwise the next larger one is.

        :return: ``{lead id: text}``
        """
        places = {}
        for lead in self:
            partner = lead.partner_id
            place = place_of(lead, partner, partner.commercial_partner_id)
            places[lead.id] = place
        frequent = self._frequent_places(places)
        return {
            lead.id: lead._region_text(*places[lead.id], frequent.get(lead.id, ()))
            for lead in self
        }

    def _region_text(self, country_id, state_id, zip_code, frequent):
        """A place in words, as exactly as it may be told."""
        country = self.env["res.country"].browse(country_id)
        if "zip" in frequent:
            return f"{_area(zip_code, country)}…, {country.name}"
        if "state" in frequent:
            state = self.env["res.country.state"].browse(state_id)
            return f"{state.name}, {country.name}"
        return country.name or ""

    def _frequent_places(self, places):
        """Which parts of their addresses may be told, ``{lead id: {'zip', 'state'}}``.

        Of several product lines the one decides that fewest companies ask for.

        :param places: ``{lead id: (country id, state id, ZIP code)}``
        """
        rows = self._place_rows(places)
        if not rows:
            return {}
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH wanted(lead_id, country_id, kind, place, line) AS (VALUES %(rows)s),
                     company AS (
                SELECT lead.id, lead.country_id, here.kind, here.place,
                       lower(COALESCE(customer.name, lead.partner_name)) AS name
                  FROM crm_lead lead
                  JOIN res_country country ON country.id = lead.country_id
             LEFT JOIN res_partner partner ON partner.id = lead.partner_id
             LEFT JOIN res_partner customer
                    ON customer.id = partner.commercial_partner_id
                   AND customer.is_company
            CROSS JOIN LATERAL (VALUES ('zip', %(area)s),
                                       ('state', lead.state_id::text)
                       ) AS here(kind, place)
                 WHERE lead.country_id = ANY(%(countries)s)
                   AND here.place <> '' ),
                     counted AS (
                SELECT wanted.lead_id, wanted.kind, wanted.line,
                       COUNT(DISTINCT company.name) AS companies
                  FROM wanted
             LEFT JOIN company ON company.country_id = wanted.country_id
                   AND company.kind = wanted.kind
                   AND company.place = wanted.place
                   AND (wanted.line IS NULL OR EXISTS (
                       SELECT FROM crm_lead_required_categ_rel asked
                         JOIN product_category categ ON categ.id = asked.categ_id
                        WHERE asked.lead_id = company.id
                          AND starts_with(categ.parent_path, wanted.line) ))
              GROUP BY wanted.lead_id, wanted.kind, wanted.line )
                SELECT lead_id, ARRAY_AGG(kind)
                  FROM (SELECT lead_id, kind FROM counted GROUP BY lead_id, kind
                        HAVING MIN(companies) >= %(minimum)s) AS frequent
              GROUP BY lead_id
                """,
                rows=SQL(", ").join(rows),
                area=AREA_SQL,
                countries=list({country for country, _state, _zip in places.values()}),
                minimum=MINIMUM_COMPANIES,
            )
        )
        return dict(self.env.cr.fetchall())

    def _place_rows(self, places):
        """One row for each lead, product line, and part of the address."""
        rows = []
        for lead in self:
            country_id, state_id, zip_code = places[lead.id]
            country = self.env["res.country"].browse(country_id)
            parts = {
                "zip": country_id and _area(zip_code, country),
                "state": state_id and str(state_id),
            }
            lines = lead.required_categ_ids.mapped("parent_path") or [None]
            rows += [
                SQL(
                    "(%s::int, %s::int, %s::text, %s::text, %s::text)",
                    *(lead.id, country_id, kind, place, line),
                )
                for kind, place in parts.items()
                if place
                for line in lines
            ]
        return rows


def _area(zip_code, country):
    """The part of a ZIP code that is told; empty if the code is shorter.

    >>> from types import SimpleNamespace
    >>> germany = SimpleNamespace(code="DE")
    >>> _area("D-80331", germany), _area("1067", germany), _area("8", germany)
    ('80', '01', '')
    """
    text = (zip_code or "").strip().upper()
    if country.code in FIVE_DIGITS and re.fullmatch(r"\d{4}", text):
        text = f"0{text}"
    area = re.sub(r"[^A-Z0-9]", "", re.sub(COUNTRY, "", text))[:ZIP_LENGTH]
    return area if len(area) == ZIP_LENGTH else ""
