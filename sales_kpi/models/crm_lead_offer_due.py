"""Until when a partner contacts the customer, reports and closes; what is overdue."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: Offers by which a partner has, or had, a lead.
PICKED = Domain("state", "=", "accepted")
#: Leads that a partner is working on.
HELD = PICKED & Domain("date_reclaimed", "=", False) & Domain("date_closed", "=", False)


class CrmLeadOffer(models.Model):
    """Limits are those of the moment of accepting; later changes hold for later leads.

    Hours are working hours of the partner, days those of the calendar; what would fall
    due while he does not work falls due when he begins.
    """

    _inherit = "crm.lead.offer"

    date_contact_due = fields.Datetime(
        "Contact due on",
        readonly=True,
        help="By then the partner has tried to reach the customer.",
    )
    date_feedback_due = fields.Datetime(
        "Feedback due on",
        readonly=True,
        help="By then the partner has told how it stands.",
    )
    date_close_due = fields.Datetime(
        "Close due on", readonly=True, help="By then the lead is won or lost."
    )
    is_contact_overdue = fields.Boolean(
        "Contact overdue",
        compute="_compute_overdue",
        search="_search_is_contact_overdue",
        help="The partner has neither tried to reach the customer nor reported.",
    )
    is_feedback_overdue = fields.Boolean(
        "Feedback overdue",
        compute="_compute_overdue",
        search="_search_is_feedback_overdue",
        help="The partner has told nothing so far, also of a lead that was taken back.",
    )
    is_close_overdue = fields.Boolean(
        "Close overdue",
        compute="_compute_overdue",
        search="_search_is_close_overdue",
        help="The lead is neither won nor lost.",
    )
    is_silent = fields.Boolean(
        "Silent",
        compute="_compute_overdue",
        search="_search_is_silent",
        help="The partner has not said a word for as many days as the team allows.",
    )

    _feedback_due_idx = models.Index(
        "(partner_id, date_feedback_due) WHERE state = 'accepted'"
    )

    # depends on the clock as well
    @api.depends(
        "date_close_due",
        "date_closed",
        "date_contact_due",
        "date_contacted",
        "date_feedback",
        "date_feedback_due",
        "date_last_word",
        "date_reclaimed",
        "state",
    )
    def _compute_overdue(self):
        # sudo: the limit of the team; who reads the offer may know that it is over
        offers = self.sudo()
        contact = offers.filtered_domain(self._contact_overdue())
        feedback = offers.filtered_domain(self._feedback_overdue())
        close = offers.filtered_domain(self._close_overdue())
        silent = offers.filtered_domain(self._silent())
        for offer in self:
            offer.is_contact_overdue = offer in contact
            offer.is_feedback_overdue = offer in feedback
            offer.is_close_overdue = offer in close
            offer.is_silent = offer in silent

    @api.model
    def _search_is_contact_overdue(self, operator, _value):
        return self._contact_overdue() if operator == "in" else NotImplemented

    @api.model
    def _search_is_feedback_overdue(self, operator, _value):
        return self._feedback_overdue() if operator == "in" else NotImplemented

    @api.model
    def _search_is_close_overdue(self, operator, _value):
        return self._close_overdue() if operator == "in" else NotImplemented

    @api.model
    def _search_is_silent(self, operator, _value):
        return self._silent() if operator == "in" else NotImplemented

    @api.model
    def _contact_overdue(self):
        """Domain of leads whose customer nobody has tried to reach in time."""
        return (
            HELD
            & Domain("date_contacted", "=", False)
            & Domain("date_feedback", "=", False)
            & Domain("date_contact_due", "<=", fields.Datetime.now())
        )

    @api.model
    def _feedback_overdue(self):
        """Domain of leads of which the partner should have reported.

        A lead that was taken back or closed by others stays owed.
        """
        return (
            PICKED
            & Domain("date_feedback", "=", False)
            & Domain("date_feedback_due", "<=", fields.Datetime.now())
        )

    @api.model
    def _close_overdue(self):
        return HELD & Domain("date_close_due", "<=", fields.Datetime.now())

    @api.model
    def _silent(self):
        """Domain of leads that partners keep silent about, by the days of their teams."""
        # sudo: settings of teams
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        now = fields.Datetime.now()
        return HELD & Domain.OR(
            Domain("lead_id.team_id", "in", of_days.ids)
            & Domain("date_last_word", "<=", now - timedelta(days=days))
            for days, of_days in teams._read_group(
                [("partner_routing", "!=", "off")],
                ["silent_days"],
                ["id:recordset"],
            )
        )

    def _take(self, values, now):
        """With the lead the partner gets the times until when he does what."""
        dates = self._due_dates(now)
        self._wake_at(filter(None, dates.values()))
        return super()._take({**values, **dates, "date_last_word": now}, now)

    def _due_dates(self, now):
        """When what falls due, as agreed with the team of the lead; without one never."""
        team, partner = self.lead_id.team_id, self.partner_id
        if not team:
            return {}
        industry = self.lead_id.partner_id.industry_id

        def in_days(days):
            return team._partner_deadline(partner, now + timedelta(days=days), 0)

        return {
            "date_contact_due": team._partner_deadline(
                partner, now, team.contact_limit_hours
            ),
            "date_feedback_due": in_days(team.feedback_limit_days),
            "date_close_due": in_days(team._processing_days(industry)),
        }
