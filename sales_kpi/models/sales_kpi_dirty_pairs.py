from odoo import api, models
from odoo.tools import SQL


class SalesKpiDirty(models.Model):
    _inherit = "sales.kpi.dirty"

    @api.model
    def _mark_pairs(self, query: SQL) -> None:
        """Queue what ``query`` yields as pairs of source name and record id."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO sales_kpi_dirty (source, ref) "
                "SELECT DISTINCT marked.source, marked.ref "
                "FROM (%s) AS marked(source, ref) WHERE marked.ref IS NOT NULL",
                query,
            )
        )
