"""How facts come to be: refresh, rebuild, verify and locking, all by one SELECT."""

import logging
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta

import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, split_every

from ..sources.source import FACT_COLUMNS
from .fact_columns import columns

_logger = logging.getLogger(__name__)

#: Records per statement: bounds memory and keeps plans on the indexes.
CHUNK = 20_000
#: From so many records on, statements are planned without nested loops.
MANY = 2_000
#: Records that one refresh from a screen computes; the rest is left to the job.
SCREEN_LIMIT = 2_000
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
        # sudo: facts are computed for everyone, rules are for readers
        self = self.sudo()
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
        # sudo: facts are computed for everyone, rules are for readers
        self = self.sudo()
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
                written, failed = self._each_part(source, chunk, self._replace_facts)
                facts += sum(written)
                self._postpone(source, failed)
        self.invalidate_model()
        return {"changed": changed, "facts": facts}

    @api.model
    def _each_part(self, source, refs, work):
        """Do ``work(source, refs)``; where a record's data fails, do all the others.

        Only what the data of a record can cause is caught (a number too large, say);
        such a record is found by halving.

        :return: the results of the parts, and ``{record id: error}``
        """
        try:
            with self.env.cr.savepoint(flush=False), self._planned_for(len(refs)):
                return [work(source, refs)], {}
        except psycopg2.DataError as error:
            if len(refs) == 1:
                return [], {refs[0]: str(error).strip()}
        middle = len(refs) // 2
        first, failed_first = self._each_part(source, refs[:middle], work)
        second, failed_second = self._each_part(source, refs[middle:], work)
        return first + second, failed_first | failed_second

    @contextmanager
    def _planned_for(self, count):
        """Let the database plan for many records where there are many.

        It knows nothing about the rows of a CTE, expects few, and would compare each
        with each in nested loops: minutes instead of seconds. Lookups by LATERAL and
        small refreshes stay on the indexes. A failure rolls the setting back.
        """
        if count < MANY:
            yield
            return
        self.env.cr.execute("SET LOCAL enable_nestloop = off")
        yield
        self.env.cr.execute("SET LOCAL enable_nestloop = on")

    @api.model
    def _postpone(self, source, failed):
        """Queue records that cannot be computed for tomorrow; they keep their facts."""
        if not failed:
            return
        _logger.warning("KPI facts of %s cannot be computed: %s", source, failed)
        self.env["sales.kpi.dirty"]._mark_later(
            source,
            SQL(
                "SELECT unnest(%s::int[]), %s::timestamp",
                list(failed),
                self.env.cr.now() + timedelta(days=1),
            ),
        )

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
            SQL("DELETE FROM sales_kpi_dirty WHERE %s RETURNING source, ref", due),
            log_exceptions=False,  # another refresh was faster: the caller repeats
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
                """DELETE FROM sales_kpi_fact fact
                    WHERE source = %s AND source_ref = ANY(%s)
                      AND NOT EXISTS (
                          SELECT FROM res_company company
                           WHERE company.id = fact.company_id
                             AND company.kpi_locked_until >= fact.date)""",
                name,
                refs,
            ),
            log_exceptions=False,
        )
        if source is None:  # an own event that was removed leaves the queue behind
            return 0
        if not self._has_locks():
            cr.execute(
                SQL(
                    "INSERT INTO sales_kpi_fact (%s) %s",
                    INSERTED,
                    source._facts(refs, cr.now()),
                ),
                log_exceptions=False,
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
                fresh_columns=columns("fresh"),
                corrections=self._corrections(name, refs),
            ),
            log_exceptions=False,
        )
        return cr.fetchone()[0]

    @api.model
    def _has_locks(self):
        self.env.cr.execute(
            "SELECT 1 FROM res_company WHERE kpi_locked_until IS NOT NULL LIMIT 1"
        )
        return bool(self.env.cr.fetchone())
