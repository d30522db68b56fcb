"""How warm leads are, by what their customers did: the hottest rule that applies."""

from datetime import datetime

from odoo.tools import SQL

#: The later, the hotter.
DEGREES = ("cold", "warm", "hot")


def temperatures(these: SQL, now: datetime) -> SQL:
    """SELECT lead, rule and temperature; leads to which no rule applies are missing.

    :param these: condition that the id of a lead must meet, without the id
    """
    return SQL(
        """
        SELECT lead.id AS lead_id, found.id AS rule_id, found.temperature
          FROM crm_lead lead
    CROSS JOIN LATERAL (
        SELECT rule.id, rule.temperature
          FROM crm_temperature_rule rule
         WHERE rule.active
           AND CASE rule.fact
               WHEN 'entered' THEN TRUE
               WHEN 'reply' THEN EXISTS (
                   SELECT FROM sales_kpi_journal journal
                    WHERE journal.res_model = 'crm.lead'
                      AND journal.res_id = lead.id
                      AND journal.kind = 'engaged')
               WHEN 'meeting' THEN EXISTS (
                   SELECT FROM calendar_event event
                     JOIN calendar_attendee attendee ON attendee.event_id = event.id
                     JOIN res_partner guest ON guest.id = attendee.partner_id
                    WHERE event.opportunity_id = lead.id
                      AND event.active
                      AND event.stop <= %(now)s
                      AND guest.partner_share
                      AND attendee.state IS DISTINCT FROM 'declined')
               WHEN 'milestone' THEN (
                   SELECT COUNT(DISTINCT journal.milestone_id)
                     FROM sales_kpi_journal journal
                    WHERE journal.res_model = 'crm.lead'
                      AND journal.res_id = lead.id
                      AND journal.kind = 'milestone') >= rule.milestone_number
               END
      ORDER BY ARRAY_POSITION(%(degrees)s, rule.temperature) DESC,
               rule.sequence, rule.id
         LIMIT 1) AS found
         WHERE lead.id %(these)s
        """,
        these=these,
        now=now,
        degrees=list(DEGREES),
    )
