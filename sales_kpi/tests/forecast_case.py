from dateutil.relativedelta import relativedelta

from odoo import fields

from .golden import GoldenCase


class ForecastCase(GoldenCase):
    """Frozen forecasts of months that are over, written as they would have been."""

    def frozen(self, month, forecast, actual, team=None, **values):
        """Freeze a forecast at the start of a month ("2026-01") that is over."""
        day = fields.Date.to_date(f"{month}-01")
        return self.env["sales.kpi.forecast"].create(
            {
                "company_id": self.company.id,
                "team_id": team and team.id,
                "month": day,
                "as_of": day,
                "horizon": 1,
                "is_start": True,
                "expected_value": forecast,
                "classic_value": 0,
                "actual_value": actual,
                "is_final": True,
                **values,
            }
        )

    def judged(self, forecast, value):
        """Give a judgement that was given in time."""
        forecast.write(
            {
                "manager_value": value,
                "manager_id": self.env.uid,
                "manager_date": forecast.month + relativedelta(days=3),
            }
        )
