from odoo import models
from odoo.tools import SQL

from .event import Event
from .order_states import DOCUMENT_DIMENSIONS, line_ctes, order_columns, order_ctes
from .source import row


class SalesKpiSourceProduct(models.AbstractModel):
    """Products sold, by the lines of confirmed orders."""

    _name = "sales.kpi.source.product"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of sold products"

    _kpi_source = "product"
    _kpi_events = (
        Event(
            "product_sold",
            frozenset({"count", "quantity", "amount", "margin"}),
            DOCUMENT_DIMENSIONS,
        ),
    )

    def _refs(self):
        return SQL(
            """SELECT DISTINCT order_ref FROM sales_kpi_journal
                WHERE res_model = 'sale.order.line'"""
        )

    def _rows(self, refs, as_of):
        """The lines of a moment belong to who had the order when it was confirmed.

        Each line meets the one state of ``sold`` that lasts at its moment; the first
        state reaches back.
        """
        return SQL(
            """
            WITH %(states)s, %(lines)s
            SELECT %(row)s
              FROM line_movement line
              JOIN header ON header.res_id = line.order_ref
              JOIN sold owner
                ON owner.res_id = line.order_ref
               AND (owner.at <= line.at OR owner.is_first)
               AND (owner.next_at > line.at OR owner.next_at IS NULL)
         LEFT JOIN product_product product ON product.id = line.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN product_category category ON category.id = template.categ_id
            """,
            states=order_ctes(refs),
            lines=line_ctes(),
            row=row(
                event=SQL("'product_sold'"),
                at=SQL("line.at"),
                count=SQL("line.count"),
                quantity=SQL("line.quantity"),
                amount=SQL("line.amount"),
                margin=self._margin(),
                product_id=SQL("line.product_id"),
                categ_id=SQL("template.categ_id"),
                **order_columns("owner"),
            ),
        )

    def _margin(self):
        """SQL of what remains of a line (decision 6).

        As sale_margin computed it; where that is not installed, by the contribution
        of the product category.
        """
        if self._has_margin():
            return SQL("line.margin")
        return SQL("line.amount * category.kpi_contribution::numeric")
