"""Partner KPIs: acceptance, contact, feedback, conversion, worked out by hand."""

from odoo.tests import tagged

from .offer_case import nine_to_five
from .partner_case import MARCH, PartnerCase

LATER = {"at": "2026-12-31"}


@tagged("post_install", "-at_install")
class TestGoldenAcceptance(PartnerCase):
    def escalated(self):
        """Decision 29: A is asked at 08:00, B at 12:00; B accepts at 12:30."""
        self.south.write({"offers_per_wave": 1, "wave_hours": 4})
        lead = self.offered("2026-03-16 08:00")
        self.run_scheduler("2026-03-16 12:00")
        self.accept(lead, self.b, "2026-03-16 12:30")
        return lead

    def test_golden_acceptance_of_lead_and_partner(self):
        """4.5 h since the first offer of the lead, 0.5 h since the partner's own."""
        self.escalated()
        self.assertEqual(self.figure("acceptance_time", *MARCH), (4.5, 1))
        self.assertEqual(self.figure("acceptance_time_own", *MARCH), (0.5, 1))
        self.assertEqual(self.by_partner("acceptance_time_own", *MARCH)["B"], 0.5)

    def test_golden_new_round_begins_anew(self):
        """Taken back; a new round on 20 March at 09:00, C accepts at 09:40: 0.67 h."""
        lead = self.escalated()
        self.reclaim(lead, "2026-03-19 10:00")
        with self.at("2026-03-20 09:00"):
            lead.action_offer_to_partners()
        self.assertEqual(self.asked(lead)[-1], ("A", 1, "offered"))
        self.decline(lead, self.a, "2026-03-20 09:00")
        self.accept(lead, self.c, "2026-03-20 09:40")
        day = ("2026-03-20", "2026-03-20")
        value, number = self.figure("acceptance_time", *day)
        self.assertEqual((round(value, 2), number), (0.67, 1))
        # (4.5 + 0.67) / 2
        self.assertAlmostEqual(self.figure("acceptance_time", *MARCH)[0], 2.5833, 4)
        self.assertVerified("2026-03-31")

    def test_acceptance_of_the_lead_is_nobodys(self):
        self.escalated()
        values = self.by_partner("acceptance_time", *MARCH)
        self.assertFalse(any(values.values()))

    def test_share_within_an_hour_counts_leads_that_nobody_took(self):
        """Accepted after 30 and 90 minutes, one lapsed, one asked just now: 1 of 3."""
        for minutes in ("08:30", "09:30"):
            lead = self.offered("2026-03-16 08:00")
            self.accept(lead, self.a, f"2026-03-16 {minutes}")
        self.offered("2026-03-16 08:00")
        self.offered("2026-03-31 17:30")
        at = {"at": "2026-03-31 17:45"}
        value, number = self.figure("acceptance_within_1h", *MARCH, **at)
        self.assertEqual((round(value, 4), number), (0.3333, 3))

    def test_pick_rate_leaves_out_lost_races(self):
        """A: 1 accepted, 1 declined, 1 lapsed; B: beaten twice, 1 lapsed."""
        first, second, third = (self.offered("2026-03-16 08:00") for _ in range(3))
        self.accept(first, self.a, "2026-03-16 08:10")
        self.decline(second, self.a, "2026-03-16 08:30")
        self.accept(second, self.c, "2026-03-16 09:00")
        self.run_scheduler("2026-03-16 12:00")
        values = self.by_partner("pick_rate", *MARCH)
        self.assertAlmostEqual(values["A"], 1 / 3)
        self.assertEqual((values["B"], values["C"]), (0, 1))
        self.refresh("2026-03-31")
        lost = self.facts("offer_lost_race", "2026-03", sales_partner_id=self.b)
        self.assertEqual(lost.count, 2)
        declined = self.facts("offer_declined", "2026-03", sales_partner_id=self.a)
        self.assertEqual((declined.count, declined.work_hours), (1, 0.5))
        self.assertEqual(self.asked(third)[0], ("A", 1, "expired"))
        self.assertVerified("2026-03-31")

    def test_handed_over_is_no_offer(self):
        """It is picked, but nobody was asked, so nothing was accepted."""
        self.handed(self.a, "2026-03-16 09:00")
        self.refresh("2026-03-31")
        picked = self.facts("partner_picked", "2026-03", sales_partner_id=self.a)
        self.assertEqual(picked.count, 1)
        self.assertFalse(self.facts("offer_made").count)
        self.assertFalse(self.facts("offer_accepted").count)
        self.assertIsNone(self.figure("pick_rate", *MARCH)[0])


