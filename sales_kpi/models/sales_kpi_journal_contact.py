"""Contacts with customers: what counts, recorded live or found in the history.

Only people count (decision 37): comments and mails of an internal user that reach
somebody outside, and calls or meetings that were done. What a robot sends is
marketing. An answer is a message from outside.
"""

from odoo import api, models
from odoo.tools import SQL

from ..sources.journal_kinds import is_state
from .sales_kpi_journal_lead import LEAD_COLUMNS

#: A contact repeats the state that its lead had at the moment.
CONTACT_COLUMNS = tuple(
    column for column in LEAD_COLUMNS if column not in ("res_id", "lead_id")
)
INSERTED = SQL(", ").join(map(SQL.identifier, CONTACT_COLUMNS))
REPEATED = SQL(", ").join(SQL.identifier("state", column) for column in CONTACT_COLUMNS)


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    @api.model
    def _rebuild_history_contacts(self, first_id, last_id):
        """Write contacts before the first live row of each lead, from its messages."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (
                    res_model, origin, kind, at, actor_id, res_id, lead_id, %(columns)s)
                SELECT 'crm.lead', 'history', contact.kind, contact.at,
                       contact.actor_id, contact.lead_id, contact.lead_id,
                       %(state_columns)s
                  FROM (%(contacts)s) AS contact
            CROSS JOIN LATERAL (%(state)s) AS state
                 WHERE contact.kind IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM sales_kpi_journal live
                        WHERE live.res_model = 'crm.lead'
                          AND live.res_id = contact.lead_id
                          AND live.origin = 'live'
                          AND live.kind <> 'milestone'
                          AND live.at <= contact.at)
              ORDER BY contact.lead_id, contact.at
                """,
                columns=INSERTED,
                state_columns=REPEATED,
                contacts=_contact_messages(first_id, last_id),
                state=_state_at(SQL("contact.lead_id"), SQL("contact.at")),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _rebuild_history_meetings(self, first_id, last_id):
        """Write the booking of meetings that nobody recorded live."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (
                    res_model, origin, kind, at, actor_id, res_id, lead_id, %(columns)s)
                SELECT 'calendar.event', 'history', 'meeting_booked',
                       event.create_date, event.create_uid, event.id,
                       event.opportunity_id, %(state_columns)s
                  FROM calendar_event event
            CROSS JOIN LATERAL (%(state)s) AS state
                 WHERE event.opportunity_id BETWEEN %(first)s AND %(last)s
                   AND NOT EXISTS (
                       SELECT FROM sales_kpi_journal booking
                        WHERE booking.res_model = 'calendar.event'
                          AND booking.res_id = event.id)
                """,
                columns=INSERTED,
                state_columns=REPEATED,
                state=_state_at(SQL("event.opportunity_id"), SQL("event.create_date")),
                first=first_id,
                last=last_id,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _record_meetings(self, event_ids):
        """Note that meetings with leads were booked, once for each meeting."""
        if not event_ids:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (
                    res_model, origin, kind, at, actor_id, res_id, lead_id, %(columns)s)
                SELECT 'calendar.event', 'live', 'meeting_booked', %(now)s,
                       %(actor)s, event.id, event.opportunity_id, %(state_columns)s
                  FROM calendar_event event
            CROSS JOIN LATERAL (%(state)s) AS state
                 WHERE event.id = ANY(%(ids)s)
                   AND event.opportunity_id IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM sales_kpi_journal booking
                        WHERE booking.res_model = 'calendar.event'
                          AND booking.res_id = event.id)
                """,
                columns=INSERTED,
                state_columns=REPEATED,
                state=_state_at(
                    SQL("event.opportunity_id"), SQL("%s", self.env.cr.now())
                ),
                now=self.env.cr.now(),
                actor=self.env.uid,
                ids=list(event_ids),
            )
        )


def _state_at(lead_id, moment):
    """SELECT the journal state of a lead at a moment, its first one if before it."""
    return SQL(
        """
        SELECT state.*
          FROM sales_kpi_journal state
         WHERE state.res_model = 'crm.lead'
           AND state.res_id = %(lead_id)s
           AND %(is_state)s
      ORDER BY state.at > %(moment)s,
               CASE WHEN state.at > %(moment)s THEN state.at END,
               state.at DESC, state.id DESC
         LIMIT 1
        """,
        lead_id=lead_id,
        moment=moment,
        is_state=is_state("state"),
    )


def _contact_messages(first_id, last_id):
    """SELECT lead, moment, actor and kind of the messages of a range of leads."""
    return SQL(
        """
        SELECT lead.id AS lead_id, GREATEST(message.date, lead.create_date) AS at,
               message.create_uid AS actor_id,
               CASE
                   WHEN activity.category IN ('phonecall', 'meeting') THEN 'contacted'
                   WHEN message.message_type = 'email' AND author.is_internal IS NULL
                       THEN 'engaged'
                   WHEN message.message_type NOT IN ('comment', 'email_outgoing',
                                                     'auto_comment')
                        OR message.is_internal OR subtype.internal THEN NULL
                   WHEN author.is_internal IS NULL AND message.message_type = 'comment'
                        AND message.author_id IS NOT NULL THEN 'engaged'
                   WHEN NOT EXISTS (
                        SELECT FROM mail_notification notification
                          JOIN res_partner reached
                            ON reached.id = notification.res_partner_id
                         WHERE notification.mail_message_id = message.id
                           AND reached.partner_share) THEN NULL
                   WHEN message.message_type = 'auto_comment'
                        OR author.is_internal IS NULL THEN 'marketing'
                   ELSE 'contacted' END AS kind
          FROM crm_lead lead
          JOIN mail_message message
            ON message.model = 'crm.lead' AND message.res_id = lead.id
     LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
     LEFT JOIN mail_activity_type activity ON activity.id = message.mail_activity_type_id
     LEFT JOIN LATERAL (
               SELECT TRUE AS is_internal
                 FROM res_users person
                WHERE person.partner_id = message.author_id
                  AND person.share IS NOT TRUE
                  AND person.id <> 1
                LIMIT 1
               ) AS author ON TRUE
         WHERE lead.id BETWEEN %s AND %s
           AND message.message_type IN ('comment', 'email', 'email_outgoing',
                                        'auto_comment', 'notification')
        """,
        first_id,
        last_id,
    )
