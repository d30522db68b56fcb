from collections.abc import Collection
from datetime import datetime

from odoo import api, models
from odoo.tools import SQL

from .event import DIMENSIONS, PUBLIC_DIMENSIONS, Event

#: What a source's rows consist of. ``sign`` -1 makes a row a reversal: every measure
#: is negated. ``day`` overrides the local date of ``at`` (documents that carry a date
#: only); then ``at`` may be empty. Clocks give the hours, those of work by the company.
ROW = {
    "ref": "int4",
    "event": "varchar",
    "at": "timestamp",
    "day": "date",
    "sign": "int4",
    "reversed": "bool",
    "clock_from": "timestamp",
    "clock_to": "timestamp",
    **dict.fromkeys(DIMENSIONS, "int4"),
    "lead_id": "int4",
    "order_id": "int4",
    "calendar_ref": "int4",
    "count": "int4",
    "quantity": "numeric",
    "amount": "numeric",
    "margin": "numeric",
}

#: Columns of a fact, in the order in which :meth:`SalesKpiSource._facts` yields them.
FACT_COLUMNS = (
    "source",
    "source_ref",
    "event",
    "date",
    "at",
    "reversed",
    *DIMENSIONS,
    "lead_id",
    "order_id",
    "count",
    "quantity",
    "amount",
    "margin",
    "hours",
    "work_hours",
)

LARGE_TEAMS = SQL(
    """
    SELECT member.crm_team_id AS id
      FROM crm_team_member member
      JOIN res_users person ON person.id = member.user_id
     WHERE member.active
       AND person.active
  GROUP BY member.crm_team_id
    HAVING COUNT(DISTINCT member.user_id) >= 5
    """
)


def row(**columns: SQL) -> SQL:
    """The select list of one row of a source; what is not named is empty."""
    unknown = columns.keys() - ROW.keys()
    if unknown:
        raise ValueError(f"no such column: {sorted(unknown)}")
    defaults = {"sign": SQL("1"), "reversed": SQL("FALSE"), "count": SQL("1")}
    return SQL(", ").join(
        SQL(
            "(%s)::%s AS %s",
            columns.get(name, defaults.get(name, SQL("NULL"))),
            SQL.identifier(ROW[name]),
            SQL.identifier(name),
        )
        for name in ROW
    )


