"""The scheduled action that warns the owners of dead horses, and parks these."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)
#: Leads that are warned of or parked in one transaction.
BATCH = 100


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _cron_park(self):
        """Warn of each dead horse once, and park it when its days of grace are over.

        What was done is noted on the lead, so a run may end at any time. A lead that
        fails is logged and tried again the next day.
        """
        retrying(self._prepare_parking, self.env)
        commit = self.env["ir.cron"]._commit_progress
        steps = self._parking_steps()
        left = len(steps)
        commit(remaining=left)
        for batch in split_every(BATCH, steps.items(), list):
            for lead_id, step in batch:
                self.browse(lead_id)._take_parking_step(step)
            left -= len(batch)
            if not commit(len(batch), remaining=left):
                break

    @api.model
    def _prepare_parking(self):
        """Measure the limits anew, and find what the customers did meanwhile."""
        teams = self.env["crm.team"].search([("parking_mode", "!=", "off")])
        if teams:
            self._catch_up_customer_actions(SQL("IS NOT NULL"))
            self.env["crm.parking.limit"]._measure(teams)

    @api.model
    def _parking_steps(self):
        """What is due today: ``{lead id: "warn" or "park"}``."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT id, CASE WHEN parking_warned_on IS NULL THEN 'warn'
                                ELSE 'park' END
                  FROM (%s) AS silence
                 WHERE is_dead
                   AND is_automatic
                   AND (due_on IS NULL OR due_on <= %s)
              ORDER BY id
                """,
                self._silence_sql(),
                fields.Date.today(),
            )
        )
        return dict(self.env.cr.fetchall())

    def _take_parking_step(self, step):
        take = self._warn_of_parking if step == "warn" else self._park_silent
        try:
            with self.env.cr.savepoint():
                take()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # somebody works on the lead right now: so it waits for the next run
            _logger.info("Lead %s is left to the next run: it is in use", self.id)
        except Exception:
            # the others must not wait for one
            _logger.exception("Lead %s could not be parked (%s)", self.id, step)
            self.env.invalidate_all()

    def _warn_of_parking(self):
        """Tell the owner once; without one, the leader of the team."""
        days = self.team_id.parking_grace_days
        today = fields.Date.today()
        self.parking_warned_on = today
        person = self._parking_person()
        if not person:
            return
        lead = self.with_context(lang=person.lang)
        lead.activity_schedule(
            "sales_kpi.mail_activity_type_dead_horse",
            date_deadline=today + timedelta(days=days),
            user_id=person.id,
            summary=lead.env._(
                "No sign of life for %s days: it will be parked",
                lead.customer_silence_days,
            ),
            note=lead.env._(
                "Get an answer from the customer, or choose a day until which you keep "
                "it. Otherwise it leaves the pipeline; when the customer acts, it comes "
                "back by itself."
            ),
        )

    def _park_silent(self):
        lead = self.with_context(lang=self._parking_person().lang)
        lead._park(
            lead.env._(
                "No action of the customer for %(days)s days; %(limit)s are allowed here.",
                days=lead.customer_silence_days,
                limit=lead.parking_limit_days,
            )
        )

    def _parking_person(self):
        """Who has to know: the owner, else the leader of the team."""
        return (self.user_id | self.team_id.user_id).filtered("active")[:1]
