from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.formula import compiles

PREFIX = "x_kpi_"
#: The longest name of a field, that of a column in PostgreSQL.
LONGEST = 63


class SalesKpiReport(models.Model):
    _inherit = "sales.kpi.report"

    @property
    def _measure_codes(self):
        """The KPIs that are measures, ``{field: code}``: standard and own ones."""
        own = {
            name: name.removeprefix(PREFIX)
            for name, field in self._fields.items()
            if field.manual and name.startswith(PREFIX)
        }
        return super()._measure_codes | own


class SalesKpi(models.Model):
    """Own KPIs become measures of the analysis by a manual field, as any custom one."""

    _inherit = "sales.kpi"

    in_analysis = fields.Boolean(
        "Measure of the analysis",
        compute="_compute_in_analysis",
        help="Offered as a measure in pivot and graph.",
    )
    can_enter_analysis = fields.Boolean(compute="_compute_in_analysis")

    @api.depends("code", "formula", "kind", "method")
    def _compute_in_analysis(self):
        for kpi in self:
            is_possible = bool(kpi._origin) and kpi._compiles_now()
            kpi.in_analysis = is_possible and bool(self._measure_of(kpi.code))
            kpi.can_enter_analysis = is_possible and not kpi.in_analysis

    def _compiles_now(self):
        return self.code in self._formulas() and compiles(self._tree(self.code)[0])

    def action_enter_analysis(self):
        """Offer own KPIs as measures of pivot and graph.

        :raise UserError: for a KPI that needs other periods than those of a cell
        """
        self.check_access("write")
        self.env["sales.kpi.report"].check_access("read")
        for kpi in self:
            if not kpi._compiles_now():
                raise UserError(
                    self.env._(
                        "“%s” looks at other periods or at single customers; a pivot "
                        "cannot compute it. Its tile shows what it is made of.",
                        kpi.name,
                    )
                )
            if len(PREFIX + kpi.code) > LONGEST:
                raise UserError(
                    self.env._(
                        "The code of “%(kpi)s” is too long for a measure. Give it one "
                        "of at most %(number)s letters.",
                        kpi=kpi.name,
                        number=LONGEST - len(PREFIX),
                    )
                )
        new = self.filtered(lambda kpi: not kpi.in_analysis)
        # sudo: KPI managers may not define fields; this one has no code of its own
        self.env["ir.model.fields"].sudo().create(new._measure_values())
        return {"type": "ir.actions.client", "tag": "reload_context"}

    def _measure_values(self):
        model = self.env["ir.model"]._get("sales.kpi.report")
        return [
            {
                "name": PREFIX + kpi.code,
                "model_id": model.id,
                "field_description": kpi.name,
                "ttype": "float",
                "store": False,
                "readonly": True,
            }
            for kpi in self
        ]

    def action_leave_analysis(self):
        """Offer own KPIs in the analysis no longer."""
        self.check_access("write")
        self._drop_measures()
        return {"type": "ir.actions.client", "tag": "reload_context"}

    def _drop_measures(self):
        names = [PREFIX + kpi.code for kpi in self]
        # sudo: as above
        self.env["ir.model.fields"].sudo().search(
            [
                ("model", "=", "sales.kpi.report"),
                ("state", "=", "manual"),
                ("name", "in", names),
            ]
        ).unlink()

    @api.constrains("formula", "kind", "method")
    def _check_measure(self):
        for kpi in self.filtered(lambda kpi: not kpi.is_standard):
            if self._measure_of(kpi.code) and not kpi._compiles_now():
                raise ValidationError(
                    self.env._(
                        "“%s” is a measure of the analysis, which cannot compute this "
                        "formula. Take it out of the analysis first.",
                        kpi.name,
                    )
                )

    def write(self, vals):
        """A measure bears the code of its KPI."""
        renamed = self.browse()
        if "code" in vals:
            renamed = self.filtered(
                lambda kpi: (
                    not kpi.is_standard
                    and kpi.code != vals["code"]
                    and self._measure_of(kpi.code)
                )
            )
            renamed._drop_measures()
        result = super().write(vals)
        if renamed:
            renamed.action_enter_analysis()
        return result

    def unlink(self):
        self.filtered(lambda kpi: not kpi.is_standard)._drop_measures()
        return super().unlink()
