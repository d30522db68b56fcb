"""Cases to come, new ones and lost ones that come back: how many, where, worth what."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .case import Case, path, visits
from .transition import Transitions

WINDOW = 30  # days of which arrivals are counted together
WINDOWS = 12  # back from today
HALF_LIFE = 6.0  # windows after which one weighs half


@dataclass(frozen=True)
class Arrivals:
    """Cases that came to the process at a milestone in the last windows, newest first."""

    milestone: int
    counts: tuple[int, ...]
    worths: tuple[float, ...]  # of each of these cases, if it is won

    @cached_property
    def rate(self) -> float:
        """Cases a day; what was lately weighs more.

        >>> Arrivals(0, (10, 10), ()).rate == 20 / 60
        True
        """
        weights = [math.pow(0.5, age / HALF_LIFE) for age in range(len(self.counts))]
        weighed = zip(self.counts, weights, strict=True)
        return sum(n * weight for n, weight in weighed) / sum(weights) / WINDOW

    @cached_property
    def worth(self) -> float:
        return sum(self.worths) / len(self.worths) if self.worths else 0.0


def arrivals(cases: Iterable[Case], as_of: int, learned: Transitions) -> list[Arrivals]:
    """Count the cases that came, by milestone; windows before the first one are no zeros.

    >>> from .case import Entry
    >>> from .transition import fit
    >>> cases = [Case((Entry(0, day, 10.0),)) for day in range(90)]
    >>> [(found.counts, round(found.rate, 6)) for found in arrivals(cases, 90, fit(cases, 90, 1))]
    [((30, 30, 30), 1.0)]
    """
    entered = [
        visit
        for case in cases
        for visit in visits(path(case), case)
        if visit.is_arrival
        and visit.milestone < learned.milestones
        and visit.day < as_of
    ]
    if not entered:
        return []
    seen = as_of - min(entry.day for entry in entered)
    windows = max(1, min(WINDOWS, seen // WINDOW))
    found = []
    for milestone in sorted({entry.milestone for entry in entered}):
        counts, worths = [0] * windows, []
        for entry in entered:
            window = (as_of - 1 - entry.day) // WINDOW
            if entry.milestone == milestone and window < windows:
                counts[window] += 1
                worths.append(learned.worth(milestone, entry.value))
        found.append(Arrivals(milestone, tuple(counts), tuple(worths)))
    return found
