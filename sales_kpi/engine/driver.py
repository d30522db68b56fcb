"""Which part of a formula moved it, and by how much.

A change between two periods is split by the Shapley value: the mean, over all orders in
which the parts could have changed one after the other, of what each part adds. The
contributions add up to the change exactly, whatever the formula, and parts that are
alike get alike shares (Shapley 1953; Shorrocks 2013, Journal of Economic Inequality 11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from math import factorial

from .formula_evaluate import evaluate
from .nodes import Atom, Binary, Function, Negate, Node, Number

#: More parts than these would be no explanation; the number of orders grows with 2^n.
MAXIMUM = 6


def drivers(node: Node) -> tuple[Node, ...]:
    """Return the parts of a parsed formula that may have moved it.

    Its atoms where it is made of a few of them only; else the operands of its
    outermost products, quotients, sums and differences. Without numbers.

    >>> from .formula_parser import parse
    >>> [part.event for part in drivers(parse("a.count / (a.count + b.count)"))]
    ['a', 'b']
    >>> len(drivers(parse("closing(a.count) * win_rate * deal_value / (b.hours / 24)")))
    4
    """
    leaves = tuple(dict.fromkeys(_leaves(node)))
    if len(leaves) <= MAXIMUM and all(isinstance(leaf, Atom) for leaf in leaves):
        return leaves
    return tuple(dict.fromkeys(_operands(node)))


def contributions(
    node: Node,
    before: Mapping[Node, float | None],
    now: Mapping[Node, float | None],
) -> dict[Node, float] | None:
    """Return what each part adds to the change of a formula between two periods.

    ``before`` and ``now`` give the value of each part of :func:`drivers`; the result
    is in the unit of the formula. None if it has no value for some mixture of the two
    periods (a divisor of 0), or if there are too many parts.

    >>> from .formula_parser import parse
    >>> product = parse("deals * value")
    >>> deals, value = drivers(product)
    >>> found = contributions(product, {deals: 10, value: 5}, {deals: 12, value: 10})
    >>> found[deals], found[value]
    (15.0, 55.0)
    """
    parts = tuple(now)
    if len(parts) > MAXIMUM:
        return None
    worth = {}
    for chosen in _subsets(parts):
        mixed = {part: (now if part in chosen else before)[part] for part in parts}
        value = _value(node, mixed)
        if value is None:
            return None
        worth[chosen] = value
    return {part: _share(part, parts, worth) for part in parts}


def _share(
    part: Node, parts: tuple[Node, ...], worth: Mapping[frozenset[Node], float]
) -> float:
    others = tuple(other for other in parts if other != part)
    count = len(parts)
    return sum(
        factorial(len(chosen))
        * factorial(count - len(chosen) - 1)
        / factorial(count)
        * (worth[chosen | {part}] - worth[chosen])
        for chosen in _subsets(others)
    )


def _subsets(parts: tuple[Node, ...]) -> list[frozenset[Node]]:
    return [
        frozenset(chosen)
        for size in range(len(parts) + 1)
        for chosen in combinations(parts, size)
    ]


def _value(node: Node, given: Mapping[Node, float | None]) -> float | None:
    if None in given.values():
        return None
    numbers = {part: Number(float(value or 0)) for part, value in given.items()}
    return evaluate(put(node, numbers), lambda atom: None)


def put(node: Node, numbers: Mapping[Node, Number]) -> Node:
    """Replace the parts of a formula by their values."""
    if node in numbers:
        return numbers[node]
    match node:
        case Binary(left=left, right=right):
            return replace(node, left=put(left, numbers), right=put(right, numbers))
        case Negate(inner=inner):
            return Negate(put(inner, numbers))
        case Function(name=name, arguments=arguments):
            return Function(name, tuple(put(part, numbers) for part in arguments))
    return node


def _leaves(node: Node) -> list[Node]:
    """Return what stands between the operators, left to right."""
    match node:
        case Number():
            return []
        case Binary(left=left, right=right):
            return _leaves(left) + _leaves(right)
        case Negate(inner=inner):
            return _leaves(inner)
        case Function(arguments=arguments):
            return [leaf for part in arguments for leaf in _leaves(part)]
    return [node]


def _operands(node: Node, kinds: str | None = None) -> list[Node]:
    """Return the operands of the outermost operators of one kind."""
    match node:
        case Number():
            return []
        case Negate(inner=inner):
            return _operands(inner, kinds)
        case Binary(operator=operator):
            own = "*/" if operator in "*/" else "+-"
            if kinds in (None, own):
                # a divisor is one thing: the cycle, not its hours and its cases
                whole = operator == "/" and isinstance(node.right, Binary)
                right = [node.right] if whole else _operands(node.right, own)
                return _operands(node.left, own) + right
    return [node]
