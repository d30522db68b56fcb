"""How the accuracy of forecasts is explained."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ..engine.formula import FORECAST_KINDS

_lt = LazyTranslate(__name__)

#: kind of atom: (unit, what it is, how it is counted)
FORECAST_PARTS = {
    "forecast_error": (
        "money",
        _lt("Error"),
        _lt("|forecast − won| of each month, added up."),
    ),
    "forecast_actual": (
        "money",
        _lt("Won value"),
        _lt("Of the months that were forecast."),
    ),
    "forecast_difference": (
        "money",
        _lt("Forecast less won value"),
        _lt("Above 0: too much was forecast."),
    ),
    "forecast_months": (
        "count",
        _lt("Months"),
        _lt("That were forecast and are over."),
    ),
    "team_error": (
        "money",
        _lt("Error of each team"),
        _lt("|forecast − won| of each month and team: nothing offsets."),
    ),
    "team_actual": (
        "money",
        _lt("Won value of the teams"),
        _lt("Of the teams and months that were forecast."),
    ),
}


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _calculation_part(self, atom, reader, period, domain, is_listed):
        """The list holds the forecasts of the company or of its teams, as is looked at."""
        if atom.kind not in FORECAST_KINDS:
            return super()._calculation_part(atom, reader, period, domain, is_listed)
        sees_company = self.env["sales.kpi.forecast"]._sees_company()
        if atom.kind.startswith("team_"):
            domain &= Domain("team_id", "!=", False)
        elif sees_company and "team_id" not in self._dimensions_of(domain):
            domain &= Domain("team_id", "=", False)
        part = super()._calculation_part(atom, reader, period, domain, is_listed)
        unit, label, how = FORECAST_PARTS[atom.kind]
        return {
            **part,
            "unit": unit,
            "label": self.env._(label),
            "how": self.env._(how),
        }
