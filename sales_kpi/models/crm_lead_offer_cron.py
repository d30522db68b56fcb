"""The scheduled action that ends waves of offers and begins the next ones."""

import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

_logger = logging.getLogger(__name__)
#: Leads that move on in one transaction.
BATCH = 50


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _cron_offers(self):
        """Let offers lapse whose time is over, and ask the next partners.

        Runs when offers lapse (``_trigger``), and every hour to catch up. A lapse is
        dated when it was due, a wave when it begins. What was done is written with
        it, so a run may end at any time and nothing is sent twice.
        """
        commit = self.env["ir.cron"]._commit_progress
        leads = self._leads_to_move()
        left = len(leads)
        commit(remaining=left)
        for batch in split_every(BATCH, leads.ids, self.browse):
            batch._move_safely()
            left -= len(batch)
            if not commit(len(batch), remaining=left):
                break

    @api.model
    def _leads_to_move(self):
        now = fields.Datetime.now()
        lapsed = Domain("state", "=", "offered") & Domain("date_expires", "<=", now)
        due = Domain("date_next_wave", "<=", now)
        return self.with_context(active_test=False).search(
            Domain("routing_state", "=", "offering")
            & (due | Domain("offer_ids", "any", lapsed)),
            order="id",
        )

    def _move_safely(self):
        """Move leads together; if one of them fails, each for itself."""
        try:
            with self.env.cr.savepoint():
                self._move_on()
        except Exception as error:
            # the others must not wait for one
            self.env.invalidate_all()
            if len(self) > 1:
                for lead in self:
                    lead._move_safely()
            elif isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                _logger.info("Lead %s is answered right now: next run", self.id)
                self._wake_at([fields.Datetime.now()])
            else:
                _logger.exception("Lead %s could not be offered on", self.id)

    def _move_on(self):
        leads = self.filtered(lambda lead: lead.routing_state == "offering")
        leads._lock_routing()
        now = fields.Datetime.now()
        leads._open_offers().filtered(lambda offer: offer.date_expires <= now)._lapse()
        leads.filtered(lambda lead: not lead._open_offers())._begin_wave(now)

    def _begin_wave(self, now):
        """Begin the next wave, or wait with it for the end of the quiet hours."""
        waiting = self.browse()
        for lead in self:
            if end := lead.team_id._pause_end(now):
                lead.date_next_wave = end
                waiting |= lead
        if waiting:
            self._wake_at(set(waiting.mapped("date_next_wave")))
        (self - waiting)._next_wave()
