"""A KPI as SQL over the facts of a pivot cell."""

from datetime import timedelta

from odoo.fields import Date
from odoo.tools import SQL

from ..engine.formula import atom_sql, compile_sql, compiles, events

SUMS = ("sum", "facts")


class ReportFormula:
    """Compiles KPIs for one query on ``sales.kpi.report``.

    Beyond the formula a cell knows when it has no value: an event without data up to
    the end of the cell's period, a grouping that does not apply to an event, and how
    other people work.
    """

    def __init__(self, report, query):
        self.report = report
        self.env = report.env
        self.query = query
        self.kpis = report.env["sales.kpi"]
        self.events = report.env["sales.kpi.source"]._events()
        self.groupby = report.env.context.get("sales_kpi_groupby", ())
        self.filtered = report.env.context.get("sales_kpi_filtered", ())
        first = report.env.context.get("sales_kpi_first")
        self.first_days = None if first is None else dict(first)

    def sql(self, code):
        """The SQL of a KPI; NULL where there is no value.

        :raise ValueError: for a KPI that needs other periods than the cell's
        """
        try:
            tree, _number = self.kpis._tree(code)
        except LookupError:
            raise ValueError(f"There is no KPI {code}") from None
        if not compiles(tree):
            raise ValueError(f"{code} needs other periods and cannot be grouped")
        self._is_mine = self.kpis._is_personal([tree]) and not (
            self.env.su or (self.kpis._shows_persons() and self.kpis._may_see_persons())
        )
        value = compile_sql(tree, self._atom)
        hidden = list(self._hidden(events(tree)))
        if not hidden:
            return value
        return SQL(
            "CASE WHEN %s THEN NULL ELSE %s END", SQL(" OR ").join(hidden), value
        )

    def _column(self, name):
        return self.report._field_to_sql(self.report._table, name, self.query)

    def _atom(self, atom):
        aggregate = atom_sql(atom, self._column, self._condition(atom))
        if atom.kind not in SUMS and atom.kind != "within":
            return aggregate
        known = self._known(atom.event)
        if known is None:
            return aggregate
        return SQL("CASE WHEN %s THEN %s END", known, aggregate)

    def _condition(self, atom):
        """What the facts of an atom must meet: old enough, and the caller's own."""
        parts = [self._mature(atom)]
        if self._is_mine:
            parts.append(SQL("%s = %s", self._column("user_id"), self.env.uid))
        return SQL(" AND ").join(filter(None, parts)) if any(parts) else None

    def _mature(self, atom):
        """Cases old enough and successes in time, for KPIs with a cohort window."""
        if not atom.mature_days:
            return None
        last = self.kpis._today() - timedelta(days=atom.mature_days)
        old = SQL("%s <= %s", self._column("date"), last)
        if not self.events[atom.event].cohort_of:
            return old
        return SQL("%s AND %s <= %s", old, self._column("hours"), atom.mature_days * 24)

    def _known(self, event):
        """Whether an event has data up to the end of the cell; None: it always has."""
        if self.first_days is None:
            return None
        first = self.first_days.get(event)
        if first is None:
            return SQL("FALSE")
        until = self.env.context.get("sales_kpi_until")
        if until and Date.to_date(until) < first:
            return SQL("FALSE")
        ends = [
            SQL("(%s AND %s <= %s)", self._is_grouped(term), end, first)
            for term, end in self._period_ends()
        ]
        return SQL("NOT (%s)", SQL(" OR ").join(ends)) if ends else None

    def _period_ends(self):
        """Each date grouping of the query with the day after a cell's period."""
        for spec in self.groupby:
            name, _, granularity = spec.partition(":")
            if name == "date" and granularity in (
                "day",
                "week",
                "month",
                "quarter",
                "year",
            ):
                term = self.report._read_group_groupby(
                    self.report._table, spec, self.query
                )
                yield (
                    term,
                    SQL(
                        "(date_trunc(%s, MAX(%s)) + %s::interval)::date",
                        granularity,
                        self._column("date"),
                        "3 months" if granularity == "quarter" else "1 " + granularity,
                    ),
                )

    def _is_grouped(self, term):
        return SQL("GROUPING(%s) = 0", term)

    def _hidden(self, names):
        """Conditions under which a cell shows nothing."""
        specs = {spec.split(":")[0].split(".")[0]: spec for spec in self.groupby}
        applicable = set.intersection(
            *(set(self.events[name].scopes) for name in names)
        )
        if names & self.kpis._reserved_events():
            yield SQL("TRUE")
        if set(self.filtered) - applicable:
            yield SQL("TRUE")
        for name, spec in specs.items():
            if name in self.report._fields and self._lacks(name, applicable):
                yield self._is_grouped(
                    self.report._read_group_groupby(
                        self.report._table, spec, self.query
                    )
                )
        if self._is_mine and not self.env.context.get("sales_kpi_mine"):
            yield from self._others(specs)

    def _lacks(self, name, applicable):
        return name.endswith("_id") and name not in applicable | {"lead_id", "order_id"}

    def _others(self, specs):
        """Cells that are not about the caller: all but his own row."""
        if "user_id" not in specs:
            yield SQL("TRUE")
            return
        person = self.report._read_group_groupby(
            self.report._table, specs["user_id"], self.query
        )
        yield SQL(
            "(%s AND %s = %s) IS NOT TRUE",
            self._is_grouped(person),
            person,
            self.env.uid,
        )
