"""The demo leads of Odoo itself: they share the company, and come along in its story."""

from datetime import timedelta

from .demo_date import date_leads

#: The oldest open lead of Odoo came in so many days ago.
DAYS = 600


def spread_leads(env, now):
    """Spread the open leads that Odoo dates to the last weeks over the whole story.

    They would make the present month look like none before. Who owns one called the
    customer on the same day.
    """
    data = env["ir.model.data"].search(
        [("module", "in", ("crm", "sale_crm")), ("model", "=", "crm.lead")]
    )
    leads = env["crm.lead"].search(
        [("id", "in", data.mapped("res_id")), ("won_status", "=", "pending")],
        order="id",
    )
    step = timedelta(days=DAYS) / max(len(leads), 1)
    moments = [now - (place + 1) * step for place in range(len(leads))]
    date_leads(env, leads.ids, moments)
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
            for lead, at in zip(leads, moments, strict=True)
            if lead.user_id
        ]
    )
