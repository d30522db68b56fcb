"""How far the pipeline covers what a target still needs (decision 9)."""

from __future__ import annotations

#: The target of the period, and what it has come to: models/coverage_reader.py.
COVERAGE_KINDS = ("goal", "goal_done")


def coverage(pipeline: float, goal: float, done: float) -> float | None:
    """Return the pipeline over what is missing; None if nothing is, or no target.

    >>> coverage(900_000, 500_000, 200_000)
    3.0
    >>> coverage(900_000, 500_000, 500_000) is None
    True
    """
    return pipeline / (goal - done) if goal > 0 and goal > done else None


def total_coverage(pipeline: float, goal: float) -> float | None:
    """Return the pipeline over the whole target, reached or not.

    >>> total_coverage(900_000, 500_000)
    1.8
    """
    return pipeline / goal if goal > 0 else None
