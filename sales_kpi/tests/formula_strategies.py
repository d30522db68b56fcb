"""Hypothesis strategies: random formulas, periods and windows.

``common_formulas`` are those that compile to SQL; the database test compares
``compile_sql`` with ``evaluate`` on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from ..engine.formula import (
    CLOCKS,
    MEASURES,
    Atom,
    Binary,
    Function,
    Negate,
    Node,
    Number,
    Reference,
    Windowed,
)
from ..engine.period import GRANULARITIES, Period, split

LIMITS = (0.0, 0.5, 1.0, 5 / 60, 24.0, 1000.0)


def numbers() -> st.SearchStrategy[Number]:
    """Return constants as people write them, 0 included."""
    values = st.one_of(
        st.integers(0, 100).map(float),
        st.floats(0.001, 1e6, allow_nan=False, allow_infinity=False),
    )
    return values.map(Number)


def sums(
    events: Sequence[str], measures: Sequence[str] = MEASURES
) -> st.SearchStrategy[Atom]:
    """Return sums of a measure of one of the events."""
    return st.builds(
        Atom, st.just("sum"), st.sampled_from(events), st.sampled_from(measures)
    )


def aggregates(
    events: Sequence[str], clocks: Sequence[str] = CLOCKS
) -> st.SearchStrategy[Atom]:
    """Return medians, P90s and cases within a limit."""
    event, clock = st.sampled_from(events), st.sampled_from(clocks)
    limited = st.builds(Atom, st.just("within"), event, clock, st.sampled_from(LIMITS))
    quantile = st.builds(Atom, st.sampled_from(("median", "p90")), event, clock)
    return limited | quantile


def common_formulas(
    events: Sequence[str],
    measures: Sequence[str] = MEASURES,
    clocks: Sequence[str] = CLOCKS,
    max_leaves: int = 8,
) -> st.SearchStrategy[Node]:
    """Return expanded trees that compile to SQL, over the given events."""
    leaves = numbers() | sums(events, measures) | aggregates(events, clocks)
    return st.recursive(leaves, _operations, max_leaves=max_leaves)


def parsed_formulas(
    events: Sequence[str], kpis: Sequence[str], max_leaves: int = 12
) -> st.SearchStrategy[Node]:
    """Return trees of the whole grammar, as ``parse`` makes them."""
    event = st.sampled_from(events)
    due = st.builds(
        Atom,
        st.just("due"),
        event,
        st.sampled_from(CLOCKS),
        st.sampled_from(LIMITS),
    )
    stock = st.builds(
        Atom,
        st.just("sum"),
        event,
        st.sampled_from(MEASURES),
        window=st.sampled_from(((("closing",),), (("opening",),))),
    )
    reference = st.builds(Reference, st.sampled_from(kpis))
    leaves = numbers() | sums(events) | aggregates(events) | due | stock | reference
    return st.recursive(
        leaves,
        lambda inner: _operations(inner) | st.builds(Windowed, steps(), inner),
        max_leaves=max_leaves,
    )


def steps() -> st.SearchStrategy[tuple]:
    """Return steps that change the period."""
    named = st.sampled_from((("previous",), ("year_ago",), ("ytd",)))
    return named | st.tuples(st.just("rolling"), st.integers(1, 24))


def windows(max_steps: int = 3) -> st.SearchStrategy[tuple]:
    """Return windows as atoms have them; closing and opening come last."""
    last = st.sampled_from(((), (("closing",),), (("opening",),)))
    first = st.lists(steps(), max_size=max_steps).map(tuple)
    return st.builds(lambda outer, inner: outer + inner, first, last)


def days() -> st.SearchStrategy[date]:
    """Return days over several leap years and 53-week years."""
    return st.dates(date(2015, 1, 1), date(2030, 12, 31))


def fiscal_starts() -> st.SearchStrategy[tuple[int, int]]:
    """Return first days of fiscal years, month ends and 29 February included."""
    return st.sampled_from(((1, 1), (4, 1), (7, 1), (2, 29), (12, 31), (10, 15)))


def ranges(max_days: int = 800) -> st.SearchStrategy[tuple[date, date]]:
    """Return first and last days, both inclusive."""
    return st.builds(
        lambda day, length: (day, day + timedelta(days=length)),
        days(),
        st.integers(0, max_days),
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Return one period of a random range, cut or whole, bucket or free."""
    first, last = draw(ranges())
    granularity = draw(st.sampled_from((None, *GRANULARITIES)))
    return draw(st.sampled_from(split(first, last, granularity)))


def _operations(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(Negate, inner),
        st.builds(Function, st.sampled_from(("max", "min")), several),
        st.builds(Function, st.just("abs"), st.tuples(inner)),
    )
