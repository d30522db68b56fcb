"""The journal of orders and lines as CTEs that several sources share."""

from collections.abc import Collection

from odoo.tools import SQL

from .event import Event

ORDER_DIMENSIONS = frozenset(
    {
        "company_id",
        "team_id",
        "user_id",
        "customer_id",
        "source_id",
        "medium_id",
        "campaign_id",
        "country_id",
        "territory_id",
    }
)
DOCUMENT_DIMENSIONS = ORDER_DIMENSIONS | {"product_id", "categ_id"}
#: By invoices or by orders, as the company says: two sources write these events.
REVENUE = Event(
    "revenue", frozenset({"count", "quantity", "amount"}), DOCUMENT_DIMENSIONS
)


def order_ctes(refs: SQL | Collection[int]) -> SQL:
    """``movement``: what a moment changed in a confirmed order; ``header``: its rest.

    A row of ``movement`` is a confirmation (count 1), a change of the amount (count
    0, the difference) or a cancellation (count -1, what was left). All of one
    confirmation belong to the team and person who had the order when it was
    confirmed: what they sold is what they lose again. The confirmation that holds
    until today ``is_standing``. Customer and campaign are those known today, or at
    deletion.

    :param refs: the orders, as ids or as a SELECT of ids
    """
    orders = (
        refs if isinstance(refs, SQL) else SQL("SELECT unnest(%s::int[])", list(refs))
    )
    return SQL(
        """
        moment AS (
            SELECT DISTINCT ON (res_id, at) *
              FROM sales_kpi_journal
             WHERE res_model = 'sale.order'
               AND res_id IN (%(orders)s)
          ORDER BY res_id, at, id DESC
        ), state AS (
            SELECT moment.*,
                   LAG(outcome) OVER record IS NOT DISTINCT FROM 'sale' AS was_sold,
                   FIRST_VALUE(outcome) OVER (PARTITION BY res_id ORDER BY at DESC)
                       AS final_outcome,
                   LAG(amount) OVER record AS old_amount,
                   LAG(margin) OVER record AS old_margin
              FROM moment
            WINDOW record AS (PARTITION BY res_id ORDER BY at)
        ), numbered AS (
            SELECT state.*,
                   COUNT(*) FILTER (WHERE outcome = 'sale' AND NOT was_sold)
                       OVER (PARTITION BY res_id ORDER BY at) AS span
              FROM state
        ), sold AS (
            SELECT numbered.res_id, numbered.at, numbered.outcome, numbered.was_sold,
                   numbered.final_outcome,
                   numbered.amount, numbered.margin,
                   numbered.old_amount, numbered.old_margin,
                   LEAD(numbered.at) OVER record AS next_at,
                   LAG(numbered.at) OVER record IS NULL AS is_first,
                   MIN(at) OVER confirmation AS confirmed_at,
                   FIRST_VALUE(company_id) OVER confirmation AS company_id,
                   FIRST_VALUE(team_id) OVER confirmation AS team_id,
                   FIRST_VALUE(user_id) OVER confirmation AS user_id
              FROM numbered
             WHERE span > 0
            WINDOW record AS (PARTITION BY res_id ORDER BY at),
                   confirmation AS (PARTITION BY res_id, span ORDER BY at)
        ), movement AS (
            SELECT sold.res_id, sold.at, sold.confirmed_at,
                   final_outcome = 'sale' AND confirmed_at = MAX(confirmed_at)
                       OVER (PARTITION BY sold.res_id) AS is_standing,
                   sold.company_id, sold.team_id, sold.user_id,
                   (outcome = 'sale')::int - was_sold::int AS count,
                   CASE WHEN outcome = 'sale' THEN amount ELSE 0 END
                   - CASE WHEN was_sold THEN old_amount ELSE 0 END AS amount,
                   CASE WHEN outcome = 'sale' THEN margin ELSE 0 END
                   - CASE WHEN was_sold THEN old_margin ELSE 0 END AS margin
              FROM sold
             WHERE outcome = 'sale' OR was_sold
        ), header AS (
            SELECT latest.res_id, existing.id AS order_id, latest.lead_id,
                   CASE WHEN existing.id IS NULL THEN latest.customer_id
                        ELSE customer.commercial_partner_id END AS customer_id,
                   CASE WHEN existing.id IS NULL THEN latest.country_id
                        ELSE COALESCE(commercial.country_id, customer.country_id)
                        END AS country_id,
                   CASE WHEN existing.id IS NULL THEN latest.territory_id
                        ELSE customer.kpi_territory_id END AS territory_id,
                   CASE WHEN existing.id IS NULL THEN latest.source_id
                        ELSE existing.source_id END AS source_id,
                   CASE WHEN existing.id IS NULL THEN latest.medium_id
                        ELSE existing.medium_id END AS medium_id,
                   CASE WHEN existing.id IS NULL THEN latest.campaign_id
                        ELSE existing.campaign_id END AS campaign_id
              FROM (
                   SELECT DISTINCT ON (res_id) *
                     FROM moment
                 ORDER BY res_id, at DESC
                   ) AS latest
         LEFT JOIN sale_order existing ON existing.id = latest.res_id
         LEFT JOIN res_partner customer ON customer.id = existing.partner_id
         LEFT JOIN res_partner commercial
                ON commercial.id = customer.commercial_partner_id
        )
        """,
        orders=orders,
    )


