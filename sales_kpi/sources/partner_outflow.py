"""Leads that sales partners were offered and did not keep, and who got them then."""

from datetime import date

from odoo.tools import SQL

#: How a lead passes a partner by, by the event that tells.
AWAY = {
    "offer_declined": "declined",
    "offer_expired": "expired",
    "offer_lost_race": "taken",
    "lead_reclaimed": "reclaimed",
}


def partner_outflow(
    partner_ids: list[int], company_ids: list[int], first: date, last: date
) -> SQL:
    """SELECT partner, event, lead, day, working hours, and the partner who got it.

    That is the next one who picked the lead; none where nobody has yet.
    """
    return SQL(
        """
        WITH away AS (
            SELECT id, source, source_ref, event, lead_id, date, at, work_hours,
                   sales_partner_id
              FROM sales_kpi_fact
             WHERE event = ANY(%(events)s)
               AND date BETWEEN %(first)s AND %(last)s
               AND company_id = ANY(%(companies)s)
               AND sales_partner_id = ANY(%(partners)s)
        ), followed AS (
            -- one pass: a lookup for each would read the picks of all leads again
            SELECT DISTINCT ON (away.id) away.*, picked.sales_partner_id AS taker_id
              FROM away
         LEFT JOIN sales_kpi_fact picked
                ON picked.event = 'partner_picked'
               AND picked.source = away.source
               AND picked.source_ref = away.source_ref
               AND picked.sales_partner_id <> away.sales_partner_id
               AND picked.at >= away.at
          ORDER BY away.id, picked.at
        )
        SELECT sales_partner_id, event, lead_id, date, work_hours, taker_id
          FROM followed
      ORDER BY at DESC, id DESC
        """,
        events=list(AWAY),
        first=first,
        last=last,
        companies=company_ids,
        partners=partner_ids,
    )


def offer_takers(offer_ids: list[int]) -> SQL:
    """SELECT offers that were not kept, and the offer by which the lead went on."""
    return SQL(
        """
        SELECT DISTINCT ON (offer.id) offer.id, taken.partner_id
          FROM crm_lead_offer offer
          JOIN crm_lead_offer taken
            ON taken.lead_id = offer.lead_id
           AND taken.state = 'accepted'
           AND taken.partner_id <> offer.partner_id
           AND taken.date_accepted >= COALESCE(offer.date_reclaimed, offer.date_ended)
         WHERE offer.id = ANY(%s)
      ORDER BY offer.id, taken.date_accepted
        """,
        offer_ids,
    )
