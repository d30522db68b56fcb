"""From the text of a formula to its tree.

``ast`` splits the text; nothing is ever evaluated, and only the nodes named here
pass. Positions in errors count characters of the given text from 1.
"""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Iterable

from .errors import FormulaError
from .formula_input import MAX_DEPTH, readable
from .nodes import Atom, Binary, Function, Negate, Node, Number, Reference, Windowed

MAX_MONTHS = 120
# PostgreSQL raises on overflow and underflow, so numbers stay in a sane range.
NUMBER_RANGE = (1e-12, 1e15)

USAGES = {
    "median": "median(event.clock)",
    "p90": "p90(event.clock)",
    "within": "within(event.clock, limit)",
    "due": "due(event.clock, limit)",
    "closing": "closing(event.measure)",
    "opening": "opening(event.measure)",
    "previous": "previous(value)",
    "year_ago": "year_ago(value)",
    "ytd": "ytd(value)",
    "rolling": "rolling(value, months)",
    "max": "max(value, value)",
    "min": "min(value, value)",
    "abs": "abs(value)",
}
OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
OTHER_OPERATORS: dict[type[ast.operator], str] = {ast.Pow: "**", ast.FloorDiv: "//"}


def parse(text: str) -> Node:
    """Return the tree of a formula.

    :raises FormulaError: when the text is no formula; the error says where.

    >>> parse("lead_won.amount / 2")
    ... # doctest: +NORMALIZE_WHITESPACE
    Binary(operator='/',
           left=Atom(kind='sum', event='lead_won', measure='amount', limit=None,
                     window=(), mature_days=0),
           right=Number(value=2.0), growth=False)
    """
    plain = readable(text)
    try:
        tree = ast.parse(plain.strip(), mode="eval")
    except SyntaxError as error:
        # at the end of the text Python names no place, or one behind it
        offset = _indent(plain) + (error.offset or len(plain))
        raise FormulaError("syntax", min(offset, len(plain))) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise FormulaError("too_deep", maximum=MAX_DEPTH) from error
    return _Reader(plain).node(tree.body, 0)


