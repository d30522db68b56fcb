"""Is what is stored what the sources say?"""

from odoo import api, models
from odoo.tools import SQL, split_every

from .fact_columns import KEY, KNOWN, LOOSE, MEASURES, columns, differs
from .sales_kpi_fact_refresh import CHUNK


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    @api.model
    @api.private
    def _verify(self, source=None, refs=None):
        """Compare stored facts with freshly computed ones.

        In locked time only the sums per dimension must agree (locked facts plus
        corrections); everywhere else each fact. Records that wait in the queue are
        not compared.

        :param str source: only this source
        :param refs: only these records of it
        :return: a list of differences, one dict per record, event and dimensions with
            ``expected`` and ``stored`` sums of the measures; empty if all is right.
            A record that cannot be computed is one with its ``error``
        """
        self.env.flush_all()
        self.env["sales.kpi.workday"]._cover()
        differences = []
        for name in self.env["sales.kpi.source"]._sources():
            if source not in (None, name):
                continue
            known = self._verifiable(name) if refs is None else refs
            for chunk in split_every(CHUNK, known, list):
                found, failed = self._each_part(name, chunk, self._differences)
                differences += [difference for part in found for difference in part]
                differences += [
                    {"source": name, "source_ref": ref, "error": error}
                    for ref, error in failed.items()
                ]
        return differences

    @api.model
    def _verifiable(self, name):
        """Every record of a source but those in the queue, in order."""
        model = self.env["sales.kpi.source"]._sources()[name]
        self.env.cr.execute(
            SQL(
                """
                (%(refs)s UNION
                 SELECT source_ref FROM sales_kpi_fact WHERE source = %(source)s)
                EXCEPT
                 SELECT ref FROM sales_kpi_dirty
                  WHERE source = %(source)s
                    AND (due IS NULL OR due <= %(now)s)
                ORDER BY 1
                """,
                refs=model._refs(),
                source=name,
                now=self.env.cr.now(),
            )
        )
        return [ref for (ref,) in self.env.cr.fetchall()]

    @api.model
    def _differences(self, name, refs):
        """The differences of some records of one source."""
        model = self.env["sales.kpi.source"]._sources()[name]
        sums = SQL(", ").join(
            SQL(
                """jsonb_build_object(
                    'expected', SUM(%(m)s) FILTER (WHERE side = 1),
                    'stored', SUM(%(m)s) FILTER (WHERE side = -1)) AS %(m)s""",
                m=SQL.identifier(measure),
            )
            for measure in MEASURES
        )
        keys = SQL(", ").join(SQL.identifier("entry", column) for column in KEY)
        self.env.cr.execute(
            SQL(
                """
                WITH entry AS (
                    SELECT %(fresh)s, %(fresh_team)s AS known_team,
                           %(fresh_territory)s AS known_territory, 1 AS side,
                           (fresh.date <= company.kpi_locked_until) IS TRUE AS closed
                      FROM (%(facts)s) AS fresh
                      JOIN res_company company ON company.id = fresh.company_id
                 UNION ALL
                    SELECT %(stored)s, %(fact_team)s AS known_team,
                           %(fact_territory)s AS known_territory, -1 AS side,
                           (fact.date <= company.kpi_locked_until) IS TRUE
                           OR fact.correction IS TRUE AS closed
                      FROM sales_kpi_fact fact
                 LEFT JOIN res_company company ON company.id = fact.company_id
                     WHERE fact.source = %(source)s
                       AND fact.source_ref = ANY(%(refs)s)
                )
                SELECT %(keys)s, %(sums)s
                  FROM (SELECT %(reduced)s, %(measures)s, side FROM entry) AS entry
              GROUP BY %(keys)s
                HAVING %(differs)s
                """,
                fresh=columns("fresh"),
                facts=model._facts(refs, self.env.cr.now()),
                stored=columns("fact"),
                fresh_team=self._known_team(name, "fresh"),
                fact_team=self._known_team(name, "fact"),
                fresh_territory=self._known_territory(name, "fresh"),
                fact_territory=self._known_territory(name, "fact"),
                source=name,
                refs=refs,
                keys=keys,
                reduced=SQL(", ").join(map(_reduced, KEY)),
                measures=SQL(", ").join(map(SQL.identifier, MEASURES)),
                sums=sums,
                differs=differs(SQL("entry.side")),
            ),
            log_exceptions=False,
        )
        return self.env.cr.dictfetchall()


def _reduced(column):
    """A key column, blank in locked time where it may differ."""
    if column in LOOSE:
        return SQL(
            "CASE WHEN entry.closed THEN NULL ELSE %s END AS %s",
            SQL.identifier("entry", column),
            SQL.identifier(column),
        )
    if column in KNOWN:
        return SQL(
            "CASE WHEN entry.closed THEN entry.%s ELSE entry.%s END AS %s",
            SQL.identifier(KNOWN[column]),
            SQL.identifier(column),
            SQL.identifier(column),
        )
    return SQL.identifier("entry", column)
