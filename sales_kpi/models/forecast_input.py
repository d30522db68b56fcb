"""All that is known of a company on a day, and what the engine makes of a part of it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from ..engine.backtest import HORIZONS, backtest
from ..engine.case import known_at, month_starts
from ..engine.combination import Tested
from ..engine.forecast import DRAWS, FEW_PERIODS, forecast
from ..engine.learned import FEW_ENDED, FEW_WON, learn


class Scope(NamedTuple):
    """A team, a person, or (neither) the whole company; 0: of no team, of nobody.

    ``within``: of the person only what is in these teams.
    """

    team_id: int | None = None
    user_id: int | None = None
    within: frozenset[int] | None = None

    def has(self, team_id, user_id):
        return (
            self.team_id in (None, team_id)
            and self.user_id in (None, user_id)
            and (self.within is None or team_id in self.within)
        )


class ForecastInput:
    """Cases, won value and classic forecast of a company, read by four queries.

    :param model: ``sales.kpi.forecast`` of who may read everything
    :param as_of: local day on whose morning the forecast is made; default: now
    :param is_late: made afterwards, so Odoo's own forecast of that day is not known
    """

    #: Games played for a range; tests that do not look at it play fewer.
    draws = DRAWS

    def __init__(self, model, company, as_of=None, is_late=None):
        today = model.env["sales.kpi"].with_company(company)._today()
        self.day = as_of or today
        self.is_late = self.day < today if is_late is None else is_late
        self.leads = model._leads(company, as_of, today)
        self.processes = model._processes()
        since = model._history_start(self.day)
        self.won = model._won(company, since, as_of or today + relativedelta(days=1))
        self.open = {} if self.is_late else model._classic(company)

    def forecast(self, scope, count, tested):
        """The engine's forecast of a scope for so many months from the present one.

        A person is forecast by what the whole company tells about the process.
        """
        leads = self._of(scope)
        milestones = self._milestones(leads)
        return forecast(
            [lead.case for lead in leads],
            self.day.toordinal(),
            month_starts(self.day, count),
            milestones,
            model=self.whole(milestones) if scope.user_id is not None else None,
            tested=tested,
            classic=self.classic(scope, count),
            history=self.history(scope)[1],
            draws=self.draws,
        )

    def tested(self, scope):
        """The months that are over, forecast again from what was known before."""
        leads = self._of(scope)
        cases = [lead.case for lead in leads]
        first, actual = self.history(scope)
        if len(actual) < 2:
            return []
        months = month_starts(first, len(actual))
        return backtest(
            lambda as_of: known_at(cases, as_of),
            months,
            self._milestones(leads),
            actual,
            classic_at=lambda as_of: self._classic_then(leads, as_of, HORIZONS),
        )

    def reason_then(self, scope, tested, row):
        """Why a back-tested forecast would not have been shown then."""
        if sum(other.month < row.as_of for other in tested if other.horizon == 1) < (
            FEW_PERIODS
        ):
            return "few_periods"
        won, ended = self._ends(scope)
        if bisect_left(won, row.as_of) < FEW_WON:
            return "few_won"
        return "few_ended" if bisect_left(ended, row.as_of) < FEW_ENDED else None

    def history(self, scope):
        """First month with data and the won value of each month that is over."""
        sums = self._won_of(scope)
        present = self.day.replace(day=1)
        days = [
            lead.case.entries[0].day for lead in self._of(scope) if lead.case.entries
        ]
        begun = [date.fromordinal(min(days)).replace(day=1)] if days else []
        first = min([*sums, *begun], default=present)
        count = 12 * (present.year - first.year) + present.month - first.month
        over = month_starts(first, count)[:-1]
        return first, [sums.get(date.fromordinal(month), 0.0) for month in over]

    def classic(self, scope, count):
        """Odoo's own forecast by month; the present one with what is won already."""
        if self.is_late:
            leads = self._of(scope)
            found = self._classic_then(leads, self.day.toordinal(), count)
        else:
            sums = _sums(self.open, scope)
            months = month_starts(self.day, count)[:-1]
            found = [sums.get(date.fromordinal(month), 0.0) for month in months]
        found[0] += self._won_of(scope).get(self.day.replace(day=1), 0.0)
        return found

    def _classic_then(self, leads, as_of, count):
        """What Odoo may have shown on a day, whose own figures are not kept.

        Value at that time, in the month of the expected closing date as it is today,
        by the share that was won from where the lead stood.
        """
        months = month_starts(date.fromordinal(as_of), count)
        ended, won = defaultdict(int), defaultdict(int)
        standing = defaultdict(float)
        for lead in leads:
            entries = [entry for entry in lead.case.entries if entry.day < as_of]
            if not entries:
                continue
            place = max(entry.milestone for entry in entries)
            end = lead.case.end_day
            if end is not None and end < as_of:
                for step in range(place + 1):
                    ended[step] += 1
                    won[step] += lead.case.end == "won"
            elif lead.deadline and months[0] <= lead.deadline < months[-1]:
                month = bisect_right(months, lead.deadline) - 1
                standing[month, place] += entries[-1].value
        found = [0.0] * count
        for (month, place), value in standing.items():
            found[month] += value * (won[place] + 1) / (ended[place] + 2)
        return found

    def _of(self, scope):
        return [lead for lead in self.leads if scope.has(lead.team_id, lead.user_id)]

    def _won_of(self, scope):
        return _sums(self.won, scope)

    def _milestones(self, leads):
        teams = {lead.team_id for lead in leads}
        return (
            max((len(self.processes.get(team, ())) for team in teams), default=0) or 1
        )

    @cached_property
    def _all_milestones(self):
        return self._milestones(self.leads)

    def whole(self, milestones=0):
        """What all leads of the company tell about how leads move on."""
        cases = [lead.case for lead in self.leads]
        return learn(cases, self.day.toordinal(), max(milestones, self._all_milestones))

    def _ends(self, scope):
        cases = [lead.case for lead in self._of(scope) if lead.case.end]
        won = sorted(case.end_day for case in cases if case.end == "won")
        return won, sorted(case.end_day for case in cases)


def _sums(amounts, scope):
    """Add up the months of ``{(team, user): {month: amount}}`` in a scope."""
    sums = defaultdict(float)
    for holder, months in amounts.items():
        if scope.has(*holder):
            for month, amount in months.items():
                sums[month] += amount
    return sums


def tested_rows(forecasts):
    """Frozen forecasts of a unit whose months are over, as the engine weighs them."""
    return [
        Tested(
            made.as_of.replace(day=1).toordinal(),
            made.month.toordinal(),
            made.horizon,
            made.methods,
            made.actual_value,
            *((made.low_value, made.high_value) if made.has_range else (None, None)),
        )
        for made in forecasts
    ]
