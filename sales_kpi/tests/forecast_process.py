"""Made-up processes whose rates and times are known, for the forecast's tests."""

from dataclasses import dataclass
from random import Random

from ..engine.case import LOST, WON, Case, Entry


@dataclass(frozen=True)
class Step:
    """From a milestone: the share that goes on, and the mean days until then; who does
    not go on is lost after ``lost_days`` on average. ``shape`` 1 is memoryless, higher
    ones are steadier."""

    rate: float
    days: float
    lost_days: float
    shape: float = 2.0


@dataclass(frozen=True)
class Process:
    steps: tuple[Step, ...]
    a_day: float  # cases that come
    value: float = 1000.0
    spread: float = 0.5  # of the logarithm of values
    growth: float = 1.0  # of the value at each step
    skip: float = 0.0  # share of the steps that leap over a milestone
    begin: float = 0.0  # day

    def cases(self, days, random):
        """Return the whole history of all cases that come within so many days."""
        found, day = [], self.begin
        while True:
            day += random.expovariate(self.a_day)
            if day >= days:
                return found
            found.append(self.case(day, random))

    def case(self, day: float, random: Random) -> Case:
        value = self.value * random.lognormvariate(0, self.spread)
        at, entries = 0, []
        while at < len(self.steps):
            entries.append(Entry(at, int(day), value))
            step = self.steps[at]
            is_on = random.random() < step.rate
            mean = step.days if is_on else step.lost_days
            day += random.gammavariate(step.shape, mean / step.shape)
            if not is_on:
                return Case(tuple(entries), LOST, int(day))
            value *= self.growth
            at += 2 if random.random() < self.skip and at + 2 <= len(self.steps) else 1
        return Case(tuple(entries), WON, int(day), value)
