"""Leads that pass a sales partner by: declined, lapsed, taken by others, taken back."""

from collections import defaultdict

from odoo import fields, models

from ..sources.partner_outflow import AWAY, offer_takers, partner_outflow
from .crm_lead_offer import INTERNAL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _lead_outflow(self, date_from, date_to):
        """Leads of the present companies that these partners were offered, and who got them.

        Whoever calls this has checked that the user may see all partners.

        :param date_from, date_to: days, both inclusive, on which they went
        :return: ``{partner id: [{'lead_id', 'how', 'date', 'hours', 'taker_id'}]}``, the
            latest first; ``how`` is declined, expired, taken or reclaimed, ``hours``
            the working hours since he got the offer (reclaimed: the lead),
            ``taker_id`` the partner who got it then, or None
        """
        found = defaultdict(list)
        rows = self.env.execute_query(
            partner_outflow(self.ids, self.env.companies.ids, date_from, date_to)
        )
        for partner_id, event, lead_id, day, hours, taker_id in rows:
            found[partner_id].append(
                {
                    "lead_id": lead_id,
                    "how": AWAY[event],
                    "date": day,
                    "hours": hours,
                    "taker_id": taker_id,
                }
            )
        return dict(found)


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    taker_id = fields.Many2one(
        "res.partner",
        "Went to",
        compute="_compute_taker_id",
        groups=INTERNAL,
        help="The partner who got the lead instead.",
    )

    def _compute_taker_id(self):
        self.flush_model()
        takers = dict(self.env.execute_query(offer_takers(self.ids)))
        for offer in self:
            offer.taker_id = takers.get(offer.id)
