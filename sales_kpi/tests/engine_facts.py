"""A store of facts in a list, which gives the value of any atom (no database).

It follows the rules that readers of real facts follow, in the plainest way, so that
examples of the decisions can be worked through with the engine alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from ..engine.formula import Atom, cases, evaluate, expand, parse
from ..engine.period import Frame, Period, mature, resolve, split


@dataclass(frozen=True)
class Fact:
    """One fact; ``is_due`` says that its limit has passed or its goal is reached."""

    event: str
    day: str
    count: int = 1
    amount: float = 0.0
    margin: float = 0.0
    quantity: float = 0.0
    hours: float | None = None
    work_hours: float | None = None
    reversed: bool = False
    is_due: bool = True


def weekdays(day: date) -> bool:
    """Monday to Friday are working days."""
    return day.weekday() < 5


class FactStore:
    """Values of formulas over given facts, as seen on a day."""

    def __init__(
        self,
        facts: list[Fact],
        today: str,
        kpis: Mapping[str, tuple[str, int]] | None = None,
    ) -> None:
        self.facts = facts
        self.frame = Frame(date.fromisoformat(today), (1, 1), weekdays)
        self.kpis = kpis or {}

    def value(self, formula: str, day_from: str, day_to: str, days: int = 0):
        """Return the value of a formula in a range; ``days`` is its cohort_days."""
        return evaluate(self._tree(formula, days), self._values(day_from, day_to))

    def cases(self, formula: str, day_from: str, day_to: str, days: int = 0):
        """Return n."""
        tree = cases(self._tree(formula, days))
        return evaluate(tree, self._values(day_from, day_to))

    def month(self, formula: str, month: str, days: int = 0):
        """Return the value in a full month, given as 2026-03."""
        first = date.fromisoformat(f"{month}-01")
        period = split(first, first, "month")[0]
        full = Period(first, _next_month(first), "month", period.label)
        return evaluate(self._tree(formula, days), self._reader(full))

    def _tree(self, formula: str, days: int):
        return expand(parse(formula), self._lookup, days)

    def _lookup(self, code: str):
        formula, days = self.kpis[code]
        return parse(formula), days

    def _values(self, day_from: str, day_to: str):
        return self._reader(split(day_from, day_to)[0])

    def _reader(self, period: Period) -> Callable[[Atom], float | None]:
        return lambda atom: self._atom_value(atom, period)

    def _atom_value(self, atom: Atom, period: Period) -> float | None:
        window = resolve(atom.window, period, self.frame)
        start, stop = mature(window, atom.mature_days, self.frame.today)
        known = [
            fact
            for fact in self.facts
            if fact.event == atom.event
            and date.fromisoformat(fact.day) <= self.frame.today
            and date.fromisoformat(fact.day) < window[1]
        ]
        if not known or (window[0] and window[0] > self.frame.today):
            return None
        inside = [
            fact
            for fact in known
            if (start is None or start <= date.fromisoformat(fact.day))
            and date.fromisoformat(fact.day) < stop
            and _in_time(fact, atom.mature_days)
        ]
        return _aggregate(atom, inside)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _in_time(fact: Fact, mature_days: int) -> bool:
    return not mature_days or fact.hours is None or fact.hours <= mature_days * 24


def _aggregate(atom: Atom, facts: list[Fact]) -> float | None:
    clocks = [
        getattr(fact, atom.measure)
        for fact in facts
        if not fact.reversed
        and fact.count > 0
        and getattr(fact, atom.measure) is not None
    ]
    match atom.kind:
        case "sum":
            return sum(getattr(fact, atom.measure) or 0 for fact in facts)
        case "facts":
            return len(facts)
        case "within":
            return sum(clock <= atom.limit for clock in clocks)
        case "due":
            return sum(fact.is_due for fact in facts if not fact.reversed)
        case "median":
            return median(clocks) if clocks else None
    raise NotImplementedError(atom.kind)
