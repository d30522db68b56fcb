"""How working time gets into its table, and how its future is made anew."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .sales_kpi_workday_cover import local, midnight

DAY = timedelta(days=1)
#: The column that says whose working time a row is.
HOLDERS = {"res.company": "company_id", "resource.calendar": "calendar_ref"}


class SalesKpiWorkday(models.Model):
    _inherit = "sales.kpi.workday"

    @api.model
    def _write_rows(self, holders, rows, bounds):
        """Insert rows, in place of the empty ones that were the last until now.

        Two transactions that extend the same time meet at these and one fails to
        serialize; so it is repeated, instead of leaving a gap.
        """
        cr, column = self.env.cr, SQL.identifier(HOLDERS[holders._name])
        if bounds:
            cr.execute(
                SQL(
                    """
                    DELETE FROM sales_kpi_workday workday
                     USING unnest(%s::int[], %s::timestamp[]) AS old(id, at)
                     WHERE workday.%s = old.id
                       AND workday.start_at = old.at
                    """,
                    *map(list, zip(*bounds, strict=True)),
                    column,
                ),
                log_exceptions=False,
            )
        cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_workday
                       (%s, start_at, stop_at, hours_before)
                SELECT * FROM unnest(
                       %s::int[], %s::timestamp[], %s::timestamp[], %s::float8[])
                    ON CONFLICT DO NOTHING
                """,
                column,
                *map(list, zip(*rows, strict=True)),
            ),
            log_exceptions=False,
        )
        self.invalidate_model()

    @api.model
    def _cut_future(self, holders):
        """Forget the working time of holders from tomorrow on; it comes back anew.

        Called by what changes a calendar. Past days and today stay as they are.
        """
        self.flush_model()
        now = self.env.cr.now()
        zones = [holder._kpi_work_zone() for holder in holders]
        tomorrow = [midnight(zone, local(zone, now).date() + DAY) for zone in zones]
        self.env.cr.execute(
            SQL(
                """
                WITH cut AS (
                    SELECT cut.id, GREATEST(cut.at, today.stop_at) AS at
                      FROM unnest(%(ids)s::int[], %(days)s::timestamp[]) AS cut(id, at)
                CROSS JOIN LATERAL (
                           SELECT stop_at
                             FROM sales_kpi_workday
                            WHERE %(column)s = cut.id
                              AND start_at < cut.at
                         ORDER BY start_at DESC
                            LIMIT 1
                           ) AS today
                ), future AS (
                    DELETE FROM sales_kpi_workday workday
                     USING cut
                     WHERE workday.%(column)s = cut.id
                       AND workday.start_at >= cut.at
                 RETURNING cut.id, workday.hours_before
                )
                INSERT INTO sales_kpi_workday
                       (%(column)s, start_at, stop_at, hours_before)
                SELECT id, cut.at, cut.at, MIN(future.hours_before)
                  FROM cut
                  JOIN future USING (id)
              GROUP BY id, cut.at
                """,
                column=SQL.identifier(HOLDERS[holders._name]),
                ids=holders.ids,
                days=tomorrow,
            )
        )
        self.invalidate_model()

    @api.model
    def _queue_future(self, cut):
        """Queue the facts whose working hours a changed calendar moves.

        These are the ones dated in advance; past days keep their hours.

        :param cut: ``{company id: moment from which its working time is new}``
        """
        if not cut:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_dirty (source, ref)
                SELECT DISTINCT fact.source, fact.source_ref
                  FROM sales_kpi_fact fact
                  JOIN unnest(%s::int[], %s::timestamp[]) AS cut(company_id, at)
                    ON cut.company_id = fact.company_id
                 WHERE fact.at >= cut.at
                   AND fact.hours <> 0
                """,
                list(cut),
                list(cut.values()),
            )
        )