def suggestion(name: str, known: Iterable[str], fallback: int = 5) -> str:
    """Name up to three close matches, else the first of the known names.

    >>> suggestion("lead_wom", ["lead_lost", "lead_won", "cost"])
    'lead_won, lead_lost'
    >>> suggestion("xyz", ["lead_lost", "cost"])
    'cost, lead_lost'
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    return ", ".join(close or names[:fallback]) or "-"


def _indent(plain: str) -> int:
    return len(plain) - len(plain.lstrip())


class _Reader:
    """Turn nodes of ``ast`` into ours; what is not named here is refused."""

    def __init__(self, plain: str) -> None:
        self.text = plain.strip()
        self.indent = _indent(plain)

    def position(self, tree: ast.expr) -> int:
        """Return where a part begins (the text is ASCII, so bytes are characters)."""
        return self.indent + tree.col_offset + 1

    def node(self, tree: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise FormulaError("too_deep", self.position(tree), maximum=MAX_DEPTH)
        match tree:
            case ast.Constant():
                return Number(self.number(tree))
            case ast.Name(id=code):
                return Reference(code, self.position(tree))
            case ast.Attribute(value=ast.Name(id=event), attr=measure):
                return Atom("sum", event, measure, position=self.position(tree))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negate(self.node(operand, depth + 1))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.node(operand, depth + 1)
            case ast.BinOp():
                return self.binary(tree, depth)
            case ast.Call():
                return self.call(tree, depth)
            case ast.Tuple(elts=[_, *_]):
                raise FormulaError("decimal_comma", self.position(tree))
        raise self.unsupported(tree)

    def unsupported(self, tree: ast.expr) -> FormulaError:
        text = ast.get_source_segment(self.text, tree) or self.text
        return FormulaError("unsupported", self.position(tree), text=text[:40])

    def number(self, tree: ast.Constant) -> float:
        value = tree.value
        # bool is an int: True would pass as 1
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.unsupported(tree)
        low, high = NUMBER_RANGE
        # compared before float(), which overflows on a long integer
        if value and not low <= value <= high:
            text = ast.get_source_segment(self.text, tree) or ""
            raise FormulaError("number", self.position(tree), number=text[:40])
        return float(value)

    def binary(self, tree: ast.BinOp, depth: int) -> Node:
        operator = OPERATORS.get(type(tree.op))
        if operator is None:
            name = OTHER_OPERATORS.get(type(tree.op), "?")
            raise FormulaError("operator", self.position(tree.right), operator=name)
        left = self.node(tree.left, depth + 1)
        right = self.node(tree.right, depth + 1)
        return Binary(operator, left, right, position=self.position(tree))

    def call(self, tree: ast.Call, depth: int) -> Node:
        name = self.function_name(tree)
        match name, tree.args:
            case (("median" | "p90"), [measured]):
                return self.aggregate(tree, name, measured)
            case (("within" | "due"), [measured, limit]):
                return self.aggregate(tree, name, measured, self.limit(name, limit))
            case (("closing" | "opening"), [measured]):
                return self.stock(tree, name, measured)
            case (("previous" | "year_ago" | "ytd"), [inner]):
                return Windowed((name,), self.node(inner, depth + 1))
            case "rolling", [inner, months]:
                step = ("rolling", self.months(months))
                return Windowed(step, self.node(inner, depth + 1))
            case (("max" | "min"), [_, _, *_]) | ("abs", [_]):
                parts = tuple(self.node(part, depth + 1) for part in tree.args)
                return Function(name, parts)
        raise self.usage(tree, name)

    def function_name(self, tree: ast.Call) -> str:
        """Return the name of a known function that is called with plain arguments."""
        if not isinstance(tree.func, ast.Name):
            raise self.unsupported(tree)
        name = tree.func.id
        if name not in USAGES:
            known = suggestion(name, USAGES, fallback=len(USAGES))
            position = self.position(tree)
            raise FormulaError(
                "unknown_function", position, function=name, suggestion=known
            )
        if tree.keywords or any(isinstance(part, ast.Starred) for part in tree.args):
            raise self.usage(tree, name)
        return name

    def usage(self, tree: ast.expr, name: str) -> FormulaError:
        return FormulaError(
            "usage", self.position(tree), function=name, usage=USAGES[name]
        )

    def measured(self, tree: ast.Call, name: str, part: ast.expr) -> tuple[str, str]:
        match part:
            case ast.Attribute(value=ast.Name(id=event), attr=measure):
                return event, measure
        raise self.usage(tree, name)

    def aggregate(
        self, tree: ast.Call, name: str, part: ast.expr, limit: float | None = None
    ) -> Atom:
        event, clock = self.measured(tree, name, part)
        return Atom(name, event, clock, limit, position=self.position(tree))

    def stock(self, tree: ast.Call, name: str, part: ast.expr) -> Atom:
        event, measure = self.measured(tree, name, part)
        position = self.position(tree)
        return Atom("sum", event, measure, window=((name,),), position=position)

    def limit(self, name: str, tree: ast.expr) -> float:
        value = self.constant(name, tree, 0)
        if value < 0:
            raise FormulaError("limit_negative", self.position(tree), function=name)
        return value

    def constant(self, name: str, tree: ast.expr, depth: int) -> float:
        """Compute constant arithmetic, such as ``5/60``."""
        error = FormulaError("limit", self.position(tree), function=name)
        if depth > MAX_DEPTH:
            raise FormulaError("too_deep", self.position(tree), maximum=MAX_DEPTH)
        match tree:
            case ast.Constant():
                return self.number(tree)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                value = self.constant(name, operand, depth + 1)
                return -value if isinstance(sign, ast.USub) else value
            case ast.BinOp(left=left, op=operator, right=right):
                first = self.constant(name, left, depth + 1)
                second = self.constant(name, right, depth + 1)
                value = _calculate(operator, first, second)
                if math.isfinite(value):
                    return value
        raise error

    def months(self, tree: ast.expr) -> int:
        match tree:
            case ast.Constant(value=int(months)) if 1 <= months <= MAX_MONTHS:
                if months is not True:
                    return months
        raise FormulaError("months", self.position(tree), maximum=MAX_MONTHS)


def _calculate(operator: ast.operator, first: float, second: float) -> float:
    """Return the result, or infinity where there is none."""
    match operator:
        case ast.Add():
            return first + second
        case ast.Sub():
            return first - second
        case ast.Mult():
            return first * second
        case ast.Div() if second:
            return first / second
    return math.inf
