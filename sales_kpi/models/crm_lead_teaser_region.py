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
STATE_SQL = SQL("lead.state_id::text")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _teaser_regions(self):
        """Two characters of the ZIP code, else the state, and the country.

        A place is told only if enough companies of the product line sit there, of
        those that ever were a lead: otherwise the next larger one is.

        :return: ``{lead id: text}``
        """
        regions, areas, states = {}, {}, {}
        for lead in self:
            partner = lead.partner_id
            found = place_of(lead, partner, partner.commercial_partner_id)
            country = self.env["res.country"].browse(found[0])
            state = self.env["res.country.state"].browse(found[1])
            regions[lead.id] = country.name or ""
            if area := country and _area(found[2], country):
                areas[lead.id] = country.id, area
            if country and state:
                states[lead.id] = country.id, str(state.id)
        by_area = self.browse(areas)._frequent(areas, AREA_SQL, _like(areas))
        others = {key: place for key, place in states.items() if key not in by_area}
        by_state = self.browse(others)._frequent(others, STATE_SQL, SQL("TRUE"))
        for lead in by_area:
            regions[lead] = f"{areas[lead][1]}…, {regions[lead]}"
        for lead in by_state:
            state = self.env["res.country.state"].browse(int(states[lead][1]))
            regions[lead] = f"{state.name}, {regions[lead]}"
        return regions

    def _frequent(self, places, place_sql, hint):
        """Of which leads the place may be told.

        Of several product lines the one decides that fewest companies ask for.

        :param places: ``{lead id: (country id, text)}``
        :param place_sql: the same text of any ``lead`` in ``country``
        :param hint: a cheap condition that all leads of these places fulfil
        :return: set of ids
        """
        if not places:
            return set()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH wanted(lead_id, country_id, place, line) AS (VALUES %(rows)s),
                     here AS MATERIALIZED (
                SELECT lead.id, lead.country_id, %(place)s AS place, lead.partner_id,
                       lead.partner_name
                  FROM crm_lead lead
                  JOIN res_country country ON country.id = lead.country_id
                 WHERE %(hint)s ),
                     company AS MATERIALIZED (
                SELECT DISTINCT here.country_id, here.place, categ.parent_path AS line,
                       lower(COALESCE(customer.name, here.partner_name)) AS name
                  FROM here
             LEFT JOIN res_partner partner ON partner.id = here.partner_id
             LEFT JOIN res_partner customer
                    ON customer.id = partner.commercial_partner_id
                   AND customer.is_company
             LEFT JOIN crm_lead_required_categ_rel asked ON asked.lead_id = here.id
             LEFT JOIN product_category categ ON categ.id = asked.categ_id
                 WHERE (here.country_id, here.place) IN (
                       SELECT country_id, place FROM wanted) ),
                     counted AS (
                SELECT asked.country_id, asked.place, asked.line,
                       COUNT(DISTINCT company.name) AS companies
                  FROM (SELECT DISTINCT country_id, place, line FROM wanted) AS asked
             LEFT JOIN company ON company.country_id = asked.country_id
                   AND company.place = asked.place
                   AND (asked.line IS NULL OR starts_with(company.line, asked.line))
              GROUP BY asked.country_id, asked.place, asked.line )
                SELECT wanted.lead_id
                  FROM wanted
                  JOIN counted ON counted.country_id = wanted.country_id
                   AND counted.place = wanted.place
                   AND counted.line IS NOT DISTINCT FROM wanted.line
              GROUP BY wanted.lead_id
                HAVING MIN(counted.companies) >= %(minimum)s
                """,
                rows=SQL(", ").join(self._place_rows(places)),
                place=place_sql,
                hint=hint,
                minimum=MINIMUM_COMPANIES,
            )
        )
        return {lead_id for (lead_id,) in self.env.cr.fetchall()}

    def _place_rows(self, places):
        """One row for each lead and product line."""
        return [
            SQL(
                "(%s::int, %s::int, %s::text, %s::text)",
                lead.id,
                *places[lead.id],
                line,
            )
            for lead in self
            for line in lead.required_categ_ids.mapped("parent_path") or [None]
        ]


def _like(areas):
    """A condition that is cheaper than ``AREA_SQL``: the area is somewhere in the code."""
    texts = {area.lstrip("0") for _country, area in areas.values()}
    return SQL("lead.zip ~* %s", "|".join(sorted(map(re.escape, texts))))


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
