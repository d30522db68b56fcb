"""The SQL of a FactReader.

A statement is the UNION of what is needed from the same day on under the same rules:
stocks have moved since the beginning of all time, everything else counts from its first
window. So each part is served by an index, stocks by one that holds all they need.
"""

from collections import defaultdict
from datetime import date

from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.formula import Atom, atom_sql
from .sales_kpi_fact_currency import RATE

MONEY = ("amount", "margin")
EXACT = ("quantity", "amount", "margin")
BEGINNING = date(1, 1, 1)


class FactSelect:
    """What a FactReader asks the database."""

    def _queries(self, atoms):
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
        parts = defaultdict(list)
        for name, first in sorted(firsts.items()):
            domain = self._domain_of(name)
            parts[first, str(domain)].append((name, domain))
        for (first, _text), found in sorted(parts.items()):
            names = [name for name, _domain in found]
            domain = found[0][1] & Domain("event", "in", names)
            domain &= Domain("date", "<", last)
            if first > BEGINNING:
                domain &= Domain("date", ">=", first)
            query = self.fact._search(domain, order=None)
            self.fact._kpi_join_rates(query, self.rates)
            yield query

    def _domain_of(self, event):
        """The domain of an event: what it says about events is decided beforehand.

        Record rules are part of it and speak of events; to ask that of each of a
        million facts takes longer than to sum them.
        """
        fact = self.fact.new({"event": event})

        def decided(condition):
            if condition.field_expr != "event":
                return condition
            return Domain(bool(fact.filtered_domain(condition)))

        return self.domain.map_conditions(decided)

    def _names(self, atom):
        """The events to read for an atom."""
        yield self.events[atom.event]
        if atom.kind == "due":
            yield self.events[self._start_event(atom)]

    def _column(self, name):
        if name in self.columns:
            return self.columns[name]
        column = SQL.identifier(self.fact._table, name)
        if name in MONEY and self.rates:
            return SQL("(%s * %s)", column, RATE)
        return column

    def _group(self):
        return self._column(self.groupby) if self.groupby else SQL("NULL::int")

    def _segment(self, day=None):
        day = day or self._column("date")
        return SQL("width_bucket(%s, %s::date[])", day, self.bounds)

    def _grouped(self, atoms, keys, columns, join=()):
        """SELECT ``columns`` of the facts for ``atoms``, grouped by ``keys``."""
        groupby = SQL(", ").join(SQL("%s", n) for n in range(1, len(keys) + 1))
        parts = []
        for query in self._queries(atoms):
            if join:
                query.add_join(*join)
            query.groupby = groupby
            parts.append(SQL("(%s)", query.select(*keys, *columns)))
        return SQL(" UNION ALL ").join(parts)

    def _segments(self, atoms, measures):
        """SELECT event, segment, group, number of facts and sums of measures.

        First the sums of days: in the order of an index they need neither a segment
        of each fact nor a hash table.
        """
        days = self._grouped(
            atoms,
            keys=(self._column("event"), self._column("date"), self._group()),
            columns=[
                SQL("COUNT(*)"),
                *(SQL("SUM(%s)", self._column(measure)) for measure in measures),
            ],
        )
        names = ["event", "date", "holder", "facts", *measures]
        return SQL(
            """SELECT event, %(segment)s, holder, %(sums)s
                 FROM (%(days)s) AS day(%(names)s)
             GROUP BY 1, 2, 3""",
            segment=self._segment(SQL("date")),
            sums=SQL(", ").join(map(_sum, ["facts", *measures])),
            days=days,
            names=SQL(", ").join(map(SQL.identifier, names)),
        )

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

    def _windows(self, atoms):
        """The join of facts to the windows that their segment is part of."""
        windows = sorted(
            {self.days[atom, period] for atom in atoms for period in self.periods}
        )
        table = SQL(
            """(
            SELECT start, stop, segment
              FROM unnest(%s::date[], %s::date[], %s::int[], %s::int[])
                   AS given(start, stop, first, last),
                   generate_series(given.first, given.last) AS segment
            )""",
            [start for start, _stop in windows],
            [stop for _start, stop in windows],
            [self.index[start] + 1 for start, _stop in windows],
            [self.index[stop] for _start, stop in windows],
        )
        on = SQL("window_days.segment = %s", self._segment())
        return "JOIN", "window_days", table, on


def _sum(measure):
    total = SQL("SUM(%s)", SQL.identifier(measure))
    # as text, for the driver would turn an exact numeric into a float
    return SQL("%s::text", total) if measure in EXACT else total
