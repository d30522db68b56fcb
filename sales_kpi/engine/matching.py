"""Which sales partners a lead is offered to, and why not the others.

Hard filters first: who does not fit never gets the lead. Of those who fit, the ones who
won most of such leads so far come first; who is new gets a bounded share of the places,
so that he can show what he can do. The same inputs always give the same answer: where
dice decide, they are made of the ids.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

#: Share of the places that new partners get where others would be before them.
EXPLORE = 0.2
#: Who has picked fewer leads is new.
FEW = 5
#: A success rate starts as if so many cases had gone like those of everybody.
PRIOR = 5.0
#: Rates that lie closer together count as equal.
STEP = 0.05


class Need(NamedTuple):
    """What a lead asks for.

    Territory and product lines are paths of ids from the topmost one down; ``level`` is
    a rank, the smaller the higher. ``gate``: who owes reports gets nothing.
    """

    id: int
    territory: tuple[int, ...] = ()
    categs: tuple[tuple[int, ...], ...] = ()
    level: int | None = None
    language: str | None = None
    company: int | None = None
    gate: bool = False
    excluded: frozenset[int] = frozenset()


class Record(NamedTuple):
    """Leads that were won, and leads that are over."""

    won: int = 0
    ended: int = 0

    def __add__(self, other: "Record") -> "Record":  # type: ignore[override]
        return Record(self.won + other.won, self.ended + other.ended)

    def rate(self, prior: float) -> float:
        """The share won, as if ``PRIOR`` cases had gone by the prior."""
        return (self.won + PRIOR * prior) / (self.ended + PRIOR)


@dataclass(frozen=True)
class Candidate:
    """A sales partner; empty territories, product lines or languages mean all.

    ``results`` are by (product line, territory), each None for leads without one.
    """

    id: int
    territories: frozenset[int] = frozenset()
    categs: frozenset[int] = frozenset()
    level: int | None = None
    languages: frozenset[str] = frozenset()
    company: int | None = None
    capacity: int = 0
    load: int = 0
    absent: bool = False
    paused: bool = False
    blocked: bool = False
    owes: bool = False
    picked: int = 0
    results: Mapping[tuple[int | None, int | None], Record] = field(
        default_factory=dict
    )

    @property
    def is_new(self) -> bool:
        return self.picked < FEW


class Choice(NamedTuple):
    """A partner who fits: how he did with such leads, and whether he is tried out."""

    id: int
    rate: float
    record: Record
    is_new: bool
    is_tried: bool = False


class Match(NamedTuple):
    """``chosen`` first to last, ``next`` in line, and the first reason of each other."""

    chosen: tuple[Choice, ...]
    next: tuple[Choice, ...]
    rejected: dict[int, str]

    @property
    def partners(self) -> list[int]:
        return [choice.id for choice in self.chosen]


def match(need: Need, candidates: Iterable[Candidate], n: int) -> Match:
    """Match one lead.

    >>> munich = Candidate(1, territories=frozenset({10}))
    >>> north = Candidate(2, territories=frozenset({20}))
    >>> found = match(Need(7, territory=(20, 21)), [munich, north], 3)
    >>> found.partners, found.rejected
    ([2], {1: 'region'})
    """
    return Matching(candidates).match(need, n)


class Matching:
    """Candidates ready to be matched with many leads; equal needs are judged once."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._candidates = sorted(candidates, key=lambda candidate: candidate.id)
        totals = {one.id: _total(one.results.values()) for one in self._candidates}
        every = _total(totals.values())
        mean = every.won / every.ended if every.ended else 0.0
        self._rates = {number: total.rate(mean) for number, total in totals.items()}
        self._judged: dict[Hashable, tuple[list[Choice], dict[int, str]]] = {}

    def match(self, need: Need, n: int) -> Match:
        fitting, rejected = self._judge(need)
        if need.excluded:
            fitting = [choice for choice in fitting if choice.id not in need.excluded]
            known = {one.id for one in self._candidates} - self._foreign(rejected)
            out = dict.fromkeys(sorted(need.excluded & known), "excluded")
            rejected = {**rejected, **out}
        ranked = sorted(
            fitting, key=lambda one: (-_step(one.rate), _dice(need.id, one.id))
        )
        chosen = _choose(need, ranked, n)
        taken = {choice.id for choice in chosen}
        waiting = tuple(choice for choice in ranked if choice.id not in taken)
        return Match(chosen, waiting, rejected)

    def _foreign(self, rejected: dict[int, str]) -> set[int]:
        return {number for number, reason in rejected.items() if reason == "company"}

    def _judge(self, need: Need) -> tuple[list[Choice], dict[int, str]]:
        """Who fits, and who does not: the same for all leads with equal needs."""
        key = need._replace(id=0, excluded=frozenset())
        if key not in self._judged:
            fitting: list[Choice] = []
            rejected: dict[int, str] = {}
            for one in self._candidates:
                if reason := next(obstacles(key, one), None):
                    rejected[one.id] = reason
                else:
                    fitting.append(self._choice(need, one))
            self._judged[key] = fitting, rejected
        return self._judged[key]

    def _choice(self, need: Need, one: Candidate) -> Choice:
        """How a partner did with leads of this product line and territory."""
        territory = need.territory[-1] if need.territory else None
        lines: list[int | None] = [path[-1] for path in need.categs]
        record = _total(
            one.results.get((line, territory), Record()) for line in lines or [None]
        )
        return Choice(one.id, record.rate(self._rates[one.id]), record, one.is_new)


