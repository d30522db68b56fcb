"""Journal items and the rules that find costs in them."""

from odoo import api, models
from odoo.tools import SQL

#: Writing one of these may change the cost of an item.
ITEM_FIELDS = frozenset(
    {
        "account_id",
        "analytic_distribution",
        "balance",
        "company_id",
        "date",
        "move_id",
        "parent_state",
    }
)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._kpi_mark_costs()
        return items

    def _write_multi(self, vals_list):
        """Queue before and after: an item may change its entry, or leave the posted."""
        if not any(ITEM_FIELDS & vals.keys() for vals in vals_list):
            return super()._write_multi(vals_list)
        self._kpi_mark_costs()
        result = super()._write_multi(vals_list)
        self._kpi_mark_costs()
        return result

    def unlink(self):
        self._kpi_mark_costs()
        return super().unlink()

    def _kpi_mark_costs(self):
        """Queue the posted entries of these items where there is a rule for costs."""
        self.env["sales.kpi.dirty"]._mark_query(
            "cost_entry",
            SQL(
                """
                SELECT DISTINCT item.move_id
                  FROM account_move_line item
                 WHERE item.id = ANY(%s)
                   AND item.parent_state = 'posted'
                   AND EXISTS (SELECT FROM sales_kpi_cost_rule rule
                                WHERE rule.active AND rule.company_id = item.company_id)
                """,
                self.ids,
            ),
        )


class SalesKpiCostRule(models.Model):
    _inherit = "sales.kpi.cost.rule"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._kpi_mark()
        return rules

    def write(self, vals):
        """Queue what the rules found so far and what they find now.

        ``_write_multi`` would not see the accounts.
        """
        self._kpi_mark()
        result = super().write(vals)
        self._kpi_mark()
        return result

    def unlink(self):
        self._kpi_mark()
        return super().unlink()

    @api.model
    def _kpi_mark(self):
        self.env.flush_all()
        self.env["sales.kpi.dirty"]._mark_query(
            "cost_entry",
            SQL(
                """%s UNION SELECT source_ref FROM sales_kpi_fact
                             WHERE source = 'cost_entry'""",
                self.env["sales.kpi.source.cost_entry"]._refs(),
            ),
        )


class AccountAccount(models.Model):
    _inherit = "account.account"

    def _write_multi(self, vals_list):
        """A rule without accounts is about all expense accounts."""
        result = super()._write_multi(vals_list)
        if any("account_type" in vals for vals in vals_list):
            self.env["sales.kpi.cost.rule"]._kpi_mark()
        return result
