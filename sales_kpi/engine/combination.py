"""One forecast of several, each trusted by how well it did in the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from .accuracy import Pairs, mean_error
from .forecast_models import SEASON

FLOW, FLOW_RHYTHM = "flow", "flow_rhythm"
CLASSIC, COMBINED = "classic", "combined"
#: Those that are weighed. Means of past months (and the last one) are left out: they say
#: less than the flow does, and each more to choose from costs some months of error.
METHODS = (FLOW, FLOW_RHYTHM, SEASON)
EQUAL = 3.0  # months back-tested that count like what is thought beforehand
#: The error thought beforehand, beside that of the flow: a single month repeats its luck.
BEFOREHAND = {SEASON: 1.1}
SHARPNESS = 8.0  # a tenth less error doubles the trust: of good methods the best


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


def finished(
    tested: Iterable[Tested], as_of: int, horizon: int | None = None
) -> list[Tested]:
    """Return the rows (of a horizon) whose month was over on a day."""
    today = date.fromordinal(as_of).replace(day=1).toordinal()
    return [
        row for row in tested if row.month < today and horizon in (None, row.horizon)
    ]


def pairs(tested: Iterable[Tested], method: str) -> Pairs:
    """Return forecast and actual of a method, where it had one."""
    return [
        (row.forecasts[method], row.actual) for row in tested if method in row.forecasts
    ]


def weights(
    tested: Iterable[Tested], as_of: int, methods: Iterable[str] = METHODS
) -> dict[str, float]:
    """Return how far each method is trusted on a day; together 1.

    Errors are compared with those of the flow in the same months; as long as there
    are few, they are nearly as thought beforehand. Months ahead are taken together: they are too few to
    be told apart. A twentieth less error than the flow, ever so often:

    >>> rows = [
    ...     Tested(9, month, 1, {"flow": 80.0, "mean": 81.0}, 100.0)
    ...     for month in range(1, 9999)
    ... ]
    >>> trust = weights(rows, 99999, ["flow", "mean"])
    >>> round(trust["flow"], 2), round(trust["mean"], 2)
    (0.4, 0.6)
    >>> weights([], 99, ["flow", "mean"])
    {'flow': 0.5, 'mean': 0.5}
    """
    known = finished(tested, as_of)
    trust = {}
    for method in methods:
        both = [
            row for row in known if method in row.forecasts and FLOW in row.forecasts
        ]
        own, other = mean_error(pairs(both, method)), mean_error(pairs(both, FLOW))
        thought = BEFOREHAND.get(method, 1.0)
        ratio = own / other if own is not None and other else thought
        months = len({row.month for row in both})
        ratio = (months * ratio + EQUAL * thought) / (months + EQUAL)
        trust[method] = max(ratio, 0.01) ** -SHARPNESS
    total = sum(trust.values())
    return {method: value / total for method, value in trust.items()}
