"""A blocked partner picks one lead and promises his missing reports (decision 31)."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

#: Working days until promised reports are there.
PROMISE_DAYS = 2


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    def action_accept_with_promise(self):
        """Take the lead of an offer to the own company and promise its missing reports.

        :return: id of the offer
        :raise UserError: the company is not blocked, or the offer no longer open
        """
        return self._own_offer()._accept_with_promise(self.env.user.partner_id)

    def _accept_with_promise(self, contact):
        """:param contact: who promises"""
        self._check_open()
        self.partner_id.commercial_partner_id._promise_reports(self.lead_id.team_id)
        self.is_committed = True
        self._accept(contact)
        return self.id


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_pick_with_promise(self):
        """Take a lead that the own company was not offered, because it owes reports.

        :return: id of the offer
        :raise UserError: the lead is no longer on offer, or the company not blocked
        """
        self.ensure_one()
        # sudo: it is checked that the lead fits the company of the user
        return self.sudo()._pick_with_promise(self.env.user.partner_id)

    def _pick_with_promise(self, contact):
        """:param contact: who promises"""
        partner = contact.commercial_partner_id
        fits = self.exists() and self.routing_state == "offering"
        if not fits or partner.id not in self._teaser_partners(partner)[self.id]:
            raise UserError(
                self.env._(
                    "This lead is no longer on offer. The next one may be yours."
                )
            )
        self._lock_routing()
        now = fields.Datetime.now()
        expiry = self.team_id._offer_expiry(partner, now)
        offer = self.env["crm.lead.offer"].create(
            self._offer_values(partner, now, date_expires=expiry)
        )
        offer._note("offer_made", now)
        return offer._accept_with_promise(contact)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _promise_reports(self, team):
        """The reports that are missing now are there in two of the partner's days.

        :param team: whose lead the partner picks
        :raise UserError: he is not blocked, or broke a promise
        """
        self._update_feedback()
        if self.feedback_state == "free":
            raise UserError(
                self.env._("Your company owes no reports: just accept the lead.")
            )
        if self.feedback_state != "blocked":
            raise UserError(self._feedback_refusal(self.feedback_state))
        now = fields.Datetime.now()
        due = team._partner_days(self, now, PROMISE_DAYS)
        self.write(
            {
                "feedback_state": "committed",
                "feedback_promised_on": now,
                "feedback_promise_due": due,
            }
        )
        self.env["crm.lead.offer"]._wake_at([due])
        self._tell("committed")

    def action_lift_block(self, reason):
        """Let partners pick leads again; what they owe until now no longer counts.

        :param reason: why, in words
        :raise UserError: without a reason, or for partners who are not blocked
        """
        if not self._may_edit_sales_profile():
            raise AccessError(self.env._("Only partner managers lift the block."))
        self.check_access("write")
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why you lift the block."))
        if free := self.filtered(lambda partner: partner.feedback_state == "free"):
            raise UserError(
                self.env._(
                    "Not blocked for missing reports: %s",
                    ", ".join(free.mapped("name")),
                )
            )
        self.write(
            {
                "feedback_state": "free",
                "feedback_promised_on": False,
                "feedback_promise_due": False,
                "feedback_lifted_on": fields.Datetime.now(),
                "feedback_lift_reason": reason.strip(),
                "sales_block_lifted_by": self.env.uid,
            }
        )
        self._tell("unblocked")
        return True
