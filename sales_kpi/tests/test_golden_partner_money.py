"""What partners win and buy: three amounts that are never added up (decision 5)."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .partner_case import APRIL, MARCH, PartnerCase


@tagged("post_install", "-at_install")
class TestGoldenPartnerMoney(PartnerCase):
    accounting = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env["res.partner.grade"].create(
            {"name": "Gold", "partner_discount": 0.4}
        )
        cls.a.grade_id = cls.gold

    def won(self, value, at="2026-03-12 09:00", partner=None, **values):
        partner = partner or self.a
        lead = self.handed(partner, "2026-03-02 09:00", **values)
        self.report(lead, partner, at, "won", value=value)
        return lead

    def test_golden_reported_share_and_order(self):
        """Reported 50 000, discount 40 %, dealer's order 30 000 → 50/30/30 thousand."""
        lead = self.won(50_000, expected_revenue=45_000)
        with self.at("2026-03-13 09:00"):
            order = self.order(30_000, partner=self.a, lead=lead)
            order.action_confirm()
        self.invoice("2026-03-16", 30_000, partner=self.a)
        money = {
            code: self.figure(code, *MARCH)[0]
            for code in ("partner_won_value", "won_value", "partner_revenue")
        }
        self.assertEqual(
            money,
            {
                "partner_won_value": 50_000,
                "won_value": 30_000,
                "partner_revenue": 30_000,
            },
        )
        self.assertVerified("2026-03-31")

    def test_no_total_holds_what_the_partner_reported(self):
        """Nothing says 80 000: revenue, intake and won value know 30 000 or nothing."""
        self.won(50_000)
        self.invoice("2026-03-16", 30_000, partner=self.a)
        Kpi = self.env["sales.kpi"]
        codes = Kpi.search([("unit", "=", "money"), ("is_standard", "=", True)])
        found = {}
        with self.at("2026-03-31 23:00"):
            self.refresh()
            for code in codes.mapped("code"):
                [row] = Kpi.evaluate([code], *MARCH)["rows"]
                found[code] = row["values"][code]["value"]
        self.assertEqual(found["revenue"], 30_000)
        self.assertEqual(found["won_value"], 30_000)
        self.assertNotIn(80_000, found.values())
        reported = {code for code, value in found.items() if value == 50_000}
        self.assertEqual(reported, {"partner_won_value"})

    def test_won_value_by_partner_is_our_share(self):
        self.won(50_000)
        self.won(1_000, partner=self.b)
        self.assertEqual(
            self.by_partner("won_value", *MARCH), {"A": 30_000, "B": 1_000}
        )
        self.assertEqual(
            self.by_partner("partner_won_value", *MARCH), {"A": 50_000, "B": 1_000}
        )

    def test_partner_revenue_is_invoices_to_sales_partners(self):
        """A 1 000 and a refund of 200, his contact 50; a customer's 500 do not count."""
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.a.id}
        )
        self.invoice("2026-03-01", 1_000, partner=self.a)
        self.invoice("2026-03-31", 200, partner=self.a, move_type="out_refund")
        self.invoice("2026-04-01", 50, partner=contact)
        customer = self.partner()
        self.invoice("2026-03-10", 500, partner=customer)
        self.invoice("2026-03-10", 70, partner=self.a, post=False)
        self.assertEqual(self.figure("partner_revenue", *MARCH)[0], 800)
        self.assertEqual(self.by_partner("partner_revenue", *APRIL), {"A": 50})
        self.assertEqual(self.figure("revenue", *MARCH)[0], 1_300)
        # who becomes a partner brings his invoices along
        customer.is_sales_partner = True
        self.assertEqual(self.figure("partner_revenue", *MARCH)[0], 1_300)
        self.assertEqual(self.figure("revenue", *MARCH)[0], 1_300)
        self.assertVerified("2026-04-30")
        may = ("2026-05-01", "2026-05-31")
        self.assertEqual(self.figure("partner_revenue", *may)[0], 0)

    def test_each_company_has_its_own_currency(self):
        """Euros 1 000 here, francs 700 there; an invoice in dollars by its day's rate."""
        swiss = self.env["res.company"].create(
            {"name": "Swiss", "currency_id": self.env.ref("base.CHF").id}
        )
        self.env.user.company_ids = [Command.link(swiss.id)]
        there = self.south.copy(
            {"company_id": swiss.id, "name": "Swiss team", "user_id": False}
        )
        self.won(1_000)
        self.won(700, company_id=swiss.id, team_id=there.id)
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2026-03-01",
                "rate": 2,
            }
        )
        self.invoice("2026-03-10", 300, partner=self.a, currency_id=dollar.id)
        self.refresh("2026-03-31")
        self.assertEqual(self.amounts("partner_won", "2026-03"), [1_000])
        self.assertEqual(
            self.amounts("partner_won", "2026-03", company_id=swiss), [700]
        )
        self.assertEqual(self.amounts("partner_invoiced", "2026-03"), [150])
        self.assertVerified("2026-03-31")

    def test_lead_without_company_counts_for_that_of_its_owner(self):
        self.south.company_id = False
        seller = self.user("kpi_seller")
        self.won(1_000, company_id=False, user_id=seller.id)
        self.assertEqual(self.figure("partner_won_value", *MARCH)[0], 1_000)

    def test_return_by_partner(self):
        """Margin 1 000 of 2 000 won by A, cost of A 400: 150 %; B: -100 %."""
        category = self.env["product.category"].create(
            {"name": "Pumps", "kpi_contribution": 0.5}
        )
        pump = self.product(categ_id=category.id, standard_price=1_000)
        lead = self.handed(self.a, "2026-03-02 09:00")
        with self.at("2026-03-10 09:00"):
            self.order((pump, 1, 2_000), lead=lead).action_confirm()
        self.report(lead, self.a, "2026-03-12 09:00", "won", value=4_000)
        for partner, amount in ((self.a, 400), (self.b, 100)):
            self.env["sales.kpi.cost"].create(
                {
                    "company_id": self.company.id,
                    "amount": amount,
                    "date_from": "2026-03-01",
                    "date_to": "2026-03-31",
                    "sales_partner_id": partner.id,
                }
            )
        self.assertEqual(self.by_partner("roi", *MARCH), {"A": 1.5, "B": -1})


