"""Forecasts of the past, made again from nothing but what was known then."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .forecast_input import ForecastInput, tested_rows


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_forecast_tested = fields.Boolean(
        "Past forecasts made",
        readonly=True,
        help="The forecasts of the past were made again from what was known then.",
    )


class SalesKpiForecast(models.Model):
    _inherit = "sales.kpi.forecast"

    def action_backtest(self):
        """Forecast the past again from what was known then, for the present company.

        :raise AccessError: for users who are not KPI managers
        """
        if not self.env.user.has_group("sales_kpi.group_manager"):
            raise AccessError(
                self.env._("Only KPI managers may back-test the forecasts.")
            )
        # sudo: forecasts are computed from everything, rules are for readers
        self.sudo()._backtest(self.env.company)

    @api.model
    def _tested(self, company, scope, known):
        """What the forecasts of a unit came to; of others it is tested now."""
        rows = self.browse()
        if scope.user_id is None:
            rows = self.search(
                [
                    ("company_id", "=", company.id),
                    ("team_id", "=", scope.team_id),
                    ("is_monthly", "=", True),
                    ("is_final", "=", True),
                    ("as_of", "<", known.day),
                ],
                order="as_of, month",
            )
        return tested_rows(rows) if rows else known.tested(scope)

    @api.model
    def _backtest(self, company):
        """Write the forecasts of past months as they would have been, in their place.

        Those that were made in time stay.
        """
        domain = [("company_id", "=", company.id)]
        today = self.env["sales.kpi"].with_company(company)._today()
        self.search(
            [
                *domain,
                ("is_backtest", "=", True),
                ("as_of", "<", today.replace(day=1)),
                ("manager_date", "=", False),
            ]
        ).unlink()
        known = ForecastInput(self, company)
        for scope in self._scopes(company, known.leads):
            self._backtest_scope(company, scope, known)
        company.sudo().kpi_forecast_tested = True  # sudo: a note, not a setting

    @api.model
    def _backtest_first(self, company, commit):
        """Do so for a company for the first time: team by team, going on where it ended.

        :return: whether nothing is left to do
        """
        known = ForecastInput(self, company)
        done = {
            row.team_id.id or None
            for row in self.search(
                [("company_id", "=", company.id), ("is_backtest", "=", True)]
            )
        }
        for scope in self._scopes(company, known.leads):
            if scope.team_id not in done:
                self._backtest_scope(company, scope, known)
                if not commit():
                    return False  # time is over
        company.kpi_forecast_tested = True
        return True

    @api.model
    def _backtest_scope(self, company, scope, known):
        """Write what a unit's forecasts would have been, but for those made in time."""
        made = {
            row.as_of.replace(day=1)
            for row in self.search(
                [
                    ("company_id", "=", company.id),
                    ("team_id", "=", scope.team_id),
                    ("is_monthly", "=", True),
                ]
            )
        }
        tested = known.tested(scope)
        values = [
            {
                "company_id": company.id,
                "team_id": scope.team_id,
                "as_of": date.fromordinal(row.as_of),
                "is_monthly": True,
                "is_start": row.horizon == 1,
                "is_backtest": True,
                "is_final": True,
                "actual_value": row.actual,
                **_tested_values(known.reason_then(scope, tested, row), row),
            }
            for row in tested
            if date.fromordinal(row.as_of) not in made
        ]
        self.create(values)


def _tested_values(reason, row):
    """The columns of a month that was back-tested."""
    return {
        "month": date.fromordinal(row.month),
        "horizon": row.horizon,
        "reason": reason,
        "expected_value": None if reason else row.forecasts["combined"],
        "classic_value": row.forecasts.get("classic"),
        "methods": dict(row.forecasts),
    }
