"""From an expanded formula and its sums to a value.

No value (``None``) is not 0. It comes from an atom without value, a divisor of 0, a
divisor that is an earlier period and not positive, and from ``None`` inside an
operation; nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from .nodes import Atom, Binary, Function, Method, Negate, Node, Number

# Sums of signed float facts that cancel leave dust; below this a divisor is 0.
TOLERANCE = 1e-9


def evaluate(node: Node, value: Callable[[Atom], float | None]) -> float | None:
    """Return the value of an expanded tree, given the value of each atom.

    >>> won, lost = Atom("sum", "won", "count"), Atom("sum", "lost", "count")
    >>> rate = Binary("/", won, Binary("+", won, lost))
    >>> evaluate(rate, {won: 10, lost: 30}.get)
    0.25
    >>> evaluate(rate, {won: 0, lost: 0}.get) is None
    True
    """
    match node:
        case Number(value=number):
            return number
        case Atom():
            found = value(node)
            return None if found is None else _finite(float(found))
        case Negate(inner=inner):
            number_or_none = evaluate(inner, value)
            return None if number_or_none is None else -number_or_none
        case Binary():
            return _binary(node, value)
        case Function(name=name, arguments=arguments):
            return _function(name, [evaluate(part, value) for part in arguments])
        case Method(function=function, arguments=arguments):
            return _method(function, [evaluate(part, value) for part in arguments])
    raise TypeError(node)


def _method(
    function: Callable[..., float | None], values: list[float | None]
) -> float | None:
    if None in values:
        return None
    found = function(*values)
    return None if found is None else _finite(found)


def _binary(node: Binary, value: Callable[[Atom], float | None]) -> float | None:
    left, right = evaluate(node.left, value), evaluate(node.right, value)
    if left is None or right is None:
        return None
    match node.operator:
        case "+":
            return _finite(left + right)
        case "-":
            return _finite(left - right)
        case "*":
            return _finite(left * right)
    if (right if node.growth else abs(right)) < TOLERANCE:
        return None
    return _finite(left / right)


def _function(name: str, values: list[float | None]) -> float | None:
    numbers = [number for number in values if number is not None]
    if len(numbers) < len(values):
        return None
    match name:
        case "max":
            return max(numbers)
        case "min":
            return min(numbers)
    return abs(numbers[0])


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
