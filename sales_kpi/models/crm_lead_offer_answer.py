"""What can become of an offer: accepted, declined, lapsed, taken, withdrawn."""

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .rpc_question import given_id


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    def action_accept(self):
        """Take the lead for the own company; first come, first served.

        :raise UserError: the offer is no longer open, or the partner may take no leads
        """
        self._own_offer()._accept(self.env.user.partner_id)
        return True

    def action_decline(self, reason=None, note=None):
        """Refuse the lead; the next partner gets the offer at once.

        :param reason: a ``crm.offer.decline.reason`` or its id; a text counts as note
        :param note: the reason in the partner's own words
        """
        if isinstance(reason, str):
            reason, note = None, note or reason
        self._own_offer()._decline(self.env.user.partner_id, reason, note)
        return True

    def action_withdraw(self, reason=None):
        """Take open offers back; nobody else is asked instead of these partners."""
        # sudo: offers are written by what happens to them; the right is checked here
        offers = self.sudo()
        offers.lead_id.sudo(False)._check_may_offer()
        offers._check_open()
        offers.lead_id._lock_routing()
        offers._withdraw(reason)
        offers.lead_id._rest()
        return True

    def _own_offer(self):
        """The offer for the company of the user, with all rights.

        :raise AccessError: for the offers of others
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: offers are written by what happens to them; whose it is is checked here
        offer = self.sudo()
        company = self.env.user.partner_id.commercial_partner_id
        if not self.env.su and company != offer.partner_id.commercial_partner_id:
            raise AccessError(
                self.env._(
                    "Only the partner who got this offer can answer it. To give him the "
                    "lead yourself, hand it over."
                )
            )
        return offer

    def _accept(self, contact):
        """Give the lead to the partner; of several at once exactly one succeeds.

        Writing the lead makes rivals wait for this transaction; then they fail to
        serialize, are run again by Odoo and meet :meth:`_check_open`.

        :param contact: who accepts
        """
        self._check_open()
        self._lock_capacity()
        if obstacle := self._acceptance_obstacle():
            raise UserError(obstacle)
        self.lead_id._lock_routing()
        now = fields.Datetime.now()
        self._take({"contact_id": contact.id, "date_answered": now}, now)

    def _lock_capacity(self):
        """Let colleagues who take other leads at this moment wait, and then try again.

        Otherwise two would take the last free place, each unseen by the other.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner SET sales_capacity = sales_capacity
                 WHERE id = %s AND sales_capacity > 0
                """,
                self.partner_id.commercial_partner_id.id,
            )
        )

    def _take(self, values, now):
        """Make an offer the one that got the lead; the others hear of it."""
        self.write({"state": "accepted", "date_accepted": now, **values})
        lead = self.lead_id
        rivals = lead._open_offers()
        rivals.write({"state": "taken", "date_ended": now})
        lead.write(
            {
                "sales_partner_id": self.partner_id.id,
                "routing_state": "accepted",
                "date_next_wave": False,
            }
        )
        self._note("offer_accepted", now)
        rivals._note("offer_taken", now)
        self._tell("accepted")
        rivals._tell("taken")

    def _acceptance_obstacle(self):
        """Why the partner may take no leads now, in words for him; None if he may."""
        partner = self.partner_id.commercial_partner_id
        is_partner = partner.is_sales_partner and partner.active
        if not is_partner or partner.sales_blocked or partner.sales_paused:
            return self.env._(
                "Your company gets no leads at the moment. Please call your contact."
            )
        leads = self.env["crm.lead"]
        open_leads = leads.search_count(leads._held_by(partner))
        if 0 < partner.sales_capacity <= open_leads:
            return self.env._(
                "Your company has %(count)s open leads, as many as agreed. Close one "
                "of them first.",
                count=open_leads,
            )
        return None

    def _decline(self, contact, reason=None, note=None):
        """Refuse the lead, and have the free place offered to another partner.

        :param contact: who declines
        :param reason: a ``crm.offer.decline.reason`` or its id
        """
        self._check_open()
        reasons = self.env["crm.offer.decline.reason"]
        if reason:
            reasons = reasons.browse(given_id(self.env, reason)).exists()
        if not reasons and not note:
            raise UserError(self.env._("Tell in one tap why you decline."))
        self.lead_id._lock_routing()
        now = fields.Datetime.now()
        self.write(
            {
                "state": "declined",
                "date_answered": now,
                "date_ended": now,
                "contact_id": contact.id,
                "decline_reason_id": reasons.id,
                "decline_note": note,
            }
        )
        self._note("offer_declined", now)
        self._tell("declined")
        # whom we charge with the lead is told its name, in a message of who did it: the
        # partner could read his own
        self.lead_id.with_user(SUPERUSER_ID)._refill()

    def _lapse(self):
        """Offers whose time is over ended at that moment, whenever this is noted."""
        for offer in self:
            offer.write({"state": "expired", "date_ended": offer.date_expires})
        self._note("offer_expired", "date_expires")

    def _withdraw(self, reason=None):
        now = fields.Datetime.now()
        self.write(
            {"state": "withdrawn", "date_ended": now, "withdrawal_reason": reason}
        )
        self._note("offer_withdrawn", now)
        self._tell("withdrawn")

    def _check_open(self):
        """Nobody answers or withdraws an offer that is no longer open.

        :raise UserError: politely
        """
        now = fields.Datetime.now()
        for offer in self:
            lapsed = offer.date_expires and offer.date_expires <= now
            state = "expired" if offer.state == "offered" and lapsed else offer.state
            if state != "offered":
                raise UserError(offer._closed_message(state))
            if not offer.lead_id._is_open_for_partners():
                raise UserError(offer._closed_message("withdrawn"))

    def _closed_message(self, state):
        return {
            "accepted": self.env._("This lead has been accepted by your company."),
            "declined": self.env._("Your company has declined this lead."),
            "expired": self.env._("The time to accept this lead is over."),
            "taken": self.env._(
                "This lead is taken: another partner was faster. The next one may be "
                "yours."
            ),
            "withdrawn": self.env._("This offer has been withdrawn."),
        }[state]
