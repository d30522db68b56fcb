from odoo import models
from odoo.tools import SQL

SETTINGS = frozenset(
    {
        "kpi_free_mailers",
        "kpi_new_business_months",
        "kpi_revenue_basis",
        "kpi_silence_months",
    }
)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _write_multi(self, vals_list):
        """Queue everything that a changed setting of a company touches."""
        result = super()._write_multi(vals_list)
        if any(SETTINGS & vals.keys() for vals in vals_list):
            self.env["sales.kpi.dirty"]._mark_pairs(
                SQL(
                    """
                    SELECT 'order', id FROM sale_order WHERE company_id = ANY(%(ids)s)
                 UNION
                    SELECT 'invoice', id FROM account_move
                     WHERE company_id = ANY(%(ids)s)
                       AND state = 'posted' AND move_type LIKE 'out_%%'
                 UNION
                    SELECT source, source_ref FROM sales_kpi_fact
                     WHERE company_id = ANY(%(ids)s)
                       AND source IN ('order', 'invoice', 'customer', 'company')
                    """,
                    ids=self.ids,
                )
            )
        return result
