"""The parts of a formula, as frozen values.

A *parsed* tree may hold ``Reference`` and ``Windowed`` nodes. An *expanded* tree has
neither: all leaves are ``Number`` or ``Atom``, and each atom carries its complete
window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MEASURES = ("count", "quantity", "amount", "margin", "hours", "work_hours")
CLOCKS = ("hours", "work_hours")
KINDS = ("sum", "median", "p90", "within", "due", "facts")
EARLIER = ("previous", "year_ago")
STOCK_STEPS = ("closing", "opening")
#: Kinds that count cases themselves, so that nothing else stands for them in ``n``.
COUNTING_KINDS = ("due", "forecast_months", "picks")

Step = tuple[str] | tuple[str, int]
Window = tuple[Step, ...]


@dataclass(frozen=True)
class EventSpec:
    """What a formula may say about an event.

    ``cohort_of`` names the start event of a cohort event (``lead_contacted`` for
    ``contacted_to_won``). ``stock`` marks signed movements.
    """

    name: str
    cohort_of: str | None = None
    measures: frozenset[str] = frozenset(MEASURES)
    stock: bool = False


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Atom:
    """One aggregate over the facts of one event in one window.

    ``kind``: ``sum`` of ``measure``; ``median``, ``p90`` of a clock, in hours;
    ``within``: cases whose clock is at most ``limit`` hours; ``due``: cases whose
    limit has passed or whose goal is reached; ``facts``: number of facts.
    Methods have further kinds (``methods.METHOD_KINDS``).
    ``window``: steps, outermost first, such as ``(("year_ago",), ("ytd",))``; ``()``
    is the period itself. ``mature_days``: start facts younger than this many days do
    not count, nor do successes that took longer (0: no such rule).
    """

    kind: str
    event: str
    measure: str
    limit: float | None = None
    window: Window = ()
    mature_days: int = 0
    position: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Reference:
    """Another KPI, by its code."""

    code: str
    position: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Windowed:
    """``inner``, computed for another period: previous, year_ago, ytd, rolling."""

    step: Step
    inner: Node


@dataclass(frozen=True)
class Negate:
    """``-inner``."""

    inner: Node


@dataclass(frozen=True)
class Binary:
    """Two values and one of ``+ - * /``.

    ``growth`` is set by ``expand`` on a division by an earlier period: there a
    divisor of 0 or less gives no value.
    """

    operator: str
    left: Node
    right: Node
    growth: bool = False
    position: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Function:
    """``max``, ``min`` or ``abs`` of its arguments."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Method:
    """A named function of its arguments, where arithmetic is not enough.

    ``cases`` gives ``n``. ``shown`` is not computed with, only shown beside.
    """

    name: str
    function: Callable[..., float | None]
    arguments: tuple[Node, ...]
    cases: Node
    shown: tuple[Node, ...] = ()


Node = Number | Atom | Reference | Windowed | Negate | Binary | Function | Method


def is_stock(atom: Atom) -> bool:
    """Return whether the atom is a level (closing, opening), not a flow."""
    return any(step[0] in STOCK_STEPS for step in atom.window)


def children(node: Node) -> tuple[Node, ...]:
    """Return the direct parts of a node, left to right."""
    match node:
        case Binary(left=left, right=right):
            return left, right
        case Negate(inner=inner) | Windowed(inner=inner):
            return (inner,)
        case Function(arguments=arguments):
            return arguments
        case Method(arguments=arguments, shown=shown):
            return (*arguments, *shown)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all its parts, parents first, left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def atoms(node: Node) -> frozenset[Atom]:
    """Return the distinct atoms of a tree."""
    return frozenset(part for part in walk(node) if isinstance(part, Atom))


def events(node: Node) -> frozenset[str]:
    """Return the names of the events that a tree itself names."""
    return frozenset(part.event for part in walk(node) if isinstance(part, Atom))


def references(node: Node) -> frozenset[str]:
    """Return the codes of the KPIs that a parsed tree names."""
    return frozenset(part.code for part in walk(node) if isinstance(part, Reference))
