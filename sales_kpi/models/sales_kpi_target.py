"""Targets: a KPI, for a scope, in a period, agreed by two sides (02-architecture, E.4)."""

from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..engine.period import Period, bucket, split
from .target_scope import FILTERS, SCOPES, STATES

#: Calendar periods that a range of days may be, as ``bucket`` knows them.
KINDS = {
    "month": ("month",),
    "quarter": ("quarter",),
    "year": ("year", "fiscal_year"),
}


class SalesKpiTarget(models.Model):
    """What a KPI shall be for somebody or something, until when, and who agreed."""

    _name = "sales.kpi.target"
    _description = "Sales target"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, scope, name, id"
    _check_company_auto = True
    # who holds a target talks about it, though others write it
    _mail_post_access = "read"

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kpi_id = fields.Many2one(
        "sales.kpi",
        "KPI",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="What is measured.",
    )
    unit = fields.Selection(related="kpi_id.unit")
    direction = fields.Selection(related="kpi_id.direction")
    scope = fields.Selection(
        SCOPES,
        "For",
        required=True,
        default="user",
        tracking=True,
        help="For whom or what the target holds.",
    )
    period_kind = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
            ("free", "Free period"),
        ],
        "Period",
        compute="_compute_period_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_from = fields.Date(
        "From",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self._default_period().start,
    )
    date_to = fields.Date(
        "Until",
        required=True,
        tracking=True,
        default=lambda self: self._default_period().last_day,
        help="The last day of the period.",
    )
    target_type = fields.Selection(
        [
            ("absolute", "A value"),
            ("relative", "A change against an earlier period"),
            ("band", "Within limits"),
        ],
        "Kind of target",
        required=True,
        default="absolute",
        tracking=True,
    )
    target_value = fields.Float(
        "Target",
        compute="_compute_target_value",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        tracking=True,
        help="In the unit of the KPI. For a change it follows from the earlier period.",
    )
    growth = fields.Float(
        "Change",
        aggregator=None,
        tracking=True,
        help="By how much the KPI shall grow, as 14 %; negative where lower is better.",
    )
    band_min = fields.Float("Lower limit", aggregator=None, tracking=True)
    band_max = fields.Float("Upper limit", aggregator=None, tracking=True)
    why = fields.Text(
        "Business goal",
        help="Why it matters: which goal of the company the target serves.",
    )
    parent_id = fields.Many2one(
        "sales.kpi.target",
        "Part of",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The larger target that this one is a part of.",
    )
    child_ids = fields.One2many("sales.kpi.target", "parent_id", "Parts")
    # a name of its own: “State” is a part of a country in other languages
    state = fields.Selection(
        STATES,
        "Target state",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    # what sales_kpi_target_value.py computes and stores
    actual_value = fields.Float(
        "Actual",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The KPI from the first day of the period up to now.",
    )
    expected_to_date = fields.Float(
        "Expected by now",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Where the KPI has to be today to reach the target in time.",
    )
    projected_value = fields.Float(
        "Projection",
        readonly=True,
        copy=False,
        aggregator=None,
        help="What the KPI will be on the last day if it goes on like this.",
    )
    attainment = fields.Float(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="How much of the target is reached.",
    )
    status = fields.Selection(
        [("on_track", "On track"), ("at_risk", "At risk"), ("off_track", "Off track")],
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)",
        "A target ends on its first day or later.",
    )
    _band_in_order = models.Constraint(
        "CHECK (target_type <> 'band' OR COALESCE(band_min, 0) <= COALESCE(band_max, 0))",
        "The lower limit must not be above the upper one.",
    )

    @api.depends("kpi_id", "scope", "date_from", "date_to", "company_id", *FILTERS)
    def _compute_name(self):
        for target in self:
            parts = [target._scope_name(), target._period_name()]
            target.name = self.env._(
                "%(kpi)s: %(scope)s",
                kpi=target.kpi_id.name or self.env._("Target"),
                scope=", ".join(filter(None, parts)),
            )

    @api.depends("date_from", "date_to", "company_id")
    def _compute_period_kind(self):
        for target in self:
            target.period_kind = target._calendar_kind()

    @api.onchange("period_kind")
    def _onchange_period_kind(self):
        """Choose the calendar period that holds today, or the first day."""
        if self.period_kind not in KINDS or not self.date_from:
            return
        today = self.env["sales.kpi"]._today()
        ends = self.date_to or self.date_from
        day = today if self.date_from <= today <= ends else self.date_from
        period = bucket(day, KINDS[self.period_kind][-1], self._fiscal_start())
        self.date_from, self.date_to = period.start, period.last_day

    @api.onchange("date_from")
    def _onchange_date_from(self):
        """Keep the kind of the period when it moves."""
        if self.date_from and self._origin.period_kind in KINDS:
            kind = KINDS[self._origin.period_kind][-1]
            period = bucket(self.date_from, kind, self._fiscal_start())
            if period.start == self.date_from:
                self.date_to = period.last_day

    @api.depends("target_type", "baseline_value", "growth", "kpi_id", "company_id")
    def _compute_target_value(self):
        for target in self:
            if target.target_type == "relative":
                value = target.baseline_value * (1 + target.growth)
                target.target_value = target._rounded(value)
            elif target.target_type == "band":
                target.target_value = 0
            else:
                target.target_value = target.target_value

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A target cannot be a part of itself. Choose another one.")
            )

    @api.model
    def _default_period(self):
        return bucket(self.env["sales.kpi"]._today(), "quarter")

    @api.model
    def _fiscal_start(self):
        return self.env["sales.kpi"]._fiscal_start()

    def _rounded(self, value):
        """Money to the cent, everything else as it is."""
        is_money = self.unit == "money" and self.currency_id
        return self.currency_id.round(value) if is_money else value

    def _period(self) -> Period:
        """The days of the target, as the engine knows periods."""
        [period] = split(self.date_from, self.date_to)
        return period

    def _calendar_kind(self):
        """The kind of calendar period that the days are exactly; else ``free``."""
        if not (self.date_from and self.date_to):
            return "free"
        kpis = self.env["sales.kpi"].with_company(self.company_id)
        fiscal_start = kpis._fiscal_start()
        for kind, granularities in KINDS.items():
            for granularity in granularities:
                full = bucket(self.date_from, granularity, fiscal_start)
                if (full.start, full.last_day) == (self.date_from, self.date_to):
                    return kind
        return "free"

    def _period_name(self):
        """As “Q4 2026”, “November 2026”, “2026”, or the first and the last day."""
        if not (self.date_from and self.date_to):
            return ""
        if name := self._calendar_name(self.date_from):
            return name
        days = (self.date_from, self.date_to)
        return " – ".join(format_date(self.env, day) for day in days)

    def _calendar_name(self, first):
        """The name of a period of the target's kind; none for days of no calendar."""
        match self.period_kind:
            case "month":
                return format_date(self.env, first, date_format="LLLL y")
            case "quarter":
                return format_date(self.env, first, date_format="QQQ y")
            case "year" if first.month == 1:
                return str(first.year)
        return ""

    def _full_frame(self, period):
        """The frame of the company, in which a period counts as over."""
        frame = self.env["sales.kpi"].with_company(self.company_id)._frame()
        return replace(frame, today=max(frame.today, period.stop))
