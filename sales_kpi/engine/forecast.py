"""The forecast of won value by month, from the flow of cases through milestones.

No expected closing date and no gut feeling goes in: what is in flight is won as past
cases of its milestone and age were, what arrives as it used to. The value shown weighs
this flow with the run of past months, each by its own errors so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from random import Random

from .arrival import Arrivals, arrivals
from .case import WON, Case, month_starts, won_by_month
from .combination import (
    CLASSIC,
    COMBINED,
    FLOW,
    FLOW_RHYTHM,
    METHODS,
    Tested,
    finished,
    pairs,
    weights,
)
from .flow import Flying, Outlook, in_flight
from .forecast_models import LEVEL, RHYTHM, naive
from .forecast_range import played, quantile
from .learned import FEW_ENDED, FEW_WON, Learned, learn
from .transition import Transitions

LOW, HIGH = 0.1, 0.9
DRAWS = 200
#: Below so many months back-tested there is no forecast (decision 35).
FEW_PERIODS = 6
#: Months back-tested from which on their errors make half of the range.
SEEN = 6.0


@dataclass(frozen=True)
class Month:
    """The forecast of one month. ``expected``, ``low``, ``high`` are None if the data
    are too thin; ``won`` is what the running month has already, part of all methods."""

    start: int
    horizon: int
    expected: float | None
    low: float | None
    high: float | None
    won: float
    from_pipeline: float
    from_inflow: float
    methods: dict[str, float]
    weights: dict[str, float]

    @property
    def combined(self) -> float:
        """The methods by their weights; what is expected, were the data not too thin."""
        return sum(self.methods[method] * part for method, part in self.weights.items())


@dataclass(frozen=True)
class Forecast:
    """``reason``: why there is none: ``few_won``, ``few_ended``, ``few_periods``."""

    reason: str | None
    months: tuple[Month, ...]
    won: int
    ended: int
    periods: int


@dataclass(frozen=True)
class Flow:
    """What flows through a process by month, apart: from cases in flight and to come."""

    learned: Transitions
    flying: Sequence[Flying]
    coming: Sequence[Arrivals]
    ends: Sequence[int]  # of the months, in days from now

    def expected(self) -> tuple[list[float], list[float]]:
        """Return the value expected by month: from the pipeline, from inflow."""
        outlook = Outlook(self.learned, self.ends[-1])
        pipeline = [outlook.expected(self.flying, end) for end in self.ends]
        inflow = [
            sum(
                some.rate
                * end
                * some.worth
                * outlook.arrivals_win_by(some.milestone, 0, end, end)
                for some in self.coming
            )
            for end in self.ends
        ]
        return _steps(pipeline), _steps(inflow)

    def games(self, draws: int, random: Random) -> list[list[float]]:
        """Return what is won by month, in each of so many games."""
        return played(self.learned, self.flying, self.coming, self.ends, draws, random)


def flows(
    cases: Sequence[Case], as_of: int, months: Sequence[int], learned: Learned
) -> list[Flow]:
    """Return the flow of each process."""
    found: list[Flow] = []
    for model in learned.models:
        own = learned.cases_of(model, cases)
        if not own and found:
            continue
        flying, coming = in_flight(own, as_of, model), arrivals(own, as_of, model)
        found.append(Flow(model, flying, coming, [end - as_of for end in months[1:]]))
    return found


def expected(flows: Sequence[Flow]) -> tuple[list[float], list[float]]:
    """Return the value expected by month: from the pipeline, from inflow."""
    parts = [flow.expected() for flow in flows]
    pipeline, inflow = zip(*parts, strict=True)
    return _added(pipeline), _added(inflow)


def offsets(
    flows: Sequence[Flow], draws: int, random: Random
) -> list[tuple[float, float]]:
    """Return how far low and high are from the middle, by month."""
    of_flows = [flow.games(draws, random) for flow in flows]
    games = [_added(game) for game in zip(*of_flows, strict=True)]
    found = []
    for month in zip(*games, strict=True):
        middle = sum(month) / len(month)
        found.append((quantile(month, LOW) - middle, quantile(month, HIGH) - middle))
    return found


def forecast(
    cases: Iterable[Case],
    as_of: int,
    months: Sequence[int],
    milestones: int,
    *,
    model: Learned | None = None,
    tested: Sequence[Tested] = (),
    classic: Sequence[float] | None = None,
    history: Sequence[float] | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> Forecast:
    """Forecast the won value of months, from what was known on a morning.

    :param cases: as known at ``as_of``, of the scope (team, person, partner …)
    :param months: first days of the months and the end of the last one; ``as_of`` lies
        in the first, which then holds what is won already
    :param milestones: their number before the win
    :param model: what the whole process tells, if the scope is only a part of it
    :param tested: back-tested forecasts of the scope; those of months that were over
    :param classic: Odoo's own forecast by month: shown, never weighed
    :param history: won value of the months before, oldest first (default: of the cases)
    :param draws: games played for the range; 0 for none
    """
    known = list(cases)
    learned = model or learn(known, as_of, milestones)
    flow = flows(known, as_of, months, learned)
    if history is None:
        history = won_before(known, months[0])
    periods = len({row.month for row in finished(tested, as_of)})
    whole = learned.together
    reason = _reason(whole, periods)
    pipeline, inflow = expected(flow)
    ranges = offsets(flow, draws, Random(seed)) if draws and not reason else None
    so_far = won_by_month(known, months)[0]
    found = []
    for at, start in enumerate(months[:-1]):
        won = 0.0 if at else so_far
        rest = min(1.0, (months[at + 1] - as_of) / (months[at + 1] - start))
        run = naive(history, at + 1)
        methods = {method: won + rest * value for method, value in run.items()}
        methods[FLOW] = won + pipeline[at] + inflow[at]
        if run.get(LEVEL):
            beat = run[RHYTHM] / run[LEVEL]
            methods[FLOW_RHYTHM] = won + (pipeline[at] + inflow[at]) * beat
        trust = weights(tested, as_of, [name for name in METHODS if name in methods])
        shown = sum(part * methods[method] for method, part in trust.items())
        low = high = None
        if ranges:
            under, over = _widened(ranges[at], tested, at + 1, as_of)
            low, high = max(won, shown + under), shown + over
        if classic is not None:
            methods[CLASSIC] = classic[at]
        found.append(
            Month(
                start=start,
                horizon=at + 1,
                expected=None if reason else shown,
                low=low,
                high=high,
                won=won,
                from_pipeline=pipeline[at],
                from_inflow=inflow[at],
                methods=methods,
                weights=trust,
            )
        )
    return Forecast(reason, tuple(found), whole.won, whole.ended, periods)


def won_before(cases: Sequence[Case], month: int) -> list[float]:
    """Return the won value of each month since the first win, up to a month."""
    wins = [
        case.end_day for case in cases if case.end == WON and case.end_day is not None
    ]
    if not wins or min(wins) >= month:
        return []
    first, last = date.fromordinal(min(wins)), date.fromordinal(month)
    count = (last.year - first.year) * 12 + last.month - first.month
    return won_by_month(cases, month_starts(first, count))


def _reason(learned: Transitions, periods: int) -> str | None:
    if learned.won < FEW_WON:
        return "few_won"
    if learned.ended < FEW_ENDED:
        return "few_ended"
    return "few_periods" if periods < FEW_PERIODS else None


def _widened(
    offsets: tuple[float, float], tested: Sequence[Tested], horizon: int, as_of: int
) -> tuple[float, float]:
    """Weigh the range of the flow with the errors that the combination made so far."""
    seen = pairs(finished(tested, as_of, horizon), COMBINED)
    if not seen:
        return offsets
    error = quantile([abs(value - actual) for value, actual in seen], HIGH - LOW)
    part = len(seen) / (len(seen) + SEEN)
    return (
        (1 - part) * offsets[0] - part * error,
        (1 - part) * offsets[1] + part * error,
    )


def _added(parts: Sequence[Sequence[float]]) -> list[float]:
    return [sum(months) for months in zip(*parts, strict=True)]


def _steps(sums: Sequence[float]) -> list[float]:
    return [later - before for before, later in pairwise((0.0, *sums))]
