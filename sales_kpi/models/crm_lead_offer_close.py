"""Leads that partners have are won and lost: by their report, or by our people."""

from odoo import fields, models
from odoo.exceptions import UserError

from .crm_lead_offer_end import CLOSING_FIELDS
from .milestone_evidence import PARTNER, Evidence


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def write(self, vals):
        result = super().write(vals)
        if CLOSING_FIELDS & vals.keys():
            self._follow_end()
        return result

    def _follow_end(self):
        """The offers of partners end with their leads, and live again with them."""
        # sudo: whoever closes or reopens a lead
        leads = self.sudo()
        ended = leads.filtered(
            lambda lead: (
                lead.routing_state == "accepted" and lead.won_status != "pending"
            )
        )
        if ended:
            ended.write({"routing_state": "closed"})
            ended._current_offers().filtered(lambda offer: not offer.date_closed)._end(
                fields.Datetime.now()
            )
        reopened = leads.filtered(
            lambda lead: (
                lead.routing_state == "closed" and lead._is_open_for_partners()
            )
        )
        if reopened:
            reopened.write({"routing_state": "accepted"})
            reopened._current_offers()._reopen()

    def _win_for_partner(self, report):
        """Win a lead of which a partner reports so; its value is our share.

        If the milestone wants other evidence the salesperson confirms the win.
        """
        discount = report.offer_id.partner_id.grade_id.partner_discount
        self.expected_revenue = report.currency_id.round(report.amount * (1 - discount))
        if self.type == "lead":
            self.convert_opportunity(self.partner_id)
        try:
            with self.env.cr.savepoint():
                self._with_partner_evidence(report).action_set_won()
        except UserError as refusal:
            self._ask_to_confirm_win(refusal)

    def _with_partner_evidence(self, report):
        """The lead, with the message of the partner's contact as evidence of the win."""
        lead = self._for_salesperson()
        message = lead.message_post(
            author_id=report.contact_id.id,
            body=lead.env._("The sales partner reports that this lead is won."),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        evidence = Evidence(self.id, PARTNER, {"mail_message_id": message})
        return self.with_context(milestone_evidence=evidence)

    def _ask_to_confirm_win(self, refusal):
        lead = self._for_salesperson()
        lead.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=lead._salesperson().id or self.env.uid,
            summary=lead.env._("The partner reports this lead as won: confirm it"),
            note=str(refusal),
        )

    def _salesperson(self):
        return self.user_id or self.team_id.user_id

    def _for_salesperson(self):
        """The lead, speaking the language of the person of ours who looks after it."""
        return self.with_context(lang=self._salesperson().lang or self.env.lang)


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    def _reopen(self):
        """The lead is neither won nor lost any more; what was reported stays a report."""
        self.write(
            {"date_closed": False, "feedback_status": False, "reported_amount": 0}
        )
        self._note("partner_reopened")
