"""What the partner manager does from the cockpit: remind a partner, pause him."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .crm_lead_offer_due import HELD


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_nudge(self):
        """Remind sales partners now of customers to call and reports that are missing.

        :return: an action that says how many leads they were reminded of
        :raise AccessError: for who is no partner manager
        :raise UserError: if there is nothing to remind of
        """
        self._check_steers()
        offers = self._leads_to_remind_of()
        if not offers:
            raise UserError(
                self.env._(
                    "There is nothing to remind of: no contact and no report is overdue."
                )
            )
        offers.action_nudge()
        return self._done(self.env._("Reminded of so many leads: %s", len(offers)))

    def action_pause_partner(self, reason=None):
        """Let no new leads go to sales partners until they are taken up again.

        :param reason: why; it stands in the profile and in the history of the partner
        """
        self._check_steers()
        reason = self._given_reason(reason)
        self.write({"sales_paused": True, "sales_paused_reason": reason})
        for partner in self:
            partner._message_log(body=self.env._("Paused: %s", reason))
        return self._done(self.env._("Gets no new leads."))

    def action_resume_partner(self):
        """Let leads go to sales partners again that were paused."""
        self._check_steers()
        self.write({"sales_paused": False, "sales_paused_reason": False})
        for partner in self:
            partner._message_log(body=self.env._("No longer paused."))
        return self._done(self.env._("Gets leads again."))

    def action_unblock_partner(self, reason=None):
        """Lift every block of sales partners, by hand or for missing reports."""
        self._check_steers()
        reason = self._given_reason(reason)
        self.filtered("sales_blocked").write({"sales_blocked": False})
        owing = self.filtered(lambda partner: partner.feedback_state != "free")
        if owing:
            owing.action_lift_block(reason)
        for partner in self:
            partner._message_log(body=self.env._("The block was lifted: %s", reason))
        return self._done(self.env._("Gets leads again."))

    def _leads_to_remind_of(self):
        """The offers whose contact or report these partners owe."""
        # sudo: partner managers may have no right on leads; reminding checks its own
        offers = self.env["crm.lead.offer"].sudo()
        found = offers.search(
            HELD
            & Domain("partner_id", "in", self.ids)
            & Domain("lead_id.company_id", "in", [False, *self.env.companies.ids])
            & (
                offers._contact_overdue()
                | offers._feedback_overdue()
                | offers._silent()
            )
        )
        return found.sudo(False)

    def _check_steers(self):
        """:raise AccessError: for who may not steer partners, or not see these"""
        self.check_access("read")
        self._check_edits_sales_profile(["sales_paused"])

    def _given_reason(self, reason):
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Tell why, in a few words."))
        return reason

    def _done(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": text},
        }
