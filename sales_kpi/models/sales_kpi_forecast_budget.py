from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class SalesKpiForecast(models.Model):
    """The budget of won value beside the forecast (D76)."""

    _inherit = "sales.kpi.forecast"

    @api.model
    @api.readonly
    def forecast_data(self, unit=None, is_live=False):
        data = super().forecast_data(unit, is_live)
        months = self._budget_of(data["unit"], data["months"])
        for month in data["months"]:
            day = fields.Date.to_date(month["month"])
            month["budget"] = months.get(day, False)
        return data

    @api.model
    def _budget_of(self, unit, months):
        """``{month: budget}`` of a unit of the screen, which the caller may see."""
        days = [fields.Date.to_date(month["month"]) for month in months]
        if not days:
            return {}
        scope = {"company": "company", "me": "user"}.get(unit, "team")
        filters = {"user_id": self.env.uid, "team_id": unit}
        [kpi] = self.env["sales.kpi"]._kpis(["won_value"])
        return self.env["sales.kpi.budget"]._months_of(
            self.env.company,
            kpi,
            scope,
            filters,
            min(days),
            max(days) + relativedelta(months=1),
        )
