"""The assistant that sets up milestone selling for a team: its questions."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_amount

from ..engine.cascade import Section, cascade
from ..engine.section import DEFAULT_SHARE, Assumed, choose

#: Any month: an assistant reckons without the time between milestones.
MONTH = date(2000, 1, 1)


class CrmMilestoneSetup(models.TransientModel):
    """Asks what a team needs to sell by milestones; writes it when finished.

    Going through it again shows what there is, and changes it back as well.
    """

    _name = "crm.milestone.setup"
    _description = "Set-up of milestones"

    step = fields.Selection(
        [
            ("team", "Team"),
            ("milestones", "Milestones"),
            ("target", "Target"),
            ("rates", "Rates"),
            ("parking", "Dead horses"),
        ],
        default="team",
        required=True,
    )
    team_id = fields.Many2one(
        "crm.team",
        "Sales team",
        required=True,
        default=lambda self: self._default_team(),
    )
    member_text = fields.Char("Members", compute="_compute_member_text")
    has_milestones = fields.Boolean(related="team_id.has_milestones")
    source = fields.Selection(
        [
            ("template", "The five milestones of the method"),
            ("own", "Stages of our pipeline"),
        ],
        "Take",
        compute="_compute_source",
        store=True,
        readonly=False,
        precompute=True,
    )
    line_ids = fields.One2many(
        "crm.milestone.setup.line",
        "wizard_id",
        "Milestones",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    has_shared = fields.Boolean("Stages of all teams", compute="_compute_has_shared")
    currency_id = fields.Many2one(related="team_id.milestone_currency_id")
    target_amount = fields.Monetary(
        "New business a month",
        compute="_compute_target_amount",
        store=True,
        readonly=False,
    )
    parking_mode = fields.Selection(
        [
            ("off", "Off: nobody looks for them"),
            ("list", "List: show which leads do not move"),
        ],
        "Dead horses",
        compute="_compute_parking_mode",
        store=True,
        readonly=False,
    )
    is_parking_automatic = fields.Boolean(
        "Parks automatically", compute="_compute_is_parking_automatic"
    )

    @api.depends("step")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Set up milestones")

    @api.depends("team_id")
    def _compute_member_text(self):
        for wizard in self:
            wizard.member_text = ", ".join(wizard.team_id.member_ids.mapped("name"))

    @api.depends("team_id")
    def _compute_source(self):
        for wizard in self:
            wizard.source = "own" if wizard.team_id._milestones() else "template"

    @api.depends("team_id", "source")
    def _compute_line_ids(self):
        for wizard in self:
            values = wizard._line_values() if wizard.team_id else []
            wizard.line_ids = [Command.clear(), *map(Command.create, values)]

    @api.depends("line_ids.is_shared", "line_ids.is_milestone")
    def _compute_has_shared(self):
        for wizard in self:
            wizard.has_shared = any(wizard.line_ids.mapped("is_shared"))

    @api.depends("team_id")
    def _compute_target_amount(self):
        for wizard in self:
            wizard.target_amount = wizard.team_id.milestone_target_amount

    @api.depends("team_id")
    def _compute_parking_mode(self):
        for wizard in self:
            is_off = wizard.team_id.parking_mode in (False, "off")
            wizard.parking_mode = "off" if is_off else "list"

    @api.depends("team_id")
    def _compute_is_parking_automatic(self):
        for wizard in self:
            wizard.is_parking_automatic = wizard.team_id.parking_mode == "automatic"

    @api.constrains("target_amount")
    def _check_target_amount(self):
        if any(wizard.target_amount < 0 for wizard in self):
            raise ValidationError(
                self.env._("The new business a month must not be negative.")
            )

    @api.model
    def _default_team(self):
        """The only team, or one's own."""
        return self.env["crm.team"]._milestone_teams()._milestone_first()

    def _line_values(self):
        """What the list of milestones begins with."""
        if self.source == "template" and not self.team_id._milestones():
            return [
                {
                    "sequence": place,
                    "is_milestone": True,
                    "evidence_required": True,
                    "name": values["name"],
                    "customer_action": values["customer_action"],
                    "assumed_yield": DEFAULT_SHARE,
                }
                for place, values in enumerate(self.team_id._template_values())
            ]
        rates = self._rates()
        return [
            {
                "sequence": place,
                "stage_id": stage.id,
                "is_milestone": stage.is_milestone,
                "evidence_required": stage.evidence_required or not stage.is_milestone,
                "name": stage.name,
                "customer_action": stage.customer_action,
                **self._rate_values(rates.get(stage)),
            }
            for place, stage in enumerate(self._stages())
        ]

    def _stages(self):
        """The stages that leads of the team pass."""
        return self.env["crm.stage"].search(
            (
                Domain("team_ids", "=", False)
                | Domain("team_ids", "in", self.team_id.ids)
            )
            & (Domain("fold", "=", False) | Domain("is_milestone", "=", True)),
            order="sequence, id",
        )

    def _rates(self):
        rates = self.env["crm.milestone.rate"].search(
            [("team_id", "in", self.team_id.ids)]
        )
        return {rate.stage_id: rate for rate in rates}

    def _rate_values(self, rate):
        """What people assumed before; one half where nothing is known at all."""
        if rate and rate.is_last:
            return {}
        if not rate or rate.origin == "default":
            return {"assumed_yield": DEFAULT_SHARE}
        return {
            "assumed_yield": rate.manual_yield,
            "assumed_days": rate.manual_lag_days,
        }


