from odoo import models
from odoo.tools import SQL

from .event import Event
from .invoice_states import SALE_DOCUMENTS, bill_columns, bill_ctes
from .order_states import DOCUMENT_DIMENSIONS, ORDER_DIMENSIONS, REVENUE
from .source import row


class SalesKpiSourceInvoice(models.AbstractModel):
    """Posted invoices and refunds by invoice date, and the money received for them."""

    _name = "sales.kpi.source.invoice"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of invoices"

    _kpi_source = "invoice"
    _kpi_events = (
        Event(
            "invoiced", frozenset({"count", "quantity", "amount"}), DOCUMENT_DIMENSIONS
        ),
        Event("paid", frozenset({"count", "amount"}), ORDER_DIMENSIONS),
        # not revenue of a partner's customer, but what he himself buys (decision 5)
        Event(
            "partner_invoiced",
            frozenset({"count", "quantity", "amount"}),
            DOCUMENT_DIMENSIONS | {"sales_partner_id"},
        ),
        REVENUE,
    )

    def _refs(self):
        return SQL(
            "SELECT id FROM account_move WHERE state = 'posted' AND move_type = ANY(%s)",
            list(SALE_DOCUMENTS),
        )

    def _rows(self, refs, as_of):
        """Money is what a bank or cash entry settles, by its date.

        Its untaxed share is that of the document. What is settled by a refund, an
        exchange difference or a write-off is no money.
        """
        return SQL(
            """
            WITH %(bills)s, settled AS (
                SELECT bill.id, partial.credit_move_id AS other_id,
                       partial.amount AS amount
                  FROM bill
                  JOIN account_move_line term ON term.move_id = bill.id
                  JOIN account_partial_reconcile partial
                    ON partial.debit_move_id = term.id
             UNION ALL
                SELECT bill.id, partial.debit_move_id, -partial.amount
                  FROM bill
                  JOIN account_move_line term ON term.move_id = bill.id
                  JOIN account_partial_reconcile partial
                    ON partial.credit_move_id = term.id
            ), payment AS (
                SELECT bill.id, other.date AS day, bill.sign AS count,
                       SUM(settled.amount) * bill.untaxed / NULLIF(bill.total, 0)
                           AS amount,
                       bill.company_id, bill.team_id, bill.user_id, bill.customer_id,
                       bill.country_id, bill.territory_id, bill.source_id,
                       bill.medium_id, bill.campaign_id
                  FROM settled
                  JOIN bill USING (id)
                  JOIN account_move_line other ON other.id = settled.other_id
                  JOIN account_move entry ON entry.id = other.move_id
                  JOIN account_journal journal ON journal.id = entry.journal_id
                 WHERE entry.state = 'posted'
                   AND journal.type IN ('bank', 'cash', 'credit')
              GROUP BY bill.id, bill.sign, bill.untaxed, bill.total, other.move_id,
                       other.date, bill.company_id, bill.team_id, bill.user_id,
                       bill.customer_id, bill.country_id, bill.territory_id,
                       bill.source_id, bill.medium_id, bill.campaign_id
            )
            SELECT %(line)s
              FROM bill_line
        CROSS JOIN LATERAL (VALUES
                   ('invoiced', TRUE, NULL),
                   ('revenue', bill_line.is_revenue, NULL),
                   ('partner_invoiced', bill_line.sales_partner_id IS NOT NULL,
                    bill_line.sales_partner_id)
                   ) AS event(name, counts, sales_partner_id)
             WHERE event.counts
         UNION ALL
            SELECT %(payment)s FROM payment
            """,
            bills=bill_ctes(refs),
            line=row(
                ref=SQL("bill_line.id"),
                event=SQL("event.name"),
                sales_partner_id=SQL("event.sales_partner_id"),
                product_id=SQL("bill_line.product_id"),
                categ_id=SQL("bill_line.categ_id"),
                count=SQL("bill_line.count"),
                quantity=SQL("bill_line.quantity"),
                amount=SQL("bill_line.amount"),
                **bill_columns("bill_line"),
            ),
            payment=row(
                ref=SQL("payment.id"),
                event=SQL("'paid'"),
                count=SQL("payment.count"),
                amount=SQL("payment.amount"),
                **bill_columns("payment"),
            ),
        )
