"""When targets are computed: every night, and when somebody looks."""

import logging
from functools import partial

from odoo import api, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from .sales_kpi_fact_refresh import CHUNK
from .sales_kpi_target_shown import RUNNING

_logger = logging.getLogger(__name__)
#: So many of somebody's own targets are computed while he waits.
SCREEN_TARGETS = 50


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    @api.model
    def _cron_update_values(self):
        """Compute all targets that run, and end those whose period is over.

        Group by group, each in a transaction of its own, those first that were not
        computed for longest: a run that is cut off is gone on with by the next one, and
        one more run changes nothing.
        """
        if self.env["sales.kpi.journal"]._progress() is not None:
            return  # figures are incomplete while the history is being rebuilt
        self._refresh_all_facts()
        targets = self.search(
            Domain("state", "in", RUNNING), order="valued_on NULLS FIRST, id"
        )
        groups = targets._value_groups()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(groups))
        for number, group in enumerate(groups, 1):
            group._update_patiently()
            if not commit(1, remaining=len(groups) - number):
                break

    def _update_patiently(self):
        """Update a group; what others write at the moment waits for the next run."""
        try:
            retrying(self._update_values, self.env)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            _logger.info("Targets %s are computed with the next run", self.ids)

    @api.model
    def _refresh_all_facts(self):
        """A target must not end by yesterday's facts."""
        facts = self.env["sales.kpi.fact"]
        commit = self.env["ir.cron"]._commit_progress
        try:
            while retrying(partial(facts._refresh_queue, limit=CHUNK), self.env)[
                "changed"
            ]:
                if not commit():
                    return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            _logger.info("KPI facts are being refreshed by others")

    @api.model
    def _update_own(self):
        """Compute the targets that the caller holds."""
        held = Domain("holder_id", "=", self.env.uid) & Domain("state", "in", RUNNING)
        # sudo: figures are computed for everyone
        self.sudo().search(held, limit=SCREEN_TARGETS)._update_values()


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    @api.model
    def refresh(self):
        """Also bring the own targets up to date, where anything changed."""
        result = super().refresh()
        if result["changed"]:
            self.env["sales.kpi.target"]._update_own()
        return result
