"""The deals that say what a lead is worth."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: Deals won in these months are learned from.
MONTHS = 24


class SalesKpiPotential(models.Model):
    _inherit = "sales.kpi.potential"

    @api.model
    def _deal_ctes(self):
        """``deal``: deals whose win stands; ``line``: their product line, and above."""
        return SQL(
            """
            deal AS (
                SELECT fact.source_ref AS lead_id, fact.company_id, team.id AS team_id,
                       source.id AS source_id, SUM(fact.amount) AS amount
                  FROM sales_kpi_fact fact
             LEFT JOIN crm_team team ON team.id = fact.team_id
             LEFT JOIN utm_source source ON source.id = fact.source_id
                 WHERE fact.event = 'lead_won'
                   AND fact.date >= %(since)s
              GROUP BY fact.source_ref, fact.company_id, team.id, source.id
                HAVING SUM(fact.count) > 0 AND SUM(fact.amount) > 0
            ), sold AS (
                SELECT DISTINCT ON (document.opportunity_id)
                       document.opportunity_id AS lead_id, template.categ_id
                  FROM sale_order document
                  JOIN sale_order_line item ON item.order_id = document.id
                  JOIN product_product product ON product.id = item.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                 WHERE document.opportunity_id IN (SELECT lead_id FROM deal)
                   AND document.state = 'sale'
              GROUP BY document.opportunity_id, template.categ_id
              ORDER BY document.opportunity_id, SUM(item.price_subtotal) DESC,
                       template.categ_id
            ), line AS (
                SELECT sold.lead_id, above.id::int AS categ_id
                  FROM sold
                  JOIN product_category category ON category.id = sold.categ_id
            CROSS JOIN unnest(string_to_array(
                           rtrim(category.parent_path, '/'), '/')) AS above(id)
            )
            """,
            since=fields.Date.today() - relativedelta(months=MONTHS),
        )

    def action_open_deals(self):
        """Open the won deals that taught this standard."""
        self.ensure_one().check_access("read")
        conditions = [
            SQL("deal.%s = %s", SQL.identifier(name), self[name].id)
            for name in ("company_id", "team_id")
            if self[name]
        ]
        if self.level in ("line", "source"):
            source = self.source_id.id or None
            conditions.append(SQL("deal.source_id IS NOT DISTINCT FROM %s", source))
        if self.categ_id:
            conditions.append(
                SQL(
                    "deal.lead_id IN (SELECT lead_id FROM line WHERE categ_id = %s)",
                    self.categ_id.id,
                )
            )
        self.env.cr.execute(
            SQL(
                "WITH %s SELECT deal.lead_id FROM deal WHERE %s",
                self._deal_ctes(),
                SQL(" AND ").join(conditions),
            )
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Won deals"),
            "res_model": "crm.lead",
            "view_mode": "list,form",
            "domain": [("id", "in", [lead for (lead,) in self.env.cr.fetchall()])],
            "context": {"active_test": False, "create": False},
        }
