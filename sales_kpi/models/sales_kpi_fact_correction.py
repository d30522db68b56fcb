"""What changes in closed time appears on the first open day."""

from odoo import api, models
from odoo.tools import SQL

from ..sources.source import FACT_COLUMNS
from .fact_columns import KEY, KNOWN, LOOSE, MEASURES, columns, differs


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    @api.model
    def _corrections(self, name, refs):
        """SELECT what locked facts lack against the CTE ``fresh``, by dimension.

        The day is the first open one of the company. Facts that were moved within
        the locked time cancel out and leave no correction. What only tells the way
        to a document is taken from the newest fact.
        """
        kept = [column for column in KEY if column not in (*LOOSE, *KNOWN)]
        return SQL(
            """
            SELECT %(selected)s, TRUE
              FROM (
                   SELECT %(fresh_columns)s, %(fresh_team)s AS known_team,
                          %(fresh_territory)s AS known_territory, 1 AS side
                     FROM fresh
                     JOIN res_company company ON company.id = fresh.company_id
                    WHERE fresh.date <= company.kpi_locked_until
                UNION ALL
                   SELECT %(fact_columns)s, %(fact_team)s AS known_team,
                          %(fact_territory)s AS known_territory, -1 AS side
                     FROM sales_kpi_fact fact
                     JOIN res_company company ON company.id = fact.company_id
                    WHERE fact.source = %(source)s
                      AND fact.source_ref = ANY(%(refs)s)
                      AND fact.date <= company.kpi_locked_until
                   ) AS entry
              JOIN res_company company ON company.id = entry.company_id
          GROUP BY %(keys)s, entry.known_team, entry.known_territory,
                   company.kpi_locked_until
            HAVING %(differs)s
            """,
            selected=SQL(", ").join(
                _corrected_column(column) for column in FACT_COLUMNS
            ),
            fresh_columns=columns("fresh"),
            fact_columns=columns("fact"),
            fresh_team=self._known_team(name, "fresh"),
            fact_team=self._known_team(name, "fact"),
            fresh_territory=self._known_territory(name, "fresh"),
            fact_territory=self._known_territory(name, "fact"),
            source=name,
            refs=refs,
            keys=SQL(", ").join(SQL.identifier("entry", column) for column in kept),
            differs=differs(SQL("entry.side")),
        )

    @api.model
    def _known_team(self, name, alias):
        """The team by which facts of closed time are compared.

        None for the public halves of protected events: whether they name their team
        depends on how large it is today, and that corrects no closed month.
        """
        source = self.env["sales.kpi.source"]._sources()[name]
        return SQL(
            "CASE WHEN %s = ANY(%s::varchar[]) THEN NULL ELSE %s END",
            SQL.identifier(alias, "event"),
            [event.name for event in source._kpi_events if event.protected],
            SQL.identifier(alias, "team_id"),
        )

    @api.model
    def _known_territory(self, name, alias):
        """The territory by which facts of closed time are compared.

        Only stocks: they move to another territory on the first open day, as what is
        open does. What happened stays where it happened, however territories are
        defined since.
        """
        source = self.env["sales.kpi.source"]._sources()[name]
        return SQL(
            "CASE WHEN %s = ANY(%s::varchar[]) THEN %s END",
            SQL.identifier(alias, "event"),
            [event.name for event in source._kpi_events if event.stock],
            SQL.identifier(alias, "territory_id"),
        )


def _corrected_column(column):
    if column == "date":
        return SQL("company.kpi_locked_until + 1")
    if column in ("at", "lead_id", "order_id"):
        return SQL("MAX(%s)", SQL.identifier("entry", column))
    if column == "reversed":
        return SQL("BOOL_OR(entry.reversed)")
    if column in KNOWN:
        return SQL(
            "COALESCE(entry.%s, MAX(entry.%s) FILTER (WHERE entry.side = 1))",
            SQL.identifier(KNOWN[column]),
            SQL.identifier(column),
        )
    if column in MEASURES:
        return SQL("SUM(entry.side * %s)", SQL.identifier("entry", column))
    return SQL.identifier("entry", column)
