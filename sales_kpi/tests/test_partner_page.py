"""What a partner sees of himself: his own figures, and a third, never anybody else's."""

from datetime import date

from odoo.tests import tagged

from .cockpit_case import CockpitCase

DAYS = (date(2026, 3, 1), date(2026, 3, 31))


@tagged("post_install", "-at_install")
class TestPartnerPage(CockpitCase):
    def page(self, partner, at="2026-04-10 12:00", days=DAYS, user=None):
        self.refresh(at)
        with self.at(at):
            partner = partner.with_user(user or self.env.user)
            return partner.with_company(self.company)._partner_page(*days)

    def figure(self, page, code):
        [kpi] = [kpi for kpi in page["kpis"] if kpi["code"] == code]
        return kpi

    def portal_user(self, company):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": company.id, "email": "c@partner.example"}
        )
        return self.user("page_portal", "base.group_portal", partner_id=contact.id)

    def test_the_five_figures_in_words(self):
        """A accepted after half an hour and called within another one: 15 minutes."""
        offer = self.picked(self.a, at="2026-03-02 09:30")
        with self.at("2026-03-02 09:45"):
            offer._mark_contacted(self.a, "reached")
        page = self.page(self.a)
        self.assertEqual(
            [kpi["code"] for kpi in page["kpis"]],
            [
                "acceptance_time_own",
                "contact_time",
                "feedback_rate",
                "processing_time",
                "partner_conversion",
            ],
        )
        acceptance = self.figure(page, "acceptance_time_own")
        self.assertEqual((acceptance["value"], acceptance["n"]), (0.5, 1))
        self.assertEqual((acceptance["limit"], acceptance["good"]), (1.0, True))
        self.assertIn("0.5", acceptance["text"])
        contact = self.figure(page, "contact_time")
        self.assertEqual((contact["value"], contact["good"]), (0.25, True))
        closed = self.figure(page, "processing_time")
        self.assertEqual(
            (closed["value"], closed["text"], closed["good"]), (None, "–", None)
        )

    def test_own_leads_only(self):
        """A owes call and report of two leads, B of one."""
        self.picked(self.a)
        self.picked(self.a)
        self.picked(self.b)
        for partner, number in ((self.a, 2), (self.b, 1), (self.c, 0)):
            page = self.page(partner)
            with self.subTest(partner=partner.name):
                self.assertEqual((page["open"], page["overdue"]), (number, number))

    def test_a_portal_user_has_no_right_but_sees_the_page(self):
        self.picked(self.a, at="2026-03-02 09:30")
        user = self.portal_user(self.a)
        page = self.page(user.partner_id, user=user)
        self.assertEqual(self.figure(page, "acceptance_time_own")["value"], 0.5)
        self.assertEqual(page["open"], 1)

    def test_what_others_do_changes_nothing_but_the_third(self):
        """Each key of the page but the band is the same, whatever the others do."""
        self.picked(self.a, at="2026-03-02 09:30")
        alone = self.page(self.a)
        for hour, partner in enumerate((self.b, self.b, self.b)):
            self.picked(partner, at=f"2026-03-02 1{hour}:00")
        others = self.page(self.a)
        self.assertEqual(alone.pop("band"), None)
        others.pop("band")
        self.assertEqual(alone, others)

    def test_no_name_and_no_total_of_others(self):
        self.picked(self.b, at="2026-03-02 12:00")
        page = self.page(self.a)
        self.assertFalse(any(kpi["value"] for kpi in page["kpis"]))
        self.assertNotIn("Partner B", str(page))

    def five(self):
        """A to E accept after 1, 2, 3, 4 and 5 half hours."""
        fifth = self.env["res.partner"].create(
            {
                "name": "Partner E",
                "is_company": True,
                "is_sales_partner": True,
                "sales_calendar_id": self.calendar.id,
            }
        )
        partners = [*self.sellers, fifth]
        for number, partner in enumerate(partners):
            with self.at("2026-03-02 09:00"):
                lead = self.lead(team_id=self.south.id)
                lead._begin_round()
                offer = self.env["crm.lead.offer"].create(
                    {
                        "lead_id": lead.id,
                        "partner_id": partner.id,
                        "round": 1,
                        "wave": 1,
                        "date_offered": "2026-03-02 09:00:00",
                        "date_expires": "2026-03-02 17:00:00",
                    }
                )
                offer._note("offer_made")
            minutes = 30 * (number + 1)
            with self.at(f"2026-03-02 {9 + minutes // 60:02}:{minutes % 60:02}"):
                offer._accept(partner)
        return partners

    def test_a_third_from_five_partners_on(self):
        partners = self.five()
        bands = [self.page(partner)["band"] for partner in partners]
        self.assertEqual(bands, ["upper", "upper", "middle", "middle", "lower"])
        partners[-1].is_sales_partner = False
        self.assertEqual({self.page(one)["band"] for one in self.sellers}, {None})

    def test_the_third_is_of_whole_months_whatever_is_asked(self):
        """Asking for single days does not tell who was better on them."""
        partners = self.five()
        for days in (
            DAYS,
            (date(2026, 3, 2), date(2026, 3, 2)),
            (date(2026, 4, 5), date(2026, 4, 5)),
        ):
            with self.subTest(days=days):
                self.assertEqual(self.page(partners[0], days=days)["band"], "upper")
        # the month of the leads is not over
        self.assertIsNone(self.page(partners[0], at="2026-03-31 12:00")["band"])
