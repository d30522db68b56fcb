"""What two sides agreed on: the baseline, the definition, who accepted and confirmed."""

from odoo import api, fields, models

from ..engine.period import compare
from .sales_kpi_version import HELD_ON


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    baseline_period = fields.Selection(
        [
            ("previous", "The period before"),
            ("year_ago", "The same period a year ago"),
            ("free", "A free period"),
            ("manual", "A value entered by hand"),
        ],
        "Compared with",
        default="previous",
        required=True,
        help="What a change is measured against.",
    )
    baseline_from = fields.Date(
        compute="_compute_baseline_dates", store=True, readonly=False, precompute=True
    )
    baseline_to = fields.Date(
        compute="_compute_baseline_dates", store=True, readonly=False, precompute=True
    )
    baseline_value = fields.Float(
        "Earlier value",
        aggregator=None,
        copy=False,
        help="The value of the earlier period, frozen when the target is proposed.",
    )
    baseline_date = fields.Datetime(
        "Frozen on", readonly=True, copy=False, help="When the earlier value was read."
    )
    definition_date = fields.Date(
        "Definition of",
        readonly=True,
        copy=False,
        help="The target is measured by the formula that held on this day, whatever "
        "the KPI becomes later.",
    )
    definition = fields.Char("Agreed formula", readonly=True, copy=False)
    is_definition_old = fields.Boolean(compute="_compute_is_definition_old")
    rhythm = fields.Selection(
        [
            ("day", "Every day"),
            ("week", "Every week"),
            ("month", "Every month"),
            ("quarter", "Every quarter"),
        ],
        "Looked at",
        default="week",
        help="How often holder and leader look at the target.",
    )
    proposed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    proposed_date = fields.Datetime("Proposed on", readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    accepted_date = fields.Datetime("Accepted on", readonly=True, copy=False)
    accepted_comment = fields.Char("Comment on acceptance", readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False
    )
    approved_date = fields.Datetime("Confirmed on", readonly=True, copy=False)
    approved_comment = fields.Char("Comment on confirmation", readonly=True, copy=False)
    declined_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    declined_date = fields.Datetime("Declined on", readonly=True, copy=False)
    decline_reason = fields.Char("Declined because", readonly=True, copy=False)
    cancel_reason = fields.Char("Cancelled because", readonly=True, copy=False)
    closed_date = fields.Datetime("Ended on", readonly=True, copy=False)
    revision_ids = fields.One2many(
        "sales.kpi.target.revision", "target_id", readonly=True, copy=False
    )

    @api.depends("kpi_id.formula", "kpi_id.method", "definition")
    def _compute_is_definition_old(self):
        for target in self:
            target.is_definition_old = (
                bool(target.definition) and target.definition != target._definition()
            )

    @api.depends("baseline_period", "date_from", "date_to", "company_id")
    def _compute_baseline_dates(self):
        """The days of the earlier period; a free one is entered."""
        for target in self:
            days = (target.baseline_from, target.baseline_to)
            if target.baseline_period in ("previous", "year_ago"):
                days = target._baseline_days()
            elif target.baseline_period == "manual":
                days = (False, False)
            target.baseline_from, target.baseline_to = days

    def _baseline_days(self):
        """First and last day of the whole period before, or of a year ago."""
        if not (self.date_from and self.date_to) or self.date_to < self.date_from:
            return False, False
        period = self._period()
        base = compare(period, self.baseline_period, self._full_frame(period))
        return base.start, base.last_day

    def _definition(self):
        """The definition of the KPI today, as text."""
        kpi = self.kpi_id.sudo()  # sudo: definitions hold no figures
        return kpi.method if kpi.kind == "method" else kpi.formula

    def _kpi_model(self):
        """``sales.kpi`` as the target measures: its company, its held definition."""
        kpis = self.env["sales.kpi"].with_company(self.company_id)
        return kpis.with_context(**{HELD_ON: self.definition_date or None})
