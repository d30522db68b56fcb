"""Since when, and until when, somebody is a customer, as CTEs."""

from collections.abc import Collection

from odoo.tools import SQL

from .invoice_states import bill_ctes
from .order_states import order_ctes


def customer_ctes(refs: Collection[int]) -> SQL:
    """``relation``: one row per customer and company, with the day it began.

    A customer is a commercial partner. The day is the first of: the date imported on
    the contact, the first posted invoice, the first order that stands (decision 3).
    ``pause`` has a row per day of purchase by the company's revenue basis, with the
    next one and the day ``ends`` on which silence makes the customer lost
    (decision 38).
    """
    members = SQL(
        "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)", list(refs)
    )
    return SQL(
        """
        %(orders)s, %(bills)s, standing AS (
            SELECT DISTINCT ON (res_id) *
              FROM sold
          ORDER BY res_id, at DESC
        ), purchase AS (
            SELECT header.customer_id, standing.company_id, 'orders' AS basis,
                   (standing.confirmed_at AT TIME ZONE 'UTC'
                    AT TIME ZONE company.kpi_tz)::date AS day,
                   header.res_id AS id, standing.team_id, standing.user_id,
                   header.source_id, header.medium_id, header.campaign_id,
                   header.country_id
              FROM standing
              JOIN header USING (res_id)
              JOIN res_company company ON company.id = standing.company_id
             WHERE standing.outcome = 'sale' AND header.customer_id = ANY(%(refs)s)
         UNION ALL
            SELECT bill.customer_id, bill.company_id, 'invoices', bill.day, bill.id,
                   bill.team_id, bill.user_id, bill.source_id, bill.medium_id,
                   bill.campaign_id, bill.country_id
              FROM bill
             WHERE bill.sign = 1
        ), imported AS (
            SELECT partner.commercial_partner_id AS customer_id,
                   MIN(partner.customer_since) AS since
              FROM res_partner partner
             WHERE partner.commercial_partner_id = ANY(%(refs)s)
               AND partner.customer_since IS NOT NULL
          GROUP BY partner.commercial_partner_id
        ), origin AS (
            SELECT DISTINCT ON (customer_id, company_id) *
              FROM (
                   SELECT purchase.* FROM purchase
                UNION ALL
                   SELECT imported.customer_id,
                          COALESCE(partner.company_id, main.id), NULL, imported.since,
                          NULL, NULL, partner.user_id, NULL, NULL, NULL,
                          partner.country_id
                     FROM imported
                     JOIN res_partner partner ON partner.id = imported.customer_id
               CROSS JOIN (SELECT MIN(id) AS id FROM res_company) AS main
                    WHERE NOT EXISTS (
                          SELECT FROM purchase
                           WHERE purchase.customer_id = imported.customer_id)
                   ) AS first
          ORDER BY customer_id, company_id, day, basis, id
        ), relation AS (
            SELECT origin.*, LEAST(origin.day, imported.since) AS since,
                   company.kpi_revenue_basis AS company_basis,
                   make_interval(months => company.kpi_silence_months) AS silence,
                   make_interval(months => company.kpi_new_business_months) AS novelty
              FROM origin
              JOIN res_company company ON company.id = origin.company_id
         LEFT JOIN imported USING (customer_id)
        ), active_day AS (
            SELECT customer_id, company_id, since AS day
              FROM relation
         UNION
            SELECT purchase.customer_id, purchase.company_id, purchase.day
              FROM purchase
              JOIN relation USING (customer_id, company_id)
             WHERE purchase.basis = relation.company_basis
        ), pause AS (
            SELECT active_day.*, relation.since,
                   (active_day.day + relation.silence)::date AS ends,
                   LEAD(active_day.day) OVER (
                       PARTITION BY customer_id, company_id ORDER BY active_day.day
                   ) AS next_day
              FROM active_day
              JOIN relation USING (customer_id, company_id)
        )
        """,
        orders=order_ctes(
            SQL(
                """SELECT id FROM sale_order WHERE partner_id IN (%s)
                    UNION
                   SELECT res_id FROM sales_kpi_journal
                    WHERE res_model = 'sale.order' AND customer_id = ANY(%s)""",
                members,
                list(refs),
            )
        ),
        bills=bill_ctes(
            SQL("SELECT id FROM account_move WHERE partner_id IN (%s)", members)
        ),
        refs=list(refs),
    )
