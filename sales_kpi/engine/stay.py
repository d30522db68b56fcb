"""Stays of cases at milestones, counted by bins of age: who left how, and how long all stayed."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .case import GONE, WON, Case, Entry, visits

QUANTILES = 12  # bins of age up to the 95th percentile of the times to leave
TAIL = (2, 4, 8)  # later bins begin at these multiples of it
SAME_DAY = 0.25  # who leaves on the day of arrival stayed for a quarter of it
HALF_LIFE = 365.0  # days after which an arrival weighs half: times change

Table = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]


class Stay(NamedTuple):
    """A time at a milestone. ``target``: the milestone gone to (the number of
    milestones is the win), ``GONE`` if lost, None if the case is still there.

    Weights go by the arrival: by the end, those who still wait would weigh too much.
    """

    milestone: int
    days: float
    target: int | None
    weight: float = 1.0


class Counts(NamedTuple):
    """By milestone (outer) and bin of age (inner): who left how, of how many.

    ``risk`` is the number of cases of which the bin's leavings are the share that
    Kaplan and Meier find: those still young count as long as they were seen. In the
    last bin, which has no end, it is the days that all spent there.
    """

    cases: tuple[int, ...]
    weights: tuple[float, ...]  # of these cases together
    forward: tuple[tuple[float, ...], ...]
    lost: tuple[tuple[float, ...], ...]
    risk: tuple[tuple[float, ...], ...]
    targets: tuple[tuple[float, ...], ...]  # inner: by milestone gone to


def stays(
    entries: Sequence[Entry],
    case: Case,
    as_of: int,
    milestones: int,
    half_life: float = HALF_LIFE,
) -> Iterable[Stay]:
    """Yield the stays of a case that rose to these milestones.

    >>> entries = [Entry(0, 1, 0.0), Entry(2, 8, 0.0)]
    >>> [(stay.days, stay.target) for stay in stays(entries, Case(()), 20, 3)]
    [(7.0, 2), (11.5, None)]
    """
    target: int | None
    for visit in visits(entries, case):
        weight = _weight(as_of - visit.day, half_life)
        if visit.left is not None:
            days, target = float(visit.left - visit.day), visit.to
        elif case.end is None or case.end_day is None:
            days, target = as_of - visit.day - 0.5, None  # came at some hour of its day
        else:
            days = case.end_day - visit.day
            target = milestones if case.end == WON else GONE
        yield Stay(visit.milestone, max(SAME_DAY, days), target, weight)


def _weight(age: float, half_life: float) -> float:
    return math.pow(0.5, max(0.0, age) / half_life)


def bins(days: Iterable[float]) -> tuple[float, ...]:
    """Return where bins of age begin, so that each has its share of the leavings.

    >>> bins([])
    (0.0,)
    >>> bins([4.0] * 9 + [10.0] * 11)
    (0.0, 4.5, 10.5, 21.0, 42.0, 84.0)
    """
    known = sorted(days)
    if not known:
        return (0.0,)
    top = 0.95 * (len(known) - 1)
    edges = {
        known[round(top * part / QUANTILES)] + 0.5 for part in range(1, QUANTILES + 1)
    }
    last = max(edges)
    return (0.0, *sorted(edges), *(last * factor for factor in TAIL))


def count(stays: Iterable[Stay], edges: Sequence[float], milestones: int) -> Counts:
    """Count stays by milestone and bin.

    >>> found = count([Stay(0, 3, 1), Stay(0, 8, -1), Stay(0, 1.5, None)], (0.0, 4.0), 1)
    >>> found.cases, found.forward, found.lost, found.risk, found.targets
    ((3,), ((1.0, 0.0),), ((0.0, 1.0),), ((2.0, 4.0),), ((0.0, 1.0),))
    """
    at: list[list[Stay]] = [[] for _ in range(milestones)]
    for stay in stays:
        at[stay.milestone].append(stay)
    tables = [_table(at_k, edges) for at_k in at]
    targets = [[0.0] * (milestones + 1) for _ in at]
    for found, at_k in zip(targets, at, strict=True):
        for stay in at_k:
            if stay.target is not None and stay.target != GONE:
                found[stay.target] += stay.weight
    return Counts(
        cases=tuple(len(at_k) for at_k in at),
        weights=tuple(sum((stay.weight for stay in at_k), 0.0) for at_k in at),
        forward=tuple(table[0] for table in tables),
        lost=tuple(table[1] for table in tables),
        risk=tuple(table[2] for table in tables),
        targets=tuple(
            tuple(found[target] for target in range(milestones + 1))
            for found in targets
        ),
    )


def _table(stays: list[Stay], edges: Sequence[float]) -> Table:
    """Return the life table of one milestone: forward, lost and at risk by bin."""
    by_bin: list[list[Stay]] = [[] for _ in edges]
    for stay in stays:
        by_bin[bisect_right(edges, stay.days) - 1].append(stay)
    forward, lost, risk = [], [], []
    here = sum(stay.weight for stay in stays)
    for bin_, (start, found) in enumerate(zip(edges, by_bin, strict=True)):
        all_ = sum(stay.weight for stay in found)
        gone = sum((stay.weight for stay in found if stay.target == GONE), 0.0)
        left = sum((stay.weight for stay in found if stay.target is not None), 0.0)
        forward.append(left - gone)
        lost.append(gone)
        if bin_ == len(edges) - 1:
            risk.append(sum((stay.days - start) * stay.weight for stay in found))
        elif left:
            risk.append(left / _share_left(found, here))
        else:
            risk.append(here - all_ / 2)
        here = max(0.0, here - all_)
    return tuple(forward), tuple(lost), tuple(risk)


def _share_left(found: list[Stay], here: float) -> float:
    """Return the share of those here that leave in a bin (Kaplan–Meier by days)."""
    leaving: dict[int, float] = defaultdict(float)
    ending: dict[int, float] = defaultdict(float)
    for stay in found:
        day = int(stay.days)
        ending[day] += stay.weight
        if stay.target is not None:
            leaving[day] += stay.weight
    stayed = 1.0
    for day in sorted(ending):
        stayed *= max(0.0, 1 - leaving[day] / here) if here > 0 else 0.0
        here -= ending[day]
    return 1 - stayed
