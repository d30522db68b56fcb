"""What was noted of offers, put where the plan has it."""

from odoo import fields
from odoo.tools import SQL

from .demo_date import date_customer_actions, date_leads

#: Moments at which something happened; deadlines follow from them.
NOTED = (
    "date_offered",
    "date_answered",
    "date_accepted",
    "date_ended",
    "date_contacted",
    "date_reached",
    "date_feedback",
    "date_last_report",
    "date_last_word",
    "date_closed",
    "date_reclaimed",
)


def date_entry(env, leads):
    """:param leads: ``{enquiry: lead}`` just entered"""
    env.flush_all()
    moments = {lead.id: one.at for one, lead in leads.items()}
    _date_rows(env, _plan(moments), 0)
    date_leads(env, list(moments), list(moments.values()))


def date_offers(env, moments, leads, act):
    """Do something with leads, as if it were done at a moment of each.

    :param moments: ``{lead id: UTC moment}``
    :param act: called with the leads
    """
    began = fields.Datetime.now()
    env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM sales_kpi_journal")
    [last_id] = env.cr.fetchone()
    act(leads)
    env.flush_all()
    plan = _plan(moments)
    _date_rows(env, plan, last_id)
    _date_columns(env, plan, began)
    _date_words(env, plan, began)
    date_customer_actions(env, moments)
    env.invalidate_all()


def date_dues(env, partners):
    """What the journal says was due, as the offers have it by now."""
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE sales_kpi_journal journal
               SET due_at = offer.date_feedback_due
              FROM crm_lead_offer offer
             WHERE journal.res_model = 'crm.lead.offer'
               AND journal.res_id = offer.id
               AND journal.due_at IS NOT NULL
               AND offer.partner_id = ANY(%s)
            """,
            partners.ids,
        )
    )


def _plan(moments):
    return SQL(
        "unnest(%s::int[], %s::timestamp[]) AS plan(id, at)",
        list(moments),
        list(moments.values()),
    )


def _date_rows(env, plan, last_id):
    """A lapse is dated already: only what happened just now is put back."""
    env.cr.execute(
        SQL(
            """
            UPDATE sales_kpi_journal journal
               SET at = plan.at
              FROM %s
             WHERE journal.id > %s
               AND journal.kind <> 'offer_expired'
               AND plan.id = CASE WHEN journal.res_model = 'crm.lead'
                                  THEN journal.res_id ELSE journal.lead_id END
            """,
            plan,
            last_id,
        )
    )


def _date_columns(env, plan, began):
    names = [SQL.identifier(name) for name in NOTED]
    env.cr.execute(
        SQL(
            """
            UPDATE crm_lead_offer offer
               SET %(dates)s
              FROM %(plan)s
             WHERE offer.lead_id = plan.id
               AND GREATEST(%(columns)s) >= %(began)s
            """,
            dates=SQL(", ").join(
                SQL(
                    "%s = CASE WHEN offer.%s >= %s THEN plan.at ELSE offer.%s END",
                    name,
                    name,
                    began,
                    name,
                )
                for name in names
            ),
            columns=SQL(", ").join(SQL("offer.%s", name) for name in names),
            plan=plan,
            began=began,
        )
    )


def _date_words(env, plan, began):
    """Reports, and what partners wrote."""
    env.cr.execute(
        SQL(
            """
            UPDATE crm_lead_offer_report report
               SET date = plan.at
              FROM crm_lead_offer offer, %s
             WHERE report.offer_id = offer.id
               AND offer.lead_id = plan.id
               AND report.date >= %s
            """,
            plan,
            began,
        )
    )
    env.cr.execute(
        SQL(
            """
            UPDATE mail_message message
               SET date = plan.at
              FROM %s
             WHERE message.model = 'crm.lead'
               AND message.res_id = plan.id
               AND message.date >= %s
            """,
            plan,
            began,
        )
    )
