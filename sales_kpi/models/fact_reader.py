"""Sums of facts for every atom, period and group, in at most three queries.

The bounds of all windows cut time into segments; one pass over the facts sums each
(event, segment, group), and a window is the sum of its segments. Only medians need a
query of their own, because they do not add up.
"""

from bisect import bisect_left
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.formula import MEASURES, Atom, atom_sql
from ..engine.period import mature, resolve

MONEY = ("amount", "margin")
EXACT = ("quantity", "amount", "margin")
BEGINNING = date(1, 1, 1)


class FactReader:
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
            elif self._condition(atom) is None and atom.kind in ("sum", "facts"):
                plain.append(atom)
            else:
                special.append(atom)
        self.first = self.env["sales.kpi"]._first_days()
        self.sums = self._read_plain(plain)
        self.extra = self._read_special(special)
        self.quantiles = self._read_quantiles(quantile)
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
        return found

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

    def _query(self, atoms):
        """The facts that the caller may read within the windows of ``atoms``.

        Of each event those from its own first day on: only stocks need their past.
        """
        firsts, last = {}, BEGINNING
        for atom in atoms:
            days = [self.days[atom, period] for period in self.periods]
            first = min(start for start, _stop in days)
            last = max(last, *(stop for _start, stop in days))
            for name in self._names(atom):
                firsts[name] = min(firsts.get(name, first), first)
        named = defaultdict(list)
        for name, first in sorted(firsts.items()):
            named[first].append(name)
        domain = Domain.OR(_since(first, names) for first, names in named.items())
        domain &= self.domain & Domain("date", "<", last)
        query = self.fact._search(domain, order=None)
        self.rate = self.fact._kpi_join_rates(query)
        return query

    def _names(self, atom):
        """The events to read for an atom."""
        yield self.events[atom.event]
        if atom.kind == "due":
            yield self.events[self._start_event(atom)]

    def _column(self, name):
        if name in self.columns:
            return self.columns[name]
        column = SQL.identifier(self.fact._table, name)
        if name in MONEY and self.rate:
            return SQL("(%s * %s)", column, self.rate)
        return column

    def _group(self):
        return self._column(self.groupby) if self.groupby else SQL("NULL::int")

    def _segment(self):
        return SQL("width_bucket(%s, %s::date[])", self._column("date"), self.bounds)

    def _rows(self, query, *columns, keys=()):
        """Run a grouped query: segment (or own keys) and group first."""
        keys = keys or (self._segment(), self._group())
        query.groupby = SQL(", ").join(
            SQL("%s", number + 1) for number in range(len(keys))
        )
        return self.env.execute_query(query.select(*keys, *columns))

    def _read_plain(self, atoms):
        """``{(event, measure, group): {segment: sum}}``."""
        sums = defaultdict(dict)
        if not atoms:
            return sums
        query = self._query(atoms)
        keys = (self._column("event"), self._segment(), self._group())
        asked = {atom.measure for atom in atoms if atom.kind != "facts"}
        measures = [measure for measure in MEASURES if measure in asked]
        columns = [self._sum(measure) for measure in measures]
        for event, segment, group, facts, *values in self._rows(
            query, SQL("COUNT(*)"), *columns, keys=keys
        ):
            sums[event, "facts", group][segment - 1] = facts
            for measure, value in zip(measures, values, strict=True):
                exact = Decimal(value) if measure in EXACT else value
                sums[event, measure, group][segment - 1] = exact
        return sums

    def _sum(self, measure):
        total = SQL("SUM(%s)", self._column(measure))
        # as text, for the driver would turn an exact numeric into a float
        return SQL("%s::text", total) if measure in EXACT else total

    def _read_special(self, atoms):
        """Sums under a condition: ``{(atom, group): {segment: sum}}``."""
        sums = defaultdict(dict)
        if not atoms:
            return sums
        query = self._query(atoms)
        columns = [self._special(atom) for atom in atoms]
        for segment, group, *values in self._rows(query, *columns):
            for atom, value in zip(atoms, values, strict=True):
                if value:
                    sums[atom, group][segment - 1] = value
        return sums

    def _start_event(self, atom):
        return self.env["sales.kpi.source"]._events()[atom.event].cohort_of

    def _special(self, atom):
        if atom.kind != "due":
            return self._aggregate(atom)
        cut = self.cuts(atom, self._column("company_id"))
        return SQL(
            """COALESCE(SUM(%(count)s) FILTER (WHERE CASE
                   WHEN %(event)s = %(start)s THEN %(at)s < %(cut)s
                   WHEN %(event)s = %(goal)s THEN %(at)s >= %(cut)s END), 0)""",
            count=self._column("count"),
            event=self._column("event"),
            start=self.events[self._start_event(atom)],
            goal=self.events[atom.event],
            at=self._column("at"),
            cut=cut,
        )

    def _aggregate(self, atom):
        read = Atom(atom.kind, self.events[atom.event], atom.measure, atom.limit)
        return atom_sql(read, self._column, self._condition(atom))

    def _condition(self, atom):
        """Successes that took longer than the cohort window do not count."""
        event = self.env["sales.kpi.source"]._events()[atom.event]
        if not atom.mature_days or not event.cohort_of:
            return None
        return SQL("%s <= %s", self._column("hours"), atom.mature_days * 24)

    def _read_quantiles(self, atoms):
        """``{(atom, start, stop, group): hours}``, for each distinct window."""
        if not atoms:
            return {}
        windows = sorted(
            {self.days[atom, period] for atom in atoms for period in self.periods}
        )
        query = self._query(atoms)
        query.add_join(
            "JOIN",
            "window_days",
            SQL(
                "(SELECT * FROM unnest(%s::date[], %s::date[]) AS given(start, stop))",
                [start for start, _ in windows],
                [stop for _, stop in windows],
            ),
            SQL(
                "%(date)s >= window_days.start AND %(date)s < window_days.stop",
                date=self._column("date"),
            ),
        )
        keys = (SQL("window_days.start"), SQL("window_days.stop"), self._group())
        columns = [self._aggregate(atom) for atom in atoms]
        found = {}
        for start, stop, group, *values in self._rows(query, *columns, keys=keys):
            for atom, value in zip(atoms, values, strict=True):
                if value is not None:
                    found[atom, start, stop, group] = value
        return found


def _since(first, names):
    """The facts of some events from a day on."""
    domain = Domain("event", "in", names)
    return domain & Domain("date", ">=", first) if first > BEGINNING else domain
