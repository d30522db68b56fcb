from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class ProductCategory(models.Model):
    _inherit = "product.category"

    kpi_contribution = fields.Float(
        "Contribution",
        digits=0,
        help="The share of the price that remains after the cost of the product itself. "
        "KPIs take it as margin where orders know none (Odoo's app Margins).",
    )

    @api.constrains("kpi_contribution")
    def _check_kpi_contribution(self):
        if any(not -1 <= category.kpi_contribution <= 1 for category in self):
            raise ValidationError(
                self.env._("The contribution must be between -100 % and 100 %.")
            )

    def _write_multi(self, vals_list):
        """Queue what was sold when the contribution changes (decision 21)."""
        result = super()._write_multi(vals_list)
        if any("kpi_contribution" in vals for vals in vals_list):
            self.env["product.product"]._kpi_mark_query(
                SQL(
                    """SELECT product.id
                         FROM product_product product
                         JOIN product_template template
                           ON template.id = product.product_tmpl_id
                        WHERE template.categ_id = ANY(%s)""",
                    self.ids,
                )
            )
        return result
