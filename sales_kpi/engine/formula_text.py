"""From the tree of a formula back to its text."""

from __future__ import annotations

from .nodes import (
    Atom,
    Binary,
    Function,
    Method,
    Negate,
    Node,
    Number,
    Reference,
    Step,
    Windowed,
)

_SUM, _PRODUCT, _SIGN, _UNIT = range(4)
_PRECEDENCE = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def to_text(node: Node) -> str:
    """Return the canonical text: single blanks, no needless parentheses.

    ``parse(to_text(parse(x))) == parse(x)``. An expanded tree can be printed too;
    the maturity of its atoms does not show.

    >>> from .formula_parser import parse
    >>> to_text(parse("(a.count)/((b.count+c.count))-1"))
    'a.count / (b.count + c.count) - 1'
    """
    return _text(node, _SUM)


def _text(node: Node, outer: int) -> str:
    """Return the text, in parentheses if it binds less than ``outer`` demands."""
    match node:
        case Binary(operator=operator, left=left, right=right):
            own = _PRECEDENCE[operator]
            # operators group to the left, so a right part must bind tighter
            text = f"{_text(left, own)} {operator} {_text(right, own + 1)}"
        case Negate(inner=inner):
            own, text = _SIGN, f"-{_text(inner, _SIGN)}"
        case Number(value=value):
            own, text = _UNIT, _number(value)
        case Reference(code=code):
            own, text = _UNIT, code
        case Windowed(step=step, inner=inner):
            own, text = _UNIT, _windowed(step, _text(inner, _SUM))
        case Function(name=name, arguments=arguments):
            parts = ", ".join(_text(part, _SUM) for part in arguments)
            own, text = _UNIT, f"{name}({parts})"
        case Method(name=name):
            own, text = _UNIT, f"{name}()"
        case Atom():
            own, text = _UNIT, _atom(node)
    return f"({text})" if own < outer else text


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _windowed(step: Step, text: str) -> str:
    match step:
        case (name, months):
            return f"{name}({text}, {months})"
        case (name,):
            return f"{name}({text})"


def _atom(atom: Atom) -> str:
    text = f"{atom.event}.{atom.measure}"
    if atom.kind == "facts":
        text = f"facts({atom.event})"
    elif atom.limit is not None:
        text = f"{atom.kind}({text}, {_number(atom.limit)})"
    elif atom.kind != "sum":
        text = f"{atom.kind}({text})"
    for step in reversed(atom.window):
        text = _windowed(step, text)
    return text
