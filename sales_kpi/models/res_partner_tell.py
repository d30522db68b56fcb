"""Who of a sales partner gets our mails, and what they are told of his reports."""

from odoo import api, fields, models

INTERNAL = "base.group_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    sales_offer_contact_ids = fields.Many2many(
        "res.partner",
        "res_partner_sales_offer_contact_rel",
        "partner_id",
        "contact_id",
        "Offers go to",
        domain="[('id', 'child_of', id), ('email', '!=', False)]",
        groups=INTERNAL,
        help="The contacts of the partner who get offers of leads by mail. Empty: the "
        "e-mail address of the company; if it has none, all its contacts.",
    )

    @api.private
    def _offer_contacts(self):
        """The contacts of these sales partners who get offers, all with an address."""
        # sudo: whoever offers a lead, these are told
        companies = self.sudo().commercial_partner_id
        contacts = self.browse().sudo()  # sudo: see above
        for company in companies:
            contacts |= (
                company._reachable(company.sales_offer_contact_ids)
                or company._reachable(company)
                or company._reachable(
                    company.child_ids.filtered(lambda child: child.type == "contact")
                )
            )
        return contacts

    def _reachable(self, contacts):
        """Those who still belong to the company and can be written to."""
        return contacts.filtered(
            lambda contact: (
                contact.active
                and contact.email
                and contact.commercial_partner_id == self
            )
        )

    @api.private
    def _tell(self, event):
        """Tell sales partners that they are blocked, have promised, are free again.

        :param event: 'blocked', 'committed' or 'unblocked'
        """
        if not self or self.env.context.get("offer_silent"):
            return
        now = fields.Datetime.now()
        # sudo: whoever lets it happen, the partner hears of it
        partners = self.sudo().commercial_partner_id
        self.env["crm.lead.offer.notice"]._plan(
            [
                {
                    "event": event,
                    "offer_id": False,
                    "contact_id": contact.id,
                    "occasion": str(now),
                    "date_due": now,
                }
                for contact in partners._offer_contacts()
            ]
        )
        for partner in partners:
            partner._message_log(body=partner._block_text(event))

    def _block_text(self, event):
        return {
            "blocked": self.env._("Gets no leads until the missing reports are there."),
            "committed": self.env._("Promised the missing reports."),
            "unblocked": self.env._("Gets leads again."),
        }[event]
