"""R of SMART: what is demanded, held against the own history of equal periods."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import LazyTranslate, format_date

from ..engine.period import Period, bucket
from .kpi_format import KpiFormat
from .kpi_reading import NO_VALUE
from .target_scope import CLOSED

_lt = LazyTranslate(__name__)

#: So many periods are looked at, and fewer than so many say nothing.
HISTORY = 12
LEAST = 4
#: Reached in fewer periods than this share, a target is a stretch.
OFTEN = 0.25
#: How many periods lie between a period and the same one a year ago.
A_YEAR = {"month": 12, "quarter": 4, "year": 1}
PERIODS = {
    "month": _lt("months"),
    "quarter": _lt("quarters"),
    "year": _lt("years"),
    "free": _lt("periods of this length"),
}
#: What was demanded, as kind and direction, and how it compares.
SENTENCES = {
    "value_up": _lt("Higher than in %(harder)s of the last %(n)s %(periods)s"),
    "value_down": _lt("Lower than in %(harder)s of the last %(n)s %(periods)s"),
    "growth_up": _lt(
        "A higher growth than in %(harder)s of the last %(n)s %(periods)s"
    ),
    "growth_down": _lt(
        "A stronger decline than in %(harder)s of the last %(n)s %(periods)s"
    ),
    "band_up": _lt("Outside these limits in %(harder)s of the last %(n)s %(periods)s"),
}


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    realism_light = fields.Selection(
        [("green", "Realistic"), ("amber", "A stretch"), ("red", "Never reached")],
        "Realism",
        readonly=True,
        copy=False,
        help="Green: reached in at least a quarter of the last equal periods. Amber: "
        "seldom. Red: never so far. Empty: too little history.",
    )
    realism_kind = fields.Char(readonly=True, copy=False)
    realism_periods = fields.Integer(
        "Equal periods", readonly=True, copy=False, aggregator=None
    )
    realism_reached = fields.Integer(
        "Of them reached", readonly=True, copy=False, aggregator=None
    )
    realism_best = fields.Float(
        "Best so far", readonly=True, copy=False, aggregator=None
    )
    realism_best_date = fields.Date("Best period", readonly=True, copy=False)
    realism_text = fields.Char("How realistic", compute="_compute_realism_text")
    realism_override = fields.Char(
        "Can be reached because",
        copy=False,
        tracking=True,
        help="What is different this time, where history speaks against the target.",
    )

    @api.depends(
        "realism_kind", "realism_periods", "realism_reached", "realism_best", "kpi_id"
    )
    @api.depends_context("lang")
    def _compute_realism_text(self):
        for target in self:
            target.realism_text = target._realism_sentence()

    def _realism_sentence(self):
        if not self.realism_kind:
            return self.env._(
                "Not held against history yet; that is done when who may see it "
                "proposes or accepts."
            )
        if not self.realism_periods:
            return self.env._("No earlier periods with figures: nothing to judge by.")
        if self.realism_periods < LEAST:
            return self.env._(
                "Only %s equal periods with figures: too few to judge.",
                self.realism_periods,
            )
        sentence = SENTENCES[f"{self.realism_kind}_{self._better()}"]
        periods = PERIODS[self.period_kind or "free"]
        words = self.env._(sentence)  # what is filled in is counted, not translated
        text = words % {
            "harder": self.realism_periods - self.realism_reached,
            "n": self.realism_periods,
            "periods": self.env._(periods),
        }
        if self.realism_kind == "band":
            return f"{text}."
        return self.env._(
            "%(sentence)s; best so far: %(best)s (%(period)s).",
            sentence=text,
            best=self._realism_figure(),
            period=self._calendar_name(self.realism_best_date)
            or format_date(self.env, self.realism_best_date),
        )

    def _realism_figure(self):
        words = KpiFormat(self.env, self.currency_id)
        if self.realism_kind == "growth":
            return words.change({"kind": "percent", "value": self.realism_best})
        return words.value(self.realism_best, self.unit)

    def _better(self):
        """Which way is better; within limits there is one way only."""
        is_down = self.direction == "down" and self.target_type != "band"
        return "down" if is_down else "up"

    def _update_realism(self):
        """Hold targets against history, as far as the user may see it."""
        judged = self.filtered(
            lambda target: (
                target.state not in CLOSED
                and target._has_demand()
                and target._may_see_figures()
            )
        )
        periods = {target: target._history_periods() for target in judged}
        for target, figures in judged._figures(periods).items():
            target._write_step(target._realism(periods[target], figures))

    def _has_demand(self):
        """Whether the target says more than “more”."""
        if self.target_type == "band":
            return bool(self.band_min or self.band_max)
        return bool(
            self.growth if self.target_type == "relative" else self.target_value
        )

    def _judges_growth(self):
        return self.target_type == "relative" and (
            self.baseline_period in ("previous", "year_ago")
        )

    def _lag(self):
        """How many periods back a change is measured; 0 where values are judged."""
        if not self._judges_growth():
            return 0
        is_year = self.baseline_period == "year_ago"
        return A_YEAR.get(self.period_kind, 1) if is_year else 1

    def _history_periods(self):
        """Equal periods before the target, all of them over, the last one first."""
        today = self.env["sales.kpi"].with_company(self.company_id)._today()
        stop = min(self.date_from, today)
        step = self._period_before
        found = [step(stop)]
        while len(found) < HISTORY + self._lag():
            found.append(step(found[-1].start))
        return found

    def _period_before(self, stop) -> Period:
        """The last period of the same kind that ends before a day."""
        if self.period_kind == "free":
            start = stop - timedelta(days=self._period().days)
            return Period(start, stop, None, start)
        is_fiscal = self.period_kind == "year" and self.date_from.month != 1
        kind = "fiscal_year" if is_fiscal else self.period_kind
        fiscal_start = (
            self.env["sales.kpi"].with_company(self.company_id)._fiscal_start()
        )
        current = bucket(stop, kind, fiscal_start)
        return bucket(current.start - timedelta(days=1), kind, fiscal_start)

    def _realism(self, periods, figures):
        """What history says, as values of the fields."""
        past = self._past(periods, figures)
        reached = [value for value, _period in past if self._is_as_good(value)]
        kind = "growth" if self._judges_growth() else "value"
        best = (False, False)
        if past:
            pick = min if self._better() == "down" else max
            best = pick(past, key=lambda pair: pair[0])
        return {
            "realism_kind": "band" if self.target_type == "band" else kind,
            "realism_periods": len(past),
            "realism_reached": len(reached),
            "realism_best": best[0],
            "realism_best_date": best[1] and best[1].start,
            "realism_light": _light(len(reached), len(past)),
        }

    def _past(self, periods, figures):
        """Values, or changes, of earlier periods as ``[(value, period)]``.

        The oldest ones without a single case are no history: who begins has none.
        """
        known = [figures.get(period, NO_VALUE) for period in periods]
        while known and not known[-1]["n"]:
            known.pop()
        values = [found["value"] for found in known]
        periods = periods[: len(values)]
        lag = self._lag()
        if not lag:
            pairs = zip(values, periods, strict=True)
            return [(value, period) for value, period in pairs if value is not None]
        return [
            (value / base - 1, period)
            for value, base, period in zip(values, values[lag:], periods, strict=False)
            if value is not None and base is not None and base > 0
        ]

    def _is_as_good(self, value):
        if self.target_type == "band":
            return self.band_min <= value <= self.band_max
        demanded = self.growth if self._judges_growth() else self.target_value
        return value <= demanded if self._better() == "down" else value >= demanded


def _light(reached, periods):
    if periods < LEAST:
        return False
    if not reached:
        return "red"
    return "green" if reached >= OFTEN * periods else "amber"
