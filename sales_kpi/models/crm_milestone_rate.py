from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.section import Assumed, Measured, choose

#: Beyond it a share is a slip of the keyboard (a yield may exceed 1).
MOST = 10


class CrmMilestoneRate(models.Model):
    """How many leads of a team get from a milestone to the next one, and how fast.

    Measured by a schedule; beside it stands what people assume, which is used where
    the cases are too few or where they say so.
    """

    _name = "crm.milestone.rate"
    _description = "Success rate of a milestone"
    _inherit = ["mail.thread"]
    _order = "team_id, sequence, id"
    _rec_name = "stage_id"

    active = fields.Boolean(
        default=True, help="No longer, once the stage is no milestone of the team."
    )
    team_id = fields.Many2one(
        "crm.team", "Sales team", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True)
    stage_id = fields.Many2one(
        "crm.stage",
        "Milestone",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(related="stage_id.sequence", store=True)
    is_last = fields.Boolean(
        "Last milestone", readonly=True, help="No milestone of the team follows."
    )
    measured_on = fields.Date("Measured on", readonly=True)
    n = fields.Integer(
        "Cases",
        readonly=True,
        aggregator=None,
        help="Leads that reached the milestone within a year and had the time that "
        "nine of ten need to get to the next one.",
    )
    success_rate = fields.Float(
        "Success rate (value)",
        readonly=True,
        aggregator=None,
        help="Value of those that reached the next milestone, divided by the value of "
        "all, each with its value here.",
    )
    count_rate = fields.Float(
        "Success rate (number)",
        readonly=True,
        aggregator=None,
        help="Number of those that reached the next milestone, divided by all.",
    )
    value_yield = fields.Float(
        "Value yield",
        readonly=True,
        aggregator=None,
        help="Value that arrived at the next milestone, divided by the value of all "
        "here. Above 100 % where leads grow more than are lost.",
    )
    lag_days = fields.Float(
        "Days to the next",
        readonly=True,
        aggregator=None,
        help="Half of those that reached the next milestone needed less.",
    )
    window_days = fields.Float(
        "Window (days)",
        readonly=True,
        aggregator=None,
        help="Younger leads do not count: nine of ten that get on need at most so long.",
    )
    mean_value = fields.Float(
        "Value per lead",
        readonly=True,
        aggregator=None,
        help="Mean value of the leads that reached the milestone in the last year.",
    )
    manual_yield = fields.Float(
        "Assumed yield",
        tracking=True,
        aggregator=None,
        help="Your estimate of the value that gets to the next milestone. It is used "
        "while there are fewer than ten cases, or always if you say so below.",
    )
    manual_count_rate = fields.Float(
        "Assumed rate (number)",
        tracking=True,
        aggregator=None,
        help="Your estimate of the share of leads. Empty: as the yield.",
    )
    manual_lag_days = fields.Float(
        "Assumed days",
        tracking=True,
        aggregator=None,
        help="Your estimate of the time to the next milestone. Empty: as measured.",
    )
    is_manual_always = fields.Boolean(
        "Use assumptions always",
        tracking=True,
        help="Even where there are enough cases to measure.",
    )
    origin = fields.Selection(
        [
            ("measured", "Measured"),
            ("manual", "Assumed by us"),
            ("default", "Assumed: one half"),
        ],
        "Used",
        compute="_compute_used",
        help="Where the rate comes from that the needs of the milestones rest on.",
    )
    used_yield = fields.Float("Yield used", compute="_compute_used")
    used_count_rate = fields.Float("Rate used (number)", compute="_compute_used")
    used_lag_days = fields.Float("Days used", compute="_compute_used")
    snapshot_ids = fields.One2many(
        "crm.milestone.rate.snapshot", "rate_id", "History", readonly=True
    )

    _team_stage_idx = models.UniqueIndex("(team_id, stage_id)")

    @api.constrains("manual_yield", "manual_count_rate", "manual_lag_days")
    def _check_manual(self):
        for rate in self:
            shares = (rate.manual_yield, rate.manual_count_rate)
            if (
                not all(0 <= share <= MOST for share in shares)
                or rate.manual_count_rate > 1
                or rate.manual_lag_days < 0
            ):
                raise ValidationError(
                    self.env._(
                        "A yield is between 0 % and 1000 %, a share of leads at most "
                        "100 %, and days are not negative."
                    )
                )

    @api.constrains("manual_yield", "manual_count_rate", "is_manual_always")
    def _check_manual_is_given(self):
        for rate in self:
            if not rate.manual_yield and (
                rate.manual_count_rate or rate.is_manual_always
            ):
                raise ValidationError(
                    self.env._(
                        "Enter the assumed yield of “%s” as well: the needs of the "
                        "milestones before it rest on it.",
                        rate.stage_id.name,
                    )
                )

    @api.depends(
        "n",
        "value_yield",
        "count_rate",
        "lag_days",
        "manual_yield",
        "manual_count_rate",
        "manual_lag_days",
        "is_manual_always",
    )
    def _compute_used(self):
        for rate in self:
            section, rate.origin = choose(rate._measured(), rate._assumed())
            rate.used_yield = section.value_yield or 0.0
            rate.used_count_rate = section.count_rate or 0.0
            rate.used_lag_days = section.lag_days

    def _measured(self):
        """What is stored of the measurement; 0 cases have no value."""
        if not self.n:
            return Measured(
                window_days=self.window_days, mean_value=self.mean_value or None
            )
        return Measured(
            n=self.n,
            success_rate=self.success_rate,
            count_rate=self.count_rate,
            value_yield=self.value_yield,
            lag_days=self.lag_days,
            window_days=self.window_days,
            mean_value=self.mean_value or None,
        )

    def _assumed(self):
        return Assumed(
            self.manual_yield,
            self.manual_count_rate,
            self.manual_lag_days,
            self.is_manual_always,
        )


class CrmMilestoneRateSnapshot(models.Model):
    """The measured rates of a milestone in a week, kept to see how they change."""

    _name = "crm.milestone.rate.snapshot"
    _description = "Success rate of a milestone in a week"
    _order = "week desc, id desc"
    _log_access = False

    rate_id = fields.Many2one(
        "crm.milestone.rate", required=True, readonly=True, ondelete="cascade"
    )
    team_id = fields.Many2one(related="rate_id.team_id", store=True)
    stage_id = fields.Many2one(related="rate_id.stage_id", store=True)
    company_id = fields.Many2one(related="rate_id.company_id", store=True)
    week = fields.Date("Week of", required=True, readonly=True)
    n = fields.Integer("Cases", readonly=True, aggregator=None)
    success_rate = fields.Float("Success rate (value)", readonly=True, aggregator=None)
    count_rate = fields.Float("Success rate (number)", readonly=True, aggregator=None)
    value_yield = fields.Float("Value yield", readonly=True, aggregator=None)
    lag_days = fields.Float("Days to the next", readonly=True, aggregator=None)
    window_days = fields.Float("Window (days)", readonly=True, aggregator=None)
    mean_value = fields.Float("Value per lead", readonly=True, aggregator=None)

    _rate_week_idx = models.UniqueIndex("(rate_id, week)")
