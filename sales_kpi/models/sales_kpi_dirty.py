from collections.abc import Collection

from odoo import api, fields, models
from odoo.tools import SQL


class SalesKpiDirty(models.Model):
    """Records whose facts must be computed anew, by (source, record id).

    Rows are written in the transaction of the change, so a change that commits late
    is seen late, never lost. There is no unique index: two writers never wait for
    each other here. ``due`` postpones a row until time itself changes the facts.
    """

    _name = "sales.kpi.dirty"
    _description = "KPI records to refresh"
    _log_access = False

    source = fields.Char(required=True)
    ref = fields.Integer(required=True)
    due = fields.Datetime()

    _source_ref_idx = models.Index("(source, ref)")

    @api.model
    def _mark(self, source: str, refs: Collection[int]) -> None:
        """Queue the records of one source."""
        if refs:
            self._mark_query(source, SQL("SELECT unnest(%s::int[])", list(set(refs))))

    @api.model
    def _mark_query(self, source: str, query: SQL) -> None:
        """Queue the ids that ``query`` yields."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO sales_kpi_dirty (source, ref) "
                "SELECT %s, marked.ref FROM (%s) AS marked(ref) "
                "WHERE marked.ref IS NOT NULL",
                source,
                query,
            )
        )

    @api.model
    def _mark_later(self, source: str, query: SQL) -> None:
        """Queue the ids that ``query`` yields, each for the moment beside it."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO sales_kpi_dirty (source, ref, due) "
                "SELECT DISTINCT %s, marked.ref, marked.due "
                "FROM (%s) AS marked(ref, due) "
                "WHERE marked.ref IS NOT NULL AND marked.due > %s",
                source,
                query,
                self.env.cr.now(),
            )
        )
