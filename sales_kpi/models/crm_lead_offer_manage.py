"""What managers do with leads that partners have."""

from odoo import fields, models
from odoo.exceptions import UserError

from .crm_lead_offer_due import HELD


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    def action_nudge(self):
        """Send the reminder now: of the contact, else of the feedback.

        :raise UserError: for offers by which no partner has a lead
        """
        self.lead_id._check_may_offer()
        self._check_are_held()
        now = fields.Datetime.now()
        # sudo: offers are written by what happens to them; the right is checked above
        offers = self.sudo()
        waiting = offers.filtered(
            lambda offer: not (offer.date_contacted or offer.date_feedback)
        )
        waiting.contact_reminded_on = now
        waiting._tell("reminder_contact", occasion=str(now))
        (offers - waiting).feedback_reminded_on = now
        (offers - waiting)._tell("reminder_feedback", occasion=str(now))
        return True

    def action_note_call(
        self, result=None, status=None, note=None, value=None, reason=None
    ):
        """Enter what the partner told on the phone, as if he had tapped it himself.

        :param result: of his contact: reached, not_reached or appointment
        :param status: of his feedback: meeting, quoted, won, lost or waiting
        :param note: and the others: as in :meth:`action_give_feedback`
        """
        self.ensure_one()
        self.lead_id._check_may_offer()
        # sudo: offers are written by what happens to them; the right is checked above
        offer = self.sudo()
        if result:
            offer._mark_contacted(offer.partner_id, result)
        if status:
            offer._give_feedback(offer.partner_id, status, note, value, reason)
        return True

    def action_take_back(self):
        """Take leads back from these partners; where it goes by itself, ask others.

        :raise UserError: for offers by which no partner has a lead
        """
        self._check_are_held()
        return self.lead_id.action_reclaim()

    def _check_are_held(self):
        if self - self.filtered_domain(HELD):
            raise UserError(self.env._("Choose leads that partners are working on."))
