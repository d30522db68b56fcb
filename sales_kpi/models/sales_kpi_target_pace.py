"""What earlier periods teach a target: its season, and how far periods lie apart.

That is learned once and kept, so that the pace of an agreed target does not move; what
changes the period, the KPI or the scope forgets it.
"""

from odoo import api, fields, models

from ..engine.bucket import ONE_DAY
from ..engine.target_pace import seasonal
from .target_reader import earlier_periods, free, same_days_of_years, steps
from .target_scope import FILTERS

#: What the past of a target depends on.
LEARNED_BY = frozenset(
    {"kpi_id", "scope", "date_from", "date_to", "company_id", "definition_date"}
).union(FILTERS)


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    # groups: the past of a person is as private as its present
    pace_data = fields.Json(readonly=True, copy=False, groups="base.group_system")

    def write(self, vals):
        """Forget what was learned for other days or another scope."""
        result = super().write(vals)
        if LEARNED_BY & vals.keys():
            # sudo: nobody writes it by hand
            self.sudo().filtered("pace_data").pace_data = False
        return result

    def _past_data(self, question, frame):
        """What is kept of the past of targets of one question, ``{target: data}``.

        Of those that nobody looked at yet it is read now, by two questions at most. The
        opening level of a stock is known once the period has begun.

        ``weights``: of the parts of the period, None without a season; ``earlier``:
        running totals of the parts of equal periods; ``opening``: see above.
        """
        # sudo: how the target is computed
        kept = {target: target.sudo().pace_data for target in self}
        unlearned = self.filtered(
            lambda target: not kept[target]
            or (
                kept[target].get("opening", 0) is None
                and target.date_from <= frame.today
            )
        )
        return kept | unlearned._learn(question, frame)

    def _learn(self, question, frame):
        if not self:
            return {}
        first, shape = question.first_day(), question.shape()
        pasts = {
            target: _past(target._period(), frame, first, shape) for target in self
        }
        figures = question.figures(
            {
                (target._group(), period)
                for target, past in pasts.items()
                for period in past.periods
            },
            frame,
        )
        learned = {
            target: past.learn(figures, target._group())
            for target, past in pasts.items()
        }
        if shape == "sum" and self[:1].scope != "company":
            self._learn_from_company(question, frame, pasts, learned)
        return learned

    @api.model
    def _learn_from_company(self, question, frame, pasts, learned):
        """Who has too few cases for a season of the own has that of the company."""
        poor = {target for target, data in learned.items() if not data["weights"]}
        if not poor:
            return
        company = next(iter(poor)).company_id
        periods = {period for target in poor for period in pasts[target].periods}
        figures = question.of_all(company).figures(
            {(None, period) for period in periods}, frame
        )
        for target in poor:
            weights = pasts[target].learn(figures, None)["weights"]
            if weights:
                learned[target] |= {"weights": weights, "kind": "season_company"}


class _Past:
    """The earlier periods of a target as running totals of their parts."""

    def __init__(self, years, earlier, opening, shape):
        self.years = years
        self.earlier = earlier
        self.opening = opening
        self.shape = shape

    @property
    def periods(self):
        found = {period for days in (*self.years, *self.earlier) for period in days}
        return found | ({self.opening} if self.opening else set())

    def learn(self, figures, group):
        """The data to keep, from ``{(group, period): {'value', 'n'}}``."""

        def values(days):
            return [figures[group, period]["value"] for period in days]

        years = [_differences(values(days)) for days in self.years]
        cases = sum(figures[group, days[-1]]["n"] for days in self.years)
        weights = seasonal(years, cases) if self.shape == "sum" else None
        earlier = [values(days) for days in self.earlier]
        data = {
            "weights": weights and list(weights),
            "kind": "season" if weights else "linear",
            "earlier": [found for found in earlier if None not in found],
        }
        if self.shape == "stock":
            data["opening"] = self.opening and figures[group, self.opening]["value"]
        return data


def _past(period, frame, first, shape):
    years = same_days_of_years(period, first) if shape == "sum" else []
    opening = None
    if shape == "stock" and period.start <= frame.today:
        opening = free(period.start - ONE_DAY, period.start)
    count = len(steps((period.start, period.stop), frame))
    earlier = earlier_periods(period, first)

    def parted(found):
        """As steps; those with other parts than the period cannot be compared."""
        known = [steps(days, frame) for days in found]
        return [days for days in known if len(days) == count]

    return _Past(parted(years), parted(earlier), opening, shape)


def _differences(totals):
    """The figures of parts from running totals."""
    return [
        None if total is None or before is None else total - before
        for total, before in zip(totals, [0.0, *totals], strict=False)
    ]
