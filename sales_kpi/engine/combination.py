"""One forecast of several, each trusted by how well it did in the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from .accuracy import Pairs, mean_error
from .forecast_models import NAIVE

FLOW, CLASSIC, COMBINED = "flow", "classic", "combined"
METHODS = (FLOW, *NAIVE)  # those that the combination may weigh
EQUAL = 4.0  # months back-tested that count like one word: all are equally good
SHARPNESS = 2.0  # twice the error, a quarter of the trust


class Tested(NamedTuple):
    """What was forecast on a day of a month (``horizon`` 1: the month that begins
    with the day, or in which it lies), by method, and what came."""

    as_of: int
    month: int
    horizon: int
    forecasts: Mapping[str, float]
    actual: float
    low: float | None = None
    high: float | None = None


def finished(tested: Iterable[Tested], horizon: int, as_of: int) -> list[Tested]:
    """Return the rows of a horizon whose month was over on a day."""
    today = date.fromordinal(as_of).replace(day=1).toordinal()
    return [row for row in tested if row.horizon == horizon and row.month < today]


def pairs(tested: Iterable[Tested], method: str) -> Pairs:
    """Return forecast and actual of a method, where it had one."""
    return [
        (row.forecasts[method], row.actual) for row in tested if method in row.forecasts
    ]


def weights(
    tested: Iterable[Tested], horizon: int, as_of: int, methods: Sequence[str] = METHODS
) -> dict[str, float]:
    """Return how far each method is trusted on a day; together 1.

    Errors are compared with those of the flow in the same months; as long as there
    are few, they differ little. Half the error of the flow, ever so often:

    >>> rows = [Tested(9, 1, 1, {"flow": 80.0, "last": 90.0}, 100.0)] * 996
    >>> trust = weights(rows, 1, 99, ["flow", "last"])
    >>> round(trust["flow"], 2), round(trust["last"], 2)
    (0.2, 0.8)
    >>> weights([], 1, 99, ["flow", "last"])
    {'flow': 0.5, 'last': 0.5}
    """
    known = finished(tested, horizon, as_of)
    trust = {}
    for method in methods:
        both = [
            row for row in known if method in row.forecasts and FLOW in row.forecasts
        ]
        own, other = mean_error(pairs(both, method)), mean_error(pairs(both, FLOW))
        ratio = own / other if own is not None and other else 1.0
        ratio = (len(both) * ratio + EQUAL) / (len(both) + EQUAL)
        trust[method] = max(ratio, 0.01) ** -SHARPNESS
    total = sum(trust.values())
    return {method: value / total for method, value in trust.items()}
