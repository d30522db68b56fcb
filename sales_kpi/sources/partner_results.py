"""How many leads sales partners picked, have and won."""

from datetime import datetime

from odoo.tools import SQL


def partner_results(since: datetime) -> SQL:
    """SELECT partner, product line, territory, won leads and those that are over.

    Of the leads accepted since then; line and territory are null for leads without
    one. A lead that was taken back is over, and not won by who had it; nor is one that
    was closed, and won by another partner after it was merged.
    """
    return SQL(
        """
        SELECT offer.partner_id, line.categ_id, lead.territory_id,
               COUNT(*) FILTER (WHERE fate.is_won),
               COUNT(*) FILTER (WHERE fate.is_won
                                   OR offer.date_reclaimed IS NOT NULL
                                   OR offer.date_closed IS NOT NULL
                                   OR lead.won_status = 'lost')
          FROM crm_lead_offer offer
          JOIN crm_lead lead ON lead.id = offer.lead_id
     LEFT JOIN crm_lead_required_categ_rel line ON line.lead_id = lead.id
    CROSS JOIN LATERAL (
        SELECT offer.date_reclaimed IS NULL
               AND (offer.feedback_status = 'won'
                    OR lead.won_status = 'won'
                   AND lead.sales_partner_id = offer.partner_id) AS is_won
               ) AS fate
         WHERE offer.state = 'accepted'
           AND offer.date_accepted >= %s
      GROUP BY 1, 2, 3
        """,
        since,
    )


def partner_picks(since: datetime) -> SQL:
    """SELECT partner and the number of leads that he accepted since then."""
    return SQL(
        """
        SELECT partner_id, COUNT(*)
          FROM crm_lead_offer
         WHERE state = 'accepted'
           AND date_accepted >= %s
      GROUP BY 1
        """,
        since,
    )


def partner_loads() -> SQL:
    """SELECT partner and the number of leads that he is working on."""
    return SQL(
        """
        SELECT sales_partner_id, COUNT(*)
          FROM crm_lead
         WHERE sales_partner_id IS NOT NULL
           AND active
           AND won_status = 'pending'
           AND routing_state = 'accepted'
      GROUP BY 1
        """
    )
