"""The post of sales partners: what they are to be told, and what they were told."""

import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

_logger = logging.getLogger(__name__)
#: Mails that are put into the queue in one transaction.
BATCH = 50
#: So long the delivery of a mail is tried.
RETRY_DAYS = 2
TEMPLATE = "sales_kpi.mail_template_offer_%s"
#: News that nobody needs who was never told of the offer.
ENDINGS = frozenset({"taken", "withdrawn"})


class CrmLeadOfferNotice(models.Model):
    """One mail to one contact.

    Written with what happened, by the same transaction; the scheduler makes a mail of
    it and notes so, again by one transaction. So everything is told exactly once, and
    neither a broken template nor a mail server keeps a partner from accepting.
    """

    _name = "crm.lead.offer.notice"
    _description = "Mail to a sales partner"
    _order = "id"

    event = fields.Selection(
        [
            ("offered", "Offered"),
            ("taken", "Taken by another partner"),
            ("accepted", "Accepted"),
            ("withdrawn", "Withdrawn"),
            ("reminder_contact", "Reminder: contact"),
            ("reminder_feedback", "Reminder: feedback"),
            ("overdue", "Overdue"),
            ("silent_warning", "Silent"),
            ("reclaimed", "Taken back"),
            ("blocked", "Blocked"),
            ("committed", "Promised to report"),
            ("unblocked", "Unblocked"),
            ("rating", "Customer asked for his word"),
        ],
        required=True,
        readonly=True,
    )
    offer_id = fields.Many2one(
        "crm.lead.offer", readonly=True, index=True, ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "res.partner", "Recipient", readonly=True, index=True, ondelete="cascade"
    )
    occasion = fields.Char(
        readonly=True,
        required=True,
        default="once",
        help="What can happen again is told once on each of these.",
    )
    date_due = fields.Datetime("Not before", required=True, readonly=True)
    date_sent = fields.Datetime("Put into the queue on", readonly=True)
    is_dropped = fields.Boolean(
        "Not sent",
        readonly=True,
        help="It was no longer true when its turn came, or its template is archived.",
    )
    mail_id = fields.Many2one(
        "mail.mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="As long as it waits in the queue, or could not be delivered.",
    )

    _once = models.UniqueIndex(
        "(offer_id, contact_id, event, occasion)",
        "A contact is told everything once.",
    )
    _due_idx = models.Index("(date_due) WHERE date_sent IS NULL")

    @api.model
    def _plan(self, notices):
        """Have things told, unless they were already.

        :param notices: values of notices
        :return: the values of those that are new
        """

        def key(notice):
            return tuple(notice[name] for name in ("offer_id", "contact_id", "event"))

        # sudo: the post is nobody's business but the scheduler's
        post = self.sudo()
        known = {
            (told.offer_id.id, told.contact_id.id, told.event, told.occasion)
            for told in post.search(
                [
                    ("offer_id", "in", list({one["offer_id"] for one in notices})),
                    ("contact_id", "in", list({one["contact_id"] for one in notices})),
                ]
            )
        }
        new = [one for one in notices if (*key(one), one["occasion"]) not in known]
        if new:
            post.create(new)
            self._wake_at({one["date_due"] for one in new})
        return new

    @api.model
    def _wake_at(self, moments):
        self.env.ref("sales_kpi.ir_cron_offer_notice")._trigger(at=moments)

    @api.model
    def _cron_send(self):
        """Put what is due into the mail queue; what fails is tried by the next run."""
        self._plan_ratings()
        self._retry()
        commit = self.env["ir.cron"]._commit_progress
        now = fields.Datetime.now()
        due = self.search([("date_sent", "=", False), ("date_due", "<=", now)])
        left = len(due)
        commit(remaining=left)
        for batch in split_every(BATCH, due.ids, self.browse):
            batch._send_safely()
            left -= len(batch)
            if not commit(len(batch), remaining=left):
                break

    def _send_safely(self):
        """Send together; if one of them fails, each for itself."""
        try:
            with self.env.cr.savepoint():
                self._send()
        except Exception as error:
            # e.g. a template that somebody broke: the others must not wait for it
            self.env.invalidate_all()
            if len(self) > 1:
                for notice in self:
                    notice._send_safely()
            elif isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                _logger.info("Notice %s is written right now: next run", self.id)
                self._wake_at([fields.Datetime.now()])
            else:
                _logger.exception("Notice %s to a partner cannot be sent", self.id)

    def _send(self):
        now = fields.Datetime.now()
        self.write({"date_sent": now})
        stale = self.filtered(lambda notice: not notice._is_news())
        stale.write({"is_dropped": True})
        unheard = self._of_unheard_offers()
        unheard.write({"is_dropped": True})
        for event, notices in (self - stale - unheard).grouped("event").items():
            notices._make_mails(self.env.ref(TEMPLATE % event, False))
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _make_mails(self, template):
        """Put mails into the queue; who archives a template wants none of these."""
        if not template or not template.active:
            self.write({"is_dropped": True})
            return
        # mails belong to no document: whoever reads that could read the mail too
        # sudo: the mail queue
        mails = template.sudo().send_mail_batch(
            self.ids, email_values={"model": False, "res_id": False}
        )
        for notice, mail in zip(self, mails, strict=True):
            notice.mail_id = mail

    def _is_news(self):
        """Whether it is still true: e.g. nobody is offered what is gone."""
        offer = self.offer_id
        if self.event == "offered":
            return not offer._refusal()
        is_working = (
            offer.state == "accepted"
            and not offer.date_closed
            and not offer.date_reclaimed
        )
        if self.event == "reminder_contact":
            return is_working and not offer.date_contacted
        if self.event in ("reminder_feedback", "overdue", "silent_warning"):
            return is_working
        return True

    def _of_unheard_offers(self):
        """The ends of offers that these contacts never heard of."""
        ends = self.filtered(lambda notice: notice.event in ENDINGS)
        unheard = {
            (told.offer_id, told.contact_id)
            for told in self.search(
                [
                    ("offer_id", "in", ends.offer_id.ids),
                    ("event", "=", "offered"),
                    ("is_dropped", "=", True),
                ]
            )
        }
        return ends.filtered(
            lambda notice: (notice.offer_id, notice.contact_id) in unheard
        )

    @api.model
    def _retry(self):
        """Try again to deliver what a mail server refused, as long as it is true."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=RETRY_DAYS)
        failed = self.search(
            [
                ("date_sent", ">=", since),
                ("mail_id.state", "=", "exception"),
                ("mail_id.failure_type", "in", (False, "unknown", "mail_smtp")),
            ]
        )
        news = failed.filtered(lambda notice: notice._is_news())
        # sudo: the mail queue
        news.mail_id.sudo().mark_outgoing()
        (failed - news).mail_id.sudo().unlink()  # sudo: see above

    @api.autovacuum
    def _gc_notices(self):
        """Who was told what is forgotten after a year."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), years=1)
        self.search([("date_sent", "<", limit)], limit=1000).unlink()
