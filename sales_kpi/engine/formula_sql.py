"""From an expanded formula to one SQL expression over aggregates of facts.

A pivot cell, its subtotals and its total are then all quotients of sums. The rules
for no value are those of ``formula_evaluate``, with NULL for ``None``.
"""

from __future__ import annotations

from collections.abc import Callable

from odoo.tools import SQL

from .errors import FormulaError
from .formula_evaluate import TOLERANCE
from .formula_text import to_text
from .nodes import Atom, Binary, Function, Negate, Node, Number, children

COMPILED_KINDS = ("sum", "median", "p90", "within", "facts")
# A divisor is written twice; nested divisors would double the SQL at each level.
MAX_WEIGHT = 5000


def compiles(node: Node) -> bool:
    """Return whether an expanded formula needs the facts of the period alone."""
    return _is_common(node) and _weight(node) <= MAX_WEIGHT


def compile_sql(node: Node, columns: Callable[[Atom], SQL]) -> SQL:
    """Return the formula as one ``float8`` expression.

    ``columns(atom)`` returns the aggregate of an atom, for example ``atom_sql``.

    :raises FormulaError: ``not_compilable``.
    """
    if not compiles(node):
        raise FormulaError("not_compilable", formula=to_text(node))
    return _sql(node, columns)


def atom_sql(
    atom: Atom, column: Callable[[str], SQL], condition: SQL | None = None
) -> SQL:
    """Return the aggregate of an atom over the rows of a query on facts.

    ``column(name)`` returns the column of a fact: event, count, reversed or a
    measure. ``condition`` restricts the facts further (dates, maturity). Median,
    p90 and within leave out the reversed pair.

    :raises FormulaError: ``not_compilable`` for ``due``, which needs the moment.
    """
    rows = SQL("%s = %s", column("event"), atom.event)
    if condition:
        rows = SQL("%s AND (%s)", rows, condition)
    measure = SQL("%s", column(atom.measure))
    if atom.kind == "sum":
        return SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)::float8", measure, rows)
    if atom.kind == "facts":
        return SQL("(COUNT(*) FILTER (WHERE %s))::float8", rows)
    rows = SQL(
        "%s AND %s IS NOT TRUE AND %s > 0",
        rows,
        column("reversed"),
        column("count"),
    )
    if atom.kind == "within":
        return SQL(
            "(COUNT(*) FILTER (WHERE %s AND %s <= %s::float8))::float8",
            rows,
            measure,
            atom.limit,
        )
    if atom.kind in ("median", "p90"):
        return SQL(
            "(percentile_cont(%s) WITHIN GROUP (ORDER BY %s) "
            "FILTER (WHERE %s))::float8",
            SQL("0.5") if atom.kind == "median" else SQL("0.9"),
            measure,
            rows,
        )
    raise FormulaError("not_compilable", atom.position, formula=to_text(atom))


def _is_common(node: Node) -> bool:
    match node:
        case Atom(kind=kind, window=window):
            return kind in COMPILED_KINDS and not window
        case Number() | Negate() | Binary() | Function():
            return all(_is_common(child) for child in children(node))
    return False


def _weight(node: Node) -> int:
    """Count the parts of the SQL, with what is written twice."""
    weights = [_weight(child) for child in children(node)]
    if isinstance(node, Function):
        return 2 * sum(weights) + 1
    if isinstance(node, Binary) and node.operator == "/":
        return weights[0] + 2 * weights[1] + 1
    return sum(weights) + 1


def _sql(node: Node, columns: Callable[[Atom], SQL]) -> SQL:
    match node:
        case Number(value=value):
            return SQL("%s::float8", value)
        case Atom():
            return columns(node)
        case Negate(inner=inner):
            return SQL("(- %s)", _sql(inner, columns))
        case Function(name=name, arguments=arguments):
            return _function(name, [_sql(part, columns) for part in arguments])
        case Binary(operator="/"):
            return _division(node, columns)
        case Binary(operator=operator, left=left, right=right):
            return SQL(
                "(%s %s %s)",
                _sql(left, columns),
                {"+": SQL("+"), "-": SQL("-"), "*": SQL("*")}[operator],
                _sql(right, columns),
            )
    raise TypeError(node)


def _division(node: Binary, columns: Callable[[Atom], SQL]) -> SQL:
    divisor = _sql(node.right, columns)
    size = divisor if node.growth else SQL("ABS(%s)", divisor)
    return SQL(
        "(%(dividend)s / CASE WHEN %(size)s >= %(tolerance)s::float8 "
        "THEN %(divisor)s END)",
        dividend=_sql(node.left, columns),
        size=size,
        tolerance=TOLERANCE,
        divisor=divisor,
    )


def _function(name: str, parts: list[SQL]) -> SQL:
    if name == "abs":
        return SQL("ABS(%s)", parts[0])
    # GREATEST and LEAST leave out NULL, but no value must stay no value
    return SQL(
        "CASE WHEN %(known)s THEN %(function)s(%(parts)s) END",
        known=SQL(" AND ").join([SQL("%s IS NOT NULL", part) for part in parts]),
        function=SQL("GREATEST") if name == "max" else SQL("LEAST"),
        parts=SQL(", ").join(parts),
    )
