from odoo import models
from odoo.tools import SQL

from .cost_spread import COSTS, cost_row, place_ctes, spread_ctes


class SalesKpiSourceCost(models.AbstractModel):
    """Costs that were entered, by day; those that recur as far ahead as work is known."""

    _name = "sales.kpi.source.cost"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of costs"

    _kpi_source = "cost"
    _kpi_events = COSTS

    def _refs(self):
        return SQL("SELECT id FROM sales_kpi_cost WHERE active")

    def _rows(self, refs, as_of):
        """A turn is one month, quarter or year of a cost that recurs.

        Turns begin on the day of the first one, or on the last day of a shorter month.
        What ends within a turn costs the share of its days.
        """
        return SQL(
            """
            WITH %(places)s, span AS (
                SELECT cost.id, turn.number, cost.company_id, cost.currency_id,
                       currency.decimal_places AS decimals,
                       cost.counted_amount AS total, begins.day AS start,
                       ends.day AS stop, LEAST(ends.day, rhythm.until) AS until
                  FROM sales_kpi_cost cost
                  JOIN res_currency currency ON currency.id = cost.currency_id
                  JOIN place ON place.company_id = cost.company_id
            CROSS JOIN LATERAL (
                       SELECT CASE cost.recurrence
                                  WHEN 'month' THEN 1
                                  WHEN 'quarter' THEN 3
                                  WHEN 'year' THEN 12 END AS months,
                              CASE cost.recurrence WHEN 'once' THEN cost.date_to + 1
                                  ELSE LEAST(cost.date_to + 1, place.known_until)
                                  END AS until
                       ) AS rhythm
            CROSS JOIN LATERAL generate_series(0, CASE cost.recurrence
                           WHEN 'once' THEN 0
                           ELSE ((EXTRACT(YEAR FROM rhythm.until)
                                  - EXTRACT(YEAR FROM cost.date_from)) * 12
                                 + EXTRACT(MONTH FROM rhythm.until)
                                 - EXTRACT(MONTH FROM cost.date_from))::int
                                / rhythm.months END
                       ) AS turn(number)
            CROSS JOIN LATERAL (
                       SELECT (cost.date_from + make_interval(
                               months => turn.number * COALESCE(rhythm.months, 0)
                              ))::date AS day
                       ) AS begins
            CROSS JOIN LATERAL (
                       SELECT CASE cost.recurrence WHEN 'once' THEN cost.date_to + 1
                              ELSE (cost.date_from + make_interval(
                                    months => (turn.number + 1) * rhythm.months))::date
                              END AS day
                       ) AS ends
                 WHERE cost.id = ANY(%(refs)s)
                   AND cost.active
                   AND begins.day < rhythm.until
            ), %(shares)s
            SELECT %(row)s
              FROM share
              JOIN sales_kpi_cost cost ON cost.id = share.id
        CROSS JOIN LATERAL (VALUES ('cost'), ('cost_' || cost.category))
                   AS event(name)
             WHERE share.amount <> 0 OR share.is_first
            """,
            places=place_ctes(),
            refs=list(refs),
            shares=spread_ctes(),
            row=cost_row(SQL("cost.id"), SQL("cost")),
        )
