"""Signed links by which a partner answers an offer from his mail, without a login."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import hash_sign, verify_hash_signed

#: Links of one purpose are of no use for another.
ANSWER, REPORT = "sales_kpi.offer.answer", "sales_kpi.offer.report"


class CrmLeadOffer(models.Model):
    """A link names an offer and a contact. What it allows depends on the offer now.

    It is of no use once the offer is answered, lapsed or withdrawn, nor for who has
    left the partner. It shows the teaser; customers are shown after a login only.
    """

    _inherit = "crm.lead.offer"

    @api.private
    def _link(self, contact, action="show"):
        """The address by which a contact answers; opening it changes nothing.

        :param action: what the page asks first: 'accept', 'decline' or 'show'
        """
        url = f"{self.get_base_url()}/sales/offer/{self._token(ANSWER, contact)}"
        return url if action == "show" else f"{url}?action={action}"

    @api.private
    def _report_link(self, contact):
        """The address by which a contact tells how it stands with a lead he has."""
        return f"{self.get_base_url()}/sales/report/{self._token(REPORT, contact)}"

    @api.model
    @api.private
    def _from_link(self, token):
        """Whose link it is, as long as he can answer.

        :return: the offer with all rights and the contact, or ``(None, None)``
        """
        offer, contact = self._seen_by_link(token)
        return (offer, contact) if offer and not offer._refusal() else (None, None)

    @api.model
    @api.private
    def _seen_by_link(self, token):
        """Whose link it is, also when it is over and he is only told so.

        :return: the offer with all rights and the contact, or ``(None, None)``
        """
        return self._read_token(ANSWER, token)

    @api.model
    @api.private
    def _from_report_link(self, token):
        """Whose link it is, as long as his company has the lead and may report.

        :return: the offer with all rights and the contact, or ``(None, None)``
        """
        offer, contact = self._read_token(REPORT, token)
        is_his = offer and offer.state == "accepted" and not offer.date_closed
        return (offer, contact) if is_his else (None, None)

    @api.model
    @api.private
    def _link_refusal(self, token):
        """Why a link is of no use any more, in words for the partner."""
        offer, _contact = self._seen_by_link(token)
        refusal = offer and offer._refusal()
        return refusal or self.env._(
            "This link is not valid. Please use the one in our latest mail."
        )

    def _refusal(self):
        """Why nobody can answer this offer; None if one can."""
        try:
            self._check_open()
        except UserError as error:
            return str(error)
        return None

    def _token(self, purpose, contact):
        self.ensure_one()
        # sudo: the secret of the database
        return hash_sign(self.sudo().env, purpose, [self.id, contact.id])

    @api.model
    def _read_token(self, purpose, token):
        """Offer and contact of a token, if the contact still belongs to the partner."""
        # sudo: the signature is the right; the secret of the database
        offers = self.sudo()
        try:
            values = verify_hash_signed(offers.env, purpose, token)
        except ValueError:  # no token at all
            values = None
        if not values:
            return None, None
        offer_id, contact_id = values
        offer = offers.browse(offer_id).exists()
        contact = offers.env["res.partner"].browse(contact_id).exists()
        if not offer or not contact.active:
            return None, None
        if contact.commercial_partner_id != offer.partner_id.commercial_partner_id:
            return None, None
        return offer, contact
