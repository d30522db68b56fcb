from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: Two moments are the same below this many hours (4 ms).
SAME_HOUR = 1e-6


class SalesKpiWorkday(models.Model):
    """Working time of a company or a calendar: a row per interval, none past midnight.

    ``hours_before`` cumulates the working hours since an arbitrary origin, so hours
    between two moments are a difference of two rows, however far they lie apart.
    Rows begin and end with an empty interval that bounds what is known.

    Rows belong to the company and not to its calendar: when a company changes to
    another calendar, its past stays as it was worked. Rows of a calendar are those of
    sales partners; the journal says by which one an offer ran.
    """

    _name = "sales.kpi.workday"
    _description = "Working time of a company"
    _order = "company_id, start_at"
    _log_access = False

    company_id = fields.Many2one("res.company", ondelete="cascade")
    calendar_ref = fields.Integer(readonly=True, help="A calendar, also a deleted one.")
    start_at = fields.Datetime(required=True)
    stop_at = fields.Datetime(required=True)
    hours_before = fields.Float(required=True)

    _one_holder = models.Constraint(
        "CHECK (num_nonnulls(company_id, calendar_ref) = 1)",
        "Working time is that of a company or of a calendar.",
    )
    _moment_idx = models.UniqueIndex("(company_id, start_at)")
    _calendar_idx = models.UniqueIndex(
        "(calendar_ref, start_at) WHERE calendar_ref IS NOT NULL"
    )

    @api.model
    def _hours_between(self, company, start: datetime, stop: datetime) -> float:
        """Working hours of a company between two UTC moments; 0 if unknown."""
        self.env.cr.execute(
            SQL(
                "SELECT (%(stop)s) - (%(start)s)",
                start=self._hours_until(company, start),
                stop=self._hours_until(company, stop),
            )
        )
        return self.env.cr.fetchone()[0] or 0.0

    @api.model
    def _hours_until(self, company, moment: datetime) -> SQL:
        """SELECT the cumulated working hours of a company at a UTC moment."""
        return SQL(
            """
            SELECT hours_before + EXTRACT(
                       EPOCH FROM LEAST(%(moment)s, stop_at) - start_at
                   )::float8 / 3600
              FROM sales_kpi_workday
             WHERE company_id = %(company)s
               AND start_at <= %(moment)s
          ORDER BY start_at DESC
             LIMIT 1
            """,
            moment=moment,
            company=company.id,
        )

    @api.model
    def _moment_before(self, company, moment: datetime, hours: float):
        """The UTC moment from which exactly ``hours`` working hours passed.

        It is the earliest one of that kind: what started before it has worked longer
        than ``hours`` by ``moment``. ``None`` if the working time is not known.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH goal AS (SELECT (%(until)s) - %(hours)s::float8 AS hours)
                SELECT start_at + INTERVAL '1 hour' * (goal.hours - hours_before)
                  FROM sales_kpi_workday
            CROSS JOIN goal
                 WHERE company_id = %(company)s
                   AND start_at <= %(moment)s
                   AND start_at < stop_at
                   AND hours_before < goal.hours - %(same)s
              ORDER BY start_at DESC
                 LIMIT 1
                """,
                until=self._hours_until(company, moment),
                hours=hours,
                company=company.id,
                moment=moment,
                same=SAME_HOUR,
            )
        )
        return self.env.cr.fetchone()[0] if self.env.cr.rowcount else None

    @api.model
    def _workdays(self, company, date_from: date, date_to: date) -> set[date]:
        """The days of a range, both ends included, on which a company works.

        Days of the reporting time zone; an interval counts where it begins.
        """
        zone = company._kpi_zone()
        # a day more on both sides, for the range is local and the rows are in UTC
        first = datetime.combine(date_from, datetime.min.time()) - timedelta(days=1)
        last = datetime.combine(date_to, datetime.min.time()) + timedelta(days=2)
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT (start_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date
                  FROM sales_kpi_workday
                 WHERE company_id = %s
                   AND start_at BETWEEN %s AND %s
                   AND start_at < stop_at
                """,
                zone.zone,
                company.id,
                first,
                last,
            )
        )
        found = {day for (day,) in self.env.cr.fetchall()}
        return {day for day in found if date_from <= day <= date_to}
