"""How far the flow may scatter: its future played many times, with a given dice.

Each time the rates are drawn anew as so few cases allow, as is the number that arrives;
then every case in flight is won in some month or not, at some value.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from random import Random

from .arrival import WINDOW, Arrivals
from .flow import Flying, Outlook
from .transition import Transitions

Groups = dict[tuple[int, float], list[float]]  # worths by milestone and age


def played(
    learned: Transitions,
    flying: Sequence[Flying],
    coming: Sequence[Arrivals],
    ends: Sequence[float],
    times: int,
    random: Random,
) -> list[list[float]]:
    """Return what was won in each month, each time; ``ends`` in days from now."""
    groups = _grouped(flying)
    results = []
    for _ in range(times):
        outlook = Outlook(learned, ends[-1], learned.drawn(random))
        scale = max(0.0, random.gauss(1, learned.doubt))
        months = _fly(outlook, groups, learned.gains, ends, random)
        for arrived in coming:
            _arrive(outlook, arrived, learned.gains, ends, months, random)
        results.append([month * scale for month in months])
    return results


def played_parts(
    learned: Transitions,
    parts: Mapping[Hashable, Sequence[Flying]],
    ends: Sequence[float],
    times: int,
    random: Random,
) -> dict[Hashable, list[list[float]]]:
    """Play what is in flight of many parts of a whole, each time by the same rates."""
    groups = {part: _grouped(flying) for part, flying in parts.items()}
    results: dict[Hashable, list[list[float]]] = {part: [] for part in parts}
    for _ in range(times):
        outlook = Outlook(learned, ends[-1], learned.drawn(random))
        scale = max(0.0, random.gauss(1, learned.doubt))
        for part, group in groups.items():
            months = _fly(outlook, group, learned.gains, ends, random)
            results[part].append([month * scale for month in months])
    return results


def _grouped(flying: Sequence[Flying]) -> Groups:
    groups: Groups = defaultdict(list)
    for case in flying:
        groups[case.milestone, case.age].append(case.worth)
    return groups


def _fly(
    outlook: Outlook,
    groups: Groups,
    gains: Sequence[float],
    ends: Sequence[float],
    random: Random,
) -> list[float]:
    """Return what the cases in flight win in each month, once."""
    months = [0.0] * len(ends)
    for (milestone, age), worths in groups.items():
        chances = [outlook.win_by(milestone, age, end) for end in ends]
        for worth in worths:
            month = bisect_right(chances, random.random())
            if month < len(ends):
                months[month] += worth * random.choice(gains)
    return months


def _arrive(
    outlook: Outlook,
    arrived: Arrivals,
    gains: Sequence[float],
    ends: Sequence[float],
    months: list[float],
    random: Random,
) -> None:
    """Add what cases that arrive win: in each month as many as in some window before."""
    if not arrived.worths:
        return
    usual = random.choices(arrived.counts, k=len(arrived.counts))
    for first, (start, end) in enumerate(pairwise((0.0, *ends))):
        came = random.choice(usual) * (end - start) / WINDOW
        before = 0.0
        for month in range(first, len(ends)):
            chance = outlook.arrivals_win_by(arrived.milestone, start, end, ends[month])
            for _ in range(poisson(came * (chance - before), random)):
                months[month] += random.choice(arrived.worths) * random.choice(gains)
            before = chance


def poisson(mean: float, random: Random) -> int:
    """Return how many of rare things happen; many of them are nearly normal.

    >>> random = Random(1)
    >>> found = [poisson(3.0, random) for _ in range(2000)]
    >>> round(sum(found) / 2000, 1), poisson(0.0, random)
    (3.0, 0)
    """
    if mean > 30:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    limit, product, events = math.exp(-max(0.0, mean)), random.random(), 0
    while product > limit:
        product *= random.random()
        events += 1
    return events


def quantile(values: Sequence[float], share: float) -> float:
    """Return what the next value will be below of with that chance (not: of these).

    >>> quantile([4.0, 1.0, 2.0, 3.0], 0.4), quantile([4.0, 1.0, 2.0, 3.0], 0.9)
    (2.0, 4.0)
    """
    ranked = sorted(values)
    at, rest = divmod(share * (len(ranked) + 1) - 1, 1)
    if at < 0:
        return ranked[0]
    low, high = (ranked[min(int(at) + more, len(ranked) - 1)] for more in (0, 1))
    return low + rest * (high - low)
