"""How cases move on: competing risks from each milestone, by the time spent there.

From a milestone a case goes on (to the next one, a later one, or straight to the win),
is lost, or is still there. Events by exposure in bins of age take the last kind as what
it is: not known yet, neither lost nor won. Each milestone is read as if so many more
cases (``PRIOR``) of the process's own mean had passed through it, so that few cases
move a rate little (a Beta prior on its successes).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from statistics import stdev

from .case import WON, Case, Entry, path, won_value
from .stay import HALF_LIFE, Counts, bins, count, stays

PRIOR = 10.0  # cases of the process's mean that each milestone is given

Paths = Sequence[tuple[Case, Sequence[Entry]]]


@dataclass(frozen=True)
class Hazards:
    """Of those at one milestone when a bin of age begins, who leaves in it, and how.

    In the last bin, which has no end, these are rates a day.
    """

    forward: tuple[float, ...]
    lost: tuple[float, ...]
    targets: tuple[tuple[int, float], ...]  # (milestone, share); the last is the win


@dataclass(frozen=True)
class Transitions:
    """What past cases of a process tell. ``milestones`` is their number before the win."""

    milestones: int
    edges: tuple[float, ...]  # where bins of age begin; the last has no end
    counts: Counts
    factors: tuple[float, ...]  # by milestone: value if won by value there
    unvalued: float  # what a case without a value is worth if it is won
    gains: tuple[float, ...]  # how single wins scatter around their factor; mean 1
    doubt: float  # relative standard error of the factors
    won: int
    ended: int
    prior: float

    @cached_property
    def hazards(self) -> tuple[Hazards, ...]:
        return tuple(self._hazards(k, None) for k in range(self.milestones))

    def drawn(self, random: Random) -> tuple[Hazards, ...]:
        """Return rates as they might as well be, for there are only so many cases."""
        return tuple(self._hazards(k, random) for k in range(self.milestones))

    def n(self, k: int) -> int:
        """Return how many cases came to a milestone."""
        return self.counts.cases[k]

    def worth(self, k: int, value: float) -> float:
        """Return what a case of this value at a milestone is worth if it is won."""
        return value * self.factors[k] if value > 0 else self.unvalued

    def step_rate(self, k: int) -> float:
        """Return the share of cases that go on from a milestone, in the end."""
        hazards = self.hazards[k]
        here, onward = 1.0, 0.0
        for forward, lost in zip(hazards.forward[:-1], hazards.lost[:-1], strict=True):
            onward += here * forward
            here *= max(0.0, 1 - forward - lost)
        forward, lost = hazards.forward[-1], hazards.lost[-1]
        return onward + (here * forward / (forward + lost) if forward + lost else 0.0)

    def win_rate(self, k: int) -> float:
        """Return the share of cases at a milestone that are won, in the end."""
        won = [0.0] * self.milestones + [1.0]
        for at in reversed(range(k, self.milestones)):
            targets = self.hazards[at].targets
            onward = sum(share * won[target] for target, share in targets)
            won[at] = self.step_rate(at) * onward
        return won[k]

    def _hazards(self, k: int, random: Random | None) -> Hazards:
        counts = self.counts
        forward: list[float] = []
        lost: list[float] = []
        for bin_, more in enumerate(self._mean):
            risk = counts.risk[k][bin_] + more[2]
            if risk <= 0 and bin_:
                # nobody was seen at that age: as in the bin before
                went, gone = self._as_before(bin_, forward[-1], lost[-1])
            else:
                went, gone = _chances(
                    counts.forward[k][bin_] + more[0],
                    counts.lost[k][bin_] + more[1],
                    risk,
                    bin_ == len(self.edges) - 1,
                    random,
                )
            forward.append(went)
            lost.append(gone)
        # who is not known to skip milestones goes to the next one
        targets = [
            _drawn(seen + (target == k + 1), random)
            for target, seen in enumerate(counts.targets[k])
        ]
        shares = [(to, n / sum(targets)) for to, n in enumerate(targets) if n]
        return Hazards(tuple(forward), tuple(lost), tuple(shares))

    def _as_before(self, bin_: int, forward: float, lost: float) -> tuple[float, float]:
        """Return the chances in a bin where a day is like one in the bin before."""
        if forward + lost <= 0:
            return 0.0, 0.0
        edges, left = self.edges, min(0.99, forward + lost)
        rate = -math.log1p(-left) / (edges[bin_] - edges[bin_ - 1])
        if bin_ < len(edges) - 1:
            rate = -math.expm1(-rate * (edges[bin_ + 1] - edges[bin_]))
        return rate * forward / (forward + lost), rate * lost / (forward + lost)

    @cached_property
    def _mean(self) -> list[tuple[float, float, float]]:
        """``prior`` cases of the mean over all milestones: forward, lost, at risk."""
        counts = self.counts
        weight = self.prior / (sum(counts.weights) or 1.0)
        forward, lost, risk = (
            [sum(of_bin) * weight for of_bin in zip(*by_milestone, strict=True)]
            for by_milestone in (counts.forward, counts.lost, counts.risk)
        )
        return list(zip(forward, lost, risk, strict=True))


def _chances(
    forward: float, lost: float, risk: float, is_rate: bool, random: Random | None
) -> tuple[float, float]:
    """Return the chances to go on and to be lost of so many at risk."""
    if risk <= 0:
        return 0.0, 0.0
    stayed = max(0.0, risk - forward - lost)
    forward, lost = _drawn(forward, random), _drawn(lost, random)
    if not is_rate:
        risk = forward + lost + _drawn(stayed, random)
    return (forward / risk, lost / risk) if risk > 0 else (0.0, 0.0)


def _drawn(events: float, random: Random | None) -> float:
    return random.gammavariate(events, 1.0) if random and events > 0 else events


def fit(
    cases: Iterable[Case],
    as_of: int,
    milestones: int,
    prior: float = PRIOR,
    half_life: float = HALF_LIFE,
) -> Transitions:
    """Learn from cases as they were known on the morning of a day.

    Arrivals of a year ago weigh half, for times change.

    Of ten cases that came, five went on and were won at twice the value, five were
    lost; those still young tell nothing yet:

    >>> went = Case((Entry(0, 0, 10.0), Entry(1, 10, 10.0)), WON, 20, 20.0)
    >>> gone, young = Case((Entry(0, 0, 10.0),), "lost", 10), Case((Entry(0, 39, 10.0),))
    >>> learned = fit([went] * 50 + [gone] * 50 + [young] * 90, 40, 2, prior=0)
    >>> round(learned.step_rate(0), 3), round(learned.step_rate(1), 3)
    (0.5, 1.0)
    >>> learned.won, learned.ended, learned.worth(0, 10.0)
    (50, 100, 20.0)
    """
    paths = [
        (case, [entry for entry in path(case) if entry.milestone < milestones])
        for case in cases
    ]
    found = [
        stay
        for case, entries in paths
        for stay in stays(entries, case, as_of, milestones, half_life)
    ]
    edges = bins(stay.days for stay in found if stay.target is not None)
    won = [won_value(case) for case, _entries in paths if case.end == WON]
    mean = sum(won) / len(won) if won else 0.0
    factors, gains = _values(paths, milestones, prior)
    return Transitions(
        milestones=milestones,
        edges=edges,
        counts=count(found, edges, milestones),
        factors=factors,
        unvalued=mean,
        gains=gains,
        doubt=stdev(won) / mean / len(won) ** 0.5 if len(won) > 1 and mean > 0 else 0.0,
        won=len(won),
        ended=sum(case.end is not None for case, _entries in paths),
        prior=prior,
    )


def _values(
    paths: Paths, milestones: int, prior: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return what a value at each milestone becomes if won, and how wins scatter.

    The factor is the growth of the cases that were won, times how much more (or less)
    they were worth on arrival than all: where large cases are won less often, a case
    counts for less than its value. That second part is shrunk to 1 for few wins, the
    first one to the mean of the process.
    """
    every = range(milestones)
    came: list[list[float]] = [[] for _ in every]
    wins: list[list[tuple[float, float]]] = [[] for _ in every]
    for case, entries in paths:
        for entry in entries:
            if entry.value > 0:
                came[entry.milestone].append(entry.value)
                if case.end == WON:
                    wins[entry.milestone].append((entry.value, won_value(case)))
    all_wins = [win for at in wins for win in at]
    growth = _growth(all_wins) if all_wins else 1.0
    factors, gains = [], []
    for at in every:
        n = len(wins[at])
        grown, chosen = growth, 1.0
        if n:
            grown = (n * _growth(wins[at]) + prior * growth) / (n + prior)
            won_mean = sum(value for value, _won in wins[at]) / n
            mean = sum(came[at]) / len(came[at])
            chosen = (n * won_mean / mean + prior) / (n + prior)
        factors.append(grown * chosen)
        if grown > 0:
            gains += [won / value / grown for value, won in wins[at]]
    scale = sum(gains) / len(gains) if gains else 1.0
    return tuple(factors), tuple(gain / scale for gain in gains if scale > 0) or (1.0,)


def _growth(wins: Sequence[tuple[float, float]]) -> float:
    return sum(won for _value, won in wins) / sum(value for value, _won in wins)
