"""Where a figure will be at the end of its period, and within which range.

The pace so far counts as much as of the period has passed, the rest is what equal
periods brought before. The range holds eight of ten ends (P10 to P90): from how far
the rests of earlier periods lay apart, else from the number of cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from .target import Projection

#: Earlier periods from which on their own spread says more than the cases do.
ENOUGH = 4
#: Standard deviations from the middle to P10 and P90.
TENTH = 1.2816


@dataclass(frozen=True)
class Earlier:
    """An earlier period of equal length: its figure by the same day, and at its end."""

    by_now: float
    final: float

    @property
    def rest(self) -> float:
        """What came after this day."""
        return self.final - self.by_now


def project(
    shape: str,
    actual: float | None,
    share: float,
    cases: int = 0,
    earlier: Sequence[Earlier] = (),
    opening: float | None = None,
    is_percent: bool = False,
) -> Projection | None:
    """Return the figure at the end of the period; None while nothing can be said.

    :param shape: how the KPI fills the period (``target.SHAPES``)
    :param share: of the target that is expected by now
    :param cases: what ``actual`` rests on
    :param opening: of a stock, its level before the period

    >>> project("sum", 40, 0.5).value
    80.0
    """
    if actual is None or share <= 0:
        return None
    share = min(share, 1.0)
    if share == 1.0:
        return Projection(actual, actual, actual)
    match shape:
        case "sum":
            return _sum(actual, share, cases, earlier)
        case "stock":
            return _stock(actual, share, earlier, opening)
    return _level(actual, share, cases, earlier, is_percent)


def _sum(
    actual: float, share: float, cases: int, earlier: Sequence[Earlier]
) -> Projection:
    finals = [period.final for period in earlier]
    pace = actual / share
    usual = sum(finals) / len(finals) if finals else pace
    rest = (1 - share) * (share * pace + (1 - share) * usual)
    spread = _spread([period.rest for period in earlier])
    if spread is None and cases:
        # the error of the cases so far and that of those to come
        spread = abs(rest) / sqrt(cases * (1 - share))
    found = _range(actual + rest, spread)
    if actual >= 0 and found.low is not None:
        # what is there stays; only a refund would take it back
        return Projection(
            found.value, max(found.low, min(actual, found.value)), found.high
        )
    return found


def _stock(
    actual: float, share: float, earlier: Sequence[Earlier], opening: float | None
) -> Projection:
    """The move so far goes on, the more surely the more of the period has passed."""
    start = actual if opening is None else opening
    value = actual + (actual - start) * (1 - share)
    return _range(value, _spread([period.rest for period in earlier]))


def _level(
    actual: float,
    share: float,
    cases: int,
    earlier: Sequence[Earlier],
    is_percent: bool,
) -> Projection:
    """A rate stays what it is; the cases to come can move it by their number."""
    spread = _spread([period.rest for period in earlier])
    if spread is None and is_percent and cases and 0 <= actual <= 1:
        spread = sqrt(actual * (1 - actual) * (1 - share) / cases)
    found = _range(actual, spread)
    if (
        is_percent
        and 0 <= actual <= 1
        and found.low is not None
        and found.high is not None
    ):
        return Projection(actual, max(0.0, found.low), min(1.0, found.high))
    return found


def _spread(rests: Sequence[float]) -> float | None:
    """Return the standard deviation of what came after this day, if often enough seen."""
    if len(rests) < ENOUGH:
        return None
    mean = sum(rests) / len(rests)
    return sqrt(sum((rest - mean) ** 2 for rest in rests) / (len(rests) - 1))


def _range(value: float, spread: float | None) -> Projection:
    if spread is None:
        return Projection(value)
    return Projection(value, value - TENTH * spread, value + TENTH * spread)
