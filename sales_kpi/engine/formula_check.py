"""What a formula may say about the events and KPIs that exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .errors import FormulaError
from .formula_parser import suggestion
from .nodes import (
    CLOCKS,
    MEASURES,
    Atom,
    Binary,
    EventSpec,
    Node,
    Reference,
    atoms,
    walk,
)

TIMED = ("median", "p90", "within", "due")


def check(
    node: Node,
    events: Mapping[str, EventSpec],
    kpis: Collection[str],
    period_ratio: bool = False,
) -> None:
    """Accept a parsed or expanded tree, or say what is wrong with it.

    The cohort rule (architecture §3 "Cohort events"): over the start event of a
    cohort only this event and its cohort events may stand, else successes of one
    population are divided by cases of another. ``period_ratio`` lifts it. It sees
    into referenced KPIs only in an expanded tree.

    :raises FormulaError: with the first fault, from left to right.
    """
    parts = list(walk(node))
    if not any(isinstance(part, Atom | Reference) for part in parts):
        raise FormulaError("no_event")
    for part in parts:
        if isinstance(part, Atom):
            _check_atom(part, events)
        elif isinstance(part, Reference) and part.code not in kpis:
            known = suggestion(part.code, kpis)
            raise FormulaError(
                "unknown_kpi", part.position, kpi=part.code, suggestion=known
            )
    if period_ratio:
        return
    for part in parts:
        if isinstance(part, Binary) and part.operator == "/":
            _check_cohort(part, events)


def _check_atom(atom: Atom, events: Mapping[str, EventSpec]) -> None:
    spec = events.get(atom.event)
    if spec is None:
        known = suggestion(atom.event, events)
        raise FormulaError(
            "unknown_event", atom.position, event=atom.event, suggestion=known
        )
    if atom.measure not in MEASURES:
        known = suggestion(atom.measure, MEASURES, fallback=len(MEASURES))
        raise FormulaError(
            "unknown_measure", atom.position, measure=atom.measure, suggestion=known
        )
    if atom.kind in TIMED and atom.measure not in CLOCKS:
        raise FormulaError(
            "clock",
            atom.position,
            function=atom.kind,
            event=atom.event,
            measure=atom.measure,
        )
    if atom.measure not in spec.measures:
        known = ", ".join(name for name in MEASURES if name in spec.measures)
        raise FormulaError(
            "measure_lacking",
            atom.position,
            event=atom.event,
            measure=atom.measure,
            suggestion=known,
        )
    if atom.kind == "due" and spec.cohort_of is None:
        cohorts = [name for name, other in events.items() if other.cohort_of]
        known = suggestion(atom.event, cohorts)
        raise FormulaError(
            "not_cohort", atom.position, event=atom.event, suggestion=known
        )


def _check_cohort(division: Binary, events: Mapping[str, EventSpec]) -> None:
    """Check that every event over a start event comes from its cases."""
    starts = {spec.cohort_of for spec in events.values() if spec.cohort_of}
    dividend = sorted({atom.event for atom in atoms(division.left)})
    for start in sorted(_population(division.right, events) & starts):
        cohort = {name for name, spec in events.items() if spec.cohort_of == start}
        for event in dividend:
            if event != start and event not in cohort:
                raise FormulaError(
                    "cohort",
                    division.position,
                    event=event,
                    start=start,
                    suggestion=", ".join(sorted(cohort | {start})),
                )


def _population(divisor: Node, events: Mapping[str, EventSpec]) -> set[str]:
    """Return the events whose cases a divisor counts: due() counts start facts."""
    return {
        (events[atom.event].cohort_of or atom.event)
        if atom.kind == "due"
        else atom.event
        for atom in atoms(divisor)
    }
