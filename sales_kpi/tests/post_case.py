"""What tests of mails to partners need: addresses, a lead full of secrets, the post."""

from contextlib import nullcontext

from odoo.tests import HttpCase

from odoo.addons.mail.tests.common import MockEmail

from .offer_case import OfferCase

#: Whatever tells who the customer is; none of it may be in a teaser.
SECRETS = {
    "name": "Heating for Villa Sonnenhang",
    "partner_name": "Zacharias Feinmechanik KG",
    "contact_name": "Wilhelmine Zacharias",
    "email_from": "wilhelmine@zacharias-fein.example",
    "phone": "+49 89 7654321",
    "website": "https://zacharias-fein.example",
    "street": "Drosselgasse 17",
    "street2": "Hinterhaus Nord",
    "city": "Unterkirnach",
    "function": "Prokuristin Technik",
    "description": "Wants it before Christmas, wife is ill",
    "partner_dossier": "Met at the fair, talks about Mallorca",
    "referred": "Onkel Herbert",
}
ZIP = "78089"
TAG = "Golfclub Tuniberg"
CAMPAIGN = "Mailing an Zacharias"


class PostCase(MockEmail, OfferCase):
    """Partner A is reached by Anna (no login), B by Ben (portal), C and D themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead.offer.notice"].search([]).unlink()
        for partner in cls.sellers:
            partner.email = f"office@{partner.name[-1].lower()}.example"
        cls.anna, cls.ben_partner = cls.env["res.partner"].create(
            [
                {"name": "Anna", "parent_id": cls.a.id, "email": "anna@a.example"},
                {"name": "Ben", "parent_id": cls.b.id, "email": "ben@b.example"},
            ]
        )
        cls.a.sales_offer_contact_ids = cls.anna
        cls.b.sales_offer_contact_ids = cls.ben_partner
        cls.ben = (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": "ben@b.example",
                    "partner_id": cls.ben_partner.id,
                    "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
                }
            )
        )
        cls.germany = cls.env.ref("base.de")
        cls.tag = cls.env["crm.tag"].create({"name": TAG})
        cls.campaign = cls.env["utm.campaign"].create({"name": CAMPAIGN})
        cls.pumps = cls.env["product.category"].create({"name": "Pumps"})

    def secret_lead(self, at="2026-03-06 16:30", **values):
        """A lead on offer to A and B that everything is known of."""
        return self.offered(
            at,
            **SECRETS,
            zip=ZIP,
            country_id=self.germany.id,
            required_categ_ids=[(6, 0, self.pumps.ids)],
            tag_ids=[(6, 0, self.tag.ids)],
            campaign_id=self.campaign.id,
            expected_revenue=12_345.67,
            **values,
        )

    def post(self, at):
        """Run the job at a moment; return the new mails, ``{address: [mail]}``."""
        before = self.env["mail.mail"].search([])
        # the cron opens a cursor of its own; HttpCase shares the test's anyway
        shared = isinstance(self, HttpCase)
        with self.at(at), nullcontext() if shared else self.enter_registry_test_mode():
            self.env.ref("sales_kpi.ir_cron_offer_notice").method_direct_trigger()
        self.env.invalidate_all()
        return self.by_address(self.env["mail.mail"].search([]) - before)

    def by_address(self, mails):
        found = {}
        for mail in mails.sorted("id"):
            address = mail.email_to or mail.recipient_ids.email
            found.setdefault(address, []).append(mail)
        return found

    def subjects(self, mails):
        return {
            address: [mail.subject for mail in own] for address, own in mails.items()
        }

    def accept(self, lead, partner, contact, at="2026-03-06 16:40"):
        with self.at(at):
            offer = self.offer(lead, partner).sudo()
            offer._accept(contact)
        return offer
