"""Posted customer invoices and refunds as CTEs that several sources share."""

from collections.abc import Collection

from odoo.tools import SQL

#: Documents that make revenue.
SALE_DOCUMENTS = ("out_invoice", "out_refund", "out_receipt")


def bill_ctes(refs: SQL | Collection[int]) -> SQL:
    """``bill``: the document, refunds negative; ``bill_line``: its untaxed lines.

    The lines add up to ``amount_untaxed_signed`` to the cent, cash rounding
    included. A document counts once, at its first line.

    :param refs: the documents, as ids or as a SELECT of ids
    """
    moves = (
        refs if isinstance(refs, SQL) else SQL("SELECT unnest(%s::int[])", list(refs))
    )
    return SQL(
        """
        bill AS (
            SELECT move.id, COALESCE(move.invoice_date, move.date) AS day,
                   CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign,
                   move.amount_untaxed_signed AS untaxed,
                   move.amount_total_signed AS total,
                   move.company_id, move.team_id, move.invoice_user_id AS user_id,
                   move.source_id, move.medium_id, move.campaign_id,
                   partner.commercial_partner_id AS customer_id,
                   COALESCE(commercial.country_id, partner.country_id) AS country_id,
                   partner.kpi_territory_id AS territory_id,
                   CASE WHEN commercial.is_sales_partner THEN commercial.id END
                       AS sales_partner_id,
                   company.kpi_revenue_basis = 'invoices' AS is_revenue
              FROM account_move move
              JOIN res_company company ON company.id = move.company_id
         LEFT JOIN res_partner partner ON partner.id = move.partner_id
         LEFT JOIN res_partner commercial
                ON commercial.id = partner.commercial_partner_id
             WHERE move.id IN (%(moves)s)
               AND move.state = 'posted'
               AND move.move_type = ANY(%(types)s)
        ), bill_line AS (
            SELECT bill.*, line.product_id, template.categ_id,
                   CASE WHEN ROW_NUMBER() OVER (
                            PARTITION BY bill.id
                                ORDER BY line.display_type <> 'product',
                                         line.sequence, line.id) = 1
                        THEN bill.sign ELSE 0 END AS count,
                   CASE line.display_type WHEN 'product' THEN bill.sign * COALESCE(
                            line.quantity * billed.factor / product_uom.factor,
                            line.quantity) END AS quantity,
                   -line.balance AS amount
              FROM bill
              JOIN account_move_line line
                ON line.move_id = bill.id
               AND line.display_type IN ('product', 'rounding', 'non_deductible_product',
                                         'non_deductible_product_total')
               AND NOT (line.display_type = 'rounding'
                        AND line.tax_repartition_line_id IS NOT NULL)
         LEFT JOIN product_product product ON product.id = line.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN uom_uom billed ON billed.id = line.product_uom_id
         LEFT JOIN uom_uom product_uom ON product_uom.id = template.uom_id
        )
        """,
        moves=moves,
        types=list(SALE_DOCUMENTS),
    )


def bill_columns(cte: str) -> dict[str, SQL]:
    """Columns of :func:`row` from CTE ``cte``, which has those of ``bill``."""
    bill = SQL.identifier(cte)
    names = (
        "company_id",
        "team_id",
        "user_id",
        "customer_id",
        "country_id",
        "territory_id",
        "source_id",
        "medium_id",
        "campaign_id",
        "day",
    )
    return {name: SQL("%s.%s", bill, SQL.identifier(name)) for name in names}
