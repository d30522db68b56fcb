from odoo import models
from odoo.tools import SQL

from .cost_spread import COSTS, cost_row, place_ctes, spread_ctes


class SalesKpiSourceCostEntry(models.AbstractModel):
    """Costs that rules find in posted journal items; what is refunded is negative."""

    _name = "sales.kpi.source.cost_entry"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of costs in journal items"

    _kpi_source = "cost_entry"
    _kpi_events = COSTS

    def _refs(self):
        return SQL(
            """
            WITH %s
            SELECT DISTINCT item.move_id FROM candidate JOIN account_move_line item %s
            """,
            self._candidate_cte(),
            self._matches(),
        )

    def _candidate_cte(self):
        """``candidate``: the accounts of each rule; by default all of expenses."""
        return SQL(
            """
            candidate AS (
                SELECT rule.*, account.id AS account_id
                  FROM sales_kpi_cost_rule rule
             LEFT JOIN (SELECT DISTINCT rule_id FROM sales_kpi_cost_rule_account_rel)
                       AS narrowed ON narrowed.rule_id = rule.id
             LEFT JOIN sales_kpi_cost_rule_account_rel chosen
                    ON chosen.rule_id = rule.id
                  JOIN account_account account
                    ON account.id = chosen.account_id
                    OR narrowed.rule_id IS NULL AND account.account_type LIKE 'expense%%'
                 WHERE rule.active
            )
            """
        )

    def _matches(self):
        """Join the posted items that a candidate is about."""
        return SQL(
            """
            ON item.account_id = candidate.account_id
           AND item.company_id = candidate.company_id
           AND item.parent_state = 'posted'
           AND item.date >= COALESCE(candidate.date_from, '-infinity'::date)
            """
        )

    def _rows(self, refs, as_of):
        """The rules take their part of an item in turn, until nothing is left.

        A rule takes the percentage of its analytic accounts, one without takes all;
        so no item counts twice, whatever the rules say.
        """
        return SQL(
            """
            WITH %(places)s, %(candidates)s, taken AS (
                SELECT item.move_id, item.date, item.balance, candidate.id AS rule_id,
                       candidate.months,
                       LEAST(1, SUM(fraction.value) OVER turn) AS upto,
                       LEAST(1, SUM(fraction.value) OVER turn - fraction.value) AS before
                  FROM candidate
                  JOIN account_move_line item %(matches)s
            CROSS JOIN LATERAL (%(fraction)s) AS fraction
                 WHERE item.move_id = ANY(%(refs)s)
                   AND fraction.value > 0
                WINDOW turn AS (
                       PARTITION BY item.id ORDER BY candidate.sequence, candidate.id)
            ), span AS (
                SELECT taken.move_id AS id, taken.rule_id AS number, rule.company_id,
                       place.currency_id, place.decimals,
                       SUM(round(taken.balance * taken.upto, place.decimals)
                           - round(taken.balance * taken.before, place.decimals))
                           AS total,
                       term.start, term.stop, term.stop AS until
                  FROM taken
                  JOIN sales_kpi_cost_rule rule ON rule.id = taken.rule_id
                  JOIN place ON place.company_id = rule.company_id
            CROSS JOIN LATERAL (
                       SELECT CASE WHEN taken.months = 0 THEN taken.date
                              ELSE date_trunc('month', taken.date)::date END AS start,
                              CASE WHEN taken.months = 0 THEN taken.date + 1
                              ELSE (date_trunc('month', taken.date)
                                    + make_interval(months => taken.months))::date
                              END AS stop
                       ) AS term
              GROUP BY taken.move_id, taken.rule_id, rule.company_id,
                       place.currency_id, place.decimals, term.start, term.stop
            ), %(shares)s
            SELECT %(row)s
              FROM share
              JOIN sales_kpi_cost_rule rule ON rule.id = share.number
        CROSS JOIN LATERAL (VALUES ('cost'), ('cost_' || rule.category))
                   AS event(name)
             WHERE share.amount <> 0
            """,
            places=place_ctes(),
            candidates=self._candidate_cte(),
            fraction=self._fraction(),
            refs=list(refs),
            matches=self._matches(),
            shares=spread_ctes(),
            row=cost_row(SQL("share.id"), SQL("rule")),
        )

    def _fraction(self):
        """SELECT the part of an item on the analytic accounts of a rule; else all."""
        return SQL(
            """
            SELECT CASE WHEN COUNT(chosen.account_id) = 0 THEN 1
                   ELSE LEAST(1, COALESCE((
                        SELECT SUM(part.percent::numeric)
                          FROM jsonb_each_text(item.analytic_distribution)
                               AS part(accounts, percent)
                         WHERE string_to_array(part.accounts, ',')
                               && array_agg(chosen.account_id::text)), 0) / 100)
                   END AS value
              FROM sales_kpi_cost_rule_analytic_rel chosen
             WHERE chosen.rule_id = candidate.id
            """
        )
