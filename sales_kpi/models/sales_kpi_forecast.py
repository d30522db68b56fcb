"""Forecasts of won value as they were made: frozen, with what came of them beside."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import LazyTranslate, format_date

_lt = LazyTranslate(__name__)

#: Why there is no forecast, by the reason of the engine.
REASONS = {
    "few_won": _lt("Too few deals were won so far to learn from."),
    "few_ended": _lt("Too few leads were won or lost so far to learn from."),
    "few_periods": _lt("Fewer than six months can be back-tested so far."),
}
#: All that a person may write; the rest is frozen.
WRITABLE = {"manager_value"}


class SalesKpiForecast(models.Model):
    """What was expected on a day for a month, for a company or one of its teams.

    A row is frozen: only what came of it is added once the month is over, and until
    then the judgement of the manager, which stands beside and replaces nothing. The
    forecast of the company is one of its own and not the sum of its teams: large
    numbers can be forecast where those of each team cannot.
    """

    _name = "sales.kpi.forecast"
    _description = "Sales forecast"
    _order = "as_of desc, month, team_id nulls first, id"
    _rec_name = "month"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    team_id = fields.Many2one(
        "crm.team",
        "Sales team",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the whole company.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True, readonly=True, help="First day of the month it is about."
    )
    as_of = fields.Date(
        "Made on",
        required=True,
        readonly=True,
        help="Nothing that happened on this day or later was known to it.",
    )
    horizon = fields.Integer(
        readonly=True,
        aggregator=None,
        help="1: the month in which it was made, 2: the month after it.",
    )
    is_monthly = fields.Boolean(
        "Made at the start of a month",
        readonly=True,
        help="On its first working day; others are made every week.",
    )
    is_start = fields.Boolean(
        "Made at the start of its month",
        readonly=True,
        help="On the first working day of the month it is about. The accuracy KPIs look "
        "at these.",
    )
    is_backtest = fields.Boolean(
        "Back-tested",
        readonly=True,
        help="Computed afterwards, from nothing but what was known on that day.",
    )
    reason = fields.Selection(
        "_reason_selection",
        "No forecast because",
        readonly=True,
        help="Where the data are too thin, no forecast is better than a wrong one.",
    )
    expected_value = fields.Float("Forecast", digits=0, readonly=True)
    low_value = fields.Float(
        "Low",
        digits=0,
        readonly=True,
        aggregator=None,
        help="In nine of ten cases it becomes more.",
    )
    high_value = fields.Float(
        "High",
        digits=0,
        readonly=True,
        aggregator=None,
        help="In nine of ten cases it becomes less.",
    )
    has_range = fields.Boolean(readonly=True)
    from_pipeline = fields.Float(
        "From leads in progress",
        digits=0,
        readonly=True,
        help="By the flow: the leads that are under way, each with its chance to be won "
        "in that month from where it stands since when.",
    )
    from_inflow = fields.Float(
        "From leads to come",
        digits=0,
        readonly=True,
        help="By the flow: leads that do not exist yet.",
    )
    classic_value = fields.Float(
        "Classic forecast",
        digits=0,
        readonly=True,
        help="Expected revenue × probability at the expected closing date, as Odoo "
        "forecasts. For comparison only.",
    )
    methods = fields.Json(readonly=True, help="What each way of forecasting expects.")
    weights = fields.Json(
        readonly=True,
        help="The share of each way in the forecast: the better it did on months that "
        "are over, the larger.",
    )
    manager_value = fields.Float(
        "Judgement",
        digits=0,
        help="What the team leader expects. It stands beside the forecast and changes "
        "nothing in it. It may be entered until the month is over.",
    )
    manager_id = fields.Many2one("res.users", "Judged by", readonly=True)
    manager_date = fields.Datetime("Judged on", readonly=True)
    is_final = fields.Boolean("Month is over", readonly=True)
    actual_value = fields.Float(
        "Won", digits=0, readonly=True, help="Won value of the month, once it is over."
    )

    _unit_idx = models.UniqueIndex(
        "(company_id, as_of, month, (COALESCE(team_id, 0)))",
        "There is a forecast of this day already.",
    )

    @api.model
    def _reason_selection(self):
        return [(reason, self.env._(words)) for reason, words in REASONS.items()]

    @api.depends("month", "team_id", "company_id")
    def _compute_display_name(self):
        for forecast in self:
            month = format_date(self.env, forecast.month, date_format="LLLL y")
            unit = forecast.team_id or forecast.company_id
            forecast.display_name = f"{unit.display_name}, {month}"

    @api.model_create_multi
    def create(self, vals_list):
        forecasts = super().create(vals_list)
        self.env["sales.kpi.dirty"]._mark("forecast", forecasts.ids)
        return forecasts

    def write(self, vals):
        if not self.env.su:
            self._check_writable(vals)
        if "manager_value" in vals and "manager_date" not in vals:
            vals = {**vals, **self._signature(vals["manager_value"])}
        result = super().write(vals)
        if "manager_value" in vals:
            self._judge_start(vals)
        self.env["sales.kpi.dirty"]._mark("forecast", self.ids)
        return result

    def unlink(self):
        self.env["sales.kpi.dirty"]._mark("forecast", self.ids)
        return super().unlink()

    @api.model
    def _signature(self, value):
        """Who judged, and when; nobody if the judgement was taken back."""
        is_given = value is not None and value is not False
        return {
            "manager_id": is_given and self.env.uid,
            "manager_date": is_given and self.env.cr.now().replace(microsecond=0),
        }

    def _check_writable(self, vals):
        """A forecast is frozen; a judgement may be given while the month lasts."""
        if vals.keys() - WRITABLE:
            raise AccessError(
                self.env._(
                    "A forecast is frozen. Enter what you expect as your judgement."
                )
            )
        for forecast in self:
            today = self.env["sales.kpi"].with_company(forecast.company_id)._today()
            if forecast.month < today.replace(day=1):
                raise UserError(
                    self.env._(
                        "%s is over: a judgement can no longer be given or changed.",
                        format_date(self.env, forecast.month, date_format="LLLL y"),
                    )
                )

    def _judge_start(self, vals):
        """The first judgement within a month also stands in the row of its start.

        That is the row that is measured, while people judge in the latest one.
        """
        judged = {
            key: vals[key] for key in ("manager_value", "manager_id", "manager_date")
        }
        for forecast in self:
            # sudo: the same unit and month, which the rules of writing know already
            starts = self.sudo().search(
                [
                    ("company_id", "=", forecast.company_id.id),
                    ("team_id", "=", forecast.team_id.id),
                    ("month", "=", forecast.month),
                    ("is_start", "=", True),
                    ("manager_date", "=", False),
                    ("id", "not in", self.ids),
                ]
            )
            starts.write(judged)


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.ondelete(at_uninstall=False)
    def _unlink_forecasts(self):
        """What was forecast goes with its team, and its facts with it."""
        # sudo: derived figures of what is being deleted
        forecasts = self.env["sales.kpi.forecast"].sudo()
        forecasts.search([("team_id", "in", self.ids)]).unlink()
