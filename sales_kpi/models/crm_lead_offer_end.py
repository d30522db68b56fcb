"""Leads that are lost, merged, deleted, taken back or handed over end their offers."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Writing one of these may close a lead for partners.
CLOSING_FIELDS = frozenset(
    {"active", "is_parked", "kpi_excluded", "probability", "stage_id", "won_status"}
)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._offer_automatically()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if CLOSING_FIELDS & vals.keys():
            self._end_closed_offers()
        if vals.get("team_id"):
            self._offer_automatically()
        return result

    def unlink(self):
        # sudo: who may delete a lead ends its offers
        self.sudo()._end_offers(self.env._("The lead was deleted."))
        return super().unlink()

    def _offer_automatically(self):
        """New leads of teams that route by themselves are offered by the scheduler.

        It does so within a minute, so that saving a lead neither waits nor fails.
        """
        # sudo: whoever enters a lead, the settings of its team hold
        leads = self.sudo().filtered(
            lambda lead: (
                lead.team_id.partner_routing == "automatic"
                and lead.routing_state == "none"
                and not lead.routing_round
                and not lead._offering_obstacle()
            )
        )
        if leads:
            leads._begin_round()
            leads._wake_at([fields.Datetime.now()])

    def _end_closed_offers(self):
        # sudo: whoever closes a lead ends its offers
        closed = self.sudo().filtered(
            lambda lead: (
                lead.routing_state in ("offering", "fallback")
                and not lead._is_open_for_partners()
            )
        )
        closed._end_offers(self.env._("The lead is closed."))

    def _end_offers(self, reason):
        """Take back what is still on offer of these leads."""
        leads = self.filtered(
            lambda lead: lead.routing_state in ("offering", "fallback")
        )
        if leads:
            leads._lock_routing()
            leads._open_offers()._withdraw(reason)
            leads.write({"routing_state": "none", "date_next_wave": False})

    def action_reclaim(self, reason=None):
        """Take leads back from their partners; where it goes by itself, offer them anew.

        :raise UserError: for leads that no partner has
        """
        self._check_may_offer()
        # sudo: offers are written by what happens to them; the right is checked above
        leads = self.sudo()
        idle = leads.filtered(lambda lead: lead.routing_state != "accepted")
        if idle:
            raise UserError(
                self.env._(
                    "No partner has these leads: %(leads)s",
                    leads=", ".join(idle.mapped("name")),
                )
            )
        leads._lock_routing()
        leads._reclaim(reason)
        leads.filtered(
            lambda lead: lead.team_id.partner_routing == "automatic"
        )._offer_again()
        return True

    def _offer_again(self):
        """Offer leads that were taken back to others, unless something is in the way."""
        leads = self.filtered(lambda lead: not lead._offering_obstacle())
        leads._begin_round()
        leads._begin_wave(fields.Datetime.now())

    def _reclaim(self, reason=None):
        now = fields.Datetime.now()
        offers = self._current_offers()
        offers.write({"date_reclaimed": now, "reclaim_reason": reason})
        offers._note("reclaimed", now)
        offers._tell("reclaimed")
        self.write({"sales_partner_id": False, "routing_state": "none"})

    def _current_offers(self):
        """The offers by which partners have these leads now, or had them to the end.

        Of the current round: a lead that was closed before it was merged into this one
        left an accepted offer as well.
        """
        return self.offer_ids.filtered(
            lambda offer: (
                offer.state == "accepted"
                and not offer.date_reclaimed
                and offer.round == offer.lead_id.routing_round
            )
        )

    def action_hand_over(self, partner):
        """Give a lead to a partner without asking; who had it or was asked loses it.

        :param partner: the company, one of its contacts, or the id of either
        """
        self.ensure_one()
        self._check_may_offer()
        # sudo: offers are written by what happens to them; the right is checked above
        lead = self.sudo()
        partner = lead.env["res.partner"].browse(getattr(partner, "id", partner))
        partner = partner.commercial_partner_id
        if not partner.is_sales_partner:
            raise UserError(self.env._("%s is no sales partner.", partner.display_name))
        if not lead._is_open_for_partners():
            raise UserError(self.env._("Only open leads are handed over."))
        if lead.team_id.require_share_basis and not lead.share_with_partners:
            raise UserError(
                self.env._("Note first on what legal basis its data go to a partner.")
            )
        lead._lock_routing()
        lead._hand_over(partner)
        return True

    def _hand_over(self, partner):
        reason = self.env._("The lead was handed over to another partner.")
        if self.routing_state == "accepted":
            self._reclaim(reason)
        if self.routing_state != "offering":
            self._begin_round()
        self._open_offers()._withdraw(reason)
        now = fields.Datetime.now()
        offer = self.env["crm.lead.offer"].create(
            self._offer_values(partner, now, is_handed_over=True)
        )
        offer._note("handed_over", now)
        offer._take({}, now)
