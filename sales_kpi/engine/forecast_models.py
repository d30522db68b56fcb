"""Forecasts from the won value of past months alone."""

from __future__ import annotations

from collections.abc import Sequence

QUARTER, YEAR = 3, 12
LAST, MEAN, SEASON, LEVEL, RHYTHM = "last", "mean", "season", "level", "rhythm"


def naive(history: Sequence[float], horizon: int) -> dict[str, float]:
    """Return forecasts of the month so many after the history (1 = the next one).

    ``last``: the last month; ``mean``: of the last three; ``season``: the same month
    of the last quarter; ``level``: the mean of up to twelve months; ``rhythm``: that of
    the same month in each of their quarters. What needs more history is left out.

    >>> naive([1.0, 2.0, 6.0, 1.0, 2.0, 6.0], 2)
    {'last': 6.0, 'mean': 3.0, 'season': 2.0, 'level': 3.0, 'rhythm': 2.0}
    >>> naive([], 1)
    {}
    """
    months = len(history)
    found: dict[str, float] = {}
    if months:
        found[LAST] = history[-1]
    if months >= QUARTER:
        found[MEAN] = _mean(history[-QUARTER:])
        found[SEASON] = history[_same_place(months, horizon)]
    if months >= 2 * QUARTER:
        whole = min(YEAR, months // QUARTER * QUARTER)
        found[LEVEL] = _mean(history[-whole:])
        place = _same_place(months, horizon)
        found[RHYTHM] = _mean(
            [history[at] for at in range(place, months - whole - 1, -QUARTER)]
        )
    return found


def _same_place(months: int, horizon: int) -> int:
    """Return the last known month at the same place in its quarter."""
    at = months + horizon - 1
    return at - QUARTER * (1 + (at - months) // QUARTER)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