@tagged("post_install", "-at_install")
class TestPartnerOfLead(PartnerCase):
    """Figures of leads know the partner who had the lead at that moment."""

    def test_pipeline_goes_with_the_lead(self):
        """100 with A until 20 March, then with B; in total 100 all the time."""
        lead = self.handed(self.a, "2026-03-02 09:00", expected_revenue=100)
        with self.at("2026-03-20 09:00"):
            lead.action_hand_over(self.b)
        before = self.by_partner("pipeline_value", "2026-03-01", "2026-03-19")
        self.assertEqual(before["A"], 100)
        after = self.by_partner("pipeline_value", *MARCH)
        self.assertEqual((after["A"], after["B"]), (0, 100))
        self.assertEqual(self.figure("pipeline_value", *MARCH)[0], 100)
        self.assertVerified("2026-03-31")

    def test_win_of_a_lead_that_was_taken_back_is_ours(self):
        lead = self.handed(self.a, "2026-03-02 09:00", expected_revenue=100)
        self.reclaim(lead, "2026-03-09 09:00")
        self.win(lead, "2026-03-12 09:00")
        self.assertEqual(self.by_partner("won_value", *MARCH), {None: 100})

    def test_contact_milestone_and_meeting_of_a_partners_lead(self):
        lead = self.handed(self.a, "2026-03-02 09:00")
        self.contact(lead, "2026-03-03 09:00")
        with self.at("2026-03-04 09:00"):
            self.env["calendar.event"].create(
                {
                    "name": "Meeting",
                    "start": "2026-03-05 09:00",
                    "stop": "2026-03-05 10:00",
                    "opportunity_id": lead.id,
                    "partner_ids": [Command.link(self.partner().id)],
                }
            )
        self.refresh("2026-03-31")
        for event in ("lead_contacted_own", "meeting_booked_own", "meeting_held_own"):
            found = self.facts(event, "2026-03", sales_partner_id=self.a)
            self.assertEqual(found.count, 1, event)
        self.assertVerified("2026-03-31")

    def test_merged_partners_are_one(self):
        """B takes over A: his picks, his leads and the pipeline go along."""
        self.merged(at="2026-03-10")

    def test_merged_partners_are_one_in_closed_time_too(self):
        self.merged(at="2026-04-10", closed="2026-03-31")

    def merged(self, at, closed=None):
        lead = self.handed(self.a, "2026-03-02 09:00", expected_revenue=100)
        self.refresh("2026-03-03")
        with self.at(at):
            if closed:
                self.company._kpi_close_until(date.fromisoformat(closed))
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (self.a | self.b).ids, self.b
            )
        self.assertEqual(lead.sales_partner_id, self.b)
        self.refresh("2026-04-30")
        for event in ("partner_picked", "pipeline"):
            self.assertFalse(self.facts(event, sales_partner_id=self.a).count, event)
            self.assertEqual(self.facts(event, sales_partner_id=self.b).count, 1, event)
        self.assertVerified("2026-04-30")
