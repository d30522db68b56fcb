"""The budget beside a target: what was planned for the same scope and months."""

from odoo import api, fields, models

from ..engine.period import to_date
from ..engine.target_pace import workdays_in
from .kpi_format import KpiFormat
from .target_scope import SCOPE_FIELDS


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    budget_text = fields.Char(
        "Budget",
        compute="_compute_budget_text",
        help="What was planned for the same KPI, scope and months.",
    )

    @api.depends("kpi_id", "scope", "date_from", "date_to", "company_id")
    @api.depends_context("lang")
    def _compute_budget_text(self):
        for target in self:
            months = target._budget_months()
            period = months and target._period()
            total = months and self.env["sales.kpi.budget"]._total(
                months, period.start, period.stop
            )
            words = KpiFormat(self.env, target.currency_id)
            known = bool(months) and total is not None
            target.budget_text = words.value(total, target.unit) if known else False

    def _budget_months(self):
        """``{first day: budget}`` of the months of the target; whoever reads it may."""
        if not (self.kpi_id and self.date_from and self.date_to):
            return {}
        filters = {name: self[name].id for name in SCOPE_FIELDS[self.scope]}
        if set(self._narrowed()) - filters.keys():
            return {}
        period = self._period()
        return self.env["sales.kpi.budget"]._months_of(
            self.company_id,
            self.kpi_id,
            self.scope,
            filters,
            period.start,
            period.stop,
        )

    def _narrowed(self):
        """By what the figures of the target are limited."""
        groupby, _group, domain = self._scope_filter()
        names = {condition.field_expr for condition in domain.iter_conditions()}
        return (names | {groupby}) - {"company_id", None}

    def _curve(self):
        """With the budget as a line of its own."""
        curve = super()._curve()
        if curve["is_hidden"]:
            return curve
        curve["budget"] = self._budget_line([to_date(day) for day in curve["days"]])
        return curve

    def _budget_line(self, days):
        """The budget that has run up by each day, over working days of its month."""
        period = self._period()
        months = self._budget_months()
        if (
            self.env["sales.kpi.budget"]._total(months, period.start, period.stop)
            is None
        ):
            return None
        frame = self._kpi_model()._frame()
        digits = self._decimals()
        return [
            round(
                sum(_until(day, month, value, frame) for month, value in found), digits
            )
            for day in days
            if (found := list(months.items()))
        ]


def _until(day, month, value, frame):
    """How much of a month's budget has run up by a day, that day included."""
    stop = _next_month(month)
    if day < month:
        return 0.0
    worked = workdays_in(month, stop, frame.is_workday)
    if day.replace(day=1) > month or not worked:
        return value
    return value * sum(other <= day for other in worked) / len(worked)


def _next_month(month):
    year, number = divmod(month.year * 12 + month.month, 12)
    return month.replace(year=year, month=number + 1)