class CrmMilestoneSetupLine(models.TransientModel):
    _name = "crm.milestone.setup.line"
    _description = "Milestone in the set-up"
    _order = "sequence, id"

    wizard_id = fields.Many2one("crm.milestone.setup", ondelete="cascade")
    sequence = fields.Integer()
    stage_id = fields.Many2one("crm.stage", ondelete="cascade")
    is_shared = fields.Boolean("Of all teams", compute="_compute_is_shared")
    is_milestone = fields.Boolean("Milestone", default=True)
    name = fields.Char(required=True)
    customer_action = fields.Char("What the customer does")
    evidence_required = fields.Boolean("Evidence", default=True)
    rate_id = fields.Many2one("crm.milestone.rate", compute="_compute_rate_id")
    measured_text = fields.Char("Measured", compute="_compute_measured_text")
    assumed_yield = fields.Float("Gets on (assumed)")
    assumed_days = fields.Float("Days (assumed)")
    needed_text = fields.Char("Needed a month", compute="_compute_needed_text")
    is_last = fields.Boolean("Last milestone", compute="_compute_needed_text")

    @api.depends("stage_id")
    def _compute_is_shared(self):
        several = self.env["crm.team"].search_count([], limit=2) > 1
        for line in self:
            stage = line.stage_id
            line.is_shared = bool(stage) and several and len(stage.team_ids) != 1

    @api.depends("stage_id", "wizard_id.team_id")
    def _compute_rate_id(self):
        for wizard, lines in self.grouped("wizard_id").items():
            rates = wizard._rates()
            for line in lines:
                line.rate_id = rates.get(line.stage_id)

    @api.depends("rate_id")
    def _compute_measured_text(self):
        for line in self:
            rate = line.rate_id
            line.measured_text = (
                self.env._(
                    "%(share)s %% of the value, n = %(n)s",
                    share=round(rate.value_yield * 100),
                    n=rate.n,
                )
                if rate.n
                else self.env._("no cases yet")
            )

    @api.depends(
        "rate_id",
        "assumed_yield",
        "is_milestone",
        "sequence",
        "wizard_id.target_amount",
        "wizard_id.line_ids.assumed_yield",
        "wizard_id.line_ids.is_milestone",
    )
    def _compute_needed_text(self):
        """What each milestone needs, as the board will reckon."""
        for wizard, lines in self.grouped("wizard_id").items():
            lines.needed_text, lines.is_last = False, False
            chain = wizard.line_ids.filtered("is_milestone").sorted("sequence")
            if not chain:
                continue
            sections = [line._section() for line in chain[:-1]]
            targets = {MONTH: wizard.target_amount} if wizard.target_amount else {}
            for line, need in zip(
                chain, cascade(targets, MONTH, sections), strict=True
            ):
                line.is_last = line == chain[-1]
                line.needed_text = need.amount and format_amount(
                    self.env,
                    round(need.amount),
                    wizard.currency_id,
                    trailing_zeroes=False,
                )

    def _section(self):
        """The section to the next milestone, without the time it takes."""
        rate = self.rate_id
        assumed = Assumed(self.assumed_yield, always=rate.is_manual_always)
        if not rate:
            share = self.assumed_yield or DEFAULT_SHARE
            return Section(share, share)
        section, _origin = choose(rate._measured(), assumed)
        return Section(section.value_yield, section.count_rate)
