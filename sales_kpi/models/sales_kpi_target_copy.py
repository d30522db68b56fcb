"""The same targets for the period that comes next."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.period import Period, bucket
from .target_scope import FILTERS

#: What a target keeps in the next period.
KEPT = (
    "company_id",
    "kpi_id",
    "scope",
    *FILTERS,
    "owner_id",
    "rhythm",
    "why",
    "target_type",
    "target_value",
    "growth",
    "band_min",
    "band_max",
)
#: An earlier period that is counted from the target's own moves along with it.
MOVING = ("previous", "year_ago")


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    def action_copy_next(self):
        """Copy targets to their next month, quarter, year or equal period, as drafts.

        A change stays the same change, measured against the period before; parts stay
        parts. Who has such a target already gets no other one.

        :raise UserError: if there is none left to copy
        """
        self.check_access("read")
        old = self.filtered(lambda target: target.state != "cancelled")
        taken = old._taken()
        old = old.filtered(lambda target: target._next_key() not in taken)
        if not old:
            raise UserError(
                self.env._("These targets have a successor already, or are cancelled.")
            )
        new = self.create([target._next_values() for target in old])
        successor = dict(zip(old, new, strict=True))
        for target, copied in successor.items():
            if target.parent_id in successor:
                copied.parent_id = successor[target.parent_id]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_kpi.sales_kpi_target_action"
        )
        return {**action, "domain": [("id", "in", new.ids)], "context": {}}

    def _next_period(self) -> Period:
        start = self.date_to + timedelta(days=1)
        if self.period_kind == "free":
            stop = start + timedelta(days=self._period().days)
            return Period(start, stop, None, start)
        is_fiscal = self.period_kind == "year" and self.date_from.month != 1
        kind = "fiscal_year" if is_fiscal else self.period_kind
        return self._period_with(self.company_id, start, kind)

    @api.model
    def _period_with(self, company, day, kind) -> Period:
        """The calendar period of a company that a day is in."""
        kpis = self.env["sales.kpi"].with_company(company)
        return bucket(day, kind, kpis._fiscal_start())

    def _next_values(self):
        period = self._next_period()
        vals = self._convert_to_write({name: self[name] for name in KEPT})
        keeps = self.baseline_period in MOVING
        return {
            **vals,
            "date_from": period.start,
            "date_to": period.last_day,
            "baseline_period": self.baseline_period if keeps else "previous",
        }

    def _next_key(self):
        """What makes two targets one and the same, in the next period."""
        period = self._next_period()
        return self._key(period.start, period.last_day)

    def _key(self, first, last):
        holders = tuple(self[name].id for name in FILTERS if name != "team_id")
        team = self.team_id.id if self.scope == "team" else None
        return (
            self.company_id.id,
            self.kpi_id.id,
            self.scope,
            holders,
            team,
            first,
            last,
        )

    def _taken(self):
        """The keys of targets that there are in the next periods."""
        periods = [target._next_period() for target in self]
        found = self.search(
            Domain("kpi_id", "in", self.kpi_id.ids)
            & Domain("date_from", "in", [period.start for period in periods])
            & Domain("state", "!=", "cancelled")
        )
        return {target._key(target.date_from, target.date_to) for target in found}
