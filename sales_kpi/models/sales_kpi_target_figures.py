"""The figures behind targets, read for many of them at once."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.errors import KpiError
from ..engine.period import Period, split
from .kpi_reading import NO_VALUE


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    def _figures(self, periods):
        """The KPI of each target in some periods, ``{target: {period: {'value', 'n'}}}``.

        Targets that differ in their holder alone are evaluated together. Who may see
        the figures is asked before (:meth:`_may_see_figures`).

        :param periods: ``{target: [Period]}``
        """
        shapes = defaultdict(self.browse)
        for target, asked in periods.items():
            if asked and not target._tells_of_few():
                shapes[target._shape(tuple(asked))] |= target
        found = {target: {} for target in self}
        for (*_key, asked), targets in shapes.items():
            found |= targets._figures_of_shape(asked)
        return found

    def _shape(self, periods):
        """What targets share that one question to evaluate answers."""
        groupby, _group, domain = self._scope_filter()
        company, kpi = self.company_id, self.kpi_id
        return company, kpi, self.definition_date, groupby, repr(domain), periods

    def _figures_of_shape(self, periods: tuple[Period]):
        first = self[:1]
        groupby, _group, domain = first._scope_filter()
        groups = {target: target._scope_filter()[1] for target in self}
        if groupby:
            domain &= Domain(groupby, "in", list(groups.values()))
        # sudo: for people whose figures the caller may see, or for the target itself
        kpis = first._kpi_model().sudo()
        code = first.kpi_id.code
        try:
            rows = kpis._evaluate_periods(
                [code], list(periods), kpis._frame(), groupby, domain
            )
        except KpiError as error:
            raise UserError(kpis._error_text(error)) from error
        values = {(row["period"], row["group"]): row["values"][code] for row in rows}
        return {
            target: {
                period: values.get((period, group), NO_VALUE) for period in periods
            }
            for target, group in groups.items()
        }

    def _freeze_baseline(self):
        """Read and keep the earlier values that changes are measured against.

        :raise UserError: if there is none, or nobody who may see it asks
        """
        relative = self.filtered(
            lambda target: (
                target.target_type == "relative" and target.baseline_period != "manual"
            )
        )
        periods = {target: [target._baseline()] for target in relative}
        for target, figures in relative._figures(periods).items():
            value = next((found["value"] for found in figures.values()), None)
            if not value or value < 0:
                raise UserError(
                    self.env._(
                        "“%s” has no value in the earlier period, or none above 0, so "
                        "nothing can be measured against it. Choose another period, or "
                        "give a value as the target.",
                        target.name,
                    )
                )
            target._write_step(
                {
                    "baseline_value": target._rounded(value),
                    "baseline_date": self.env.cr.now(),
                }
            )

    def _baseline(self) -> Period:
        """The earlier period.

        :raise UserError: if it is not given, not over, or closed to the user
        """
        if not (self.baseline_from and self.baseline_to):
            raise UserError(
                self.env._("Say with which period “%s” is compared.", self.name)
            )
        kpis = self.env["sales.kpi"].with_company(self.company_id)
        if self.baseline_to >= kpis._today():
            raise UserError(
                self.env._(
                    "The earlier period of “%s” is not over yet. Choose one that is, or "
                    "give a value as the target.",
                    self.name,
                )
            )
        if not self._may_see_figures():
            raise UserError(
                self.env._(
                    "You may not see the results of %s. Let the person or the leader of "
                    "the team propose this change, or give a value as the target.",
                    self._scope_name(),
                )
            )
        [period] = split(self.baseline_from, self.baseline_to)
        return period
