"""The demo leads of Odoo itself: they share the company, and come along in its story."""

from datetime import timedelta

from odoo.tools import SQL

from .demo_date import date_leads

#: The oldest lead of Odoo came in so many days ago; decisions took a while.
DAYS = 600
DECIDED = timedelta(days=35)


def spread_leads(env, now):
    """Spread the leads that Odoo dates to the last weeks over the whole story.

    They would make the present month look like none before. Who owns one called the
    customer on the same day.
    """
    data = env["ir.model.data"].search(
        [("module", "in", ("crm", "sale_crm")), ("model", "=", "crm.lead")]
    )
    Lead = env["crm.lead"].with_context(active_test=False)
    leads = Lead.search([("id", "in", data.mapped("res_id"))], order="id desc")
    step = timedelta(days=DAYS) / max(len(leads), 1)
    moments = [now - timedelta(days=DAYS) + place * step for place in range(len(leads))]
    closed = leads.filtered(lambda lead: lead.won_status != "pending")
    _call(env, dict(zip(leads, moments, strict=True)))
    date_leads(env, leads.ids, moments)
    _date_decisions(env, closed)


def _call(env, moments):
    call = env.ref("mail.mail_activity_data_call")
    env["mail.message"].create(
        [
            {
                "model": "crm.lead",
                "res_id": lead.id,
                "message_type": "comment",
                "mail_activity_type_id": call.id,
                "author_id": lead.user_id.partner_id.id,
                "body": "Called the customer.",
                "date": at + timedelta(hours=1),
            }
            for lead, at in moments.items()
            if lead.user_id
        ]
    )


def _date_decisions(env, leads):
    """Date decisions, and what Odoo noted about them, some weeks after the creation."""
    env.cr.execute(
        SQL(
            """
            WITH decided AS (
                UPDATE crm_lead
                   SET date_closed = LEAST(create_date + %(wait)s, %(now)s)
                 WHERE id = ANY(%(ids)s)
             RETURNING id, date_closed
            )
            UPDATE mail_message message
               SET date = decided.date_closed
              FROM decided
             WHERE message.model = 'crm.lead'
               AND message.res_id = decided.id
               AND message.mail_activity_type_id IS NULL
            """,
            wait=DECIDED,
            now=env.cr.now(),
            ids=leads.ids,
        )
    )
    env.invalidate_all()
