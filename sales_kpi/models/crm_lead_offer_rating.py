"""The end customer's word about a sales partner, by Odoo's own ratings.

Partners have no right on ratings: they can neither read nor change them.
"""

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_lead_offer import INTERNAL

#: Customers are asked at most so many days after the lead was closed.
DAYS_TO_ASK = 14


class CrmTeam(models.Model):
    _inherit = "crm.team"

    ask_customer_rating = fields.Boolean(
        "Ask the customer",
        help="When a partner's lead is won or lost, its customer is asked by mail how "
        "satisfied he was with the partner. The partner cannot change what he says.",
    )


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _rating_get_operator(self):
        """Customers of partners rate the partner."""
        return self.sales_partner_id or super()._rating_get_operator()


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    customer_rating = fields.Float(
        "Customer’s word",
        compute="_compute_customer_rating",
        groups=INTERNAL,
        help="How satisfied the customer was with the partner, from 1 to 5; 0: he has "
        "not said.",
    )

    def _compute_customer_rating(self):
        # sudo: the figure belongs to the offer, who may read that may see it
        leads = self.sudo().lead_id
        ratings = {
            (lead_id, partner): value
            for lead_id, partner, value in self.env["rating.rating"]
            .sudo()  # sudo: see above
            ._read_group(
                Domain("res_id", "in", leads.ids) & _given(),
                ["res_id", "rated_partner_id"],
                ["rating:avg"],
            )
        }
        for offer in self:
            key = (offer.sudo().lead_id.id, offer.partner_id)  # sudo: see above
            is_his = offer.state == "accepted" and not offer.date_reclaimed
            offer.customer_rating = is_his and ratings.get(key)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.private
    def _customer_ratings(self, date_from, date_to):
        """What customers said of these sales partners in a period.

        :param date_from: first UTC moment
        :param date_to: UTC moment after the last one
        :return: ``{partner id: (mean from 1 to 5, number)}``
        """
        # sudo: means only; who may see them is checked by who asks
        ratings = self.env["rating.rating"].sudo()
        rows = ratings._read_group(
            Domain("rated_partner_id", "in", self.ids)
            & Domain("rated_on", ">=", date_from)
            & Domain("rated_on", "<", date_to)
            & _given(),
            ["rated_partner_id"],
            ["rating:avg", "__count"],
        )
        return {partner.id: (mean, number) for partner, mean, number in rows}


class CrmLeadOfferNotice(models.Model):
    _inherit = "crm.lead.offer.notice"

    @api.model
    def _plan_ratings(self):
        """Ask the customers of leads that were closed since, each once."""
        now = fields.Datetime.now()
        since = fields.Datetime.subtract(now, days=DAYS_TO_ASK)
        offers = self.env["crm.lead.offer"].with_context(active_test=False)
        asked = self._search([("event", "=", "rating")])
        closed = offers.search(
            [
                ("state", "=", "accepted"),
                ("date_reclaimed", "=", False),
                ("lead_id.team_id.ask_customer_rating", "=", True),
                ("lead_id.won_status", "in", ("won", "lost")),
                ("lead_id.date_closed", ">=", since),
                ("lead_id.email_normalized", "!=", False),
                ("lead_id.is_blacklisted", "=", False),
                ("id", "not in", asked.subselect("offer_id")),
            ],
            order="id",
        )
        self._plan(
            [
                {
                    "event": "rating",
                    "offer_id": offer.id,
                    "contact_id": offer.lead_id.partner_id.id,
                    "occasion": "once",
                    "date_due": now,
                }
                for offer in closed
            ]
        )

    def _customer_address(self):
        return self.offer_id.lead_id.email_normalized

    def _rating_link(self, rate):
        """The page on which the customer gives his word; opening it changes nothing."""
        token = self.offer_id.lead_id._rating_get_access_token()
        return f"{self.get_base_url()}/rate/{token}/{rate}"


def _given():
    """Ratings of leads that were really given."""
    given = [
        ("res_model", "=", "crm.lead"),
        ("consumed", "=", True),
        ("rating", ">=", 1),
    ]
    return Domain(given)
