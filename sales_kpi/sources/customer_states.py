"""Since when, and until when, somebody is a customer, as CTEs."""

from collections.abc import Collection

from odoo.tools import SQL

from .invoice_states import bill_ctes
from .order_states import order_ctes

#: Who made the first sale: what is won, lost and back again belongs to them.
ORIGIN = (
    "team_id",
    "user_id",
    "source_id",
    "medium_id",
    "campaign_id",
    "country_id",
    "territory_id",
)


def customer_ctes(refs: Collection[int]) -> SQL:
    """``trade``: what customers ordered and were billed, with the day it all began.

    A customer is a commercial partner, for each company of ours. ``since`` is the
    first of: the date imported on the contact, the first posted invoice, the first
    order that stands (decision 3); ``is_first`` marks one row per customer and
    company. ``pause`` has a row per day of purchase by the company's revenue basis,
    with the next one and the day ``ends`` on which silence makes the customer lost
    (decision 38).

    Windows instead of joins: PostgreSQL has no idea how many rows these CTEs have,
    and would join them row by row.
    """
    members = SQL(
        "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)", list(refs)
    )
    orders = SQL(
        """SELECT id FROM sale_order WHERE partner_id IN (%s)
            UNION
           SELECT res_id FROM sales_kpi_journal
            WHERE res_model = 'sale.order' AND customer_id = ANY(%s)""",
        members,
        list(refs),
    )
    return SQL(
        """
        %(orders)s, %(bills)s, document AS (
            SELECT header.customer_id, movement.company_id, 'orders' AS basis,
                   header.res_id AS id, movement.at, NULL::date AS day,
                   CASE WHEN movement.is_standing THEN sold_on.day END AS bought_on,
                   sold_on.day AS counts_on, movement.count, NULL::numeric AS quantity,
                   movement.amount, NULL::int AS product_id, NULL::int AS categ_id,
                   header.lead_id, header.order_id, movement.team_id, movement.user_id,
                   header.source_id, header.medium_id, header.campaign_id,
                   header.country_id, header.territory_id
              FROM movement
              JOIN header USING (res_id)
              JOIN res_company company ON company.id = movement.company_id
        CROSS JOIN LATERAL (
                   SELECT (movement.confirmed_at AT TIME ZONE 'UTC'
                           AT TIME ZONE company.kpi_tz)::date AS day
                   ) AS sold_on
             WHERE header.customer_id = ANY(%(refs)s)
         UNION ALL
            SELECT customer_id, company_id, 'invoices', id, NULL, day,
                   CASE WHEN sign = 1 THEN day END, day, count, quantity, amount,
                   product_id, categ_id, NULL, NULL, team_id, user_id, source_id,
                   medium_id, campaign_id, country_id, territory_id
              FROM bill_line
         UNION ALL
            SELECT partner.id, COALESCE(partner.company_id, main.id), 'imported', NULL,
                   NULL, NULL, imported.since, NULL, 0, 0, 0, NULL, NULL, NULL, NULL,
                   NULL, partner.user_id, NULL, NULL, NULL, partner.country_id,
                   partner.kpi_territory_id
              FROM res_partner partner
        CROSS JOIN (SELECT MIN(id) AS id FROM res_company) AS main
        CROSS JOIN LATERAL (%(imported)s partner.id) AS imported
             WHERE partner.id = ANY(%(refs)s) AND imported.since IS NOT NULL
        ), counted AS (
            SELECT document.*,
                   COUNT(bought_on) FILTER (WHERE basis <> 'imported')
                       OVER (PARTITION BY customer_id) AS purchases
              FROM document
        ), trade AS (
            SELECT counted.*, counted.basis = company.kpi_revenue_basis AS is_revenue,
                   make_interval(months => company.kpi_silence_months) AS silence,
                   make_interval(months => company.kpi_new_business_months) AS novelty,
                   LEAST(MIN(counted.bought_on) OVER relation, imported.since) AS since,
                   MIN(counted.bought_on) OVER relation IS NOT NULL AS is_customer,
                   ROW_NUMBER() OVER origin = 1 AS is_first, %(origin)s
              FROM counted
              JOIN res_company company ON company.id = counted.company_id
        CROSS JOIN LATERAL (%(imported)s counted.customer_id) AS imported
             WHERE counted.basis <> 'imported' OR counted.purchases = 0
            WINDOW relation AS (PARTITION BY counted.customer_id, counted.company_id),
                   origin AS (
                       PARTITION BY counted.customer_id, counted.company_id
                           ORDER BY counted.bought_on, counted.basis, counted.id,
                                    counted.at
                   )
        ), active_day AS (
            SELECT trade.*, since AS active_on
              FROM trade
             WHERE is_first AND is_customer
         UNION ALL
            SELECT trade.*, bought_on
              FROM trade
             WHERE is_revenue AND bought_on IS NOT NULL
        ), pause AS (
            SELECT active_day.*, (active_on + silence)::date AS ends,
                   LEAD(active_on) OVER (
                       PARTITION BY customer_id, company_id ORDER BY active_on
                   ) AS next_on
              FROM active_day
        )
        """,
        orders=order_ctes(orders),
        bills=bill_ctes(
            SQL("SELECT id FROM account_move WHERE partner_id IN (%s)", members)
        ),
        imported=SQL(
            """SELECT MIN(contact.customer_since) AS since
                 FROM res_partner contact
                WHERE contact.commercial_partner_id ="""
        ),
        origin=SQL(", ").join(
            SQL(
                "FIRST_VALUE(counted.%s) OVER origin AS %s",
                SQL.identifier(name),
                SQL.identifier(f"origin_{name}"),
            )
            for name in ORIGIN
        ),
        refs=list(refs),
    )
