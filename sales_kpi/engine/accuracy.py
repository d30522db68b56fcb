"""How good forecasts were: pairs of what was forecast and what came.

Errors are weighed by what came (WAPE), so that small months do not count like large
ones; where nothing came, there is no measure.
"""

from __future__ import annotations

from collections.abc import Sequence

Pairs = Sequence[tuple[float, float]]


def wape(pairs: Pairs) -> float | None:
    """Return the sum of absolute errors by the sum of what came.

    >>> wape([(80, 100), (120, 100), (0, 50)])
    0.36
    >>> wape([(10, 0)]) is None
    True
    """
    came = sum(actual for _forecast, actual in pairs)
    if came <= 0:
        return None
    return sum(abs(forecast - actual) for forecast, actual in pairs) / came


def accuracy(pairs: Pairs) -> float | None:
    """Return 1 - WAPE, not below 0.

    >>> accuracy([(80, 100), (120, 100), (0, 50)]), accuracy([(50, 40)])
    (0.64, 0.75)
    >>> accuracy([(100, 40)])
    0.0
    """
    error = wape(pairs)
    return None if error is None else max(0.0, 1 - error)


def bias(pairs: Pairs) -> float | None:
    """Return by how much was forecast too much (negative: too little), of what came.

    >>> bias([(80, 100), (120, 100), (0, 50)])
    -0.2
    """
    came = sum(actual for _forecast, actual in pairs)
    if came <= 0:
        return None
    return (sum(forecast for forecast, _actual in pairs) - came) / came


def mean_error(pairs: Pairs) -> float | None:
    """Return the mean absolute error.

    >>> mean_error([(80, 100), (0, 50)])
    35.0
    """
    if not pairs:
        return None
    return sum(abs(forecast - actual) for forecast, actual in pairs) / len(pairs)


def mase(pairs: Pairs, naive: Pairs) -> float | None:
    """Return the error beside that of a naive forecast of the same months.

    Below 1 is better than naive; None if the naive one is never wrong.

    >>> mase([(90, 100), (110, 100)], [(80, 100), (120, 100)])
    0.5
    """
    own, other = mean_error(pairs), mean_error(naive)
    return own / other if own is not None and other else None
