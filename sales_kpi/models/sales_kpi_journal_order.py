"""Journal rows of orders and their lines: what differs from the last row."""

from odoo import api, fields, models
from odoo.tools import SQL

#: State columns of an order's journal row.
ORDER_COLUMNS = (
    "lead_id",
    "company_id",
    "team_id",
    "user_id",
    "customer_id",
    "source_id",
    "medium_id",
    "campaign_id",
    "country_id",
    "territory_id",
    "outcome",
    "amount",
    "margin",
)
#: What the rows say besides lead, outcome and money.
DESCRIBED = ORDER_COLUMNS[1:10]
#: A change of one of these is a new state; other columns only describe the order.
ORDER_STATE_COLUMNS = (
    "lead_id",
    "company_id",
    "team_id",
    "user_id",
    "customer_id",
    "outcome",
    "amount",
    "margin",
)
#: Units of the currency of an order per unit of its company's, as Odoo stored it.
RATE = SQL("COALESCE(NULLIF(document.currency_rate, 0), 1)")
LINE_COLUMNS = ("product_id", "quantity", "amount", "margin")


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    order_ref = fields.Integer(
        readonly=True, help="Order of an order line; stays when the order is deleted."
    )
    margin = fields.Float(
        digits=0, readonly=True, help="As sale_margin computes it, where installed."
    )

    _merged_idx = models.Index("(merged_into_id) WHERE merged_into_id IS NOT NULL")
    _order_ref_idx = models.Index("(order_ref, at) WHERE order_ref IS NOT NULL")

    @api.model
    def _sync_orders(self, order_ids, deleted=False):
        """Write a row for each order whose present state differs from its last row.

        An order is journalled from the moment it is sent or confirmed. A quotation
        is sent once, at the latest with its confirmation. An order that moves to
        another lead first leaves the former one with a row of amount 0.

        :param deleted: the orders are about to be deleted
        """
        self.env.cr.execute(
            SQL(
                """
                WITH state AS (%(state)s WHERE document.id = ANY(%(ids)s)),
                last AS (
                    SELECT DISTINCT ON (res_id) *
                      FROM sales_kpi_journal
                     WHERE res_model = 'sale.order' AND res_id = ANY(%(ids)s)
                  ORDER BY res_id, at DESC, id DESC
                ), change AS (
                    SELECT state.*, last.lead_id AS old_lead_id,
                           last.outcome AS old_outcome,
                           NOT EXISTS (
                               SELECT FROM sales_kpi_journal sent
                                WHERE sent.res_model = 'sale.order'
                                  AND sent.res_id = state.res_id
                                  AND sent.kind = 'quote_sent'
                           ) AS is_unsent
                      FROM state
                 LEFT JOIN last USING (res_id)
                     WHERE CASE WHEN last.res_id IS NULL
                                THEN state.outcome IN ('sent', 'sale')
                                ELSE (%(state_columns)s)
                                     IS DISTINCT FROM (%(last_columns)s)
                           END
                ), entry AS (
                    SELECT 1 AS position, res_id, 'order_changed' AS kind,
                           'moved' AS outcome, 0 AS amount, 0 AS margin, old_lead_id AS lead_id
                      FROM change
                     WHERE old_lead_id IS DISTINCT FROM lead_id
                       AND old_lead_id IS NOT NULL
                 UNION ALL
                    SELECT 2, res_id, 'quote_sent', 'sent', amount, margin, lead_id
                      FROM change
                     WHERE is_unsent AND outcome IN ('sent', 'sale')
                 UNION ALL
                    SELECT 3, res_id,
                           CASE WHEN outcome = old_outcome THEN 'order_changed'
                                WHEN outcome = 'sale' THEN 'order_confirmed'
                                WHEN outcome = 'cancel' THEN 'order_cancelled'
                                ELSE 'order_changed' END,
                           outcome, amount, margin, lead_id
                      FROM change
                     WHERE NOT (is_unsent AND outcome = 'sent')
                )
                INSERT INTO sales_kpi_journal (
                       res_model, res_id, order_id, kind, at, origin, actor_id,
                       lead_id, outcome, amount, margin, %(described)s)
                SELECT 'sale.order', entry.res_id, entry.res_id, entry.kind,
                       %(now)s::timestamp, 'live', %(actor)s::int, entry.lead_id,
                       entry.outcome, entry.amount, entry.margin, %(described_values)s
                  FROM entry
                  JOIN change USING (res_id)
              ORDER BY entry.res_id, entry.position
             RETURNING lead_id
                """,
                state=self._order_states(deleted),
                ids=list(order_ids),
                state_columns=_columns("state", ORDER_STATE_COLUMNS),
                last_columns=_columns("last", ORDER_STATE_COLUMNS),
                described=_columns(None, DESCRIBED),
                described_values=_columns("change", DESCRIBED),
                now=self.env.cr.now(),
                actor=self.env.uid,
            )
        )
        leads = {lead_id for (lead_id,) in self.env.cr.fetchall() if lead_id}
        if leads:
            self.env["crm.lead"]._kpi_mark(leads)

    @api.model
    def _sync_lines(self, order_ids, deleted=False):
        """Write a row for each line of the orders that differs from its last row.

        Lines count while their order is confirmed; what no longer counts gets a row
        without quantity and amount.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH state AS (
                    %(state)s
                     WHERE document.id = ANY(%(ids)s)
                       AND document.state = 'sale' AND NOT %(deleted)s
                ), last AS (
                    SELECT DISTINCT ON (order_ref, res_id) *
                      FROM sales_kpi_journal
                     WHERE res_model = 'sale.order.line' AND order_ref = ANY(%(ids)s)
                  ORDER BY order_ref, res_id, at DESC, id DESC
                )
                INSERT INTO sales_kpi_journal (
                       res_model, res_id, order_ref, order_id, kind, at, origin,
                       actor_id, lead_id, company_id, product_id, quantity, amount,
                       margin)
                SELECT 'sale.order.line', res_id, order_ref,
                       CASE WHEN document.id IS NOT NULL THEN order_ref END, 'line',
                       %(now)s::timestamp, 'live', %(actor)s::int,
                       document.opportunity_id,
                       COALESCE(document.company_id, last.company_id),
                       COALESCE(state.product_id, last.product_id),
                       COALESCE(state.quantity, 0), COALESCE(state.amount, 0),
                       COALESCE(state.margin, 0)
                  FROM state
             FULL JOIN last USING (order_ref, res_id)
             LEFT JOIN sale_order document ON document.id = order_ref
                 WHERE CASE WHEN state.amount IS NULL
                            THEN (last.quantity, last.amount, last.margin)
                                 IS DISTINCT FROM (0, 0, 0)
                            ELSE (%(state_columns)s) IS DISTINCT FROM (%(last_columns)s)
                       END
              ORDER BY order_ref, res_id
                """,
                state=self._line_states(),
                ids=list(order_ids),
                deleted=deleted,
                state_columns=_columns("state", LINE_COLUMNS),
                last_columns=_columns("last", LINE_COLUMNS),
                now=self.env.cr.now(),
                actor=self.env.uid,
            )
        )

    @api.model
    def _order_states(self, deleted=False):
        """SELECT the journal state of orders as stored; a condition can follow."""
        return SQL(
            """
            SELECT document.id AS res_id, document.opportunity_id AS lead_id,
                   document.company_id, document.team_id, document.user_id,
                   customer.commercial_partner_id AS customer_id,
                   document.source_id, document.medium_id, document.campaign_id,
                   COALESCE(commercial.country_id, customer.country_id) AS country_id,
                   customer.kpi_territory_id AS territory_id,
                   given.outcome,
                   CASE WHEN given.counts
                        THEN COALESCE(document.amount_untaxed, 0) / %(rate)s
                        ELSE 0 END AS amount,
                   CASE WHEN given.counts THEN %(margin)s / %(rate)s
                        ELSE 0 END AS margin
              FROM sale_order document
              JOIN res_partner customer ON customer.id = document.partner_id
         LEFT JOIN res_partner commercial
                ON commercial.id = customer.commercial_partner_id
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN %(deleted)s THEN 'cancel' ELSE document.state END
                              AS outcome,
                          document.state IN ('sent', 'sale') AND NOT %(deleted)s
                              AS counts
                   ) AS given
            """,
            margin=self._margin_column("sale.order", "document"),
            rate=RATE,
            deleted=deleted,
        )

    @api.model
    def _line_states(self):
        """SELECT the journal state of order lines; a condition can follow."""
        return SQL(
            """
            SELECT line.id AS res_id, line.order_id AS order_ref, line.product_id,
                   COALESCE(line.product_uom_qty * ordered.factor / product_uom.factor,
                            line.product_uom_qty, 0) AS quantity,
                   COALESCE(line.price_subtotal, 0) / %(rate)s AS amount,
                   %(margin)s / %(rate)s AS margin
              FROM sale_order document
              JOIN sale_order_line line
                ON line.order_id = document.id
               AND line.display_type IS NULL
               AND line.is_downpayment IS NOT TRUE
         LEFT JOIN product_product product ON product.id = line.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN uom_uom ordered ON ordered.id = line.product_uom_id
         LEFT JOIN uom_uom product_uom ON product_uom.id = template.uom_id
            """,
            margin=self._margin_column("sale.order.line", "line"),
            rate=RATE,
        )

    @api.model
    def _margin_column(self, model, alias):
        """The margin of sale_margin, 0 where that is not installed."""
        field = self.env[model]._fields.get("margin")
        if field is None or not field.store:
            return SQL("0")
        return SQL("COALESCE(%s, 0)", SQL.identifier(alias, "margin"))


def _columns(alias, names):
    if alias is None:
        return SQL(", ").join(map(SQL.identifier, names))
    return SQL(", ").join(SQL.identifier(alias, name) for name in names)
