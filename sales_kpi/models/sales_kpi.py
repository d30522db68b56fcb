import re
from itertools import count

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.errors import KpiError
from ..engine.formula import check, parse
from .kpi_errors import error_text

CODE = re.compile(r"[a-z][a-z0-9_]*")


class SalesKpi(models.Model):
    """The catalogue: a KPI is a formula over measures of events."""

    _name = "sales.kpi"
    _description = "Sales KPI"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(
        required=True,
        copy=False,
        tracking=True,
        help="Stable name for formulas, targets and interfaces.",
    )
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=100)
    kind = fields.Selection(
        [("formula", "Formula"), ("method", "Method")],
        default="formula",
        required=True,
    )
    formula = fields.Char(tracking=True)
    unit = fields.Selection(
        [
            ("count", "Count"),
            ("number", "Number"),
            ("percent", "Percent"),
            ("ratio", "Ratio"),
            ("money", "Money"),
            ("money_per_day", "Money per day"),
            ("hours", "Hours"),
            ("days", "Days"),
            ("years", "Years"),
        ],
        default="number",
        required=True,
        tracking=True,
    )
    direction = fields.Selection(
        [
            ("up", "Higher is better"),
            ("down", "Lower is better"),
            ("band", "Best within a band"),
        ],
        default="up",
        required=True,
        tracking=True,
    )
    category = fields.Selection(
        [
            ("result", "Result"),
            ("efficiency", "Efficiency"),
            ("activity", "Activity"),
            ("partner", "Partner"),
            ("milestone", "Milestone"),
            ("stock", "Stock"),
        ],
        default="result",
        required=True,
    )
    kpi_type = fields.Selection(
        [
            ("financial", "Financial"),
            ("operational", "Operational"),
            ("customer", "Customer"),
        ],
        string="Type",
        default="operational",
        required=True,
    )
    cohort_days = fields.Integer(
        "Cohort window (days)",
        tracking=True,
        help="Cases younger than this do not count, nor do successes that took "
        "longer. 0: no window.",
    )
    period_ratio = fields.Boolean(
        "Quotient of the period",
        tracking=True,
        help="Divides what happened in the period, not cases of the same origin.",
    )
    minimum_n = fields.Integer(
        "Minimum cases",
        default=10,
        help="With fewer cases the value is greyed: it says little.",
    )
    is_personal = fields.Boolean(
        "Personal",
        help="Shows how a person works: seen by that person, by others only over at "
        "least five people.",
    )
    is_standard = fields.Boolean(readonly=True, copy=False)
    meaning = fields.Text(
        "Formula in words", translate=True, help="What is divided by what."
    )
    date_basis = fields.Char(
        translate=True, help="Which date decides the period a case counts in."
    )
    caveat = fields.Text(
        translate=True, help="What counts, what does not, and how it misleads."
    )
    advice = fields.Text("When it is bad", translate=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Another KPI already has this code."
    )

    @api.constrains("code")
    def _check_code(self):
        for kpi in self:
            if not CODE.fullmatch(kpi.code or ""):
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be a code: use small letters, digits and _, "
                        "beginning with a letter.",
                        kpi.code,
                    )
                )

    @api.constrains("cohort_days", "minimum_n")
    def _check_thresholds(self):
        if any(kpi.cohort_days < 0 or kpi.minimum_n < 0 for kpi in self):
            raise ValidationError(
                self.env._(
                    "The cohort window and the minimum number of cases must not be "
                    "negative."
                )
            )

    @api.constrains("formula", "code", "kind", "active", "period_ratio", "cohort_days")
    def _check_formula(self):
        self.env.registry.clear_cache()
        known = self._codes()
        specs = self._event_specs()
        for kpi in self.filtered(lambda kpi: kpi.kind == "formula"):
            kpi._check_one_formula(specs, known)

    def _check_one_formula(self, specs, known):
        """Check the formula as it is written and with the KPIs that it uses.

        :raise ValidationError: with what is wrong, in the user's language
        """
        try:
            check(parse(self.formula or ""), specs, known, self.period_ratio)
            check(self._tree(self.code)[0], specs, known, self.period_ratio)
        except KpiError as error:
            raise ValidationError(
                self.env._(
                    "Formula of “%(kpi)s”: %(error)s",
                    kpi=self.name,
                    error=self._error_text(error),
                )
            ) from error

    @api.model_create_multi
    def create(self, vals_list):
        kpis = super().create(vals_list)
        self.env.registry.clear_cache()
        return kpis

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def copy_data(self, default=None):
        """A copy is an own KPI, with a code of its own to change its formula."""
        taken = self._codes()
        found = super().copy_data(default=default)
        for kpi, vals in zip(self, found, strict=True):
            if "code" not in (default or {}):
                number = next(n for n in count(2) if f"{kpi.code}_{n}" not in taken)
                vals["code"] = f"{kpi.code}_{number}"
                taken.add(vals["code"])
            if "name" not in (default or {}):
                vals["name"] = self.env._("%s (copy)", kpi.name)
        return found

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        codes = set(self.mapped("code"))
        for kpi in self.with_context(active_test=False).search(Domain.TRUE) - self:
            used = codes & kpi._codes_used()
            if used:
                raise UserError(
                    self.env._(
                        "“%(used)s” cannot be deleted: “%(kpi)s” uses it. Archive it "
                        "instead.",
                        used=", ".join(sorted(used)),
                        kpi=kpi.name,
                    )
                )

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _codes(self):
        return set(
            self.with_context(active_test=False).search(Domain.TRUE).mapped("code")
        )

    @api.model
    def _event_specs(self):
        """What formulas may name, ``{event: EventSpec}``."""
        return {
            name: event.spec
            for name, event in self.env["sales.kpi.source"]._events().items()
        }

    @api.model
    def _error_text(self, error):
        """A sentence of the engine in the user's language."""
        return error_text(self.env, error)

    @api.model
    def _kpis(self, codes):
        """The KPIs of ``codes`` in their order, archived ones included.

        :raise UserError: for a code that does not exist
        """
        found = {
            kpi.code: kpi
            for kpi in self.with_context(active_test=False).search(
                [("code", "in", list(codes))]
            )
        }
        missing = [code for code in codes if code not in found]
        if missing:
            raise UserError(
                self.env._("There is no KPI “%s”.", ", ".join(map(str, missing)))
            )
        return [found[code] for code in codes]

    @api.model
    def _protected_events(self):
        return {
            name
            for name, event in self.env["sales.kpi.source"]._events().items()
            if event.protected
        }
