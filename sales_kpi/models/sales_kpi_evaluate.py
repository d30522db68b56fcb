from calendar import monthrange
from collections import Counter
from datetime import date, timedelta

import pytz

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.errors import KpiError
from ..engine.formula import atoms, with_picks
from ..engine.period import Frame, split
from ..sources.event import DIMENSIONS, LEADS
from .fact_reader import FactReader
from .kpi_reading import NO_VALUE, Reading
from .rpc_answer import for_caller


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    @api.readonly
    def evaluate(
        self, codes, date_from, date_to, granularity=None, groupby=None, domain=None
    ):
        """Values of KPIs per period and group, from the facts the caller may read.

        :param codes: list of KPI codes
        :param date_from, date_to: ISO dates, both inclusive
        :param granularity: None, 'day', 'week' (ISO), 'month', 'quarter', 'year' or
            'fiscal_year'
        :param groupby: None or a dimension field of facts
        :param domain: conditions on dimensions of facts
        :return: ``{'as_of': ISO datetime (UTC), 'rows': [{'period': ISO date or None,
            'group': [id, name] or None, 'values': {code: {'value': float or None,
            'n': int}}}]}``. ``period`` is the first day of the full period. Percent
            are fractions, durations in the unit of the KPI, money in the currency of
            the current company; ``n`` the cases of the denominator, else of facts.
            Over XML-RPC, which has no null, ``False`` stands for None.
        :raise UserError: for an unknown code or an impossible period
        :raise ValidationError: for a domain or grouping beyond the dimensions
        """
        try:
            answer = self._evaluate(
                codes, date_from, date_to, granularity, groupby, domain
            )
        except KpiError as error:
            raise UserError(self._error_text(error)) from error
        return for_caller(answer)

    @api.model
    def _evaluate(self, codes, date_from, date_to, granularity, groupby, domain):
        frame = self._frame()
        periods = split(date_from, date_to, granularity, frame.fiscal_start)
        rows = self._evaluate_periods(codes, periods, frame, groupby, domain)
        for row in rows:
            row["period"] = row["period"].label.isoformat() if granularity else None
        self._name_groups(rows, groupby)
        as_of = self.env.cr.now().replace(microsecond=0).isoformat()
        return {"as_of": as_of, "rows": rows}

    @api.model
    def _evaluate_periods(self, codes, periods, frame, groupby=None, domain=None):
        """As the rows of :meth:`evaluate`, with the period itself and the group's id."""
        kpis = self._kpis(codes)
        domain = self._checked_domain(domain, groupby)
        asked = self._asked(domain, groupby)
        personal = self._personal_scope(domain, groupby)
        trees = {
            kpi.code: self._tree(kpi.code)
            for kpi in kpis
            if self._is_applicable(kpi.code, asked, personal)
        }
        readings = self._readings(trees, periods, frame, groupby, domain, personal)
        holders = self._holders(groupby, domain)
        rows = []
        for period in periods:
            groups = {None}
            if groupby:
                groups = holders.union(*(r.groups(period) for r in readings))
            for group in groups:
                values = {kpi.code: dict(NO_VALUE) for kpi in kpis}
                for reading in readings:
                    values |= reading.values(period, group)
                rows.append({"period": period, "group": group, "values": values})
        return rows

    @api.model
    def _readings(self, trees, periods, frame, groupby, domain, personal):
        """What reads the values of the trees: the open ones, and the personal ones."""
        parts = ({}, {})
        by_partner = "sales_partner_id" in self._asked(domain, groupby)
        for code, pair in trees.items():
            read = tuple(with_picks(tree, by_partner) for tree in pair)
            parts[self._is_personal(read)][code] = read
        scopes = (self._open_scope(domain, groupby), personal)
        return [
            self._reading(part, periods, frame, groupby, scope)
            for part, scope in zip(parts, scopes, strict=True)
            if part
        ]

    @api.model
    def _reading(self, trees, periods, frame, groupby, scope):
        found = {
            atom for pair in trees.values() for tree in pair for atom in atoms(tree)
        }
        names = {atom.event for atom in found}
        events = self.env["sales.kpi.source"]._events()
        names |= {event.cohort_of for event in map(events.get, names)} - {None}
        own = self._protected_events() if scope.is_own else ()
        reader = FactReader(
            scope.fact,
            found,
            periods,
            frame,
            groupby=groupby,
            domain=scope.domain,
            events={name: name + "_own" if name in own else name for name in names},
            cuts=self._limit_passed_before,
            whole_months=bool(scope.months_only),
            columns=scope.columns,
        )
        return Reading(trees, reader, scope)

    @api.model
    def _first_days(self):
        """The day from which each event has data, ``{event: date}`` (decision 20).

        That is the first fact of any event of the same source: a company that never
        parked a lead has parked none, but one without invoices knows no revenue.
        """
        sources = self.env["sales.kpi.source"]._sources().values()
        self.env.cr.execute(
            SQL(
                """
                SELECT given.event, first.date
                  FROM unnest(%s::varchar[]) AS given(event)
            CROSS JOIN LATERAL (
                       SELECT date
                         FROM sales_kpi_fact fact
                        WHERE fact.event = given.event
                     ORDER BY date
                        LIMIT 1
                       ) AS first
                """,
                [event.name for source in sources for event in source._kpi_events],
            )
        )
        days = dict(self.env.cr.fetchall())
        writers = Counter(e.name for source in sources for e in source._kpi_events)
        found = {name: day for name, day in days.items() if writers[name] > 1}
        for source in sources:
            # what several sources write (revenue) begins with its own first fact
            names = [e.name for e in source._kpi_events if writers[e.name] == 1]
            known = [days[name] for name in names if name in days]
            found.update(dict.fromkeys(names, min(known)) if known else {})
        return found

    @api.model
    def _checked_domain(self, domain, groupby):
        """The domain, if it and the grouping name dimensions only."""
        if groupby and groupby not in DIMENSIONS:
            raise ValidationError(
                self.env._(
                    "KPIs cannot be grouped by “%(field)s”. Possible are: %(known)s.",
                    field=groupby,
                    known=", ".join(DIMENSIONS),
                )
            )
        try:
            domain = Domain(domain or Domain.TRUE)
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("“%s” is not a filter.", str(domain))
            ) from error
        foreign = self._dimensions_of(domain) - {*DIMENSIONS, LEADS}
        if foreign:
            raise ValidationError(
                self.env._(
                    "KPIs cannot be filtered by “%(field)s”. Possible are: %(known)s.",
                    field=", ".join(sorted(foreign)),
                    known=", ".join(DIMENSIONS),
                )
            )
        return domain

    @api.model
    def _dimensions_of(self, domain):
        return {condition.field_expr for condition in domain.iter_conditions()}

    @api.model
    def _today(self):
        """The present day in the reporting time zone of the current company."""
        now = pytz.utc.localize(self.env.cr.now())
        zone = self.env.company.sudo().kpi_tz  # sudo: a setting, not a record
        return now.astimezone(pytz.timezone(zone or "UTC")).date()

    @api.model
    def _frame(self):
        """What the meaning of a period depends on: today, fiscal year, workdays."""
        today = self._today()
        workdays = {}

        def is_workday(day):
            if day.year not in workdays:
                workdays[day.year] = self.env["sales.kpi.workday"]._workdays(
                    self.env.company, date(day.year, 1, 1), date(day.year, 12, 31)
                )
            days = workdays[day.year]
            return day in days if days else day.weekday() < 5

        return Frame(today, self._fiscal_start(), is_workday)

    @api.model
    def _fiscal_start(self):
        """Month and day on which the fiscal year of the current company begins."""
        company = self.env.company.sudo()  # sudo: a setting, not a record
        month = int(company.fiscalyear_last_month)
        last_day = min(company.fiscalyear_last_day, monthrange(2023, month)[1])
        start = date(2023, month, last_day) + timedelta(days=1)
        return start.month, start.day

    @api.model
    def _limit_passed_before(self, atom, company_column):
        """SQL of the moment before which a case's limit has passed by now."""
        moments = [
            SQL("WHEN %s THEN %s::timestamp", company.id, moment)
            for company, moment in self._limit_moments(atom).items()
        ]
        return SQL("(CASE %s %s END)", company_column, SQL(" ").join(moments))

    @api.model
    def _limit_moments(self, atom):
        """By company, the moment before which a case's limit has passed by now."""
        now = self.env.cr.now()
        elapsed = dict.fromkeys(self.env.companies, now - timedelta(hours=atom.limit))
        if atom.measure == "hours":
            return elapsed
        Workday = self.env["sales.kpi.workday"]
        return {
            company: moment
            for company in self.env.companies
            if (moment := Workday._moment_before(company, now, atom.limit))
        } or elapsed

    @api.model
    def _name_groups(self, rows, groupby):
        """Replace the ids of groups by ``[id, name]``."""
        if not groupby:
            return
        comodel = self.env["sales.kpi.fact"]._fields[groupby].comodel_name
        ids = {row["group"] for row in rows if row["group"]}
        records = self.env[comodel].sudo().browse(ids)  # sudo: names of what is shown
        names = {record.id: record.display_name for record in records.exists()}
        for row in rows:
            if row["group"]:
                row["group"] = [row["group"], names.get(row["group"], "")]
        rows.sort(
            key=lambda row: (
                row["period"] or "",
                row["group"] is None,
                row["group"] and row["group"][1],
            )
        )
