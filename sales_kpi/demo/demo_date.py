"""Dates that Odoo takes from the machine's clock, put where they belong."""

from odoo.tools import SQL


def date_leads(env, lead_ids, created=None):
    """Date leads as the journal says, and their creation if it is given."""
    if created is not None:
        env.cr.execute(
            SQL(
                """
                UPDATE crm_lead lead
                   SET create_date = plan.at,
                       date_open = CASE WHEN lead.user_id IS NOT NULL THEN plan.at END
                  FROM unnest(%s::int[], %s::timestamp[]) AS plan(id, at)
                 WHERE lead.id = plan.id
                """,
                lead_ids,
                created,
            )
        )
        env.invalidate_all()
        return
    env.cr.execute(
        SQL(
            """
            UPDATE crm_lead lead
               SET date_open = moment.assigned_at,
                   date_closed = CASE WHEN lead.won_status <> 'pending'
                                      THEN moment.closed_at END,
                   date_conversion = moment.qualified_at,
                   date_last_stage_update = moment.moved_at
              FROM (
                   SELECT res_id, MAX(at) AS moved_at,
                          MIN(at) FILTER (WHERE user_id IS NOT NULL) AS assigned_at,
                          MIN(at) FILTER (WHERE is_opportunity) AS qualified_at,
                          MAX(at) FILTER (WHERE NOT is_open) AS closed_at
                     FROM sales_kpi_journal
                    WHERE res_model = 'crm.lead'
                      AND res_id = ANY(%s)
                 GROUP BY res_id
                   ) AS moment
             WHERE moment.res_id = lead.id
            """,
            lead_ids,
        )
    )
    env.invalidate_all()


def date_orders(env, customers):
    """Date the creation of orders by the journal."""
    env.cr.execute(
        SQL(
            """
            UPDATE sale_order document
               SET create_date = moment.first_at
              FROM (
                   SELECT res_id, MIN(at) AS first_at
                     FROM sales_kpi_journal
                    WHERE res_model = 'sale.order'
                 GROUP BY res_id
                   ) AS moment
             WHERE moment.res_id = document.id
               AND document.partner_id = ANY(%s)
            """,
            customers.ids,
        )
    )
    env.invalidate_all()


def date_customer_actions(env, moments):
    """What the customers did, and what became of the parking, was as late as planned.

    :param moments: ``{lead id: at}`` of what has just been done
    """
    dates = ("date_last_customer_action", "date_parked", "date_revived")
    columns = [SQL.identifier(date) for date in dates]
    env.cr.execute(
        SQL(
            """
            UPDATE crm_lead lead
               SET %(earlier)s
              FROM unnest(%(ids)s::int[], %(moments)s::timestamp[]) AS plan(id, at)
             WHERE lead.id = plan.id
               AND GREATEST(%(columns)s) > plan.at
            """,
            earlier=SQL(", ").join(
                SQL(
                    "%s = CASE WHEN %s > at THEN at ELSE %s END", column, column, column
                )
                for column in columns
            ),
            columns=SQL(", ").join(columns),
            ids=list(moments),
            moments=list(moments.values()),
        )
    )
    env["crm.lead"].invalidate_model(dates)


def date_evidence(env):
    """Date evidence by the journal, and what Odoo noted about calls of customers."""
    env.cr.execute(
        SQL(
            """
            UPDATE crm_lead_milestone evidence
               SET date_reached = journal.at,
                   evidence_date = LEAST(evidence.evidence_date, journal.at::date)
              FROM sales_kpi_journal journal
             WHERE journal.res_model = 'crm.lead'
               AND journal.res_id = evidence.lead_id
               AND journal.milestone_id = evidence.stage_id
            """
        )
    )
    env.cr.execute(
        SQL(
            """
            UPDATE mail_message message
               SET date = lead.date_revived
              FROM crm_lead lead
             WHERE message.model = 'crm.lead'
               AND message.res_id = lead.id
               AND message.message_type = 'notification'
               AND message.date > lead.date_revived
            """
        )
    )
    env.invalidate_all()


def begin_parking(team, listed, automatic=None):
    """Since when a team lists its dead horses, and parks them by itself."""
    team.flush_recordset()
    team.env.cr.execute(
        SQL(
            """
            UPDATE crm_team
               SET parking_list_since = %s, parking_automatic_since = %s
             WHERE id = %s
            """,
            listed,
            automatic,
            team.id,
        )
    )
    team.invalidate_recordset()