def line_ctes() -> SQL:
    """``line_movement``: what a moment changed in the lines of confirmed orders.

    Needs the CTEs of :func:`order_ctes`. A line whose product is replaced leaves
    with the old one and enters with the new one.
    """
    return SQL(
        """
        line AS (
            SELECT DISTINCT ON (journal.order_ref, journal.res_id, journal.at) journal.*
              FROM sales_kpi_journal journal
             WHERE journal.res_model = 'sale.order.line'
               AND journal.order_ref IN (SELECT res_id FROM header)
          ORDER BY journal.order_ref, journal.res_id, journal.at, journal.id DESC
        ), line_step AS (
            SELECT line.*, LAG(id) OVER record IS NOT NULL AS is_known,
                   LAG(product_id) OVER record AS old_product_id,
                   LAG(quantity) OVER record AS old_quantity,
                   LAG(amount) OVER record AS old_amount,
                   LAG(margin) OVER record AS old_margin
              FROM line
            WINDOW record AS (PARTITION BY order_ref, res_id ORDER BY at)
        ), line_movement AS (
            SELECT line_step.order_ref, line_step.at, side.product_id,
                   SUM(side.sign * ((side.quantity, side.amount) <> (0, 0))::int)
                       AS count,
                   SUM(side.sign * side.quantity) AS quantity,
                   SUM(side.sign * side.amount) AS amount,
                   SUM(side.sign * side.margin) AS margin
              FROM line_step
        CROSS JOIN LATERAL (VALUES
                   (-1, is_known, old_product_id, old_quantity, old_amount, old_margin),
                   (1, TRUE, product_id, quantity, amount, margin)
                   ) AS side(sign, holds, product_id, quantity, amount, margin)
             WHERE side.holds
          GROUP BY line_step.order_ref, line_step.res_id, line_step.at, side.product_id
            HAVING SUM(side.sign * side.quantity) <> 0
                OR SUM(side.sign * side.amount) <> 0
                OR SUM(side.sign * side.margin) <> 0
        )
        """
    )


def order_columns(owner: str) -> dict[str, SQL]:
    """Columns of :func:`row` for an order, with the owner from CTE ``owner``."""
    moment = SQL.identifier(owner)
    return {
        "ref": SQL("header.res_id"),
        "order_id": SQL("header.order_id"),
        "lead_id": SQL("header.lead_id"),
        "customer_id": SQL("header.customer_id"),
        "country_id": SQL("header.country_id"),
        "territory_id": SQL("header.territory_id"),
        "source_id": SQL("header.source_id"),
        "medium_id": SQL("header.medium_id"),
        "campaign_id": SQL("header.campaign_id"),
        "company_id": SQL("%s.company_id", moment),
        "team_id": SQL("%s.team_id", moment),
        "user_id": SQL("%s.user_id", moment),
    }
