"""The journal of orders that were there before the addon, from what Odoo kept."""

from odoo import api, models
from odoo.tools import SQL

from .sales_kpi_journal_order import DESCRIBED, RATE, _columns


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    @api.model
    def _rebuild_history_orders(self, order_ids=None):
        """Write the history of orders without a journal row, and of their lines.

        Confirmed at the order date; sent at the tracked change of state, else at the
        confirmation, else at the creation; cancelled at the tracked change, else at
        the last write. What was recorded live is left alone, for an order has live
        rows only after its history was written. Orders that are just being created
        are none of it. Twice is the same as once.

        :param order_ids: only these orders (default: all)
        :return: number of rows written
        """
        chosen = SQL("TRUE")
        if order_ids is not None:
            if not order_ids:
                return 0
            chosen = SQL("document.id = ANY(%s)", list(order_ids))
        self.env.cr.execute(
            SQL(
                """
                WITH past AS (
                    SELECT document.id AS res_id, document.state,
                           document.create_date, document.write_date,
                           document.date_order
                      FROM sale_order document
                     WHERE %(chosen)s
                       AND document.create_date IS DISTINCT FROM %(now)s
                       AND (document.state <> 'draft' OR %(all)s)
                       AND NOT EXISTS (
                           SELECT FROM sales_kpi_journal journal
                            WHERE journal.res_model = 'sale.order'
                              AND journal.res_id = document.id
                       )
                ), label AS (
                    SELECT field.id AS field_id, choice.value AS state, label.value
                      FROM ir_model_fields field
                      JOIN ir_model_fields_selection choice
                        ON choice.field_id = field.id
                CROSS JOIN LATERAL jsonb_each_text(choice.name) AS label
                     WHERE field.model = 'sale.order' AND field.name = 'state'
                ), tracked AS (
                    SELECT past.res_id,
                           MIN(message.date) FILTER (WHERE label.state = 'sent')
                               AS sent_at,
                           MAX(message.date) FILTER (WHERE label.state = 'sale')
                               AS confirmed_at,
                           MAX(message.date) FILTER (WHERE label.state = 'cancel')
                               AS cancelled_at
                      FROM past
                      JOIN mail_message message
                        ON message.model = 'sale.order'
                       AND message.res_id = past.res_id
                      JOIN mail_tracking_value tracking
                        ON tracking.mail_message_id = message.id
                      JOIN label
                        ON label.field_id = tracking.field_id
                       AND label.value = tracking.new_value_char
                  GROUP BY past.res_id
                ), moment AS (
                    SELECT past.res_id, past.state, tracked.sent_at, past.create_date,
                           CASE past.state WHEN 'sale' THEN LEAST(
                                   past.date_order, %(now)s)
                               ELSE tracked.confirmed_at END AS confirmed_at,
                           COALESCE(tracked.cancelled_at, past.write_date)
                               AS cancelled_at
                      FROM past
                 LEFT JOIN tracked USING (res_id)
                ), entry AS (
                    SELECT res_id, 1 AS position, 'quote_sent' AS kind, 'sent' AS outcome,
                           LEAST(sent_at, confirmed_at, CASE WHEN state = 'sent'
                               THEN COALESCE(sent_at, create_date) END) AS at
                      FROM moment
                 UNION ALL
                    SELECT res_id, 2, 'order_confirmed', 'sale', confirmed_at
                      FROM moment
                 UNION ALL
                    SELECT res_id, 3, 'order_cancelled', 'cancel',
                           GREATEST(cancelled_at, confirmed_at)
                      FROM moment
                     WHERE state NOT IN ('sent', 'sale')
                       AND COALESCE(sent_at, confirmed_at) IS NOT NULL
                )
                INSERT INTO sales_kpi_journal (
                       res_model, res_id, order_id, kind, at, origin, outcome, amount,
                       margin, lead_id, %(described)s)
                SELECT 'sale.order', entry.res_id, entry.res_id, entry.kind, entry.at,
                       'history', entry.outcome,
                       CASE entry.outcome WHEN 'cancel' THEN 0
                            ELSE COALESCE(document.amount_untaxed, 0) / %(rate)s END,
                       CASE entry.outcome WHEN 'cancel' THEN 0
                            ELSE %(margin)s / %(rate)s END,
                       state.lead_id, %(described_values)s
                  FROM entry
                  JOIN sale_order document ON document.id = entry.res_id
                  JOIN (%(state)s) AS state ON state.res_id = entry.res_id
                 WHERE entry.at IS NOT NULL
              ORDER BY entry.at, entry.res_id, entry.position
             RETURNING res_id
                """,
                chosen=chosen,
                all=order_ids is None,
                now=self.env.cr.now(),
                rate=RATE,
                margin=self._margin_column("sale.order", "document"),
                described=_columns(None, DESCRIBED),
                described_values=_columns("state", DESCRIBED),
                state=self._order_states(),
            )
        )
        written = [res_id for (res_id,) in self.env.cr.fetchall()]
        return len(written) + self._rebuild_history_lines(set(written))

    @api.model
    def _rebuild_history_lines(self, order_ids):
        """Write the lines of orders at the confirmation, and their end, from history.

        :return: number of rows written
        """
        if not order_ids:
            return 0
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (
                       res_model, res_id, order_ref, order_id, kind, at, origin,
                       lead_id, company_id, product_id, quantity, amount, margin)
                SELECT 'sale.order.line', state.res_id, state.order_ref,
                       state.order_ref, 'line', happening.at, 'history',
                       happening.lead_id, happening.company_id, state.product_id,
                       happening.sign * state.quantity, happening.sign * state.amount,
                       happening.sign * state.margin
                  FROM (%(state)s WHERE document.id = ANY(%(ids)s)) AS state
                  JOIN (
                       SELECT res_id, at, id, lead_id, company_id,
                              (kind = 'order_confirmed')::int AS sign
                         FROM sales_kpi_journal
                        WHERE res_model = 'sale.order'
                          AND res_id = ANY(%(ids)s)
                          AND kind IN ('order_confirmed', 'order_cancelled')
                          AND origin = 'history'
                       ) AS happening ON happening.res_id = state.order_ref
                 WHERE happening.sign = 1 OR EXISTS (
                       SELECT FROM sales_kpi_journal confirmed
                        WHERE confirmed.res_model = 'sale.order'
                          AND confirmed.res_id = happening.res_id
                          AND confirmed.kind = 'order_confirmed'
                       )
              ORDER BY happening.at, happening.id, state.res_id
                """,
                state=self._line_states(),
                ids=list(order_ids),
            )
        )
        return self.env.cr.rowcount
