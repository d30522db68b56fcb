"""What the screen of the forecast shows: months to come, and how good it was so far."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ..engine.accuracy import accuracy, bias
from ..engine.backtest import HORIZONS
from .rpc_answer import for_caller

_lt = LazyTranslate(__name__)

#: Up to so many leads the screen computes with the present state; beyond that it shows
#: the last frozen forecast, and computes if asked.
LIVE_LEADS = 20_000
MONTHS = 6
#: Months that the accuracy over time looks back.
PAST_MONTHS = 12

#: The ways that the engine weighs (engine/combination.py).
LABELS = {
    "flow": _lt("Flow of leads"),
    "flow_rhythm": _lt("Flow of leads in the rhythm of the quarter"),
    "mean": _lt("Mean of three months"),
    "season": _lt("Same month of the last quarter"),
    "level": _lt("Mean of the year"),
    "rhythm": _lt("Rhythm of the quarter"),
}


class SalesKpiForecast(models.Model):
    _inherit = "sales.kpi.forecast"

    @api.model
    @api.readonly
    def forecast_data(self, unit=None, is_live=False):
        """Everything that the screen of the forecast shows.

        :param unit: "company", "me" or the id of a team; default: the first that the
            caller may see
        :param is_live: compute with the present state, however long it takes
        :return: ``{'as_of', 'is_live', 'currency_id', 'units', 'unit', 'reason',
            'months', 'accuracy', 'past', 'leads', 'is_manager'}``
        :raise AccessError: for who may not see the unit
        """
        units = self._units()
        keys = [found["key"] for found in units]
        unit = unit or keys[0]
        if isinstance(unit, bool) or unit not in keys:  # True is no team 1
            raise AccessError(self.env._("You may not see this forecast."))
        is_live = is_live or unit == "me" or self._is_quick()
        made = self._latest(unit)
        months = self._live_months(unit) if is_live else self._frozen_months(made)
        past = self._past(unit)
        return for_caller(
            {
                "as_of": fields.Date.to_string(self._made_on(made, is_live)),
                "is_live": is_live,
                "currency_id": self.env.company.currency_id.id,
                "units": units,
                "unit": unit,
                "reason": months[0]["reason_text"] if months else None,
                "months": self._with_judgements(months, made),
                "accuracy": self._accuracies(unit, past),
                "past": self._past_months(past),
                "leads": list(self._unit_leads(unit)),
                "is_manager": self.env.user.has_group("sales_kpi.group_manager"),
            }
        )

    @api.model
    def _units(self):
        """What the caller may see a forecast of, the largest first."""
        units = []
        if self._sees_company():
            units.append({"key": "company", "name": self.env.company.name})
        # sudo: names of teams that the caller leads, or sees the results of
        teams = self.env["crm.team"].sudo()
        domain = Domain("company_id", "in", [False, self.env.company.id])
        if not self._sees_company():
            domain &= Domain("user_id", "=", self.env.uid)
        units += [{"key": team.id, "name": team.name} for team in teams.search(domain)]
        units.append({"key": "me", "name": self.env._("My leads")})
        return units

    @api.model
    def _unit_domain(self, unit):
        team = unit if isinstance(unit, int) else False
        return Domain("company_id", "=", self.env.company.id) & Domain(
            "team_id", "=", team
        )

    @api.model
    def _unit_leads(self, unit):
        """The leads in progress that a forecast is made from."""
        domain = Domain("won_status", "=", "pending") & Domain("is_parked", "=", False)
        domain &= Domain("kpi_excluded", "=", False)
        if unit == "me":
            return domain & Domain("user_id", "=", self.env.uid)
        if unit == "company":
            return domain & Domain("company_id", "in", [False, self.env.company.id])
        return domain & Domain("team_id", "=", unit)

    @api.model
    def _is_quick(self):
        # sudo: how many leads there are, not which
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        return leads.search_count([], limit=LIVE_LEADS + 1) <= LIVE_LEADS

    @api.model
    def _latest(self, unit):
        """The rows of the last day on which the unit was frozen."""
        if unit == "me":
            return self.browse()
        domain = self._unit_domain(unit)
        [last] = self.search(domain, order="as_of desc", limit=1).mapped("as_of") or [
            None
        ]
        return self.search(domain & Domain("as_of", "=", last), order="month")

    @api.model
    def _made_on(self, made, is_live):
        return self.env["sales.kpi"]._today() if is_live else made[:1].as_of

    @api.model
    def _live_months(self, unit):
        if unit == "me":
            return self.get_forecast(MONTHS, user_id=self.env.uid)
        if unit == "company":
            return self.get_forecast(MONTHS)
        return self.env["crm.team"].browse(unit).get_milestone_forecast(MONTHS)

    @api.model
    def _frozen_months(self, made):
        words = dict(self._reason_selection())
        return [
            {
                "month": row.month.isoformat(),
                "expected": None if row.reason else row.expected_value,
                "low": row.low_value if row.has_range else None,
                "high": row.high_value if row.has_range else None,
                "from_pipeline": row.from_pipeline,
                "from_inflow": row.from_inflow,
                "won": 0.0,
                "classic": row.classic_value,
                "methods": row.methods or {},
                "weights": row.weights or {},
                "reason": row.reason or None,
                "reason_text": words.get(row.reason),
            }
            for row in made
        ]

    @api.model
    def _with_judgements(self, months, made):
        """Each month with the ways it was forecast by, and the judgement that stands."""
        rows = {row.month.isoformat(): row for row in made}
        labels = {name: self.env._(words) for name, words in LABELS.items()}
        may_judge = bool(made) and made.has_access("write")
        found = []
        for month in months:
            row = rows.get(month["month"], self.browse())
            parts = [
                {
                    "label": labels.get(name, name),
                    "value": month["methods"][name],
                    "weight": weight,
                }
                for name, weight in month["weights"].items()
            ]
            found.append(
                {
                    **{key: value for key, value in month.items() if key != "methods"},
                    "weights": sorted(parts, key=lambda part: -part["weight"]),
                    "judgement": {
                        "id": row.id,
                        "value": row.manager_value if row.manager_date else None,
                        "by": row.sudo().manager_id.name,  # sudo: who judged is shown
                        "on": fields.Date.to_string(row.manager_date) or None,
                        "is_open": may_judge,
                    }
                    if row
                    else None,
                }
            )
        return found

    @api.model
    def _past(self, unit):
        """Monthly forecasts of months that are over, of the unit; all horizons."""
        if unit == "me":
            return self.browse()
        return self.search(
            self._unit_domain(unit)
            & Domain("is_final", "=", True)
            & Domain("is_monthly", "=", True)
            & Domain("horizon", "<=", HORIZONS)
            & Domain("reason", "=", False),
            order="month, as_of",
        )

    @api.model
    def _accuracies(self, unit, past):
        """By horizon: how good the forecast was, beside others of the same months."""
        teams = self._team_pairs() if unit == "company" else {}
        found = []
        for horizon in range(1, HORIZONS + 1):
            rows = past.filtered(lambda row, horizon=horizon: row.horizon == horizon)
            rows = rows[-PAST_MONTHS:]
            if not rows:
                continue
            pairs = [(row.expected_value, row.actual_value) for row in rows]
            months = set(rows.mapped("month"))
            by_team = [
                pair for month, pair in teams.get(horizon, ()) if month in months
            ]
            found.append(
                {
                    "horizon": horizon,
                    "months": len(rows),
                    "backtested": len(rows.filtered("is_backtest")),
                    "forecast": accuracy(pairs),
                    "bias": bias(pairs),
                    "teams": accuracy(by_team),
                    "classic": accuracy(
                        [(row.classic_value, row.actual_value) for row in rows]
                    ),
                    "last": accuracy(
                        [
                            (row.methods["last"], row.actual_value)
                            for row in rows
                            if "last" in (row.methods or {})
                        ]
                    ),
                    "judgement": accuracy(
                        [
                            (row.manager_value, row.actual_value)
                            for row in rows
                            if row.manager_date
                        ]
                    ),
                }
            )
        return found

    @api.model
    def _team_pairs(self):
        """Forecast and won of each team and month, ``{horizon: [(month, pair)]}``."""
        rows = self.search(
            Domain("company_id", "=", self.env.company.id)
            & Domain("team_id", "!=", False)
            & Domain("is_final", "=", True)
            & Domain("is_monthly", "=", True)
            & Domain("reason", "=", False)
        )
        pairs = defaultdict(list)
        for row in rows:
            pair = (row.expected_value, row.actual_value)
            pairs[row.horizon].append((row.month, pair))
        return pairs

    @api.model
    def _past_months(self, past):
        """The months of the chart: forecast at their start, and what came."""
        return [
            {
                "month": row.month.isoformat(),
                "expected": row.expected_value,
                "classic": row.classic_value,
                "judgement": row.manager_value if row.manager_date else None,
                "actual": row.actual_value,
                "is_backtest": row.is_backtest,
            }
            for row in past.filtered("is_start")[-PAST_MONTHS:]
        ]
