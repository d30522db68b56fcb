"""Freezing forecasts on first working days of months and weeks."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from .forecast_input import ForecastInput, Scope

#: Months ahead, the present one included.
MONTHS = 6
WEEK = timedelta(days=7)


class SalesKpiForecast(models.Model):
    _inherit = "sales.kpi.forecast"

    @api.model
    def _cron_freeze(self):
        """Freeze what is due in every company, and note what came of the past.

        What was missed is made up for, marked as back-tested; a company that has none
        yet is back-tested first, so that it knows from the first day how good its
        forecasts would have been. Running twice writes nothing new.
        """
        if self.env["sales.kpi.journal"]._progress() is not None:
            return  # the history is still being rebuilt
        commit = self.env["ir.cron"]._commit_progress
        self.env["sales.kpi.fact"]._refresh_queue()
        companies = self._companies()
        commit(remaining=len(companies))
        for company in companies:
            if not company.kpi_forecast_tested and not self._backtest_first(
                company, commit
            ):
                return  # goes on with the next team when it is called again
            self._freeze_due(company)
            commit(1)

    @api.model
    def _freeze_due(self, company):
        today = self.env["sales.kpi"].with_company(company)._today()
        self._settle(company)
        for day in self._due_days(company, today):
            self._freeze(company, day)

    @api.model
    def _companies(self):
        """The companies whose leads moved within the last year."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company.id
                  FROM res_company company
                 WHERE company.active
                   AND EXISTS (
                       SELECT FROM sales_kpi_journal journal
                        WHERE journal.res_model = 'crm.lead'
                          AND journal.company_id = company.id
                          AND journal.at > %s)
              ORDER BY company.id
                """,
                self.env.cr.now() - relativedelta(years=1),
            )
        )
        return self.env["res.company"].browse(id_ for (id_,) in rows)

    @api.model
    def _due_days(self, company, today):
        """First working days of months and weeks up to today that have no forecast.

        From the last one on that was made in time, at most of this and the last month.
        """
        made = self._read_group(
            [("company_id", "=", company.id), ("is_backtest", "=", False)],
            aggregates=["as_of:max"],
        )[0][0]
        since = today.replace(day=1)
        if made:
            since = max(made + timedelta(days=1), since - relativedelta(months=1))
        days = set()
        monday = since - timedelta(days=since.weekday())
        month = since.replace(day=1)
        while month <= today:
            days.add(
                self._first_workday(company, month, month + relativedelta(months=1))
            )
            month += relativedelta(months=1)
        while monday <= today:
            days.add(self._first_workday(company, monday, monday + WEEK))
            monday += WEEK
        return sorted(day for day in days if since <= day <= today)

    @api.model
    def _first_workday(self, company, start, stop):
        days = self.env["sales.kpi.workday"]._workdays(
            company, start, stop - timedelta(days=1)
        )
        if days:
            return min(days)
        weekend = start.weekday() - 5
        return start + timedelta(days=max(0, 2 - weekend) if weekend >= 0 else 0)

    @api.model
    def _scopes(self, company, leads):
        """The company, and its teams that are in use and had leads."""
        used = {lead.team_id for lead in leads} - {0}
        teams = self.env["crm.team"].browse(used).exists().filtered("active")
        return [Scope(), *(Scope(team_id) for team_id in sorted(teams.ids))]

    @api.model
    def _freeze(self, company, day):
        """Write the forecasts of a day, as known on its morning; once."""
        domain = [("company_id", "=", company.id), ("as_of", "=", day)]
        if self.search_count(domain, limit=1):
            return
        known = ForecastInput(self, company, day)
        is_monthly = day == self._first_workday(
            company, day.replace(day=1), day.replace(day=1) + relativedelta(months=1)
        )
        common = {
            "company_id": company.id,
            "as_of": day,
            "is_backtest": known.is_late,
            "is_monthly": is_monthly,
        }
        judged = self._judgements(company, day)
        values = []
        for scope in self._scopes(company, known.leads):
            made = known.forecast(scope, MONTHS, self._tested(company, scope, known))
            values += [
                {
                    **common,
                    "team_id": scope.team_id,
                    "is_start": is_monthly and month.horizon == 1,
                    **_values(made.reason, month),
                    **judged.get((scope.team_id, date.fromordinal(month.start)), {}),
                }
                for month in made.months
            ]
        self.create(values)

    @api.model
    def _judgements(self, company, day):
        """The judgements that stand, ``{(team id or None, month): values}``."""
        judged = self.search(
            [
                ("company_id", "=", company.id),
                ("month", ">=", day.replace(day=1)),
                ("manager_date", "!=", False),
                ("as_of", "<", day),
            ],
            order="as_of",
        )
        return {
            (made.team_id.id or None, made.month): {
                "manager_value": made.manager_value,
                "manager_id": made.manager_id.id,
                "manager_date": made.manager_date,
            }
            for made in judged
        }

    @api.model
    def _settle(self, company):
        """Note what was won in the months that are over, also if that changed since."""
        today = self.env["sales.kpi"].with_company(company)._today()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH won AS (
                    SELECT date_trunc('month', date)::date AS month, team_id,
                           SUM(amount)::float8 AS amount
                      FROM sales_kpi_fact
                     WHERE event = 'lead_won' AND company_id = %(company)s
                  GROUP BY 1, 2
                ), came AS (
                    SELECT made.id, COALESCE(SUM(won.amount), 0) AS amount
                      FROM sales_kpi_forecast made
                 LEFT JOIN won
                        ON won.month = made.month
                       AND (made.team_id IS NULL OR made.team_id = won.team_id)
                     WHERE made.company_id = %(company)s
                       AND made.month < %(present)s
                  GROUP BY made.id
                )
                UPDATE sales_kpi_forecast made
                   SET is_final = TRUE, actual_value = came.amount
                  FROM came
                 WHERE came.id = made.id
                   AND (made.is_final IS NOT TRUE
                        OR made.actual_value IS NULL
                        OR ABS(made.actual_value - came.amount) > 0.005)
             RETURNING made.id
                """,
                company=company.id,
                present=today.replace(day=1),
            )
        )
        self.invalidate_model(["is_final", "actual_value"])
        self.env["sales.kpi.dirty"]._mark("forecast", [id_ for (id_,) in rows])


def _values(reason, month):
    """The columns of a month that was forecast."""
    return {
        "month": date.fromordinal(month.start),
        "horizon": month.horizon,
        "reason": reason,
        "expected_value": month.expected,
        "has_range": month.low is not None,
        "low_value": month.low,
        "high_value": month.high,
        "from_pipeline": month.from_pipeline,
        "from_inflow": month.from_inflow,
        "classic_value": month.methods.get("classic"),
        "methods": {**month.methods, "combined": month.combined},
        "weights": month.weights,
    }
