"""The cases of the demo company and their steps, as the plan decides them."""

from dataclasses import dataclass, field
from datetime import datetime

from .demo_story import (
    DUTY_BONUS,
    LARGE_TEAM,
    MACHINE_MALUS,
    ORIGINS,
    RAW,
    SMALL_TEAM,
)


@dataclass(frozen=True, order=True)
class Step:
    """One thing that happens to a case; ``act_<act>`` of the replay does it."""

    at: datetime
    case: int
    number: int  # keeps the order of what a case does at the same moment
    act: str = field(compare=False)
    data: dict = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Case:
    """A lead: what is decided about it on its first day."""

    number: int
    origin: str
    need: str
    customer: int
    person: str
    is_large: bool
    on_duty: bool  # owned by the team that shares the duty, since it does

    @property
    def is_raw(self) -> bool:
        return self.origin in RAW

    @property
    def colleagues(self) -> tuple[str, ...]:
        return LARGE_TEAM if self.is_large else SMALL_TEAM

    @property
    def slowness(self) -> float:
        """Key accounts take their time."""
        return 1.0 if self.is_large else 2.2

    def chance(self, kind: str) -> float:
        """The chance that the case ``qualifies`` or ``wins``."""
        chance = getattr(ORIGINS[self.origin], kind)
        if self.on_duty:
            chance += DUTY_BONUS
        if kind == "wins" and self.need == "machine":
            chance -= MACHINE_MALUS
        return chance
