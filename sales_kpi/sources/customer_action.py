"""What customers did, by the documents that tell it."""

from datetime import datetime

from odoo.tools import SQL


def customer_actions(these: SQL, now: datetime) -> SQL:
    """SELECT lead and moment of what customers did, as documents tell it.

    :param these: condition that the id of a lead must meet, without the id
    """
    return SQL(
        """
        SELECT journal.res_id AS lead_id, journal.at
          FROM sales_kpi_journal journal
         WHERE journal.res_model = 'crm.lead'
           AND journal.kind = 'engaged'
           AND journal.res_id %(these)s
     UNION ALL
        SELECT journal.lead_id, journal.at
          FROM sales_kpi_journal journal
         WHERE journal.res_model = 'sale.order'
           AND journal.kind = 'order_confirmed'
           AND journal.lead_id %(these)s
     UNION ALL
        SELECT document.opportunity_id, document.signed_on
          FROM sale_order document
         WHERE document.signed_on <= %(now)s
           AND document.opportunity_id %(these)s
     UNION ALL
        SELECT document.opportunity_id, document.date_order
          FROM sale_order document
         WHERE document.state = 'sale'
           AND document.date_order <= %(now)s
           AND document.opportunity_id %(these)s
     UNION ALL
        SELECT event.opportunity_id, event.stop
          FROM calendar_event event
         WHERE event.active
           AND event.stop <= %(now)s
           AND event.opportunity_id %(these)s
           AND EXISTS (
               SELECT FROM calendar_attendee attendee
                 JOIN res_partner guest ON guest.id = attendee.partner_id
                WHERE attendee.event_id = event.id
                  AND guest.partner_share
                  AND attendee.state IS DISTINCT FROM 'declined')
        """,
        these=these,
        now=now,
    )
