from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestPartnerProfile(SalesKpiCase):
    """The profile of a sales partner belongs to the company; partner managers write it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.user("profile_seller")
        cls.manager = cls.user(
            "profile_manager",
            "sales_team.group_sale_salesman,sales_kpi.group_partner_manager",
        )
        cls.dealer = cls.env["res.partner"].create(
            {"name": "Dealer", "is_company": True, "is_sales_partner": True}
        )

    def test_a_contact_is_no_sales_partner_of_its_own(self):
        contact = self.env["res.partner"].create(
            {"name": "Carla", "parent_id": self.dealer.id}
        )
        self.assertEqual(contact.commercial_partner_id, self.dealer)
        with self.assertRaisesRegex(ValidationError, "contact of Dealer"):
            contact.is_sales_partner = True

    def test_salespeople_read_the_profile_and_partner_managers_write_it(self):
        dealer = self.dealer.with_user(self.seller)
        self.assertTrue(dealer.is_sales_partner)
        self.assertFalse(dealer.may_edit_sales_profile)
        with self.assertRaisesRegex(AccessError, "partner managers"):
            dealer.sales_capacity = 5
        with self.assertRaises(AccessError):
            dealer.sales_absence_ids = [
                Command.create({"date_from": "2026-01-01", "date_to": "2026-01-02"})
            ]
        with self.assertRaises(AccessError):
            dealer.create({"name": "Mine", "is_sales_partner": True})
        other = dealer.create({"name": "A customer", "is_sales_partner": False})
        other.name = "Still a customer"
        self.dealer.with_user(self.manager).sales_capacity = 5
        self.assertEqual(dealer.sales_capacity, 5)

    def test_the_level_of_a_sales_partner(self):
        """It decides which leads he gets: a salesperson gives it to others only, and by
        an order that grants it."""
        gold = self.env["res.partner.grade"].create({"name": "Gold"})
        dealer = self.dealer.with_user(self.seller)
        with self.assertRaisesRegex(AccessError, "partner managers"):
            dealer.grade_id = gold
        self.partner().with_user(self.seller).grade_id = gold
        product = self.env["product.product"].create(
            {"name": "Membership", "service_tracking": "partnership", "type": "service"}
        )
        product.grade_id = gold
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "company_id": self.company.id,
                "user_id": self.seller.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.with_user(self.seller).action_confirm()
        self.assertEqual(dealer.grade_id, gold)
        dealer.with_user(self.manager).grade_id = False
        self.assertFalse(dealer.grade_id)

    def test_a_block_knows_since_when_and_who_lifted_it(self):
        dealer = self.dealer.with_user(self.manager)
        with self.at("2026-03-01 08:00") as now:
            dealer.write({"sales_blocked": True, "sales_blocked_reason": "No answer"})
        self.assertEqual(dealer.sales_blocked_since, now)
        dealer.sales_blocked = False
        self.assertEqual(dealer.sales_block_lifted_by, self.manager)
        self.assertFalse(dealer.sales_blocked_since or dealer.sales_blocked_reason)

    def test_nobody_says_by_hand_with_whom_a_lead_is(self):
        lead = self.lead(user_id=self.seller.id)
        mine = lead.with_user(self.seller)
        for vals in ({"sales_partner_id": self.dealer.id}, {"routing_state": "closed"}):
            with self.assertRaisesRegex(AccessError, "who accepts it"):
                mine.write(vals)
            with self.assertRaises(AccessError):
                mine.create({"name": "Other", **vals})
        mine.partner_dossier = "<p>Asked for a price.</p>"
        lead.sudo().write(
            {"sales_partner_id": self.dealer.id, "routing_state": "accepted"}
        )
        self.assertEqual(self.dealer.sales_open_leads, 1)
        lead.action_set_lost()
        self.dealer.invalidate_recordset(["sales_open_leads"])
        self.assertEqual(self.dealer.sales_open_leads, 0)

    def test_an_industry_has_a_limit_of_its_own(self):
        industries = self.env["res.partner.industry"].create(
            [{"name": "Machines"}, {"name": "Solar"}]
        )
        team = self.team(
            "Routing",
            processing_limit_ids=[
                Command.create({"industry_id": industries[0].id, "days": 180})
            ],
        )
        self.assertEqual(
            [team._processing_days(industry) for industry in industries], [180, 90]
        )
        self.assertEqual(team._processing_days(industries.browse()), 90)
