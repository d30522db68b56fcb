"""How facts come to be: refresh, rebuild, verify and locking, all by one SELECT."""

import logging
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, split_every

from ..sources.source import FACT_COLUMNS

_logger = logging.getLogger(__name__)

#: Records per statement: bounds memory and keeps plans on the indexes.
CHUNK = 20_000
#: Records that one refresh from a screen computes; the rest is left to the job.
SCREEN_LIMIT = 2_000
MEASURES = FACT_COLUMNS[-6:]
KEY = FACT_COLUMNS[:-6]
INSERTED = SQL(", ").join(map(SQL.identifier, FACT_COLUMNS))


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    @api.model
    def refresh(self):
        """Compute the facts of what changed since the last refresh.

        A call from a screen takes at most :data:`SCREEN_LIMIT` records and leaves the
        rest to the scheduled action, which it wakes.

        :return: ``{"changed": records, "facts": rows written}``
        :raise AccessError: for users without a sales role
        """
        if not self.env.user.has_group("sales_kpi.group_user"):
            raise AccessError(
                self.env._("Only sales users may refresh the KPIs. Ask your manager.")
            )
        self = self.sudo()  # sudo: facts are computed for everyone, rules are for readers
        result = self._refresh_queue(limit=SCREEN_LIMIT)
        if result["changed"] >= SCREEN_LIMIT:
            self.env.ref("sales_kpi.ir_cron_refresh")._trigger()
        return result

    @api.model
    def rebuild(self):
        """Compute every fact anew from journal and documents; locked periods stay.

        :return: ``{"changed": records, "facts": rows written}``
        :raise AccessError: for users who are not KPI managers
        """
        self._check_manager()
        self = self.sudo()  # sudo: facts are computed for everyone, rules are for readers
        self._queue_everything()
        return self._refresh_queue()

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group("sales_kpi.group_manager"):
            raise AccessError(self.env._("Only KPI managers may rebuild the KPIs."))

    @api.model
    def _queue_everything(self):
        """Queue every record of every source, and those that only facts still know."""
        Dirty = self.env["sales.kpi.dirty"]
        for name, source in self.env["sales.kpi.source"]._sources().items():
            Dirty._mark_query(
                name,
                SQL(
                    "%s UNION SELECT source_ref FROM sales_kpi_fact WHERE source = %s",
                    source._refs(),
                    name,
                ),
            )

    @api.model
    def _refresh_queue(self, limit=None):
        """Take records from the queue and replace their facts, in this transaction.

        The queue rows are deleted here, so of two refreshes of the same record one
        fails to serialize and is repeated: exactly one set of facts remains.
        """
        self.env.flush_all()
        self.env["sales.kpi.workday"]._cover()
        changed, facts = 0, 0
        for source, refs in self._take_queue(limit).items():
            changed += len(refs)
            for chunk in split_every(CHUNK, refs, list):
                facts += self._replace_facts(source, chunk)
        self.invalidate_model()
        return {"changed": changed, "facts": facts}

    @api.model
    def _take_queue(self, limit):
        """Delete due rows from the queue; ``{source: sorted record ids}``."""
        now = self.env.cr.now()
        due = SQL("(due IS NULL OR due <= %s)", now)
        if limit:
            due = SQL(
                """%(due)s AND (source, ref) IN (
                    SELECT source, ref FROM sales_kpi_dirty
                     WHERE %(due)s GROUP BY source, ref
                  ORDER BY MIN(id) LIMIT %(limit)s)""",
                due=due,
                limit=limit,
            )
        self.env.cr.execute(
            SQL("DELETE FROM sales_kpi_dirty WHERE %s RETURNING source, ref", due)
        )
        taken = defaultdict(set)
        for source, ref in self.env.cr.fetchall():
            taken[source].add(ref)
        return {source: sorted(taken[source]) for source in sorted(taken)}

    @api.model
    def _replace_facts(self, name, refs):
        """Replace the open facts of some records of one source; rows written."""
        source = self.env["sales.kpi.source"]._sources().get(name)
        cr = self.env.cr
        cr.execute(
            SQL(
                """DELETE FROM sales_kpi_fact
                    WHERE source = %s AND source_ref = ANY(%s)
                      AND locked IS NOT TRUE""",
                name,
                refs,
            )
        )
        if source is None:  # an own event that was removed leaves the queue behind
            return 0
        if not self._has_locks():
            cr.execute(
                SQL(
                    "INSERT INTO sales_kpi_fact (%s) %s",
                    INSERTED,
                    source._facts(refs, cr.now()),
                )
            )
            return cr.rowcount
        cr.execute(
            SQL(
                """
                WITH fresh AS MATERIALIZED (%(fresh)s), written AS (
                    INSERT INTO sales_kpi_fact (%(columns)s)
                    SELECT %(fresh_columns)s FROM fresh
                      JOIN res_company company ON company.id = fresh.company_id
                     WHERE fresh.date > COALESCE(
                               company.kpi_locked_until, '-infinity'::date)
                 RETURNING id
                ), corrected AS (
                    INSERT INTO sales_kpi_fact (%(columns)s, correction)
                    %(corrections)s
                 RETURNING id
                )
                SELECT (SELECT COUNT(*) FROM written)
                     + (SELECT COUNT(*) FROM corrected)
                """,
                fresh=source._facts(refs, cr.now()),
                columns=INSERTED,
                fresh_columns=_columns("fresh"),
                corrections=self._corrections(name, refs),
            )
        )
        return cr.fetchone()[0]

    @api.model
    def _has_locks(self):
        self.env.cr.execute(
            "SELECT 1 FROM res_company WHERE kpi_locked_until IS NOT NULL LIMIT 1"
        )
        return bool(self.env.cr.fetchone())

    @api.model
    def _corrections(self, name, refs):
        """SELECT what locked facts lack against the CTE ``fresh``, by dimension.

        The day is the first open one of the company. Facts that were moved within
        the locked time cancel out and leave no correction.
        """
        kept = [column for column in KEY if column not in ("date", "at", "reversed")]
        return SQL(
            """
            SELECT %(selected)s, TRUE
              FROM (
                   SELECT %(fresh_columns)s, 1 AS side
                     FROM fresh
                     JOIN res_company company ON company.id = fresh.company_id
                    WHERE fresh.date <= company.kpi_locked_until
                UNION ALL
                   SELECT %(fact_columns)s, -1 AS side
                     FROM sales_kpi_fact fact
                    WHERE fact.source = %(source)s
                      AND fact.source_ref = ANY(%(refs)s)
                      AND fact.locked
                   ) AS entry
              JOIN res_company company ON company.id = entry.company_id
          GROUP BY %(keys)s, company.kpi_locked_until
            HAVING %(differs)s
            """,
            selected=SQL(", ").join(
                _corrected_column(column) for column in FACT_COLUMNS
            ),
            fresh_columns=_columns("fresh"),
            fact_columns=_columns("fact"),
            source=name,
            refs=refs,
            keys=SQL(", ").join(SQL.identifier("entry", column) for column in kept),
            differs=_differs(SQL("entry.side")),
        )


def _columns(alias):
    return SQL(", ").join(SQL.identifier(alias, column) for column in FACT_COLUMNS)


def _corrected_column(column):
    if column == "date":
        return SQL("company.kpi_locked_until + 1")
    if column == "at":
        return SQL("MAX(entry.at)")
    if column == "reversed":
        return SQL("FALSE")
    if column in MEASURES:
        return SQL("SUM(entry.side * %s)", SQL.identifier("entry", column))
    return SQL.identifier("entry", column)


def _differs(side):
    """Whether the signed sums of a group leave a measure over (hours: to the second)."""
    return SQL(" OR ").join(
        SQL("ABS(SUM(%s * %s)) > 0.0001", side, SQL.identifier("entry", measure))
        for measure in MEASURES
    )
