"""Partner KPIs: feedback, processing, what partners win and buy, worked out by hand."""

from odoo.tests import tagged

from .partner_case import APRIL, MARCH, PartnerCase


@tagged("post_install", "-at_install")
class TestGoldenFeedback(PartnerCase):
    """Twenty leads that A got on Monday 2 March: reports are due on the 16th."""

    def setUp(self):
        super().setUp()
        self.leads = self.env["crm.lead"].concat(
            *(self.handed(self.a, "2026-03-02 09:00") for _ in range(20))
        )

    def test_golden_feedback_rate_is_that_of_the_gate(self):
        """Decision 31: 14 of 20 reported are 70 %, 15 of 20 are 75 %."""
        self.report(self.leads[:14], self.a, "2026-03-10 09:00", "waiting")
        self.assertEqual(self.figure("feedback_rate", *MARCH), (0.7, 20))
        self.assertEqual(self.rate_of_gate("2026-03-31 23:59"), 0.7)
        # a late report counts as well
        self.report(self.leads[14], self.a, "2026-03-20 09:00", "meeting")
        self.assertEqual(self.figure("feedback_rate", *MARCH), (0.75, 20))
        self.assertEqual(self.rate_of_gate("2026-03-31 23:59"), 0.75)
        self.assertEqual(self.by_partner("feedback_rate", *MARCH), {"A": 0.75})
        self.assertVerified("2026-03-31")

    def rate_of_gate(self, at):
        with self.at(at):
            self.a._update_feedback()
        return self.a.feedback_rate

    def test_nothing_is_due_before_its_time(self):
        """On the 15th no value; on the 16th, the day it falls due, 0 of 20."""
        days = ("2026-03-01", "2026-03-15")
        self.assertEqual(self.figure("feedback_rate", *days), (None, 0))
        self.assertEqual(self.figure("feedback_rate", *MARCH), (0, 20))

    def test_golden_lead_picked_two_hours_ago(self):
        """B has one, for two hours: no value."""
        self.handed(self.b, "2026-03-31 09:00")
        values = self.by_partner("feedback_rate", *MARCH, at="2026-03-31 11:00")
        self.assertNotIn("B", values)

    def test_closed_is_due_at_once(self):
        """Our own people lose one on 5 March, without a report: 0 of 1 by then."""
        self.lose(self.leads[0], "2026-03-05 09:00")
        days = ("2026-03-01", "2026-03-05")
        self.assertEqual(self.figure("feedback_rate", *days), (0, 1))
        self.assertEqual(self.figure("feedback_rate_finished", *days), (0, 1))
        self.report(self.leads[1], self.a, "2026-03-05 10:00", "lost", note="Gone")
        self.assertEqual(self.figure("feedback_rate", *days), (0.5, 2))
        self.assertEqual(self.figure("feedback_rate_finished", *days), (0.5, 2))
        self.assertEqual(self.figure("feedback_rate", *MARCH), (1 / 20, 20))
        self.assertVerified("2026-03-31")

    def test_taken_back_stays_reportable(self):
        """19 of 20 are silent; one is taken back on the 20th and reported after all."""
        self.reclaim(self.leads[0], "2026-03-20 09:00")
        self.report(self.leads[0], self.a, "2026-03-21 09:00", "lost", note="Gone")
        self.assertEqual(self.figure("feedback_rate", *MARCH), (1 / 20, 20))
        # he no longer had it: it is not he who closed it
        self.assertIsNone(self.figure("feedback_rate_finished", *MARCH)[0])

    def test_tap_after_a_call_is_no_report(self):
        with self.at("2026-03-03 09:00"):
            self.offer(self.leads[0], self.a)._mark_contacted(self.a, "reached")
        self.assertEqual(self.figure("feedback_rate", *MARCH), (0, 20))
        self.assertEqual(self.figure("contact_time", *MARCH), (10, 1))

    def test_what_is_older_than_a_year_does_not_count(self):
        """All fell due in March 2026: in the year up to March 2027 there are none."""
        for last, expected in (("2027-02-28", (0, 20)), ("2027-03-31", (None, 0))):
            with self.subTest(last=last):
                first = last[:8] + "01"
                self.assertEqual(self.figure("feedback_rate", first, last), expected)


