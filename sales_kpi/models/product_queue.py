from odoo import models
from odoo.tools import SQL


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _write_multi(self, vals_list):
        """Queue what was sold when a product moves to another category."""
        result = super()._write_multi(vals_list)
        if any({"categ_id", "uom_id"} & vals.keys() for vals in vals_list):
            self.env["product.product"]._kpi_mark_query(
                SQL(
                    "SELECT id FROM product_product WHERE product_tmpl_id = ANY(%s)",
                    self.ids,
                )
            )
        return result


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        if any("product_tmpl_id" in vals for vals in vals_list):
            self._kpi_mark_query(SQL("SELECT unnest(%s::int[])", self.ids))
        return result

    def unlink(self):
        self._kpi_mark_query(SQL("SELECT unnest(%s::int[])", self.ids))
        return super().unlink()

    def _kpi_mark_query(self, products):
        """Queue orders, their leads, invoices and customers of the products."""
        self.env["sales.kpi.dirty"]._mark_pairs(
            SQL(
                """
                WITH product(id) AS (%(products)s), ordered AS (
                    SELECT journal.order_ref AS id
                      FROM sales_kpi_journal journal
                     WHERE journal.product_id IN (SELECT id FROM product)
                 UNION
                    SELECT line.order_id
                      FROM sale_order_line line
                     WHERE line.product_id IN (SELECT id FROM product)
                )
                SELECT 'product', id FROM ordered
             UNION ALL
                SELECT 'product_outcome', -id FROM ordered
             UNION ALL
                SELECT reader.source, document.opportunity_id
                  FROM sale_order document
            CROSS JOIN (VALUES ('product_outcome'), ('lead')) AS reader(source)
                 WHERE document.id IN (SELECT id FROM ordered)
             UNION ALL
                SELECT reader.source, journal.lead_id
                  FROM sales_kpi_journal journal
            CROSS JOIN (VALUES ('product_outcome'), ('lead')) AS reader(source)
                 WHERE journal.res_model = 'sale.order'
                   AND journal.res_id IN (SELECT id FROM ordered)
             UNION ALL
                SELECT 'invoice', line.move_id
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE line.product_id IN (SELECT id FROM product)
                   AND move.state = 'posted'
             UNION ALL
                SELECT 'customer', buyer.commercial_partner_id
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner buyer ON buyer.id = move.partner_id
                 WHERE line.product_id IN (SELECT id FROM product)
                   AND move.state = 'posted'
                """,
                products=products,
            )
        )
