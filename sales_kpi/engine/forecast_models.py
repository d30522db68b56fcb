"""Forecasts from the won value of past months alone."""

from __future__ import annotations

from collections.abc import Sequence

QUARTER, YEAR = 3, 12
NAIVE = ("last", "mean", "season", "year", "level", "rhythm")


def naive(history: Sequence[float], horizon: int) -> dict[str, float]:
    """Return forecasts of the month so many after the history (1 = the next one).

    ``last``: the last month; ``mean``: of the last three; ``season``: the same month
    of the last quarter; ``year``: the same month of the last year; ``level``: the mean
    of up to twelve months; ``rhythm``: that of the same month in each of their quarters.
    Those that need more history are left out.

    >>> naive([1.0, 2.0, 6.0, 1.0, 2.0, 6.0], 2)
    {'last': 6.0, 'mean': 3.0, 'season': 2.0, 'level': 3.0, 'rhythm': 2.0}
    >>> naive([], 1)
    {}
    """
    months = len(history)
    found: dict[str, float] = {}
    if months:
        found["last"] = history[-1]
    if months >= QUARTER:
        found["mean"] = _mean(history[-QUARTER:])
        found["season"] = history[_same_place(months, horizon, QUARTER)]
    if months >= YEAR:
        found["year"] = history[_same_place(months, horizon, YEAR)]
    if months >= 2 * QUARTER:
        whole = min(YEAR, months // QUARTER * QUARTER)
        found["level"] = _mean(history[-whole:])
        place = _same_place(months, horizon, QUARTER)
        found["rhythm"] = _mean(
            [history[at] for at in range(place, months - whole - 1, -QUARTER)]
        )
    return found


def _same_place(months: int, horizon: int, season: int) -> int:
    """Return the last known month at the same place in its season."""
    at = months + horizon - 1
    return at - season * (1 + (at - months) // season)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
