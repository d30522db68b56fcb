"""Forecasts of the past, made again from nothing but what was known then."""

from datetime import date

from odoo import api, models
from odoo.exceptions import AccessError

from .forecast_input import ForecastInput, tested_rows


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
        made = {
            (row.team_id.id or None, row.as_of.replace(day=1))
            for row in self.search([*domain, ("is_monthly", "=", True)])
        }
        known = ForecastInput(self, company)
        values = []
        for scope in self._scopes(company, known.leads):
            tested = known.tested(scope)
            for row in tested:
                day = date.fromordinal(row.as_of)
                if (scope.team_id, day) in made:
                    continue
                values.append(
                    {
                        "company_id": company.id,
                        "team_id": scope.team_id,
                        "as_of": day,
                        "is_monthly": True,
                        "is_start": row.horizon == 1,
                        "is_backtest": True,
                        "is_final": True,
                        "actual_value": row.actual,
                        **_tested_values(known.reason_then(scope, tested, row), row),
                    }
                )
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
