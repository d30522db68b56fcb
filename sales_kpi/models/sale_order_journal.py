from odoo import api, models
from odoo.tools import SQL

#: Writing one of these may change a fact of the order or its journal state.
ORDER_FIELDS = frozenset(
    {
        "amount_untaxed",
        "campaign_id",
        "company_id",
        "currency_rate",
        "date_order",
        "margin",
        "medium_id",
        "opportunity_id",
        "partner_id",
        "source_id",
        "state",
        "team_id",
        "user_id",
        "validity_date",
    }
)
LINE_FIELDS = frozenset(
    {
        "display_type",
        "is_downpayment",
        "margin",
        "order_id",
        "price_subtotal",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
    }
)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if offered := orders.filtered(lambda order: order.state != "draft"):
            offered.flush_recordset()
            self.env["sales.kpi.journal"]._sync_orders(offered.ids)
        self._kpi_mark(orders.ids)
        return orders

    def _write_multi(self, vals_list):
        """Journal the net change of each order, recomputed amounts included."""
        if not any(ORDER_FIELDS & vals.keys() for vals in vals_list):
            return super()._write_multi(vals_list)
        Journal = self.env["sales.kpi.journal"]
        written = {name for vals in vals_list for name in vals}
        Journal._rebuild_history_orders(self.ids)
        self._kpi_mark(self.ids)
        if "partner_id" in written:
            self._kpi_mark_companies()
        result = super()._write_multi(vals_list)
        Journal._sync_orders(self.ids)
        if written & {"state", "currency_rate"}:
            Journal._sync_lines(self.ids)
        self._kpi_mark(self.ids)
        if "partner_id" in written:
            self._kpi_mark_companies()
        return result

    def unlink(self):
        """Take the orders back; the database deletes their lines by itself."""
        self.env.flush_all()
        Journal = self.env["sales.kpi.journal"]
        Journal._rebuild_history_orders(self.ids)
        Journal._sync_orders(self.ids, deleted=True)
        Journal._sync_lines(self.ids, deleted=True)
        self._kpi_mark(self.ids)
        return super().unlink()

    def _kpi_mark_companies(self):
        """Queue who may be new, or no longer new, because of these orders."""
        self.env["sales.kpi.dirty"]._mark_pairs(
            self.env["sales.kpi.source.company"]._neighbours(
                SQL("SELECT partner_id FROM sale_order WHERE id = ANY(%s)", self.ids)
            )
        )

    @api.model
    def _kpi_mark(self, order_ids):
        """Queue orders, their leads and customers in every source that reads them.

        A quotation without a lead is its own case of product_outcome, under its
        negative id. The journal still knows former leads and customers.
        """
        self.env["sales.kpi.dirty"]._mark_pairs(
            SQL(
                """
                WITH given AS (SELECT unnest(%(ids)s::int[]) AS id)
                SELECT source, given.id * sign
                  FROM given
            CROSS JOIN (VALUES ('order', 1), ('product', 1), ('product_outcome', -1))
                       AS side(source, sign)
             UNION ALL
                SELECT 'product_outcome', document.opportunity_id
                  FROM sale_order document
                 WHERE document.id = ANY(%(ids)s)
             UNION ALL
                SELECT 'product_outcome', journal.lead_id
                  FROM sales_kpi_journal journal
                 WHERE journal.res_model = 'sale.order'
                   AND journal.res_id = ANY(%(ids)s)
             UNION ALL
                SELECT side.source, customer.commercial_partner_id
                  FROM sale_order document
                  JOIN res_partner customer ON customer.id = document.partner_id
            CROSS JOIN (VALUES ('customer'), ('company')) AS side(source)
                 WHERE document.id = ANY(%(ids)s)
             UNION ALL
                SELECT side.source, journal.customer_id
                  FROM sales_kpi_journal journal
            CROSS JOIN (VALUES ('customer'), ('company')) AS side(source)
                 WHERE journal.res_model = 'sale.order'
                   AND journal.res_id = ANY(%(ids)s)
                """,
                ids=list(order_ids),
            )
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        order_ids = {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        if order_ids:
            self.env["sales.kpi.journal"]._rebuild_history_orders(list(order_ids))
        lines = super().create(vals_list)
        lines._kpi_sync_orders(lines.order_id.ids)
        return lines

    def _write_multi(self, vals_list):
        if not any(LINE_FIELDS & vals.keys() for vals in vals_list):
            return super()._write_multi(vals_list)
        before = self._kpi_order_ids()
        self.env["sales.kpi.journal"]._rebuild_history_orders(before)
        result = super()._write_multi(vals_list)
        self._kpi_sync_orders({*before, *self._kpi_order_ids()})
        return result

    def unlink(self):
        order_ids = self._kpi_order_ids()
        self.env["sales.kpi.journal"]._rebuild_history_orders(order_ids)
        result = super().unlink()
        self._kpi_sync_orders(order_ids)
        return result

    def _kpi_order_ids(self):
        """Orders of the lines as stored; reading fields could flush while flushing."""
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT order_id FROM sale_order_line WHERE id = ANY(%s)",
                self.ids,
            )
        )
        return [order_id for (order_id,) in self.env.cr.fetchall()]

    @api.model
    def _kpi_sync_orders(self, order_ids):
        """Journal the lines of orders and queue what shows their products."""
        if order_ids:
            self.env["sales.kpi.journal"]._sync_lines(order_ids)
            self.env["sale.order"]._kpi_mark(order_ids)
