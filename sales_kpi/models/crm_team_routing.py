"""How a team offers its leads to sales partners."""

from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    partner_routing = fields.Selection(
        [("off", "No"), ("manual", "By hand"), ("automatic", "Automatically")],
        "Leads go to sales partners",
        default="off",
        required=True,
        tracking=True,
        help="By hand: a button on the lead offers it. Automatically: each new lead of "
        "the team is offered.",
    )
    offers_per_wave = fields.Integer(
        "Partners asked at once",
        default=3,
        help="So many partners get the offer at the same time; who accepts first has "
        "the lead.",
    )
    wave_hours = fields.Float(
        "Hours to accept",
        default=4.0,
        help="Working hours of the partner. Who has not accepted by then loses the "
        "offer, and the next partners are asked. One hour is a good value.",
    )
    wave_limit = fields.Integer(
        "Rounds of offers",
        default=3,
        help="After so many rounds without a taker the lead goes to the person below.",
    )
    fallback_user_id = fields.Many2one(
        "res.users",
        "If nobody accepts",
        domain="[('share', '=', False), ('company_ids', 'in', company_id or [])]",
        help="Gets the leads that no partner takes. Empty: the leader of the team.",
    )
    contact_limit_hours = fields.Float(
        "Hours to the first contact",
        default=1.0,
        help="So many working hours after accepting the partner has called the customer.",
    )
    feedback_limit_days = fields.Integer(
        "Days to the feedback",
        default=14,
        help="So many days after accepting the partner has told how it stands.",
    )
    processing_limit_days = fields.Integer(
        "Days to the close",
        default=90,
        help="So many days after accepting a lead is won or lost, where the industry "
        "of the customer has no limit of its own.",
    )
    processing_limit_ids = fields.One2many(
        "crm.processing.limit", "team_id", "Days to the close by industry", copy=True
    )
    minimum_feedback_rate = fields.Float(
        "Feedback at least",
        default=0.75,
        help="A good partner reports on three of four leads.",
    )
    block_by_feedback = fields.Boolean(
        "No feedback, no leads",
        help="Partners who report less can look at new leads, but not accept them until "
        "they have reported.",
    )
    silent_days = fields.Integer(
        "Days until a lead is silent",
        default=14,
        help="So many days without a word of the partner.",
    )
    reclaim_silent = fields.Boolean(
        "Take silent leads back",
        help="The partner is warned; then the lead is offered to others.",
    )
    night_pause = fields.Boolean(
        "Quiet at night",
        default=True,
        help="No messages go to partners in these hours; they follow in the morning.",
    )
    pause_from = fields.Float("Quiet from", default=20.0)
    pause_to = fields.Float("Quiet until", default=7.0)
    require_share_basis = fields.Boolean(
        "Ask on what basis data are shared",
        help="A lead is offered only after somebody noted on it on what legal basis its "
        "data may go to a partner.",
    )

    _routing_numbers = models.Constraint(
        "CHECK (offers_per_wave >= 1 AND wave_limit >= 1 AND wave_hours > 0)",
        "Ask at least one partner in at least one round, and give him some time.",
    )
    _routing_limits = models.Constraint(
        "CHECK (contact_limit_hours > 0 AND feedback_limit_days > 0 "
        "AND processing_limit_days > 0 AND silent_days > 0)",
        "Limits for partners must be greater than 0.",
    )
    _feedback_rate_range = models.Constraint(
        "CHECK (minimum_feedback_rate BETWEEN 0 AND 1)",
        "The rate of feedback lies between 0 and 100 %.",
    )
    _pause_range = models.Constraint(
        "CHECK (pause_from >= 0 AND pause_from < 24 AND pause_to >= 0 AND pause_to < 24)",
        "Enter times of the day, such as 20:00 and 07:00.",
    )

    def _processing_days(self, industry):
        """After how many days a lead of an industry should be won or lost."""
        self.ensure_one()
        own = self.processing_limit_ids.filtered(
            lambda limit: limit.industry_id == industry
        )
        return own.days or self.processing_limit_days
