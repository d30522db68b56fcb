"""Closing of periods: what is closed stands still (decision 21).

A fact is locked by its date: closing moves one day per company and touches no fact,
so that years of history close at once and no refresh at the same moment slips through.
"""

import logging
from datetime import date, timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
ONE_DAY = timedelta(days=1)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _kpi_close_until(self, day: date, reason=""):
        """Close the KPIs of companies up to a day, once all changes are computed.

        Companies that are closed so far already are left alone.

        :raise UserError: if the day is not over yet
        """
        companies = self.filtered(
            lambda company: not company.kpi_locked_until
            or company.kpi_locked_until < day
        )
        for company in companies:
            if day >= company._kpi_today():
                raise UserError(
                    self.env._(
                        "%(company)s can be closed up to yesterday at the latest.",
                        company=company.name,
                    )
                )
        if not companies:
            return
        # sudo: facts are computed for everyone
        self.env["sales.kpi.fact"].sudo()._refresh_queue()
        companies._kpi_set_closing(dict.fromkeys(companies.ids, day))
        self.env["sales.kpi.log"]._note(
            dict.fromkeys(companies, reason), "closed", date_until=day
        )

    def action_kpi_reopen(self, reason: str, date_until=None):
        """Reopen what was closed after a day, by default the last closed month.

        The months close again with the next regular closing.

        :param date_until: the last day that stays closed
        :raise AccessError: for users who are not KPI managers of the company
        :raise UserError: without a reason, or where nothing is closed after the day
        """
        self.ensure_one()
        self._kpi_check_manager()
        locked = self.kpi_locked_until
        if not str(reason or "").strip():
            raise UserError(self.env._("Say why the period is reopened."))
        try:
            day = fields.Date.to_date(date_until)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("“%s” is not a date like 2026-01-31.", date_until)
            ) from error
        if not day and locked:
            day = locked.replace(day=1) - ONE_DAY
        if not locked or day >= locked:
            raise UserError(
                self.env._(
                    "Nothing is closed after this day in %(company)s.",
                    company=self.name,
                )
            )
        self._kpi_set_closing({self.id: day}, closing_from=locked + ONE_DAY)
        # sudo: facts are computed for everyone
        facts_sudo = self.env["sales.kpi.fact"].sudo()
        # Everything: movements that cancelled out in closed time left no trace by
        # which their records could be found.
        facts_sudo._queue_everything()
        self.env["sales.kpi.log"]._note({self: reason}, "reopened", date_until=day)
        # sudo: managers of KPIs need not be allowed to see scheduled actions
        self.env.ref("sales_kpi.ir_cron_refresh").sudo()._trigger()

    def _kpi_check_manager(self):
        user = self.env.user
        if not (self.env.su or user.has_group("sales_kpi.group_manager")):
            raise AccessError(
                self.env._("Only KPI managers may close or reopen a period.")
            )
        if not (self.env.su or self <= self.env.companies):
            raise AccessError(
                self.env._("You do not work in %(company)s.", company=self.name)
            )

    @api.model
    def _kpi_set_closing(self, days, closing_from=None):
        """Store until when companies are closed, ``{company id: day}``."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_company company
                   SET kpi_locked_until = given.day,
                       kpi_closing_from = COALESCE(
                           %(closing_from)s::date, company.kpi_closing_from)
                  FROM unnest(%(ids)s::int[], %(days)s::date[]) AS given(id, day)
                 WHERE company.id = given.id
                """,
                closing_from=closing_from,
                ids=list(days),
                days=list(days.values()),
            )
        )
        self.invalidate_model(["kpi_locked_until", "kpi_closing_from"])

    def _kpi_closing_day(self):
        """Until when a company should be closed today by its settings, or None.

        The month before, from its closing day on; earlier the month before that. So
        it makes no difference whether the action ran every day.
        """
        if not self.kpi_closing_workday:
            return None
        today = self._kpi_today()
        first = today.replace(day=1)
        worked = self.env["sales.kpi.workday"]._workdays(self, first, today)
        day = first - ONE_DAY
        if len(worked) < self.kpi_closing_workday:
            day = day.replace(day=1) - ONE_DAY
        return day if day >= (self.kpi_closing_from or day) else None

    @api.model
    def _cron_kpi_close(self):
        """Close the months whose closing day has come, in every company."""
        if self.env["sales.kpi.journal"]._progress() is not None:
            return  # the history is still being rebuilt
        retrying(self.env["sales.kpi.workday"]._cover, self.env)
        for company in self.search([("kpi_closing_workday", ">", 0)]):
            company._kpi_close_by_itself()

    def _kpi_close_by_itself(self):
        """Close what is due; if that fails, log it, for the others go on."""
        try:
            retrying(self._kpi_close_due, self.env)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("KPIs of company %s close with the next run", self.id)
        except (UserError, psycopg2.Error):
            self.env.cr.rollback()
            _logger.exception("KPIs of company %s could not be closed", self.id)

    def _kpi_close_due(self):
        day = self._kpi_closing_day()
        if day:
            self._kpi_close_until(day)
