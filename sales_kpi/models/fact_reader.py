"""Sums of facts for every atom, period and group, in at most three queries.

The bounds of all windows cut time into segments; one pass over the facts sums each
(event, segment, group), and a window is the sum of its segments. Only medians need a
query of their own, because they do not add up.
"""

from bisect import bisect_left
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.formula import (
    COVERAGE_KINDS,
    CUSTOMER_KINDS,
    FORECAST_KINDS,
    MEASURES,
    METHOD_KINDS,
)
from ..engine.period import mature, resolve
from .coverage_reader import CoverageReader
from .customer_reader import CustomerReader
from .fact_select import BEGINNING, EXACT, FactSelect
from .forecast_reader import ForecastReader


class FactReader(FactSelect):
    """Reads what a set of atoms needs.

    ``value(atom, period, group)`` is the sum, ``None`` where there is no value;
    ``groups(period)`` are the groups with facts. ``events`` maps the event of a
    formula to the one to read (the personal half when asked by person). With
    ``whole_months`` cases mature month by month, so that no two cohort windows differ
    by a day (docs/privacy.md).
    """

    def __init__(
        self,
        fact,
        atoms,
        periods,
        frame,
        *,
        groupby,
        domain,
        events,
        cuts,
        whole_months=False,
        columns=None,
    ):
        self.columns = columns or {}
        self.whole_months = whole_months
        self.fact = fact
        self.env = fact.env
        self.atoms = sorted(atoms, key=repr)
        self.periods = periods
        self.frame = frame
        self.groupby = groupby
        self.domain = Domain(domain or Domain.TRUE)
        self.events = events
        self.cuts = cuts
        self.days = {
            (atom, period): self._range(atom, period)
            for atom in self.atoms
            for period in periods
        }
        self._read()

    def _range(self, atom, period):
        """The half-open days of an atom's window, none after today."""
        start, end = resolve(atom.window, period, self.frame)
        start, stop = mature((start, end), atom.mature_days, self.frame.today)
        if self.whole_months and stop < end:
            stop = stop.replace(day=1)
        start = start or BEGINNING
        return start, max(start, min(stop, self.frame.today + timedelta(days=1)))

    def _read(self):
        self.bounds = sorted({day for days in self.days.values() for day in days})
        self.index = {day: number for number, day in enumerate(self.bounds)}
        plain, special, quantile = [], [], []
        for atom in self.atoms:
            if atom.kind in ("median", "p90"):
                quantile.append(atom)
            elif atom.kind in METHOD_KINDS:
                continue
            elif self._condition(atom) is None and atom.kind in ("sum", "facts"):
                plain.append(atom)
            else:
                special.append(atom)
        self.first = self.env["sales.kpi"]._first_days()
        self.rates = self.fact._kpi_rates()
        self.sums = self._read_plain(plain)
        self.extra = self._read_special(special)
        self.quantiles = self._read_quantiles(quantile)
        self.customers = CustomerReader(self)
        self.forecasts = ForecastReader(self)
        self.goals = CoverageReader(self)
        self.special = set(special)
        self.segments = self._touched()

    def value(self, atom, period, group):
        start, stop = self.days[atom, period]
        first = self.first.get(atom.event)
        window_end = resolve(atom.window, period, self.frame)[1]
        if period.start > self.frame.today or not first or first >= window_end:
            return None
        if atom.kind in ("median", "p90"):
            return self.quantiles.get((atom, start, stop, group))
        if atom.kind in CUSTOMER_KINDS:
            return self.customers.value(atom, start, stop, group)
        if atom.kind in FORECAST_KINDS:
            return self.forecasts.value(atom, start, stop, group)
        if atom.kind in COVERAGE_KINDS:
            days = resolve(atom.window, period, self.frame)
            return self.goals.value(atom, days, (start, stop), group)
        if atom in self.special:
            cells = self.extra.get((atom, group), {})
        else:
            measure = "facts" if atom.kind == "facts" else atom.measure
            cells = self.sums.get((self.events[atom.event], measure, group), {})
        inside = range(self.index[start], self.index[stop])
        return float(sum(cells[number] for number in inside if number in cells))

    def groups(self, period):
        """The groups that have a fact in one of the windows of a period."""
        windows = defaultdict(set)
        for atom in self.atoms:
            windows[self.events[atom.event]].add(self.days[atom, period])
        found = set()
        for (event, group), segments in self.segments.items():
            if group not in found and any(
                bisect_left(segments, self.index[start])
                < bisect_left(segments, self.index[stop])
                for start, stop in windows[event]
            ):
                found.add(group)
        return found | self.forecasts.groups(period)

    def _touched(self):
        """The segments in which a group has facts: ``{(event, group): sorted}``."""
        touched = defaultdict(set)
        for (event, measure, group), cells in self.sums.items():
            if measure == "facts":
                touched[event, group].update(cells)
        for (atom, group), cells in self.extra.items():
            touched[self.events[atom.event], group].update(cells)
        for atom, start, _stop, group in self.quantiles:
            touched[self.events[atom.event], group].add(self.index[start])
        return {key: sorted(segments) for key, segments in touched.items()}

    def _read_plain(self, atoms):
        """``{(event, measure, group): {segment: sum}}``."""
        sums = defaultdict(dict)
        if not atoms:
            return sums
        asked = {atom.measure for atom in atoms if atom.kind != "facts"}
        measures = [measure for measure in MEASURES if measure in asked]
        rows = self.env.execute_query(self._segments(atoms, measures))
        for event, segment, group, facts, *values in rows:
            sums[event, "facts", group][segment - 1] = int(facts)
            for measure, value in zip(measures, values, strict=True):
                exact = Decimal(value) if measure in EXACT else value
                sums[event, measure, group][segment - 1] = exact
        return sums

    def _read_special(self, atoms):
        """Sums under a condition: ``{(atom, group): {segment: sum}}``."""
        sums = defaultdict(dict)
        if not atoms:
            return sums
        keys = (self._segment(), self._group())
        columns = [self._special(atom) for atom in atoms]
        rows = self.env.execute_query(self._grouped(atoms, keys, columns))
        for segment, group, *values in rows:
            for atom, value in zip(atoms, values, strict=True):
                if value:
                    cells = sums[atom, group]
                    cells[segment - 1] = cells.get(segment - 1, 0) + value
        return sums

    def _read_quantiles(self, atoms):
        """``{(atom, start, stop, group): hours}``, for each distinct window."""
        if not atoms:
            return {}
        keys = (SQL("window_days.start"), SQL("window_days.stop"), self._group())
        columns = [self._aggregate(atom) for atom in atoms]
        windows = self._windows(atoms)
        rows = self.env.execute_query(self._grouped(atoms, keys, columns, windows))
        found = {}
        for start, stop, group, *values in rows:
            for atom, value in zip(atoms, values, strict=True):
                if value is not None:
                    found[atom, start, stop, group] = value
        return found
