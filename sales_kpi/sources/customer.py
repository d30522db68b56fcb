from odoo import models
from odoo.tools import SQL

from .customer_states import customer_ctes
from .event import Event
from .invoice_states import SALE_DOCUMENTS, bill_columns
from .order_states import DOCUMENT_DIMENSIONS, ORDER_DIMENSIONS, order_columns
from .source import row

COUNT = frozenset({"count"})


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
                SELECT customer_id, company_id, since AS day, 'customer_won' AS event,
                       1 AS sign
                  FROM relation
             UNION ALL
                SELECT customer_id, company_id, ends, 'customer_lost', -1
                  FROM pause
                 WHERE next_day IS NULL OR next_day > ends
             UNION ALL
                SELECT customer_id, company_id, next_day, 'customer_returned', 1
                  FROM pause
                 WHERE next_day > ends
            )
            SELECT %(turned)s
              FROM turn
              JOIN relation USING (customer_id, company_id)
        CROSS JOIN LATERAL (VALUES (turn.event, 1), ('customer_active', turn.sign))
                   AS event(name, count)
         UNION ALL
            SELECT %(ordered)s
              FROM movement
              JOIN header USING (res_id)
              JOIN relation
                ON relation.customer_id = header.customer_id
               AND relation.company_id = movement.company_id
               AND relation.company_basis = 'orders'
              JOIN res_company company ON company.id = movement.company_id
             WHERE (movement.confirmed_at AT TIME ZONE 'UTC'
                    AT TIME ZONE company.kpi_tz)::date < relation.since + relation.novelty
               AND (movement.count <> 0 OR movement.amount <> 0)
         UNION ALL
            SELECT %(billed)s
              FROM bill_line
              JOIN relation
                ON relation.customer_id = bill_line.customer_id
               AND relation.company_id = bill_line.company_id
               AND relation.company_basis = 'invoices'
             WHERE bill_line.day >= relation.since
               AND bill_line.day < relation.since + relation.novelty
            """,
            customers=customer_ctes(refs),
            turned=row(
                ref=SQL("relation.customer_id"),
                event=SQL("event.name"),
                count=SQL("event.count"),
                **bill_columns("relation") | {"day": SQL("turn.day")},
            ),
            ordered=row(
                event=SQL("'new_business'"),
                at=SQL("movement.at"),
                count=SQL("movement.count"),
                amount=SQL("movement.amount"),
                **order_columns("movement") | {"ref": SQL("header.customer_id")},
            ),
            billed=row(
                ref=SQL("bill_line.customer_id"),
                event=SQL("'new_business'"),
                product_id=SQL("bill_line.product_id"),
                categ_id=SQL("bill_line.categ_id"),
                count=SQL("bill_line.count"),
                quantity=SQL("bill_line.quantity"),
                amount=SQL("bill_line.amount"),
                **bill_columns("bill_line"),
            ),
        )
