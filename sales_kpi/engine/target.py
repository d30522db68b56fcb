"""Targets: how far a figure is, whether it will get there, and what it ended as.

``shape`` says how a KPI fills a period: a ``sum`` accumulates day by day (revenue), a
``stock`` is a level that moves (pipeline, customers), a ``level`` is what a rate or a
duration is over the days so far. Only sums accumulate towards their target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

SHAPES = ("sum", "stock", "level")
#: Shares of a target that are told on the way.
MARKS = (50, 90, 100)
#: Before this share of the period its pace says nothing yet.
EARLY = 0.1
#: A projection that gets this far may still get there.
NEAR = 0.9
#: Figures that are the same but for the dust of floats.
SAME = 1e-9


@dataclass(frozen=True)
class Goal:
    """What is to be reached at the end of a period.

    ``direction``: ``up``, ``down``, or ``band`` from ``floor`` to ``value``, both
    included.
    """

    value: float
    direction: str = "up"
    shape: str = "sum"
    floor: float | None = None


@dataclass(frozen=True)
class Projection:
    """A figure at the end of the period and the range that it likely lies in."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Judgement:
    """``status``: on_track, at_risk, off_track or None (not begun), and why."""

    status: str | None
    reason: str


def is_reached(goal: Goal, actual: float | None) -> bool:
    """Return whether a figure meets the goal; no value does not.

    >>> is_reached(Goal(5, "down"), 5), is_reached(Goal(5), None)
    (True, False)
    """
    if actual is None:
        return False
    dust = SAME * max(1.0, abs(goal.value))
    is_low_enough = actual <= goal.value + dust
    match goal.direction:
        case "up":
            return actual >= goal.value - dust
        case "down":
            return is_low_enough
    return is_low_enough and (goal.floor is None or actual >= goal.floor - dust)


def attainment(goal: Goal, actual: float | None) -> float | None:
    """Return the fraction of the goal that a figure makes; None without a value.

    Higher is better: actual / target. Lower is better and bands: 1 where the figure
    is good enough, else how much of it would be. Towards a target of 0 or less there
    is no fraction: 1 if it is met, else 0.

    >>> attainment(Goal(200), 150), attainment(Goal(10, "down"), 12.5)
    (0.75, 0.8)
    >>> attainment(Goal(30, "band", "level", 20), 15)
    0.75
    """
    if actual is None:
        return None
    met = is_reached(goal, actual)
    if goal.direction == "up":
        return actual / goal.value if goal.value > 0 else float(met)
    if met:
        return 1.0
    if actual > goal.value:
        return goal.value / actual if goal.value > 0 else 0.0
    return actual / goal.floor if goal.floor and actual > 0 else 0.0


def final_state(goal: Goal, actual: float | None) -> str:
    """Return ``reached`` or ``missed``, whatever the figure is, also none at all."""
    return "reached" if is_reached(goal, actual) else "missed"


def judge(
    goal: Goal,
    actual: float | None,
    projection: Projection | None,
    share: float,
    is_over: bool = False,
) -> Judgement:
    """Say whether the goal will be met, given how much of the period has passed.

    ``share``: of the target that is expected by now, 0 before the period, 1 at its
    end. Nothing is judged on the first days.

    >>> judge(Goal(100), 40, Projection(80, 70, 105), 0.5).status
    'at_risk'
    """
    if is_over:
        if actual is None:
            return Judgement("off_track", "no_value")
        met = is_reached(goal, actual)
        return Judgement(*(("on_track", "reached") if met else ("off_track", "missed")))
    if share <= 0:
        return Judgement(None, "not_begun")
    if _is_lost(goal, actual):
        return Judgement("off_track", "exceeded")
    if goal.shape == "sum" and goal.direction == "up" and is_reached(goal, actual):
        return Judgement("on_track", "reached")
    if share < EARLY:
        return Judgement("on_track", "too_early")
    if actual is None or projection is None:
        return Judgement("at_risk", "no_value")
    return _judge_projection(goal, projection)


def _judge_projection(goal: Goal, projection: Projection) -> Judgement:
    if is_reached(goal, projection.value):
        return Judgement("on_track", "on_pace")
    if _may_reach(goal, projection):
        return Judgement("at_risk", "behind")
    return Judgement("off_track", "out_of_reach")


def _may_reach(goal: Goal, projection: Projection) -> bool:
    """Return whether the goal lies in the range, or the projection near it."""
    if (attainment(goal, projection.value) or 0) >= NEAR:
        return True
    low = projection.value if projection.low is None else projection.low
    high = projection.value if projection.high is None else projection.high
    if goal.direction == "up":
        return is_reached(goal, high)
    is_low_enough = low <= goal.value
    if goal.direction == "down" or goal.floor is None:
        return is_low_enough
    return is_low_enough and high >= goal.floor


def _is_lost(goal: Goal, actual: float | None) -> bool:
    """Return whether a sum is above what it may be at most; it only grows."""
    if goal.shape != "sum" or goal.direction == "up" or actual is None:
        return False
    return actual > goal.value + SAME * max(1.0, abs(goal.value))


def mark(goal: Goal, actual: float | None) -> int:
    """Return the highest interim mark that a figure has passed, 0 for none.

    Only a sum that shall grow passes marks on its way; everything else has met its
    goal or has not, and may lose it again, so that only the end tells.

    >>> mark(Goal(200), 185), mark(Goal(200), 90), mark(Goal(5, "down"), 4)
    (90, 0, 0)
    """
    if goal.shape != "sum" or goal.direction != "up" or goal.value <= 0:
        return 0
    reached = [
        number
        for number in MARKS
        if is_reached(Goal(goal.value * number / 100), actual)
    ]
    return max(reached, default=0)


def run_rate(goal: Goal, actual: float | None, workdays: int) -> float | None:
    """Return what each remaining working day must bring (down: may bring at most).

    ``workdays``: those left, today included. None where nothing accumulates, and
    where no working day is left.

    >>> run_rate(Goal(21_000), 6_000, 10)
    1500.0
    """
    if goal.shape != "sum" or workdays <= 0 or actual is None:
        return None
    return max(0.0, goal.value - actual) / workdays


def split_amount(
    total: float, weights: Sequence[float], decimals: int = 2
) -> list[float]:
    """Split a total by weights so that the parts add up to it, to the last decimal.

    What rounding leaves goes to the parts that lost most by it, the earlier of equal
    ones first. Without any weight the parts are equal.

    :raises ValueError: for a negative weight

    >>> split_amount(100_000, [1, 1, 1])
    [33333.34, 33333.33, 33333.33]
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("negative weight")
    if not weights:
        return []
    exact = [Decimal(str(weight)) for weight in weights]
    if not sum(exact):
        exact = [Decimal(1)] * len(exact)
    unit = Decimal(1).scaleb(-decimals)
    whole = Decimal(str(total)).quantize(unit)
    shares = [whole * weight / sum(exact) for weight in exact]
    parts = [share.quantize(unit, ROUND_DOWN) for share in shares]
    left = int((whole - sum(parts)) / unit)
    lost = sorted(
        range(len(parts)), key=lambda place: (-abs(shares[place] - parts[place]), place)
    )
    for place in lost[: abs(left)]:
        parts[place] += unit if left > 0 else -unit
    return [float(part) for part in parts]
