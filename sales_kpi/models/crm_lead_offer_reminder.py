"""Partners are reminded of what is due; silent leads are warned of and taken back."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from .crm_lead_offer import INTERNAL
from .crm_lead_offer_due import HELD

_logger = logging.getLogger(__name__)
#: Offers that are worked on in one transaction, and partners.
BATCH = 100
#: So long before it falls due partners are reminded of a report.
AHEAD = timedelta(days=2)
#: Working days of the partner from the warning until a silent lead is taken back.
WARNING_DAYS = 2


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    contact_reminded_on = fields.Datetime(
        "Reminded of the contact on", readonly=True, groups=INTERNAL
    )
    feedback_reminded_on = fields.Datetime(
        "Reminded of the feedback on", readonly=True, groups=INTERNAL
    )
    overdue_told_on = fields.Datetime(
        "Told to be late on", readonly=True, groups=INTERNAL
    )
    silence_warned_on = fields.Datetime(
        "Warned of the silence on", readonly=True, groups=INTERNAL
    )
    date_reclaim_due = fields.Datetime(
        "Is taken back on",
        readonly=True,
        help="The partner was warned. If he says nothing by then others get the lead.",
    )

    _reclaim_due_idx = models.Index(
        "(date_reclaim_due) WHERE date_reclaim_due IS NOT NULL"
    )

    @api.model
    def _cron_feedback(self):
        """Remind, warn, take back, and see who reports too little.

        Runs when something falls due (``_wake_at``), and every hour to catch up. What
        was told is written with it, so nothing is told twice; after a downtime only
        the last of several reminders is.
        """
        commit = self.env["ir.cron"]._commit_progress
        partners = self.env["res.partner"]
        work = [
            (step, domain, batch)
            for step, domain, model in (
                *((step, domain, self) for step, domain in self._feedback_steps()),
                ("_update_feedback", Domain("is_sales_partner", "=", True), partners),
            )
            for batch in split_every(
                BATCH, model.search(domain, order="id").ids, model.browse
            )
        ]
        commit(remaining=len(work))
        for done, (step, domain, batch) in enumerate(work, 1):
            # an earlier step may have settled it
            self._do_safely(batch.filtered_domain(domain), step)
            if not commit(1, remaining=len(work) - done):
                break

    @api.model
    def _feedback_steps(self):
        """What is to do with which offers, in this order: methods and domains."""
        now = fields.Datetime.now()
        return [
            ("_reclaim_silent", HELD & Domain("date_reclaim_due", "<=", now)),
            ("_warn_silent", self._silent() & Domain("silence_warned_on", "=", False)),
            (
                "_tell_overdue",
                HELD & self._feedback_overdue() & Domain("overdue_told_on", "=", False),
            ),
            (
                "_remind_of_feedback",
                HELD
                & Domain("date_feedback", "=", False)
                & Domain("feedback_reminded_on", "=", False)
                & Domain("date_feedback_due", ">", now)
                & Domain("date_feedback_due", "<=", now + AHEAD)
                & Domain("date_accepted", "<=", now - AHEAD),
            ),
            (
                "_remind_of_contact",
                self._contact_overdue() & Domain("contact_reminded_on", "=", False),
            ),
        ]

    @api.model
    def _do_safely(self, records, step):
        """Do a step with records together; if one of them fails, with each for itself."""
        try:
            with self.env.cr.savepoint():
                getattr(records, step)()
        except Exception as error:
            # the others must not wait for one
            self.env.invalidate_all()
            if len(records) > 1:
                for record in records:
                    self._do_safely(record, step)
            elif isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                _logger.info("%s is written right now: next run", records)
                self._wake_at([fields.Datetime.now()])
            else:
                _logger.exception("%s failed for %s", step, records)

    def _reclaim_silent(self):
        """Take leads back whose partners kept silent after the warning; ask others."""
        leads = self.filtered(
            lambda offer: offer.lead_id.team_id.reclaim_silent
        ).lead_id
        leads._lock_routing()
        for lead in leads:
            env = lead._for_salesperson().env
            lead._reclaim(env._("The partner kept silent."))
        leads._offer_again()
        (self - leads.offer_ids).write({"date_reclaim_due": False})

    def _warn_silent(self):
        """Warn of silence; where the team takes silent leads back, tell until when."""
        now = fields.Datetime.now()
        for (team, _calendar), offers in self.grouped(_pace).items():
            offers.date_reclaim_due = team.reclaim_silent and team._partner_days(
                offers[0].partner_id, now, WARNING_DAYS
            )
        self.silence_warned_on = now
        self.filtered(lambda offer: not offer.overdue_told_on).overdue_told_on = now
        self._wake_at(filter(None, self.mapped("date_reclaim_due")))
        self._tell("silent_warning", occasion=str(now))

    def _tell_overdue(self):
        self.overdue_told_on = fields.Datetime.now()
        self._tell("overdue")

    def _remind_of_feedback(self):
        self.feedback_reminded_on = fields.Datetime.now()
        self._tell("reminder_feedback")

    def _remind_of_contact(self):
        self.contact_reminded_on = fields.Datetime.now()
        self._tell("reminder_contact")

    def _word(self):
        """Whoever says something is no longer warned."""
        return {
            **super()._word(),
            "silence_warned_on": False,
            "date_reclaim_due": False,
        }

    @api.model
    def _wake_at(self, moments):
        """Have the scheduler look at what is due at these moments."""
        self.env.ref("sales_kpi.ir_cron_partner_feedback")._trigger(at=list(moments))


def _pace(offer):
    """Offers that are alike in this have the same deadlines."""
    team = offer.lead_id.team_id
    return team, team._partner_calendar(offer.partner_id)
