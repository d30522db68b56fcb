"""Definitions have versions: old periods keep the formula that they were reported with."""

from bisect import bisect_right
from datetime import date, timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

#: What makes a KPI another one. Windows and smallest numbers are tuned, not defined.
DEFINITION = frozenset({"kind", "formula", "method"})
ERA = "sales_kpi_era"
#: Key of the context: the day whose definitions hold for all periods (targets).
HELD_ON = "sales_kpi_held_on"


class SalesKpiVersion(models.Model):
    """How a KPI was computed before a day, who changed it and why; nobody edits it."""

    _name = "sales.kpi.version"
    _description = "Earlier definition of a KPI"
    _order = "valid_until desc, id desc"
    _rec_name = "formula"

    kpi_id = fields.Many2one(
        "sales.kpi", "KPI", required=True, index=True, ondelete="cascade", readonly=True
    )
    valid_until = fields.Date(
        "Held before",
        required=True,
        readonly=True,
        help="Periods that end before this day are computed by this formula.",
    )
    kind = fields.Char(readonly=True, required=True)
    formula = fields.Char(readonly=True)
    method = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "Changed by", readonly=True)
    reason = fields.Char(readonly=True)


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    version_ids = fields.One2many("sales.kpi.version", "kpi_id", readonly=True)
    has_past = fields.Boolean(
        compute="_compute_has_past",
        help="There are periods that were reported by its definition.",
    )

    @api.depends("create_date")
    def _compute_has_past(self):
        past = self._with_past()
        for kpi in self:
            kpi.has_past = kpi in past

    def write(self, vals):
        """Keep the old definition for old periods.

        A new one holds from today, or from the day in the context (see the wizard
        *Change the definition*). On the day a KPI was made it has no past to keep.
        """
        if not DEFINITION & vals.keys():
            return super().write(vals)
        kept = [kpi._definition_now() for kpi in self._with_past()]
        result = super().write(vals)
        self._keep_definitions(kept)
        return result

    def _load_records_write(self, values):
        """A release corrects the formulas that it ships, for all periods."""
        corrected = self.with_context(sales_kpi_correction=True)
        return super(SalesKpi, corrected)._load_records_write(values)

    def _with_past(self):
        if self.env.context.get("sales_kpi_correction"):
            return self.browse()
        today = self._today()
        return self.filtered(
            lambda kpi: kpi.create_date and kpi.create_date.date() < today
        )

    def _definition_now(self):
        self.ensure_one()
        return {
            "kpi_id": self.id,
            "kind": self.kind,
            "formula": self.formula,
            "method": self.method,
        }

    def _keep_definitions(self, kept):
        """Store the definitions that are no longer those of their KPIs."""
        changed = [
            old for old in kept if old != self.browse(old["kpi_id"])._definition_now()
        ]
        day = self.env.context.get("sales_kpi_valid_from") or self._today()
        for kpi in self.browse(old["kpi_id"] for old in changed):
            kpi._check_valid_from(day)
        # sudo: versions are written by what they keep, never by hand
        self.env["sales.kpi.version"].sudo().create(
            [
                {
                    **old,
                    "valid_until": day,
                    "user_id": self.env.uid,
                    "reason": self.env.context.get("sales_kpi_reason"),
                }
                for old in changed
            ]
        )
        self.env.registry.clear_cache()

    def _check_valid_from(self, day):
        """:raise UserError: if periods that are closed or changed before would change"""
        first = self._first_open_day()
        if first and day < first:
            raise UserError(
                self.env._(
                    "Periods before %s are closed. Choose that day or a later one.",
                    format_date(self.env, first),
                )
            )
        last = self.version_ids[:1].valid_until
        if last and day < last:
            raise UserError(
                self.env._(
                    "The definition changed on %s already. Choose that day or a later "
                    "one.",
                    format_date(self.env, last),
                )
            )

    @api.model
    def _first_open_day(self):
        """The day after the last one that is closed in any company; None: no such."""
        # sudo: a definition holds for all companies
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        closed = [day for day in companies.mapped("kpi_locked_until") if day]
        return max(closed) + timedelta(days=1) if closed else None

    @api.model
    @tools.ormcache()
    def _change_days(self):
        """The days on which some definition changed, in order."""
        # sudo: definitions hold no figures
        versions = self.env["sales.kpi.version"].sudo().search(Domain.TRUE)
        return sorted(set(versions.mapped("valid_until")))

    @api.model
    def _era(self):
        """The day that decides which definitions hold, None for those of today."""
        return self.env.context.get(ERA)

    @api.model
    def _in_era(self, period):
        """This model with the definitions that hold for a period: those at its end.

        Or, for an agreed target, those of the day in the context.
        """
        days = self._change_days()
        held_on = self.env.context.get(HELD_ON)
        day = held_on if isinstance(held_on, date) else period.last_day
        place = bisect_right(days, day)
        era = days[place] if place < len(days) else None
        return self.with_context(**{ERA: era}) if era != self._era() else self

    @api.model
    def _formulas(self):
        found = super()._formulas()
        era = self._era()
        if not era:
            return found
        # sudo: definitions hold no figures
        versions = self.env["sales.kpi.version"].sudo()
        # the first change from then on tells what held until then
        for version in versions.search([("valid_until", ">=", era)]):
            days = found[version.kpi_id.code][1]
            method = version.kind == "method" and version.method
            found[version.kpi_id.code] = (version.formula or "", days, method)
        return found

    @api.model
    def _evaluate_periods(self, codes, periods, frame, groupby=None, domain=None):
        """Each period by the definitions that held at its end."""
        rows = []
        for kpis, part in self._eras(codes, periods):
            rows += super(SalesKpi, kpis)._evaluate_periods(
                codes, part, frame, groupby, domain
            )
        return rows

    @api.model
    def _eras(self, codes, periods):
        """Periods with the same definitions: ``[(model in its era, periods)]``."""
        if not self._change_days():
            return [(self, periods)]
        known = self._codes() & set(codes)
        found = {}
        for period in periods:
            kpis = self._in_era(period)
            trees = tuple(map(kpis._tree, sorted(known)))
            found.setdefault(trees, (kpis, []))[1].append(period)
        return list(found.values())

    def _definition_changes(self):
        """What the trend marks, ``{kpi: [{'date', 'reason', 'by'}]}``, oldest first."""
        # sudo: who changed a definition is no secret
        versions = self.env["sales.kpi.version"].sudo()
        changes = {kpi: [] for kpi in self}
        for version in versions.search(
            [("kpi_id", "in", self.ids)], order="valid_until"
        ):
            changes[version.kpi_id.with_env(self.env)].append(
                {
                    "date": version.valid_until.isoformat(),
                    "reason": version.reason or "",
                    "by": version.user_id.name or "",
                }
            )
        return changes
