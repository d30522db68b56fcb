"""From a parsed formula to one whose leaves are numbers and complete atoms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

from .errors import FormulaError
from .nodes import (
    COUNTING_KINDS,
    EARLIER,
    Atom,
    Binary,
    Function,
    Method,
    Negate,
    Node,
    Number,
    Reference,
    Window,
    Windowed,
    atoms,
    children,
    is_stock,
)

MAX_DEPTH = 200
MAX_NODES = 5000
MAX_STEPS = 8

Lookup = Callable[[str], tuple[Node, int]]


def expand(node: Node, lookup: Lookup, mature_days: int = 0) -> Node:
    """Put referenced KPIs in place and give every atom its window and maturity.

    ``lookup(code)`` returns the parsed formula of a KPI and its ``cohort_days``, and
    raises ``LookupError`` for a code that it does not know. Atoms of a referenced
    KPI get that KPI's ``cohort_days``, all others ``mature_days``.

    :raises FormulaError: ``cycle`` (with ``path``), ``unknown_kpi``, ``too_deep``,
        ``too_large``.
    """
    return _Expander(lookup).node(node, _Place(mature_days))


@dataclass(frozen=True)
class _Place:
    """Where in the formula the expander is."""

    mature_days: int
    window: Window = ()
    path: tuple[str, ...] = ()
    depth: int = 0


class _Expander:
    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.count = 0

    def node(self, node: Node, place: _Place) -> Node:
        place = replace(place, depth=place.depth + 1)
        self.count += 1
        if place.depth > MAX_DEPTH or len(place.window) > MAX_STEPS:
            raise FormulaError("too_deep", maximum=MAX_DEPTH)
        if self.count > MAX_NODES:
            raise FormulaError("too_large", maximum=MAX_NODES)
        match node:
            case Number():
                return node
            case Atom():
                window = place.window + node.window
                return replace(node, window=window, mature_days=place.mature_days)
            case Reference():
                return self.reference(node, place)
            case Windowed(step=step, inner=inner):
                window = (*place.window, step)
                return self.node(inner, replace(place, window=window))
            case Negate(inner=inner):
                return Negate(self.node(inner, place))
            case Function(arguments=arguments):
                return replace(node, arguments=self.nodes(arguments, place))
            case Binary():
                return self.binary(node, place)
        return self.method(node, place)

    def nodes(self, parts: tuple[Node, ...], place: _Place) -> tuple[Node, ...]:
        return tuple(self.node(part, place) for part in parts)

    def method(self, node: Method, place: _Place) -> Node:
        return replace(
            node,
            arguments=self.nodes(node.arguments, place),
            cases=self.node(node.cases, place),
            shown=self.nodes(node.shown, place),
        )

    def binary(self, node: Binary, place: _Place) -> Node:
        left, right = self.node(node.left, place), self.node(node.right, place)
        growth = node.operator == "/" and self.is_earlier(node.right)
        return replace(node, left=left, right=right, growth=growth)

    def reference(self, node: Reference, place: _Place) -> Node:
        if node.code in place.path:
            circle = (*place.path[place.path.index(node.code) :], node.code)
            raise FormulaError("cycle", node.position, path=" → ".join(circle))
        inner, mature_days = self.found(node)
        path = (*place.path, node.code)
        return self.node(inner, replace(place, mature_days=mature_days, path=path))

    def found(self, node: Reference) -> tuple[Node, int]:
        try:
            return self.lookup(node.code)
        except LookupError as error:
            raise FormulaError(
                "unknown_kpi", node.position, kpi=node.code, suggestion="-"
            ) from error

    def is_earlier(self, node: Node) -> bool:
        """Return whether a divisor is a whole value of an earlier period.

        Called after its parts were expanded, so a circle was found before.
        """
        match node:
            case Windowed(step=step, inner=inner):
                return step[0] in EARLIER or self.is_earlier(inner)
            case Reference():
                return self.is_earlier(self.found(node)[0])
        return False


def cases(node: Node) -> Node:
    """Return the expression that gives ``n`` of an expanded formula.

    ``n`` = denominator cases: the counts of the events in the divisor of the first
    outermost division by more than constants; without such a division the number of
    facts, for levels (closing, opening) the count. See architecture §4.
    """
    divisor = _divisor(node)
    if divisor is None:
        found = {_facts(atom) for atom in atoms(node)}
    else:
        found = {_count(atom) for atom in _population(divisor)}
    parts: list[Node] = [*sorted(found, key=repr)]
    if not parts:
        return Number(0.0)
    return reduce(lambda left, right: Binary("+", left, right), parts)


def _divisor(node: Node) -> Node | None:
    """Return the divisor of the first outermost division that has atoms in it."""
    if isinstance(node, Binary) and node.operator == "/":
        return node.right if atoms(node.right) else _divisor(node.left)
    if isinstance(node, Method):
        return node.cases
    found = (_divisor(child) for child in children(node))
    return next((divisor for divisor in found if divisor is not None), None)


def _population(node: Node) -> Iterator[Atom]:
    """Yield the atoms of a divisor; a method stands for its cases."""
    match node:
        case Atom():
            yield node
        case Method(cases=inner):
            yield from _population(inner)
        case _:
            for child in children(node):
                yield from _population(child)


def _count(atom: Atom) -> Atom:
    if atom.kind in COUNTING_KINDS:
        return replace(atom, position=None)
    return replace(atom, kind="sum", measure="count", limit=None, position=None)


def _facts(atom: Atom) -> Atom:
    if atom.kind in COUNTING_KINDS or is_stock(atom):
        return _count(atom)
    return replace(atom, kind="facts", measure="count", limit=None, position=None)
