"""How good forecasts were: errors of what is shown, month by month.

Errors do not add up: what one team was over another may be under. So the unit is a
month of whatever a cell shows (decision 28): the company, teams that are filtered by
together, or the team of the row. The error of each team by itself stands beside.
"""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.formula import FORECAST_KINDS


class Made(NamedTuple):
    """Forecasts of a month for a company (no team) or a team, and what they missed by."""

    month: object
    company_id: int
    team_id: int | None
    forecast: Decimal
    difference: Decimal

    @property
    def actual(self):
        return self.forecast - self.difference


class ForecastReader:
    """Reads the atoms of ``FORECAST_KINDS`` for a ``FactReader``, in one query.

    It has the facts, filter, grouping and windows of the reader, and so its rights.
    """

    def __init__(self, reader):
        self.reader = reader
        self.atoms = [atom for atom in reader.atoms if atom.kind in FORECAST_KINDS]
        self.found = None

    def groups(self, period):
        """The groups with a forecast in one of the windows of a period."""
        return {
            group
            for atom in self.atoms
            for group in self._groups(atom, *self.reader.days[atom, period])
        }

    def _groups(self, atom, start, stop):
        event = self.reader.events[atom.event]
        for (other, group), made in self._all().items():
            if other == event and any(start <= row.month < stop for row in made):
                yield group

    def value(self, atom, start, stop, group):
        """The value of an atom; without any forecast there is none."""
        key = (self.reader.events[atom.event], group)
        made = [row for row in self._all().get(key, ()) if start <= row.month < stop]
        if atom.kind.startswith("team_"):
            made = [row for row in made if row.team_id]
            errors = [abs(row.difference) for row in made]
        else:
            made = self._shown(made)
            errors = _errors(made)
        if atom.kind == "forecast_months":
            return float(len(errors))
        if not made:
            return None
        if atom.kind.endswith("_error"):
            return float(sum(errors))
        if atom.kind.endswith("_actual"):
            return float(sum(row.actual for row in made))
        return float(sum(row.difference for row in made))

    def _shown(self, made):
        """Of each company and month its own forecast, else those of the teams.

        Whoever asks by team, or sees no more than his teams, gets these.
        """
        whole = {(row.month, row.company_id) for row in made if not row.team_id}
        return [
            row
            for row in made
            if not row.team_id or (row.month, row.company_id) not in whole
        ]

    def _all(self):
        if self.found is None:
            self.found = self._read() if self.atoms else {}
        return self.found

    def _read(self):
        """``{(event, group): [Made]}``, up to the last day that is asked for."""
        reader = self.reader
        events = {reader.events[atom.event] for atom in self.atoms}
        last = max(stop for _start, stop in reader.days.values())
        query = reader.fact._search(
            Domain("event", "in", sorted(events))
            & Domain("date", "<", last)
            & reader.domain,
            order=None,
        )
        reader.fact._kpi_join_rates(query, reader.rates)
        is_by_team = reader.groupby == "team_id"
        names = ("event", "date", "company_id", "team_id")
        keys = [reader._column(name) for name in names]
        query.groupby = SQL("1, 2, 3, 4, 5")
        rows = reader.env.execute_query(
            query.select(
                *keys,
                reader._group(),
                *(
                    SQL("SUM(%s)::text", reader._column(name))
                    for name in ("amount", "margin")
                ),
            )
        )
        found = defaultdict(list)
        for event, month, company, team, group, forecast, difference in rows:
            if is_by_team and not team:
                continue
            found[event, group].append(
                Made(month, company, team, Decimal(forecast), Decimal(difference))
            )
        return found


def _errors(made):
    """How far each month was off, whatever made it up."""
    months = defaultdict(Decimal)
    for row in made:
        months[row.month] += row.difference
    return [abs(difference) for difference in months.values()]
