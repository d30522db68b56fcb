from odoo import models
from odoo.tools import SQL

from .customer_states import ORIGIN, customer_ctes
from .event import Event
from .invoice_states import SALE_DOCUMENTS
from .order_states import DOCUMENT_DIMENSIONS, ORDER_DIMENSIONS
from .source import row

COUNT = frozenset({"count"})
TRADED = ("at", "day", "count", "quantity", "amount", "lead_id", "order_id")


class SalesKpiSourceCustomer(models.AbstractModel):
    """Customers won, lost and back again, and what new ones buy.

    Won, lost and returned belong to who made the first sale, so that the stock of
    active customers adds up for every team and person.
    """

    _name = "sales.kpi.source.customer"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of customers"

    _kpi_source = "customer"
    _kpi_events = (
        Event("customer_won", COUNT, ORDER_DIMENSIONS),
        Event("customer_lost", COUNT, ORDER_DIMENSIONS),
        Event("customer_returned", COUNT, ORDER_DIMENSIONS),
        Event("customer_active", COUNT, ORDER_DIMENSIONS, stock=True),
        Event(
            "new_business",
            frozenset({"count", "quantity", "amount"}),
            DOCUMENT_DIMENSIONS,
        ),
    )

    def _refs(self):
        return SQL(
            """
            SELECT customer.commercial_partner_id
              FROM account_move move
              JOIN res_partner customer ON customer.id = move.partner_id
             WHERE move.state = 'posted' AND move.move_type = ANY(%s)
         UNION
            SELECT customer.commercial_partner_id
              FROM sale_order document
              JOIN res_partner customer ON customer.id = document.partner_id
             WHERE document.state = 'sale'
         UNION
            SELECT customer_id
              FROM sales_kpi_journal
             WHERE res_model = 'sale.order' AND customer_id IS NOT NULL
         UNION
            SELECT commercial_partner_id
              FROM res_partner
             WHERE customer_since IS NOT NULL
            """,
            list(SALE_DOCUMENTS),
        )

    def _rows(self, refs, as_of):
        """A purchase on the very day of the silence limit still keeps the customer."""
        return SQL(
            """
            WITH %(customers)s, turn AS (
                SELECT %(owner)s, since AS turned_on, 'customer_won' AS event, 1 AS sign
                  FROM trade
                 WHERE is_first AND is_customer
             UNION ALL
                SELECT %(owner)s, ends, 'customer_lost', -1
                  FROM pause
                 WHERE next_on IS NULL OR next_on > ends
             UNION ALL
                SELECT %(owner)s, next_on, 'customer_returned', 1
                  FROM pause
                 WHERE next_on > ends
            )
            SELECT %(turned)s
              FROM turn
        CROSS JOIN LATERAL (VALUES (turn.event, 1), ('customer_active', turn.sign))
                   AS event(name, count)
         UNION ALL
            SELECT %(traded)s
              FROM trade
             WHERE is_revenue AND is_customer
               AND counts_on >= since AND counts_on < since + novelty
               AND (count <> 0 OR amount <> 0)
            """,
            customers=customer_ctes(refs),
            owner=SQL(", ").join(
                map(
                    SQL.identifier,
                    (
                        "customer_id",
                        "company_id",
                        *(f"origin_{name}" for name in ORIGIN),
                    ),
                )
            ),
            turned=row(
                ref=SQL("turn.customer_id"),
                event=SQL("event.name"),
                day=SQL("turn.turned_on"),
                count=SQL("event.count"),
                customer_id=SQL("turn.customer_id"),
                company_id=SQL("turn.company_id"),
                **{name: SQL.identifier("turn", f"origin_{name}") for name in ORIGIN},
            ),
            traded=row(
                ref=SQL("trade.customer_id"),
                event=SQL("'new_business'"),
                **{
                    name: SQL.identifier("trade", name)
                    for name in (*sorted(DOCUMENT_DIMENSIONS), *TRADED)
                },
            ),
        )
