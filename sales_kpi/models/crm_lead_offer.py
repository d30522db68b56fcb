"""A lead offered to a sales partner: who asks, who answers, and when."""

from odoo import api, fields, models

#: What a contact of the partner may not read of an offer.
INTERNAL = "base.group_user"
#: How it stands, as the partner tells with one tap.
FEEDBACK = [
    ("meeting", "Meeting"),
    ("quoted", "Quoted"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("waiting", "Waiting"),
]


class CrmLeadOffer(models.Model):
    """Offers are written by what happens to them, never by hand.

    A wave is what was offered at the same moment; when it lapses the next one begins.
    A round is a run of waves: a lead that is taken back begins a new one. An offer
    that was accepted stays so; if its lead is taken back, it says when.
    """

    _name = "crm.lead.offer"
    _description = "Offer of a lead to a sales partner"
    _order = "date_offered desc, id desc"

    lead_id = fields.Many2one(
        "crm.lead",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        groups=INTERNAL,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Sales partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    round = fields.Integer(
        required=True,
        readonly=True,
        groups=INTERNAL,
        help="Counts how often the lead was put on offer; taken back, it begins anew.",
    )
    wave = fields.Integer(
        required=True,
        readonly=True,
        groups=INTERNAL,
        help="The partners who were asked at the same time.",
    )
    state = fields.Selection(
        [
            ("offered", "Offered"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("expired", "Lapsed"),
            ("taken", "Taken by another partner"),
            ("withdrawn", "Withdrawn"),
        ],
        "Offer state",
        default="offered",
        required=True,
        readonly=True,
        index=True,
    )
    date_offered = fields.Datetime("Offered on", required=True, readonly=True)
    date_expires = fields.Datetime(
        "Lapses on",
        readonly=True,
        help="The end of the partner's working hours that he has to answer.",
    )
    date_answered = fields.Datetime(
        "Answered on", readonly=True, help="Accepted or declined."
    )
    date_accepted = fields.Datetime("Accepted on", readonly=True)
    date_ended = fields.Datetime(
        "Ended on", readonly=True, help="When the offer was no longer open, however."
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Answered by",
        readonly=True,
        ondelete="set null",
        help="The contact of the partner who accepted or declined.",
    )
    is_handed_over = fields.Boolean(
        "Handed over",
        readonly=True,
        help="A manager gave the lead to the partner without asking him.",
    )
    decline_reason_id = fields.Many2one(
        "crm.offer.decline.reason", readonly=True, ondelete="restrict"
    )
    decline_note = fields.Char("Reason in words", readonly=True)
    withdrawal_reason = fields.Char(
        "Why it was withdrawn", readonly=True, groups=INTERNAL
    )
    date_reclaimed = fields.Datetime(
        "Taken back on",
        readonly=True,
        help="The partner had accepted the lead; then it was taken back.",
    )
    reclaim_reason = fields.Char(
        "Why it was taken back", readonly=True, groups=INTERNAL
    )
    date_contacted = fields.Datetime(
        "Contacted on", readonly=True, help="The first attempt to reach the customer."
    )
    date_contact_stated = fields.Boolean(
        "Time stated",
        readonly=True,
        help="The partner told when it was; it is not the moment of his tap.",
    )
    contact_result = fields.Selection(
        [
            ("reached", "Reached"),
            ("not_reached", "Not reached"),
            ("appointment", "Appointment made"),
        ],
        readonly=True,
    )
    date_reached = fields.Datetime("Reached on", readonly=True)
    date_feedback = fields.Datetime("First feedback on", readonly=True)
    feedback_status = fields.Selection(FEEDBACK, "Feedback", readonly=True)
    is_committed = fields.Boolean(
        "Promised to report",
        readonly=True,
        help="A blocked partner picked this lead and promised his missing reports.",
    )
    date_closed = fields.Datetime("Closed on", readonly=True)
    team_id = fields.Many2one(related="lead_id.team_id", groups=INTERNAL)
    company_id = fields.Many2one(related="lead_id.company_id", groups=INTERNAL)

    _one_taker = models.UniqueIndex(
        "(lead_id, round) WHERE state = 'accepted'",
        "This lead is already taken by another partner.",
    )
    _one_offer = models.UniqueIndex(
        "(lead_id, round, partner_id) WHERE is_handed_over IS NOT TRUE",
        "This partner was already asked in this round.",
    )
    _expiry_idx = models.Index("(date_expires) WHERE state = 'offered'")

    @api.depends_context("uid")
    @api.depends("lead_id", "partner_id")
    def _compute_display_name(self):
        """Partners read nothing of the lead in the name of an offer."""
        is_internal = self.env.user._is_internal()
        for offer in self:
            # sudo: the name of a lead whose offer one may read
            lead = offer.sudo().lead_id if is_internal else None
            offer.display_name = (
                f"{lead.name} · {offer.partner_id.name}"
                if lead
                else self.env._("Offer %s", offer.id)
            )

    def _note(self, kind, at=None, **columns):
        """Journal that something happened to these offers.

        :param at: UTC moment of it, or a field of the offers that tells; default now
        :param columns: more columns of the journal rows
        """
        if not self:
            return
        at = at or fields.Datetime.now()
        self.env.flush_all()
        self.env["sales.kpi.journal"]._record_offers(
            {offer.id: offer[at] if isinstance(at, str) else at for offer in self},
            kind,
            **columns,
        )
