from odoo import models
from odoo.tools import SQL

from .event import Event
from .order_states import ORDER_DIMENSIONS, REVENUE, order_columns, order_ctes
from .source import row


class SalesKpiSourceOrder(models.AbstractModel):
    """Order intake: confirmations, later changes and cancellations at their dates.

    Revenue too, where the company does not invoice in Odoo.
    """

    _name = "sales.kpi.source.order"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of orders"

    _kpi_source = "order"
    _kpi_events = (
        Event(
            "order_confirmed",
            frozenset({"count", "amount", "margin"}),
            ORDER_DIMENSIONS,
        ),
        Event(
            "quote_sent",
            frozenset({"count", "amount"}),
            ORDER_DIMENSIONS,
            protected=True,
        ),
        REVENUE,
    )

    def _refs(self):
        return SQL(
            "SELECT DISTINCT res_id FROM sales_kpi_journal WHERE res_model = 'sale.order'"
        )

    def _rows(self, refs, as_of):
        return SQL(
            """
            WITH %(states)s, quote AS (
                SELECT DISTINCT ON (res_id) *
                  FROM sales_kpi_journal
                 WHERE res_model = 'sale.order'
                   AND res_id = ANY(%(refs)s)
                   AND kind = 'quote_sent'
              ORDER BY res_id, at, id
            ), event AS (
                SELECT movement.*, 'order_confirmed' AS event
                  FROM movement
             UNION ALL
                SELECT movement.*, 'revenue'
                  FROM movement
                  JOIN res_company company ON company.id = movement.company_id
                 WHERE company.kpi_revenue_basis = 'orders'
            )
            SELECT %(confirmed)s
              FROM event
              JOIN header USING (res_id)
             WHERE event.count <> 0 OR event.amount <> 0 OR event.margin <> 0
         UNION ALL
            SELECT %(sent)s FROM quote JOIN header USING (res_id)
            """,
            states=order_ctes(refs),
            refs=list(refs),
            confirmed=row(
                event=SQL("event.event"),
                at=SQL("event.at"),
                count=SQL("event.count"),
                amount=SQL("event.amount"),
                margin=SQL("event.margin"),
                **order_columns("event"),
            ),
            sent=row(
                event=SQL("'quote_sent'"),
                at=SQL("quote.at"),
                amount=SQL("quote.amount"),
                **order_columns("quote"),
            ),
        )
