"""The partner tells with one tap that he tried to reach the customer."""

from odoo import fields, models
from odoo.exceptions import UserError

from .rpc_question import given_moment

#: Results by which the customer was reached.
REACHED = ("reached", "appointment")


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    def action_mark_contacted(self, result, at=None):
        """Say that the own company tried to reach the customer.

        :param result: reached, not_reached or appointment
        :param at: UTC moment of it, if not now; noted as told
        :raise UserError: the company does not have the lead, or the moment is wrong
        """
        self._own_offer()._mark_contacted(self.env.user.partner_id, result, at)
        return True

    def _mark_contacted(self, contact, result, at=None):
        """The first attempt is the contact, whatever came of it (decision 30).

        :param contact: who says so
        """
        self._check_held()
        known = self._fields["contact_result"].get_values(self.env)
        if result not in known:
            raise UserError(
                self.env._("Tell in one tap: reached, not reached or appointment made.")
            )
        moment = self._stated_moment(at)
        is_first = not self.date_contacted
        is_reached = result in REACHED and not self.date_reached
        self.write(
            {
                "contact_result": result,
                "date_contacted": self.date_contacted or moment,
                "date_contact_stated": self.date_contact_stated or bool(at),
                "date_reached": moment if is_reached else self.date_reached,
                **self._word(),
            }
        )
        if is_first:
            self._note("partner_contacted", moment)
        if is_reached:
            self._note("partner_reached", moment)
        self._tell("contacted", contact=contact)

    def _stated_moment(self, at):
        """When it was, between the attempt before and now.

        :raise UserError: before the partner had the lead, or in the future
        """
        now = fields.Datetime.now()
        moment = given_moment(self.env, at)
        if not moment:
            return now
        earliest = self.date_contacted or self.date_accepted
        if earliest <= moment <= now:
            return moment
        raise UserError(
            self.env._(
                "Give a time since you have had this lead, or since you last tried, "
                "and not in the future."
            )
        )

    def _word(self):
        """What a word of the partner changes, whatever he says: he is not silent."""
        return {"date_last_word": fields.Datetime.now()}

    def _check_held(self):
        """:raise UserError: the partner does not have the lead (any more)"""
        if self.date_reclaimed:
            raise UserError(
                self.env._("This lead was taken back. Tell us shortly how it stood.")
            )
        self._check_picked()

    def _check_picked(self):
        """:raise UserError: the partner never had the lead"""
        if self.state != "accepted":
            raise UserError(self.env._("Accept this lead first."))
