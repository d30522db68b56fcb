"""What past cases tell of each process, and together where one has too few of them.

Teams that sell by other milestones move by other rates: mixed into one process, they
would be forecast like a team that there is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from .case import Case
from .transition import Transitions, fit

#: Below these nothing can be learned.
FEW_WON, FEW_ENDED = 10, 20


@dataclass(frozen=True)
class Learned:
    """``apart``: processes with enough cases of their own; others go by ``together``."""

    together: Transitions
    apart: Mapping[Hashable, Transitions]

    @property
    def models(self) -> list[Transitions]:
        return [*self.apart.values(), self.together]

    def cases_of(self, model: Transitions, cases: Iterable[Case]) -> list[Case]:
        """Return the cases that a model is for."""
        return [
            case
            for case in cases
            if self.apart.get(case.process, self.together) is model
        ]


def learn(cases: Iterable[Case], as_of: int, milestones: int) -> Learned:
    """Learn from cases as they were known on the morning of a day.

    In the north half is won at once, in the south nothing after a longer time; the
    third process is too young to be learned by itself:

    >>> won, lost = Case((), "won", 3, 8.0), Case((), "lost", 9)
    >>> def came(case, process):
    ...     return case._replace(entries=(Entry(0, 1, 8.0),), process=process)
    >>> from .case import Entry
    >>> north = [came(won, "north"), came(lost, "north")] * 20
    >>> south = [came(lost, "south")] * 40 + [came(won, "south")] * 10
    >>> learned = learn([*north, *south, came(won, "new")], 20, 1)
    >>> sorted(learned.apart), [round(model.win_rate(0), 1) for model in learned.models]
    (['north', 'south'], [0.5, 0.2, 0.3])
    """
    by_process: dict[Hashable, list[Case]] = defaultdict(list)
    for case in cases:
        by_process[case.process].append(case)
    every = [case for of_process in by_process.values() for case in of_process]
    together = fit(every, as_of, milestones)
    if len(by_process) == 1:
        return Learned(together, {})
    apart = {
        process: fit(of_process, as_of, _milestones(of_process, milestones))
        for process, of_process in by_process.items()
    }
    return Learned(
        together,
        {
            process: model
            for process, model in apart.items()
            if model.won >= FEW_WON and model.ended >= FEW_ENDED
        },
    )


def _milestones(cases: Iterable[Case], most: int) -> int:
    """Return how many milestones a process has, as far as cases went through it."""
    reached = (entry.milestone for case in cases for entry in case.entries)
    return min(most, 1 + max(reached, default=0))
