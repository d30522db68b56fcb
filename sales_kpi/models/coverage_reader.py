"""The target that a pipeline has to cover, in the scope of a question."""

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.formula import COVERAGE_KINDS

#: KPIs whose targets count, the first one first, and the event that reaches them.
GOALS = {"won_value": "lead_won", "revenue_new_business": "new_business"}
#: What a question may be limited by, so that there can be a target of it.
HOLDERS = {"team_id": "team", "user_id": "user", "company_id": "company"}
#: What record rules say of facts beside dimensions.
BESIDE = {"event", "date", "at"}
STATES = ("active", "reached", "missed")


class CoverageReader:
    """Reads the atoms of ``COVERAGE_KINDS`` for a ``FactReader``.

    Targets are read with the rights of the caller. What he sees of the facts decides
    whose target it is: of the company who sees all, of his teams who leads some, else
    his own.
    """

    def __init__(self, reader):
        self.reader = reader
        # the facts may be read by superuser, limited by the rules of the caller
        self.env = reader.env(su=False)
        self.is_asked = any(atom.kind in COVERAGE_KINDS for atom in reader.atoms)
        self.targets = None
        self.done = {}

    def value(self, atom, days, window, group):
        """``days``: the whole period; ``window``: as much of it as has passed."""
        goal, event = self.goal(days, group)
        return goal if atom.kind == "goal" else self._sum(event, window, group)

    def goal(self, days, group):
        """The target of a period, 0 if there is none, and the event that reaches it."""
        scope, ids = self._holders(group)
        for code, event in GOALS.items():
            found = [self._all().get((code, scope, holder, days)) for holder in ids]
            if found and all(found):
                return sum(map(self._converted, found)), event
        return 0.0, next(iter(GOALS.values()))

    def _converted(self, target):
        company = self.env.company
        return target.currency_id._convert(
            target.target_value, company.currency_id, company, fields.Date.today()
        )

    def _all(self):
        """``{(code, scope, holder, (start, stop)): target}`` of the periods asked for."""
        if self.targets is None:
            found = self._targets() if self.is_asked else ()
            self.targets = {
                (
                    target.kpi_id.code,
                    target.scope,
                    (target.user_id or target.team_id or target.company_id).id,
                    (target._period().start, target._period().stop),
                ): target
                for target in found
            }
        return self.targets

    def _targets(self):
        targets = self.env["sales.kpi.target"]
        if not targets.has_access("read"):
            return targets
        return targets.search(
            Domain("kpi_id.code", "in", list(GOALS))
            & Domain("scope", "in", list(HOLDERS.values()))
            & Domain("state", "in", STATES)
            & Domain("target_type", "!=", "band")
            & Domain("company_id", "in", self._companies()),
            order="id",
        )

    def _holders(self, group):
        """Whose target is asked for, as scope and ids; none where nobody has one."""
        limits = self._limits()
        groupby = self.reader.groupby
        if limits is None or groupby not in (None, *HOLDERS):
            return None, []
        if groupby:
            limits = {**limits, groupby: {group} if group else set()}
        kpis = self.env["sales.kpi"]
        led = None if kpis._sees_all() else set(kpis._led_teams().ids)
        if "user_id" in limits:
            return "user", limits["user_id"]
        if "team_id" in limits and (led is None or limits["team_id"] <= led):
            return "team", limits["team_id"]
        if led is None:
            return "company", set(self._companies())
        if led and "team_id" not in limits:
            return "team", led
        return "user", {self.env.uid}

    def _companies(self):
        limits = self._limits() or {}
        return sorted(limits.get("company_id") or self.env.companies.ids)

    def _limits(self):
        """``{dimension: ids}`` of a filter; None if other dimensions limit it."""
        limits = {}
        domain = self.reader.domain
        for part in getattr(domain, "children", (domain,)):
            name = getattr(part, "field_expr", None)
            if name is None or name in BESIDE:
                continue  # rules of the caller, see above
            if name not in HOLDERS or part.operator not in ("=", "in"):
                return None
            given = {part.value} if part.operator == "=" else set(part.value)
            limits[name] = limits.get(name, given) & given
        return limits

    def _sum(self, event, window, group):
        """What the facts of an event come to, read once for all groups."""
        key = (event, window)
        if key not in self.done:
            self.done[key] = self._read_sums(event, *window)
        return float(self.done[key].get(group) or 0.0)

    def _read_sums(self, event, start, stop):
        reader = self.reader
        query = reader.fact._search(
            Domain("event", "=", event)
            & Domain("date", ">=", start)
            & Domain("date", "<", stop)
            & reader.domain,
            order=None,
        )
        reader.fact._kpi_join_rates(query, reader.rates)
        query.groupby = SQL("1")
        return dict(
            reader.env.execute_query(
                query.select(reader._group(), SQL("SUM(%s)", reader._column("amount")))
            )
        )
