from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .offer_case import OfferCase


@tagged("post_install", "-at_install")
class TestOfferRights(OfferCase):
    """Partners see and answer their own offers, and nothing of the lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact, cls.rival = (
            cls.user(
                f"portal_{partner.name[-1].lower()}", "base.group_portal"
            ).with_env(cls.env)
            for partner in (cls.a, cls.b)
        )
        cls.contact.partner_id.parent_id = cls.a
        cls.rival.partner_id.parent_id = cls.b
        cls.outsider = cls.user("offer_outsider", "base.group_portal")
        cls.seller = cls.user("offer_seller", "sales_team.group_sale_salesman")
        cls.colleague = cls.user("offer_colleague", "sales_team.group_sale_salesman")

    def test_contact_of_the_partner_accepts(self):
        lead = self.offered()
        with self.at("2026-03-06 16:45"):
            self.offer(lead, self.a).with_user(self.contact).action_accept()
        self.assertEqual(self.offer(lead, self.a).contact_id, self.contact.partner_id)

    def test_nobody_else_answers(self):
        lead = self.offered(user_id=self.seller.id)
        offer = self.offer(lead, self.a)
        for user in (self.rival, self.outsider, self.seller, self.leader):
            for answer in (offer.action_accept, offer.action_decline):
                with self.assertRaises(AccessError, msg=user.login):
                    answer.__func__(offer.with_user(user))
        self.assertEqual(offer.state, "offered")

    def test_partner_sees_own_offers_only(self):
        lead = self.offered()
        offers = self.env["crm.lead.offer"]
        seen = {
            user: offers.with_user(user).search([("id", "in", lead.offer_ids.ids)])
            for user in (self.contact, self.rival, self.outsider)
        }
        self.assertEqual(seen[self.contact], self.offer(lead, self.a))
        self.assertEqual(seen[self.rival], self.offer(lead, self.b))
        self.assertFalse(seen[self.outsider])

    def test_partner_reads_nothing_of_the_lead(self):
        lead = self.offered(name="Secret of Mr Smith")
        offer = self.offer(lead, self.a).with_user(self.contact)
        [values] = offer.read()
        self.assertNotIn("Secret", str(values))
        self.assertFalse({"lead_id", "team_id", "wave", "round"} & values.keys())
        with self.assertRaises(AccessError):
            offer.read(["lead_id"])
        with self.assertRaises(AccessError):
            offer.search([("lead_id.name", "ilike", "Secret")])

    def test_partner_neither_withdraws_nor_writes(self):
        offer = self.offer(self.offered(), self.a).with_user(self.contact)
        for attempt in (
            offer.action_withdraw,
            offer.unlink,
            lambda: offer.write({"state": "accepted"}),
            lambda: offer.create({"partner_id": self.a.id}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_who_sells_for_us_no_more_takes_nothing(self):
        lead = self.offered()
        self.a.is_sales_partner = False
        with (
            self.at("2026-03-06 16:45"),
            self.assertRaisesRegex(UserError, "gets no leads at the moment"),
        ):
            self.offer(lead, self.a).with_user(self.contact).action_accept()
        self.assertEqual(lead.routing_state, "offering")

    def test_what_is_no_reason_to_decline_is_refused_in_words(self):
        offer = self.offer(self.offered(), self.a)
        with self.at("2026-03-06 16:45"):
            for reason in (10**12, True, {"a": 1}, [1, 2]):
                with self.assertRaises(UserError, msg=str(reason)):
                    offer.with_user(self.contact).action_decline(reason, "No")
            gone = self.env["crm.offer.decline.reason"].create({"name": "Gone"})
            gone.unlink()
            offer.with_user(self.contact).action_decline(gone.id, "No")
        self.assertEqual((offer.state, offer.decline_note), ("declined", "No"))
        self.assertFalse(offer.decline_reason_id)

    def test_nobody_turns_the_wheels_of_the_offering(self):
        """Rounds and waves go by themselves; who writes them could keep rivals out."""
        lead = self.offered(user_id=self.seller.id).with_user(self.seller)
        for name, value in (
            ("date_next_wave", False),
            ("routing_round", 7),
            ("routing_state", "none"),
            ("routing_wave", 0),
            ("sales_partner_id", self.a.id),
        ):
            with self.assertRaises(AccessError, msg=name):
                lead.write({name: value})
        with self.assertRaises(AccessError):
            lead.create({"name": "Lead", "routing_round": 1})

    def test_salespeople_offer_their_own_leads(self):
        lead = self.lead(team_id=self.south.id, user_id=self.seller.id)
        for action in ("action_offer_to_partners", "action_reclaim"):
            with self.assertRaises(AccessError):
                getattr(lead.with_user(self.colleague), action)()
            with self.assertRaises(AccessError):
                getattr(lead.with_user(self.contact), action)()
        with self.at("2026-03-06 16:30"):
            lead.with_user(self.seller).action_offer_to_partners()
            offers = lead.offer_ids.with_user(self.seller)
            self.assertEqual(len(offers.search([("lead_id", "=", lead.id)])), 2)
            offers.action_withdraw()
        self.assertFalse(
            offers.with_user(self.colleague).search([("lead_id", "=", lead.id)])
        )
