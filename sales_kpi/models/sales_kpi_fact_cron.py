"""The scheduled actions of facts: refresh, and the nightly check."""

import logging
from functools import partial

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying
from odoo.tools import SQL, split_every

from .dimension_field import Dimension
from .sales_kpi_fact_refresh import CHUNK

_logger = logging.getLogger(__name__)
#: Where the nightly check goes on: "source/record id", empty when it is through.
POSITION = "sales_kpi.verified_until"


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    @api.model
    def _cron_refresh(self):
        """Compute the facts of all that changed, in batches.

        It runs every quarter of an hour. No write of a user wakes it: screens refresh
        what they show, and waking it would cost every save of a lead.
        """
        commit = self.env["ir.cron"]._commit_progress
        remaining = self._count_queue()
        commit(remaining=remaining)
        while remaining:
            try:
                result = retrying(partial(self._refresh_queue, limit=CHUNK), self.env)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # screens refresh all the time: what they leave waits for the next run
                _logger.info("KPI facts are being refreshed by others")
                commit(remaining=0)
                break
            remaining = self._count_queue() if result["changed"] == CHUNK else 0
            if not commit(result["changed"], remaining=remaining):
                break

    @api.model
    def _count_queue(self):
        """How many records wait for a refresh now."""
        self.env.cr.execute(
            SQL(
                """
                SELECT COUNT(*) FROM (
                    SELECT FROM sales_kpi_dirty
                     WHERE due IS NULL OR due <= %s
                  GROUP BY source, ref) AS record
                """,
                self.env.cr.now(),
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _cron_verify(self):
        """Find what raw SQL changed past the ORM, and queue it; in batches.

        What the last run left over comes first, so a run may end at any time.
        """
        if self.env["sales.kpi.journal"]._progress() is not None:
            return  # the history is still being rebuilt
        commit = self.env["ir.cron"]._commit_progress
        source, ref = self._verify_position()
        if source is None:
            self._sweep_patiently()
        names = list(self.env["sales.kpi.source"]._sources())
        checked = differing = 0
        for place, name in enumerate(names):
            if source and name < source:
                continue
            known = self._verifiable(name)
            if name == source:
                known = [other for other in known if other > ref]
            later = len(names) - place - 1
            for number, chunk in enumerate(split_every(CHUNK, known, list), 1):
                differing += retrying(partial(self._requeue, name, chunk), self.env)
                checked += len(chunk)
                left = max(len(known) - number * CHUNK, 0) + later
                if not commit(len(chunk), remaining=left) and left:
                    self._set_verify_position(f"{name}/{chunk[-1]}")
                    commit()
                    _log_verified(checked, differing)
                    return
        if source:
            self._set_verify_position(False)
        commit(remaining=0)
        _log_verified(checked, differing)
        if differing:
            self.env.ref("sales_kpi.ir_cron_refresh")._trigger()

    @api.model
    def _requeue(self, name, refs):
        """Queue those of some records whose facts are not what they should be.

        Those that cannot be computed wait in the queue already.
        """
        wrong = {
            difference["source_ref"]
            for difference in self._verify(name, refs)
            if "error" not in difference
        }
        self.env["sales.kpi.dirty"]._mark(name, wrong)
        return len(wrong)

    @api.model
    def _verify_position(self):
        # sudo: an internal mark
        position = self.env["ir.config_parameter"].sudo().get_param(POSITION)
        if not position:
            return None, 0
        source, ref = position.split("/")
        return source, int(ref)

    @api.model
    def _set_verify_position(self, position):
        # sudo: an internal mark
        self.env["ir.config_parameter"].sudo().set_param(POSITION, position)

    @api.model
    def _sweep_patiently(self):
        try:
            retrying(self._sweep_orphans, self.env)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Orphans in KPI facts are left for the next night")

    @api.model
    def _sweep_orphans(self):
        """Clear what points to records that the database deleted by cascade or SQL."""
        for name in ("sales.kpi.fact", "sales.kpi.journal"):
            model = self.env[name]
            for field in model._fields.values():
                if isinstance(field, Dimension) and not field.required:
                    self._sweep_column(model, field)
            model.invalidate_model()

    @api.model
    def _sweep_column(self, model, field):
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS pointing SET %(column)s = NULL
                 WHERE %(column)s IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM %(target)s AS target
                        WHERE target.id = pointing.%(column)s)
                """,
                table=SQL.identifier(model._table),
                column=SQL.identifier(field.name),
                target=SQL.identifier(self.env[field.comodel_name]._table),
            ),
            log_exceptions=False,
        )


def _log_verified(checked, differing):
    _logger.info("KPI facts of %s records checked, %s differ", checked, differing)