@tagged("post_install", "-at_install")
class TestGoldenContact(PartnerCase):
    def test_golden_contact_and_reach(self):
        """Decision 30: accepted 09:00, tried 09:40, reached 14:00 → 0.67 h and 5 h."""
        lead = self.offered("2026-03-16 08:00")
        self.accept(lead, self.a, "2026-03-16 09:00")
        offer = self.offer(lead, self.a)
        for at, result in (("09:40", "not_reached"), ("14:00", "reached")):
            with self.at(f"2026-03-16 {at}"):
                offer._mark_contacted(self.a, result)
        self.assertAlmostEqual(self.figure("contact_time", *MARCH)[0], 2 / 3)
        self.assertEqual(self.figure("reach_time", *MARCH), (5.0, 1))
        self.assertAlmostEqual(self.by_partner("contact_time", *MARCH)["A"], 2 / 3)
        self.assertVerified("2026-03-31")

    def test_golden_conversion_by_pick_and_by_lead(self):
        """A is silent, it is taken back, B wins it: A 0/1, B 1/1, in total 1/1."""
        lead = self.offered("2026-03-16 08:00")
        self.accept(lead, self.a, "2026-03-16 09:00")
        self.reclaim(lead, "2026-03-25 09:00")
        with self.at("2026-03-25 09:00"):
            lead.action_offer_to_partners()
        self.accept(lead, self.b, "2026-03-25 10:00")
        self.win(lead, "2026-05-04 12:00")
        values = self.by_partner("partner_conversion", *MARCH, **LATER)
        self.assertEqual((values["A"], values["B"]), (0, 1))
        self.assertEqual(self.figure("partner_conversion", *MARCH, **LATER), (1, 1))
        only_a = [("sales_partner_id", "=", self.a.id)]
        self.assertEqual(
            self.figure("partner_conversion", *MARCH, **LATER, domain=only_a), (0, 1)
        )
        self.assertVerified("2026-12-31")


@tagged("post_install", "-at_install")
class TestPartnerHours(PartnerCase):
    """Hours run by the calendar of the partner as it was when he was asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.berlin = nine_to_five(cls.env, tz="Europe/Berlin")
        cls.a.sales_calendar_id = cls.berlin
        cls.b.sales_calendar_id = False

    def accepted(self, partner, offered, accepted):
        lead = self.offered(offered)
        self.accept(lead, partner, accepted)

    def hours(self, partner):
        self.refresh("2026-12-01")
        return self.facts("offer_accepted", sales_partner_id=partner).work_hours

    def test_night_and_weekend_of_the_partner_do_not_count(self):
        """Friday 15:30 UTC is 16:30 in Berlin: half an hour, and Monday 9:00-9:15."""
        self.south.wave_hours = 40
        self.accepted(self.a, "2026-03-13 15:30", "2026-03-16 08:15")
        self.assertEqual(self.hours(self.a), 0.75)

    def test_without_own_hours_those_of_the_company(self):
        """8-18 UTC: from 15:30 to 18:00 and from 8:00 to 8:15."""
        self.south.wave_hours = 40
        self.accepted(self.b, "2026-03-13 15:30", "2026-03-16 08:15")
        self.assertEqual(self.hours(self.b), 2.75)

    def test_clocks_change(self):
        """Berlin puts them forward on Sunday 29 March: Monday 9:00 is 7:00 UTC."""
        self.south.wave_hours = 40
        self.accepted(self.a, "2026-03-27 15:30", "2026-03-30 07:15")
        self.assertEqual(self.hours(self.a), 0.75)

    def test_the_lead_is_measured_by_who_accepted(self):
        self.south.wave_hours = 40
        self.accepted(self.a, "2026-03-13 15:30", "2026-03-16 08:15")
        self.assertEqual(self.figure("acceptance_time", *MARCH), (0.75, 1))

    def test_new_hours_hold_for_offers_from_then_on(self):
        """First 9-17 of Berlin; then those of the company, 8-18 UTC."""
        self.south.wave_hours = 40
        self.accepted(self.a, "2026-03-13 15:30", "2026-03-16 08:15")
        with self.at("2026-03-17 10:00"):
            self.a.sales_calendar_id = False
        self.accepted(self.a, "2026-03-20 15:30", "2026-03-23 08:15")
        self.assertEqual(self.hours(self.a), 0.75 + 2.75)
        self.assertVerified("2026-12-01")

    def test_changed_calendar_leaves_the_past(self):
        """On Wednesday the partner closes on Fridays: from tomorrow on."""
        self.south.wave_hours = 40
        self.accepted(self.a, "2026-03-13 15:30", "2026-03-16 08:15")
        self.assertEqual(self.hours(self.a), 0.75)
        with self.at("2026-03-18 10:00"):
            self.berlin.attendance_ids.filtered(lambda a: a.dayofweek == "4").unlink()
        self.accepted(self.a, "2026-03-20 08:30", "2026-03-23 08:15")
        self.assertEqual(self.hours(self.a), 0.75 + 0.25)
        self.assertVerified("2026-12-01")
