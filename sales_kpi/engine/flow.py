"""When cases in flight are won: the chance by day, from milestone and age.

Time and age go in equal steps. A case moves on in the middle of a step on average, so
it is at its next milestone for half of the step already.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from .case import Case, path, visits
from .stay import TAIL
from .transition import Hazards, Transitions

FINE = 12  # steps of age up to where the tail of long stays begins
SHORTEST = 0.5  # days of a step


class Flying(NamedTuple):
    """An open case: its milestone, the days it is there, what it is worth if won."""

    milestone: int
    age: float
    worth: float


class Steps(NamedTuple):
    """Of those in each state of age at a milestone, who does what in one step."""

    onward: list[float]
    stay: list[float]  # are neither gone on nor lost
    older: list[float]  # of those who stay: enter the next state
    half_onward: float  # in the first half step after arrival
    half_stay: float
    targets: tuple[tuple[int, float], ...]


class Outlook:
    """The chances to win of cases at each milestone and age, up to some days ahead.

    >>> from .case import Case, Entry
    >>> from .transition import fit
    >>> went = Case((Entry(0, 0, 10.0),), "won", 20, 10.0)
    >>> outlook = Outlook(fit([went] * 30, 40, 1, prior=0), 60)
    >>> [round(outlook.win_by(0, 0, days), 2) for days in (10, 20, 40)]
    [0.49, 0.98, 1.0]
    >>> round(outlook.arrivals_win_by(0, 0, 10, 20), 2)  # 10 to 20 days old by then
    0.73
    """

    def __init__(
        self,
        learned: Transitions,
        days: float,
        hazards: Sequence[Hazards] | None = None,
    ) -> None:
        edges = learned.edges
        self.milestones = learned.milestones
        self.top = edges[-1 - len(TAIL)] if len(edges) > 1 else 0.0
        self.fine = min(FINE, int(self.top / SHORTEST))
        self.step = self.top / self.fine if self.fine else days / FINE
        #: where the states of old age begin, which are not of one step
        self.tail = edges[-1 - len(TAIL) :] if self.fine else edges
        self.by_milestone = [
            self._steps(of_k, edges) for of_k in hazards or learned.hazards
        ]
        #: by step ahead, milestone, state of age: the chance to have won by then
        self.chances = self._chances(int(days / self.step) + 2)
        self.sums = [self._summed(k) for k in range(self.milestones)]

    def win_by(self, milestone: int, age: float, days: float) -> float:
        """Return the chance that a case there since ``age`` days is won in time."""
        if days <= 0:
            return 0.0
        at, rest = divmod(days / self.step, 1)
        step = min(int(at), len(self.chances) - 2)
        now, later = self.chances[step][milestone], self.chances[step + 1][milestone]
        state, part = self._state(age)
        early = now[state] + rest * (later[state] - now[state])
        if not part:
            return early
        late = now[state + 1] + rest * (later[state + 1] - now[state + 1])
        return early + part * (late - early)

    def expected(self, flying: Iterable[Flying], days: float) -> float:
        """Return the value that cases in flight are expected to win in time."""
        return sum(
            case.worth * self.win_by(case.milestone, case.age, days) for case in flying
        )

    def arrivals_win_by(
        self, milestone: int, start: float, end: float, days: float
    ) -> float:
        """Return the same for cases that arrive evenly between two days ahead."""
        upper = self._sum(milestone, max(0.0, days - start))
        lower = self._sum(milestone, max(0.0, days - end))
        return (upper - lower) / (end - start)

    def _state(self, age: float) -> tuple[int, float]:
        """Return the state of an age, and how far it is on the way to the next one."""
        if age >= self.top:
            return self.fine + bisect_right(self.tail, age) - 1, 0.0
        state, part = divmod(max(0.0, age) / self.step, 1)
        return int(state), part if state + 1 < self.fine else 0.0

    def _sum(self, milestone: int, days: float) -> float:
        at, rest = divmod(days / self.step, 1)
        sums = self.sums[milestone]
        step = min(int(at), len(sums) - 2)
        return sums[step] + rest * (sums[step + 1] - sums[step])

    def _summed(self, milestone: int) -> list[float]:
        """Return the chance of a case that arrived, summed over the days since."""
        sums = [0.0]
        for now, later in pairwise(self.chances):
            mean = (now[milestone][0] + later[milestone][0]) / 2
            sums.append(sums[-1] + mean * self.step)
        return sums

    def _chances(self, steps: int) -> list[list[list[float]]]:
        """Go back from the end: who may win in a step more than the one before."""
        every = range(self.milestones)
        states = self.fine + len(self.tail)
        chances = [[[0.0] * states for _ in every]]
        for _ in range(steps):
            before, now = chances[-1], [[0.0]] * self.milestones
            entered = [0.0] * self.milestones + [1.0]  # in the middle of this step
            for k in reversed(every):
                of_k, old = self.by_milestone[k], before[k]
                onward = sum(share * entered[to] for to, share in of_k.targets)
                arrived = (old[0] + old[min(1, states - 1)]) / 2
                entered[k] = of_k.half_onward * onward + of_k.half_stay * arrived
                now[k] = [
                    leave * onward + stay * (same + (next_ - same) * older)
                    for leave, stay, older, same, next_ in zip(
                        of_k.onward,
                        of_k.stay,
                        of_k.older,
                        old,
                        [*old[1:], 0.0],
                        strict=True,
                    )
                ]
            chances.append(now)
        return chances

    def _steps(self, hazards: Hazards, edges: Sequence[float]) -> Steps:
        onward, stay, older = [], [], [1.0] * self.fine
        half = (0.0, 1.0)
        if self.fine:
            ages = [self.step * state for state in range(self.fine + 1)]
            life = _life(hazards, edges, [*ages, self.step / 2])
            half = life.pop()
            for (gone_on, here), (gone_on_later, here_later) in pairwise(life):
                left = max(here, 1e-9)
                onward.append((gone_on_later - gone_on) / left)
                stay.append(here_later / left)
        for start, end, forward, lost in zip(
            self.tail,
            self.tail[1:],
            hazards.forward[-len(self.tail) :],
            hazards.lost[-len(self.tail) :],
            strict=False,
        ):
            gone, part = forward + lost, self.step / (end - start)
            stay.append(max(0.001, 1 - gone) ** part)
            onward.append((1 - stay[-1]) * forward / gone if gone else 0.0)
            older.append(min(1.0, part))
        forward, lost = hazards.forward[-1] * self.step, hazards.lost[-1] * self.step
        onward.append(forward / (1 + forward + lost))
        stay.append(1 / (1 + forward + lost))
        older.append(0.0)
        return Steps(onward, stay, older, *half, hazards.targets)


def in_flight(cases: Iterable[Case], as_of: int, learned: Transitions) -> list[Flying]:
    """Return the open cases; what they are worth now counts, not what they were.

    >>> from .case import Entry
    >>> from .transition import fit
    >>> open_ = Case((Entry(0, 3, 10.0),), value=12.0)
    >>> in_flight([open_, Case((), "won", 1, 5.0)], 10, fit([open_], 10, 1))
    [Flying(milestone=0, age=6.5, worth=12.0)]
    """
    flying = []
    for case in cases:
        risen = path(case) if case.end is None else []
        if risen and risen[-1].milestone < learned.milestones:
            last = visits(risen, case)[-1]
            now = last.value if case.value is None else case.value
            age = max(0.0, as_of - last.day - 0.5)
            worth = learned.worth(last.milestone, now)
            flying.append(Flying(last.milestone, age, worth))
    return flying


def _life(
    hazards: Hazards, edges: Sequence[float], ages: Sequence[float]
) -> list[tuple[float, float]]:
    """Return by age who has gone on and who is still there; even within a bin."""
    gone_on, here = [0.0], [1.0]
    for forward, lost in zip(hazards.forward[:-1], hazards.lost[:-1], strict=True):
        gone_on.append(gone_on[-1] + here[-1] * forward)
        here.append(here[-1] * max(0.0, 1 - forward - lost))
    life = []
    for age in ages:
        at = min(bisect_right(edges, age), len(edges) - 1) - 1
        part = (age - edges[at]) / (edges[at + 1] - edges[at])
        life.append(
            (
                gone_on[at] + part * (gone_on[at + 1] - gone_on[at]),
                here[at] + part * (here[at + 1] - here[at]),
            )
        )
    return life
