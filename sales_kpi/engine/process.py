"""A sales process: the stages of a team in their order, some of them milestones."""

from collections.abc import Container, Iterable
from typing import NamedTuple


class Stage(NamedTuple):
    id: int
    is_milestone: bool
    evidence_required: bool
    is_won: bool
    is_folded: bool
    team_ids: frozenset[int]


class Process:
    """What the stages of one team say about a move.

    >>> none = frozenset()
    >>> new, talk, order = (
    ...     Stage(id, id > 1, id > 1, id == 3, False, none) for id in (1, 2, 3)
    ... )
    >>> process = Process([new, talk, order], team_id=5)
    >>> process.due(3) == order, process.due(1)
    (True, None)
    >>> [stage.id for stage in process.upto(3)], process.before(3)
    ([2, 3], 2)
    >>> process.is_forward(2, 1), process.is_forward(1, 3), process.is_landing(1)
    (False, True, True)
    """

    def __init__(self, stages: Iterable[Stage], team_id: int | None) -> None:
        self.team_id = team_id
        self.stages = [
            stage for stage in stages if not stage.team_ids or team_id in stage.team_ids
        ]
        self._position = {stage.id: place for place, stage in enumerate(self.stages)}
        self.milestones = [stage for stage in self.stages if stage.is_milestone]

    def __contains__(self, stage_id: object) -> bool:
        return stage_id in self._position

    def upto(self, stage_id: int) -> list[Stage]:
        """The milestones that who is in a stage has reached or passed."""
        place = self._position.get(stage_id, -1)
        return [stage for stage in self.milestones if self._position[stage.id] <= place]

    def due(self, stage_id: int) -> Stage | None:
        """The milestone that must be reached to enter a stage."""
        passed = self.upto(stage_id)
        return passed[-1] if passed else None

    def before(self, stage_id: int) -> int | None:
        """The milestone before one."""
        earlier = [stage.id for stage in self.upto(stage_id) if stage.id != stage_id]
        return earlier[-1] if earlier else None

    def rank(self, stage_id: int) -> int:
        """The number of a milestone: 1 for the first."""
        return len(self.upto(stage_id))

    def is_forward(self, stage_id: int | None, target_id: int) -> bool:
        """Whether a move leads on; from no stage of this process it does."""
        place = self._position.get(stage_id, -1) if stage_id else -1
        return self._position.get(target_id, -1) > place

    def is_behind(self, stage_id: int, reached: Container[int]) -> bool:
        """Whether who comes to a stage has been there before, or further on."""
        due = self.due(stage_id)
        return due is None or any(
            stage.id in reached
            for stage in self.milestones
            if self._position[stage.id] >= self._position[due.id]
        )

    def is_landing(self, stage_id: int) -> bool:
        """Whether leads of this team begin in a stage."""
        shown = [stage for stage in self.stages if not stage.is_folded]
        return bool(shown) and shown[0].id == stage_id

    def after(self, stage_id: int) -> list[Stage]:
        """A stage and those that come later."""
        return self.stages[self._position[stage_id] :]