class SalesKpiSource(models.AbstractModel):
    """Where facts come from: one SELECT that serves refresh, rebuild and verify.

    A source names its events and yields rows for a set of records; this class adds
    what all rows share: the local date, hours and working hours, and the two halves
    of protected events.
    """

    _name = "sales.kpi.source"
    _description = "Source of KPI facts"

    _kpi_source: str | None = None
    _kpi_events: tuple[Event, ...] = ()

    @api.model
    def _sources(self):
        """Every source, as ``{name: model}``."""
        return self._standard_sources()

    @api.model
    def _standard_sources(self):
        """The sources of the addon, as ``{name: model}`` in the order of their names."""
        found = {
            model._kpi_source: self.env[name]
            for name, model in self.env.registry.items()
            if name.startswith("sales.kpi.source.")
            and isinstance(model._kpi_source, str)
        }
        return dict(sorted(found.items()))

    @api.model
    def _standard_events(self) -> dict[str, Event]:
        """The events of the addon by name."""
        return {
            event.name: event
            for source in self._standard_sources().values()
            for event in source._kpi_events
        }

    @api.model
    def _events(self) -> dict[str, Event]:
        """Every event of every source by name."""
        return {
            event.name: event
            for source in self._sources().values()
            for event in source._kpi_events
        }

    @api.model
    def _large_teams(self) -> set[int]:
        """Ids of the teams that protected facts may name: at least five people."""
        self.env.cr.execute(LARGE_TEAMS)
        return {team for (team,) in self.env.cr.fetchall()}

    def _rows(self, refs: Collection[int], as_of: datetime) -> SQL:
        """SELECT the rows (:data:`ROW`) of the records ``refs`` as known at ``as_of``."""
        raise NotImplementedError(self._name)

    def _refs(self) -> SQL:
        """SELECT the id of every record that may have facts."""
        raise NotImplementedError(self._name)

    @api.model
    def _has_margin(self) -> bool:
        """Whether orders and their lines know a margin (Odoo's app Margins)."""
        return "margin" in self.env["sale.order"]._fields

    def _facts(self, refs: Collection[int], as_of: datetime) -> SQL:
        """SELECT the facts (:data:`FACT_COLUMNS`) of the records ``refs``."""
        protected = [event.name for event in self._kpi_events if event.protected]
        return SQL(
            """
            WITH company AS MATERIALIZED (
                SELECT company.id,
                       COALESCE(company.kpi_tz, calendar.tz, 'UTC') AS tz
                  FROM res_company company
             LEFT JOIN resource_calendar calendar
                    ON calendar.id = company.resource_calendar_id
            ), large_team AS MATERIALIZED (%(large_teams)s)
            SELECT %(source)s::varchar AS source,
                   row.ref AS source_ref,
                   CASE WHEN half.own THEN row.event || '_own' ELSE row.event END
                       AS event,
                   COALESCE(
                       row.day,
                       (row.at AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date
                   ) AS date,
                   COALESCE(
                       row.at,
                       row.day::timestamp AT TIME ZONE company.tz AT TIME ZONE 'UTC'
                   ) AS at,
                   row.reversed,
                   row.company_id,
                   CASE WHEN half.hidden AND large_team.id IS NULL THEN NULL
                        ELSE row.team_id END AS team_id,
                   %(others)s,
                   row.sign * row.count AS count,
                   row.sign * COALESCE(row.quantity, 0) AS quantity,
                   row.sign * COALESCE(row.amount, 0) AS amount,
                   row.sign * COALESCE(row.margin, 0) AS margin,
                   row.sign * COALESCE(
                       EXTRACT(EPOCH FROM row.clock_to - row.clock_from) / 3600, 0
                   )::float8 AS hours,
                   row.sign * COALESCE(till.hours - since.hours, 0)::float8
                       AS work_hours
              FROM (%(rows)s) AS row
              JOIN company ON company.id = row.company_id
         LEFT JOIN large_team ON large_team.id = row.team_id
              JOIN LATERAL (VALUES (FALSE), (TRUE)) AS kept(own)
                ON NOT kept.own OR row.event = ANY(%(protected)s)
        CROSS JOIN LATERAL (
                SELECT kept.own,
                       row.event = ANY(%(protected)s) AND NOT kept.own AS hidden
              ) AS half
         LEFT JOIN LATERAL (%(since)s) AS since ON row.clock_from IS NOT NULL
         LEFT JOIN LATERAL (%(till)s) AS till ON row.clock_to IS NOT NULL
            """,
            source=self._kpi_source,
            large_teams=LARGE_TEAMS,
            rows=self._rows(refs, as_of),
            protected=protected,
            others=SQL(", ").join(
                SQL(
                    "CASE WHEN half.hidden THEN NULL ELSE %s END AS %s",
                    SQL.identifier("row", name),
                    SQL.identifier(name),
                )
                for name in (*DIMENSIONS, "lead_id", "order_id")
                if name not in PUBLIC_DIMENSIONS
            ),
            since=self._worked(SQL("row.clock_from")),
            till=self._worked(SQL("row.clock_to")),
        )

    def _worked(self, moment: SQL) -> SQL:
        """SELECT the cumulated working hours of the company at a moment."""
        return SQL(
            """
            SELECT workday.hours_before + EXTRACT(
                       EPOCH FROM LEAST(%(moment)s, workday.stop_at) - workday.start_at
                   ) / 3600 AS hours
              FROM sales_kpi_workday workday
             WHERE workday.company_id = company.id
               AND workday.start_at <= %(moment)s
          ORDER BY workday.start_at DESC
             LIMIT 1
            """,
            moment=moment,
        )