@tagged("post_install", "-at_install")
class TestGoldenProcessing(PartnerCase):
    def test_golden_processing_time(self):
        """10 days until A wins it, 5 until we lose the other: 7.5 days in March."""
        won, lost = (self.handed(self.a, "2026-03-02 09:00") for _ in range(2))
        self.report(won, self.a, "2026-03-12 09:00", "won", value=1_000)
        self.lose(lost, "2026-03-07 09:00")
        self.assertEqual(self.figure("processing_time", *MARCH), (7.5, 2))
        self.assertVerified("2026-03-31")

    def test_reopened_lead_is_taken_off(self):
        """Won after 10 days; reopened in April, and lost 40 days after A got it."""
        lead = self.handed(self.a, "2026-03-02 09:00")
        self.report(lead, self.a, "2026-03-12 09:00", "won", value=1_000)
        with self.at("2026-04-01 09:00"):
            lead.write({"probability": 20, "stage_id": self.first_stage().id})
        self.assertEqual(lead.won_status, "pending")
        self.assertEqual(self.figure("processing_time", *MARCH), (10, 1))
        self.assertEqual(self.figure("partner_won_value", *MARCH)[0], 1_000)
        self.assertEqual(self.figure("partner_won_value", *APRIL)[0], -1_000)
        self.lose(lead, "2026-04-11 09:00")
        self.refresh("2026-04-30")
        april = self.facts("partner_closed", "2026-04")
        # -10 days taken back, 40 days until the loss
        self.assertEqual((april.count, april.hours / 24), (0, 30))
        self.assertFalse(self.facts("picked_to_won").count)
        self.assertVerified("2026-04-30")

    def first_stage(self):
        return self.env["crm.stage"].search([("is_won", "=", False)], limit=1)

    def test_edges_of_the_month_and_the_empty_month(self):
        """Picked in the first and the last second of March, and in May."""
        for at in ("2026-03-01 00:00:00", "2026-03-31 23:59:59", "2026-05-01 00:00:00"):
            self.handed(self.a, at)
        self.refresh("2026-05-31")
        months = ("2026-02", "2026-03", "2026-04", "2026-05")
        self.assertEqual(self.counts("partner_picked", *months), [0, 2, 0, 1])
        self.assertEqual(self.figure("partner_won_value", *APRIL), (0, 0))
        self.assertIsNone(self.figure("processing_time", *APRIL)[0])
        self.assertIsNone(self.figure("contact_time", *APRIL)[0])
        self.assertIsNone(self.figure("pick_rate", *APRIL)[0])

    def test_days_are_those_of_the_company(self):
        """Berlin: 31 March 22:30 UTC is 1 April."""
        self.company.kpi_tz = "Europe/Berlin"
        self.handed(self.a, "2026-03-31 22:30")
        self.refresh("2026-05-01")
        self.assertEqual(self.counts("partner_picked", "2026-03", "2026-04"), [0, 1])

    def test_what_must_not_count(self):
        """Not a real lead: neither its offers nor its end."""
        test = self.offered("2026-03-16 08:00")
        self.accept(test, self.a, "2026-03-16 08:30")
        self.report(test, self.a, "2026-03-17 08:30", "won", value=500)
        self.refresh("2026-03-31")
        self.assertEqual(self.facts("partner_won", "2026-03").amount, 500)
        test.kpi_excluded = True
        self.refresh("2026-03-31")
        for event in ("lead_offered", "offer_made", "partner_picked", "partner_won"):
            self.assertFalse(self.facts(event).count, event)
        self.assertVerified("2026-03-31")

    def test_deleted_lead_stays(self):
        lead = self.handed(self.a, "2026-03-02 09:00")
        self.report(lead, self.a, "2026-03-12 09:00", "won", value=1_000)
        with self.at("2026-04-10"):
            lead.unlink()
        self.assertEqual(self.figure("partner_won_value", *MARCH)[0], 1_000)
        self.assertEqual(self.figure("processing_time", *MARCH), (10, 1))
        self.assertVerified("2026-04-30")

    def test_merged_lead_is_won_as_its_survivor(self):
        """A had it; merged into another one that we win: 1 of 1, for A and in total."""
        double = self.handed(self.a, "2026-03-02 09:00")
        keeper = self.leads(1, "2026-02-01", team_id=self.south.id, priority="3")
        with self.at("2026-03-05 09:00"):
            survivor = (double | keeper).merge_opportunity()
        self.win(survivor, "2026-03-12 09:00")
        later = {"at": "2026-12-31"}
        self.assertEqual(self.figure("partner_conversion", *MARCH, **later), (1, 1))
        self.assertEqual(self.by_partner("partner_conversion", *MARCH, **later)["A"], 1)
        self.assertEqual(self.figure("processing_time", *MARCH), (10, 1))
        self.assertVerified("2026-12-31")
