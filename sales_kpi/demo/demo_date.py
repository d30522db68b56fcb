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
