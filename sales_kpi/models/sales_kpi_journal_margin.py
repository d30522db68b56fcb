"""Margins that an app brings when it is installed after the sales."""

from odoo import api, models
from odoo.tools import SQL


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    @api.model
    def _sync_orders(self, order_ids, deleted=False):
        self._take_over_margins("sale.order", self._order_states(), order_ids)
        return super()._sync_orders(order_ids, deleted)

    @api.model
    def _sync_lines(self, order_ids, deleted=False):
        self._take_over_margins("sale.order.line", self._line_states(), order_ids)
        return super()._sync_lines(order_ids, deleted)

    @api.model
    def _take_over_margins(self, res_model, states, order_ids):
        """Write margins that are known only now into the rows of their sales.

        Without this, the margins of all time would count on the day on which the app
        Margins is installed. A record that changed since was worth as much then as
        its amount is part of the present one.
        """
        if self.env.registry.ready:  # no app is being installed
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE sales_kpi_journal journal
                   SET margin = CASE WHEN journal.amount = state.amount
                                     THEN state.margin
                                     ELSE state.margin * (journal.amount / state.amount)
                                 END
                  FROM (%(states)s WHERE document.id = ANY(%(ids)s)) AS state
                 WHERE journal.res_model = %(model)s
                   AND journal.res_id = state.res_id
                   AND state.amount <> 0
                   AND state.margin <> 0
                   AND NOT EXISTS (
                       SELECT FROM sales_kpi_journal known
                        WHERE known.res_model = %(model)s
                          AND known.res_id = state.res_id
                          AND known.margin <> 0)
                """,
                states=states,
                ids=list(order_ids),
                model=res_model,
            )
        )
        if self.env.cr.rowcount:
            self.env["sales.kpi.dirty"]._mark_query(
                "lead",
                SQL(
                    "SELECT opportunity_id FROM sale_order WHERE id = ANY(%s)",
                    list(order_ids),
                ),
            )