def obstacles(need: Need, one: Candidate) -> Iterator[str]:
    """All that speaks against offering a lead to a partner."""
    for reason, stands_in_the_way in OBSTACLES.items():
        if stands_in_the_way(need, one):
            yield reason


def _is_foreign(need: Need, one: Candidate) -> bool:
    return bool(one.company and need.company and one.company != need.company)


def _is_elsewhere(need: Need, one: Candidate) -> bool:
    sells_here = not one.territories or not one.territories.isdisjoint(need.territory)
    return bool(need.territory) and not sells_here


def _lacks_line(need: Need, one: Candidate) -> bool:
    missing = any(one.categs.isdisjoint(path) for path in need.categs)
    return bool(one.categs) and missing


def _lacks_level(need: Need, one: Candidate) -> bool:
    if need.level is None:
        return False
    return one.level is None or one.level > need.level


def _lacks_language(need: Need, one: Candidate) -> bool:
    return bool(one.languages and need.language and need.language not in one.languages)


#: Why somebody does not get a lead, in the order in which it is told.
OBSTACLES: dict[str, Callable[[Need, Candidate], bool]] = {
    "company": _is_foreign,
    "excluded": lambda need, one: one.id in need.excluded,
    "blocked": lambda _need, one: one.blocked,
    "paused": lambda _need, one: one.paused,
    "absent": lambda _need, one: one.absent,
    "region_unknown": lambda need, one: bool(one.territories) and not need.territory,
    "region": _is_elsewhere,
    "product": _lacks_line,
    "level": _lacks_level,
    "language": _lacks_language,
    "capacity": lambda _need, one: 0 < one.capacity <= one.load,
    "feedback": lambda need, one: need.gate and one.owes,
}


def _choose(need: Need, ranked: list[Choice], n: int) -> tuple[Choice, ...]:
    """The best n; some of their places go to new partners who would come later."""
    best, later = ranked[:n], ranked[n:]
    places = int(EXPLORE * n + _dice(need.id)) - sum(one.is_new for one in best)
    new = [one for one in later if one.is_new]
    tried = sorted(new, key=lambda one: _dice(one.id, need.id))[: max(places, 0)]
    for _each in tried:
        best.remove(next(one for one in reversed(best) if not one.is_new))
    return (*best, *(one._replace(is_tried=True) for one in tried))


def _total(records: Iterable[Record]) -> Record:
    return sum(records, Record())


def _step(rate: float) -> int:
    return round(rate / STEP)


def _dice(*numbers: int) -> float:
    """A number from 0 to below 1 that these ids always give (splitmix64)."""
    mask = (1 << 64) - 1
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & mask
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & mask
        state ^= state >> 31
    return (state >> 11) / (1 << 53)


def by_partner(
    rows: Iterable[tuple[int, int | None, int | None, int, int]],
) -> dict[int, dict[tuple[int | None, int | None], Record]]:
    """Results of candidates from rows of partner, line, territory, won and ended."""
    found: dict[int, dict[tuple[int | None, int | None], Record]] = defaultdict(dict)
    for partner, line, territory, won, ended in rows:
        found[partner][line, territory] = Record(won, ended)
    return dict(found)
