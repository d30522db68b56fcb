"""Formulas of KPIs: the whole interface in one place.

Call order::

    node = parse("lead_won.count / (lead_won.count + lead_lost.count)")
    check(node, events, kpi_codes)               # says what is wrong, for the form
    tree = expand(node, lookup, mature_days)     # inlines KPIs, completes atoms
    sums = {atom: ... for atom in atoms(tree) | atoms(cases(tree))}   # read facts
    value, n = evaluate(tree, sums.get), evaluate(cases(tree), sums.get)

and for pivot and graph, where ``compiles(tree)`` says so, ``compile_sql(tree,
columns)``. The grammar: numbers, ``+ - * /``, parentheses, ``event.measure``, a KPI
by its code, and the functions of ``USAGES``. See ``docs/architecture.md``.
"""

from __future__ import annotations

from .coverage import COVERAGE_KINDS
from .errors import FormulaError
from .formula_check import check
from .formula_evaluate import TOLERANCE, evaluate
from .formula_expand import cases, expand
from .formula_parser import USAGES, parse, suggestion
from .formula_sql import atom_sql, compile_sql, compiles
from .formula_text import to_text
from .methods import (
    CUSTOMER_KINDS,
    FORECAST_KINDS,
    METHOD_KINDS,
    METHODS,
)
from .nodes import (
    CLOCKS,
    KINDS,
    MEASURES,
    Atom,
    Binary,
    EventSpec,
    Function,
    Method,
    Negate,
    Node,
    Number,
    Reference,
    Step,
    Window,
    Windowed,
    atoms,
    events,
    is_stock,
    references,
    walk,
)
from .picks import with_picks

__all__ = [
    "CLOCKS",
    "COVERAGE_KINDS",
    "CUSTOMER_KINDS",
    "FORECAST_KINDS",
    "KINDS",
    "MEASURES",
    "METHODS",
    "METHOD_KINDS",
    "TOLERANCE",
    "USAGES",
    "Atom",
    "Binary",
    "EventSpec",
    "FormulaError",
    "Function",
    "Method",
    "Negate",
    "Node",
    "Number",
    "Reference",
    "Step",
    "Window",
    "Windowed",
    "atom_sql",
    "atoms",
    "cases",
    "check",
    "compile_sql",
    "compiles",
    "evaluate",
    "events",
    "expand",
    "is_stock",
    "parse",
    "references",
    "suggestion",
    "to_text",
    "walk",
    "with_picks",
]
