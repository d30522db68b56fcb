"""How many leads sales partners should have reported of, and how many they did."""

from datetime import datetime

from odoo.tools import SQL


def partner_feedback(partner_ids: list[int], now: datetime, since: datetime) -> SQL:
    """SELECT partner and his figures of the picked leads that fell due since then.

    Due: the limit is over or the lead is closed. The columns: due, reported; the same of
    those that he is judged by (due after his block was lifted); the strictest rate
    that teams of these ask for; and the missing reports that he promised.
    """
    return SQL(
        """
        SELECT partner.id,
               COUNT(picked.due_at),
               COUNT(picked.date_feedback),
               COUNT(*) FILTER (WHERE picked.is_judged),
               COUNT(picked.date_feedback) FILTER (WHERE picked.is_judged),
               MAX(picked.minimum) FILTER (WHERE picked.is_judged),
               COUNT(*) FILTER (
                   WHERE picked.is_judged
                     AND picked.date_feedback IS NULL
                     AND picked.due_at <= partner.feedback_promised_on)
          FROM res_partner partner
     LEFT JOIN LATERAL (
        SELECT due.at AS due_at, offer.date_feedback,
               due.at > COALESCE(partner.feedback_lifted_on, '-infinity')
                   AS is_judged,
               CASE WHEN team.block_by_feedback
                    THEN team.minimum_feedback_rate END AS minimum
          FROM crm_lead_offer offer
          JOIN crm_lead lead ON lead.id = offer.lead_id
     LEFT JOIN crm_team team ON team.id = lead.team_id
    CROSS JOIN LATERAL (
            SELECT LEAST(offer.date_feedback_due, offer.date_closed) AS at) AS due
         WHERE offer.partner_id = partner.id
           AND offer.state = 'accepted'
           AND lead.kpi_excluded IS NOT TRUE
           AND due.at <= %(now)s
           AND due.at > %(since)s) AS picked ON TRUE
         WHERE partner.id = ANY(%(ids)s)
      GROUP BY partner.id
        """,
        ids=partner_ids,
        now=now,
        since=since,
    )
