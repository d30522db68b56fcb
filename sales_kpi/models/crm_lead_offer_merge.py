"""When leads are merged their offers go along; what was open elsewhere ends."""

from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        # sudo: whoever merges leads merges their offers
        self.sudo()._merge_offers(opportunities.sudo())
        return super()._merge_dependences(opportunities)

    def _merge_offers(self, others):
        """Take over the offers of the leads that are merged into this one.

        A partner who has one of the leads has the survivor. If two have one each, the
        survivor's own keeps it, also if he has closed it, and the other one's is taken
        back.
        """
        leads = self | others
        if not leads.offer_ids and "offering" not in leads.mapped("routing_state"):
            return
        leads._lock_routing()
        was_on_offer = "offering" in others.mapped("routing_state")
        others._end_offers(self.env._("The lead was merged into another one."))
        holders = others.filtered(lambda lead: lead.routing_state == "accepted")
        is_taken = self.routing_state in ("accepted", "closed")
        keeper = self if is_taken else holders[:1]
        (holders - keeper)._reclaim(self.env._("Another partner has the same lead."))
        if keeper and keeper != self:
            self._end_offers(self.env._("A partner has the same lead."))
        rounds = self._adopt_offers(others)
        if keeper and keeper != self:
            partner = keeper.sales_partner_id
            keeper.write({"sales_partner_id": False, "routing_state": "none"})
            self.write(
                {
                    "sales_partner_id": partner.id,
                    "routing_state": "accepted",
                    "routing_round": rounds[keeper],
                }
            )
            self._follow_end()  # our people may have closed the survivor
        elif (
            was_on_offer
            and self.routing_state == "none"
            and not self._offering_obstacle()
        ):
            self._begin_round()
            self._wake_at([self.date_next_wave])

    def _adopt_offers(self, others):
        """Number the rounds of the others after the own ones.

        The lead's own round goes on under its number.

        :return: the new number of the current round of each of the others
        """
        last = max([self.routing_round, *self.offer_ids.mapped("round")])
        rounds = {}
        for lead in others:
            rounds[lead] = last + lead.routing_round
            # it may have rounds of leads that were merged into it before
            used = max([lead.routing_round, *lead.offer_ids.mapped("round")])
            for offer in lead.offer_ids:
                offer.write({"lead_id": self.id, "round": last + offer.round})
            last += used
        self.env.flush_all()
        (self | others).invalidate_recordset(["offer_ids"])
        return rounds
