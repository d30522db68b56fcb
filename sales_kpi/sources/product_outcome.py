from odoo import models
from odoo.tools import SQL

from .event import Event
from .journal_kinds import is_state
from .order_states import DOCUMENT_DIMENSIONS, line_ctes, order_ctes
from .source import row

#: Days after its validity on which an unanswered quotation counts as lost.
PATIENCE_DAYS = 60
COUNT = frozenset({"count"})


class SalesKpiSourceProductOutcome(models.AbstractModel):
    """Products won and lost, once per case and product template (decision 16).

    A case is a lead with its orders (positive ref), or an order without a lead
    (negative ref). A product is won while a confirmed order of the case has it. Else
    it is lost from when the lead is lost or parked, or all its quotations have been
    invalid for 60 days. A change of the outcome takes the former one back at its date.
    """

    _name = "sales.kpi.source.product_outcome"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of offered products"

    _kpi_source = "product_outcome"
    _kpi_events = (
        Event("product_won", COUNT, DOCUMENT_DIMENSIONS),
        Event("product_lost", COUNT, DOCUMENT_DIMENSIONS),
    )

    def _refs(self):
        return SQL(
            """
            SELECT COALESCE(opportunity_id, -id) FROM sale_order
         UNION
            SELECT COALESCE(lead_id, -res_id)
              FROM sales_kpi_journal
             WHERE res_model = 'sale.order' AND order_id IS NULL
            """
        )

    def _rows(self, refs, as_of):
        return SQL(
            """
            WITH %(cases)s, %(orders)s, %(headers)s, %(lines)s, %(changes)s
            SELECT %(row)s
              FROM change
              JOIN case_header "case" USING (ref)
              JOIN product_template template ON template.id = change.template_id
        CROSS JOIN LATERAL (VALUES
                   (1, change.outcome, change.at),
                   (-1, change.old_outcome, change.old_at)
                   ) AS side(sign, outcome, entered_at)
        CROSS JOIN LATERAL (
                   SELECT company_id, team_id, user_id, territory_id
                     FROM sales_kpi_journal journal
                    WHERE journal.res_model = "case".res_model
                      AND journal.res_id = ABS("case".ref)
                      AND %(is_state)s
                 ORDER BY journal.at > side.entered_at,
                          CASE WHEN journal.at > side.entered_at
                               THEN journal.at END,
                          journal.at DESC, journal.id DESC
                    LIMIT 1
                   ) AS owner
             WHERE side.outcome IN ('won', 'lost')
            """,
            cases=self._case_ctes(refs),
            orders=order_ctes(SQL("SELECT order_ref FROM case_order")),
            headers=self._header_cte(refs),
            lines=line_ctes(),
            changes=self._change_ctes(),
            is_state=is_state("journal"),
            row=row(
                ref=SQL("change.ref"),
                event=SQL("'product_' || side.outcome"),
                at=SQL("change.at"),
                sign=SQL("side.sign"),
                product_id=SQL("change.product_id"),
                categ_id=SQL("template.categ_id"),
                company_id=SQL("owner.company_id"),
                team_id=SQL("owner.team_id"),
                user_id=SQL("owner.user_id"),
                territory_id=SQL(
                    """CASE WHEN "case".lead_id IS NULL THEN "case".territory_id
                            ELSE owner.territory_id END"""
                ),
                **{
                    name: SQL('"case".%s', SQL.identifier(name))
                    for name in (
                        "customer_id",
                        "country_id",
                        "source_id",
                        "medium_id",
                        "campaign_id",
                        "lead_id",
                        "order_id",
                    )
                },
            ),
        )

    def _case_ctes(self, refs):
        """``case_order``: the orders of the cases, deleted ones too."""
        return SQL(
            """
            last_order AS (
                SELECT DISTINCT ON (res_id) *
                  FROM sales_kpi_journal
                 WHERE res_model = 'sale.order'
                   AND order_id IS NULL
                   AND res_id IN (
                       SELECT res_id FROM sales_kpi_journal
                        WHERE res_model = 'sale.order'
                          AND order_id IS NULL
                          AND (lead_id = ANY(%(leads)s) OR res_id = ANY(%(orders)s)))
              ORDER BY res_id, at DESC, id DESC
            ), case_order AS (
                SELECT opportunity_id AS ref, id AS order_ref
                  FROM sale_order
                 WHERE opportunity_id = ANY(%(leads)s)
             UNION ALL
                SELECT -id, id
                  FROM sale_order
                 WHERE id = ANY(%(orders)s) AND opportunity_id IS NULL
             UNION ALL
                SELECT COALESCE(lead_id, -res_id), res_id
                  FROM last_order
                 WHERE COALESCE(lead_id, -res_id) = ANY(%(refs)s)
            )
            """,
            refs=list(refs),
            leads=[ref for ref in refs if ref > 0],
            orders=[-ref for ref in refs if ref < 0],
        )

    def _header_cte(self, refs):
        """``case_header``: whose case it is, as known today."""
        return SQL(
            """
            case_header AS (
                SELECT lead.id AS ref, 'crm.lead' AS res_model, lead.id AS lead_id,
                       NULL::int AS order_id,
                       customer.commercial_partner_id AS customer_id, lead.country_id,
                       NULL::int AS territory_id,
                       lead.source_id, lead.medium_id, lead.campaign_id
                  FROM crm_lead lead
             LEFT JOIN res_partner customer ON customer.id = lead.partner_id
                 WHERE lead.id = ANY(%(leads)s) AND lead.kpi_excluded IS NOT TRUE
             UNION ALL
                SELECT -header.res_id, 'sale.order', NULL, header.order_id,
                       header.customer_id, header.country_id, header.territory_id,
                       header.source_id, header.medium_id, header.campaign_id
                  FROM header
                  JOIN case_order ON case_order.ref = -header.res_id
            )
            """,
            leads=[ref for ref in refs if ref > 0],
        )

    def _change_ctes(self):
        """``change``: when the outcome of a product in a case changed.

        ``offer`` are the quotations that name the product: those sent or confirmed,
        and drafts of a lead; drafts without one may be baskets.
        """
        return SQL(
            """
            offer AS (
                SELECT case_order.ref, product.product_tmpl_id AS template_id,
                       MIN(line.product_id) AS product_id,
                       MIN(COALESCE(sent.at, document.create_date)) AS offered_at,
                       CASE WHEN BOOL_AND(document.validity_date IS NOT NULL)
                            THEN (MAX(document.validity_date) + %(patience)s)::timestamp
                                 AT TIME ZONE MIN(company.kpi_tz) AT TIME ZONE 'UTC'
                       END AS expires_at
                  FROM case_order
                  JOIN sale_order document ON document.id = case_order.order_ref
                  JOIN res_company company ON company.id = document.company_id
                  JOIN sale_order_line line
                    ON line.order_id = document.id
                   AND line.display_type IS NULL
                   AND line.is_downpayment IS NOT TRUE
                   AND line.product_uom_qty <> 0
                  JOIN product_product product ON product.id = line.product_id
             LEFT JOIN LATERAL (
                       SELECT MIN(journal.at) AS at
                         FROM sales_kpi_journal journal
                        WHERE journal.res_model = 'sale.order'
                          AND journal.res_id = document.id
                          AND journal.kind = 'quote_sent'
                       ) AS sent ON TRUE
                 WHERE sent.at IS NOT NULL
                    OR (document.state = 'draft' AND case_order.ref > 0)
              GROUP BY case_order.ref, product.product_tmpl_id
            ), sale AS (
                SELECT case_order.ref, product.product_tmpl_id AS template_id,
                       MIN(line.product_id) AS product_id, line.at,
                       SUM(line.count) AS count
                  FROM line_movement line
                  JOIN case_order USING (order_ref)
                  JOIN product_product product ON product.id = line.product_id
              GROUP BY case_order.ref, product.product_tmpl_id, line.at
            ), lead_step AS (
                SELECT journal.res_id AS ref, journal.at, journal.id,
                       journal.outcome IN ('lost', 'parked') AS is_dead,
                       LAG(journal.outcome) OVER (
                           PARTITION BY journal.res_id ORDER BY journal.at, journal.id
                       ) IN ('lost', 'parked') AS was_dead
                  FROM sales_kpi_journal journal
                 WHERE journal.res_model = 'crm.lead'
                   AND journal.res_id IN (SELECT ref FROM offer)
                   AND %(is_state)s
            ), point AS (
                SELECT ref, template_id, product_id, at, count AS won, 0 AS lost FROM sale
             UNION ALL
                SELECT offer.ref, offer.template_id, offer.product_id,
                       GREATEST(lead_step.at, offer.offered_at), 0,
                       is_dead::int - COALESCE(was_dead, FALSE)::int
                  FROM lead_step
                  JOIN offer USING (ref)
             UNION ALL
                SELECT ref, template_id, product_id, GREATEST(expires_at, offered_at), 0,
                       1
                  FROM offer
                 WHERE expires_at IS NOT NULL
            ), status AS (
                SELECT ref, template_id, at,
                       MIN(MIN(product_id)) OVER (PARTITION BY ref, template_id)
                           AS product_id,
                       CASE WHEN SUM(SUM(won)) OVER past > 0 THEN 'won'
                            WHEN SUM(SUM(lost)) OVER past > 0 THEN 'lost'
                            ELSE 'open' END AS outcome
                  FROM point
              GROUP BY ref, template_id, at
                WINDOW past AS (PARTITION BY ref, template_id ORDER BY at)
            ), turn AS (
                SELECT status.*,
                       COALESCE(LAG(outcome) OVER (
                           PARTITION BY ref, template_id ORDER BY at), 'open'
                       ) AS old_outcome
                  FROM status
            ), change AS (
                SELECT turn.*,
                       LAG(at) OVER (PARTITION BY ref, template_id ORDER BY at) AS old_at
                  FROM turn
                 WHERE outcome <> old_outcome
            )
            """,
            patience=PATIENCE_DAYS,
            is_state=is_state("journal"),
        )
