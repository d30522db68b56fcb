"""News about targets: one mail a day and person, an activity where something is wrong."""

import logging
from datetime import timedelta
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying
from odoo.tools import format_date

from .sales_kpi_target_closed import ENDED

_logger = logging.getLogger(__name__)
ACTIVITY = "sales_kpi.mail_activity_target_status"
TEMPLATE = "sales_kpi.mail_template_target_news"
#: The end of a target is news for so many days.
NEWS_DAYS = 14


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """Holders follow without a mail: they are asked when a target is proposed."""
        found = super()._message_auto_subscribe_followers(
            updated_values, default_subtype_ids
        )
        return [(partner, subtypes, False) for partner, subtypes, _template in found]

    @api.model
    def _cron_tell(self):
        """Tell everybody what is new about the targets that are theirs.

        Person by person, each in a transaction of its own that sends and remembers: a
        run that is cut off is gone on with by the next one, and nothing is told twice.
        """
        waiting = self._waiting()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(waiting))
        for number, (user, targets) in enumerate(waiting.items(), 1):
            targets._tell_patiently(user)
            if not commit(1, remaining=len(waiting) - number):
                break

    @api.model
    def _waiting(self):
        """Who does not know yet what happened to which targets, ``{user: targets}``."""
        since = self.env.cr.now() - timedelta(days=NEWS_DAYS)
        ended = Domain("state", "in", ENDED) & Domain("closed_date", ">=", since)
        targets = self.search(Domain("state", "=", "active") | ended, order="id")
        told = targets._told(targets._concerned())
        nothing = self.env["sales.kpi.target.notice"]
        waiting = {}
        for target in targets:
            for user in target._concerned():
                if target._news(told.get((target.id, user.id), nothing)):
                    waiting[user] = waiting.get(user, self.browse()) | target
        return waiting

    def _concerned(self):
        """Who is told: the holder, and the leader of the team."""
        # sudo: who leads a team is no secret
        people = self.holder_id | self.team_id.sudo().user_id
        return people.filtered("active")

    def _tell_patiently(self, user):
        """What cannot be told now is told by the next run; others go on."""
        try:
            retrying(partial(self._tell, user), self.env)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            _logger.info("%s is told of targets by the next run", user.login)
        except UserError:
            # a mail template that somebody broke, for example
            self.env.cr.rollback()
            _logger.exception("%s cannot be told of targets", user.login)

    def _tell(self, user):
        """Tell a person what is new and remember it; nothing that he may not see."""
        told = self._told(user)
        nothing = self.env["sales.kpi.target.notice"]
        news = {}
        for target in self._as_seen_by(user):
            before = told.get((target.id, user.id), nothing)
            if kinds := target._news(before):
                news[target] = kinds
        if not news:
            return
        if user.kpi_target_notices != "none":
            self._schedule_news(user, news)
        if user.kpi_target_notices == "mail":
            self._mail_news(user, news)
        self._remember(user, news, told)

    def _as_seen_by(self, user):
        """The targets whose figures a person may see, with the person's rights."""
        mine = self.with_user(user).with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=user.company_ids.ids
        )
        readable = mine._filtered_access("read")
        return readable.filtered(lambda target: target._may_show_values())

    def _remember(self, user, news, told):
        # sudo: the memory of the job
        notices = self.env["sales.kpi.target.notice"].sudo()
        new = []
        for target in news:
            before = told.get((target.id, user.id), notices)
            values = target._told_values(before)
            if before:
                before.write(values)
            else:
                new.append({"target_id": target.id, "user_id": user.id, **values})
        notices.create(new)

    def _schedule_news(self, user, news):
        """One activity as long as something is wrong; leaders are asked for the worst."""
        for target, kinds in news.items():
            # sudo: scheduled by the job
            plain = target.sudo().with_context(mail_activity_quick_update=True)
            asked = plain.activity_ids.filtered(
                lambda activity: (
                    activity.user_id == user
                    and activity.activity_type_id == self.env.ref(ACTIVITY)
                )
            )
            kind = kinds[0]
            is_wrong = kind == "off_track" or (
                kind == "at_risk" and user == target.holder_id
            )
            if is_wrong and asked:
                asked.summary = target._news_words(kind)
            elif is_wrong:
                plain.activity_schedule(
                    ACTIVITY, summary=target._news_words(kind), user_id=user.id
                )
            elif kind != "mark":
                asked.unlink()

    def _mail_news(self, user, news):
        """Queue one mail that lists everything.

        It belongs to no document: whoever reads that could read the mail too.
        """
        # sudo: the mail queue
        template = self.env.ref(TEMPLATE).sudo()
        lines = [target._news_line(kinds, user) for target, kinds in news.items()]
        template.with_context(target_news=lines, lang=user.lang).send_mail(
            user.id, email_values={"model": False, "res_id": False}
        )

    def _news_line(self, kinds, user):
        """What the mail says of a target."""
        path = "my-kpi-targets" if user == self.holder_id else "team-kpi-targets"
        return {
            "name": self.name,
            "kind": kinds[0],
            "words": " ".join(self._news_words(kind) for kind in kinds),
            "actual": self.actual_text,
            "target": self.target_text,
            "until": format_date(self.env, self.date_to),
            "url": f"{self.get_base_url()}/odoo/{path}/{self.id}",
        }
