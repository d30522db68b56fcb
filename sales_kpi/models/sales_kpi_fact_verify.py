"""Is what is stored what the sources say?  And the closing of periods."""

from odoo import api, models
from odoo.tools import SQL, split_every

from .sales_kpi_fact_refresh import CHUNK, KEY, MEASURES, _columns, _differs


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
            ``expected`` and ``stored`` sums of the measures; empty if all is right
        """
        self.env.flush_all()
        self.env["sales.kpi.workday"]._cover()
        differences = []
        for name, model in self.env["sales.kpi.source"]._sources().items():
            if source not in (None, name):
                continue
            known = self._verifiable(name, model) if refs is None else refs
            for chunk in split_every(CHUNK, known, list):
                differences += self._differences(name, model, chunk)
        return differences

    @api.model
    def _verifiable(self, name, model):
        """Every record of a source but those in the queue, in order."""
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
    def _differences(self, name, model, refs):
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
                    SELECT %(fresh)s, 1 AS side,
                           (fresh.date <= company.kpi_locked_until) IS TRUE AS closed
                      FROM (%(facts)s) AS fresh
                      JOIN res_company company ON company.id = fresh.company_id
                 UNION ALL
                    SELECT %(stored)s, -1 AS side,
                           fact.locked IS TRUE OR fact.correction IS TRUE AS closed
                      FROM sales_kpi_fact fact
                     WHERE fact.source = %(source)s
                       AND fact.source_ref = ANY(%(refs)s)
                )
                SELECT %(keys)s, %(sums)s
                  FROM (SELECT %(reduced)s, %(measures)s, side FROM entry) AS entry
              GROUP BY %(keys)s
                HAVING %(differs)s
                """,
                fresh=_columns("fresh"),
                facts=model._facts(refs, self.env.cr.now()),
                stored=_columns("fact"),
                source=name,
                refs=refs,
                keys=keys,
                reduced=SQL(", ").join(map(_reduced, KEY)),
                measures=SQL(", ").join(map(SQL.identifier, MEASURES)),
                sums=sums,
                differs=_differs(SQL("entry.side")),
            )
        )
        return self.env.cr.dictfetchall()


def _reduced(column):
    """A key column, blank in locked time where it may differ."""
    if column in ("date", "at", "reversed"):
        return SQL(
            "CASE WHEN entry.closed THEN NULL ELSE %s END AS %s",
            SQL.identifier("entry", column),
            SQL.identifier(column),
        )
    return SQL.identifier("entry", column)
