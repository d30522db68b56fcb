from odoo.tests import tagged

from .golden import GoldenCase


@tagged("post_install", "-at_install")
class TestGoldenOutcome(GoldenCase):
    """Won, lost, disqualified and parked: decisions 8, 10, 11 and 13."""

    def test_junk_leads_are_no_losses(self):
        """Decision 10: 10 won, 10 lost, 80 junk → 50 %."""
        opportunities = self.leads(20, "2026-01-05 09:00")
        junk = self.leads(80, "2026-01-05 09:00", type="lead")
        self.win(opportunities[:10], "2026-01-20 09:00")
        self.lose(opportunities[10:] | junk, "2026-01-21 09:00")
        january = ("2026-01-01", "2026-01-31")
        self.assertEqual(self.figure("win_rate", *january), (0.5, 20))
        self.assertEqual(self.figure("disqualified_leads", *january), (80, 80))

    def test_parked_lead_that_is_won_later_reverses_its_parking(self):
        """Decision 10: 50 % in January, 55.6 % in February, 51.7 % together."""
        leads = self.leads(29, "2026-01-02 09:00")
        self.win(leads[:10], "2026-01-15 09:00")
        self.lose(leads[10:18], "2026-01-16 09:00")
        self.park(leads[18:20], "2026-01-30 09:00")
        self.revive(leads[18], "2026-02-09 09:00")
        self.win(leads[18] | leads[20:24], "2026-02-10 09:00")
        self.lose(leads[24:], "2026-02-11 09:00")
        january, february = ("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28")
        self.assertEqual(self.figure("win_rate", *january, at="2026-03-01"), (0.5, 20))
        value, cases = self.figure("win_rate", *february)
        self.assertAlmostEqual(value, 5 / 9)
        self.assertEqual(cases, 9)
        value, cases = self.figure("win_rate", "2026-01-01", "2026-02-28")
        self.assertAlmostEqual(value, 15 / 29)
        self.assertEqual(cases, 29)

    def test_parked_leads_less_those_that_came_back(self):
        """4 parked in January on its first and last day, 1 raw; 2 return in February.

        January 4, February 0 parked − 2 = −2, March without anything 0.
        """
        leads = self.leads(4, "2026-01-01 00:00")
        raw = self.leads(1, "2026-01-01 00:00", type="lead")
        self.leads(1, "2026-01-01 00:00")  # stays alive
        self.park(leads[0], "2026-01-01 00:00")
        self.park(leads[1:3] | raw, "2026-01-31 23:59")
        self.revive(leads[0], "2026-02-01 00:00")
        self.win(leads[1], "2026-02-28 23:59")
        values = self.figures(
            "parked_leads",
            "2026-01-01",
            "2026-03-31",
            granularity="month",
        )
        self.assertEqual(values, {"2026-01-01": 4, "2026-02-01": -2, "2026-03-01": 0})

    def test_what_the_first_run_parks_is_outside_the_win_rate(self):
        """1 won, 1 lost, 1 parked, 10 silent from before: 1 of 3, and 11 parked."""
        team = self.team("First run")
        old = self.leads(10, "2026-01-02 09:00", team_id=team.id)
        with self.at("2026-02-15 09:00"):
            team.parking_mode = "list"
        with self.at("2026-03-20 09:00"):
            team.action_confirm_parking()
        leads = self.leads(3, "2026-04-01 09:00", team_id=team.id)
        self.win(leads[0], "2026-04-10 09:00")
        self.lose(leads[1], "2026-04-10 09:00")
        self.park(leads[2] | old, "2026-04-10 09:00")
        april = ("2026-04-01", "2026-04-30")
        value, cases = self.figure("win_rate", *april)
        self.assertAlmostEqual(value, 1 / 3)
        self.assertEqual(cases, 3)
        self.assertEqual(self.figure("parked_leads", *april), (11, 11))

    def test_reopened_lead_is_taken_back_at_its_own_date(self):
        """Decision 10: a reversal negates, what was reported in January stays."""
        leads = self.leads(2, "2026-01-02 09:00", expected_revenue=1000)
        self.win(leads[0], "2026-01-15 09:00")
        self.lose(leads[1], "2026-01-15 09:00")
        with self.at("2026-02-03 09:00"):
            won = leads[0]
            won.write({"stage_id": self._first_stage().id, "probability": 20})
        values = self.figures(
            "won_value", "2026-01-01", "2026-02-28", granularity="month"
        )
        self.assertEqual(values, {"2026-01-01": 1000, "2026-02-01": -1000})

    def test_hit_rate_leaves_out_contacts_that_are_too_young(self):
        """Decision 11: 30 %, not the pooled 16.5 %; 12 deals need 40 contacts."""
        self.env.ref("sales_kpi.sales_kpi_hit_rate").cohort_days = 90
        january = self.leads(100, "2026-01-05 09:00")
        self.contact(january, "2026-01-06 09:00")
        self.win(january[:30], "2026-03-02 09:00")
        june = self.leads(100, "2026-06-01 09:00")
        self.contact(june, "2026-06-02 09:00")
        self.win(june[:3], "2026-06-30 09:00")
        value, cases = self.figure(
            "hit_rate", "2026-01-01", "2026-06-30", at="2026-07-15 12:00"
        )
        self.assertAlmostEqual(value, 0.3)
        self.assertEqual(cases, 100)
        self.assertAlmostEqual(12 / value, 40)
        value, _cases = self.figure(
            "hit_rate_period", "2026-01-01", "2026-06-30", at="2026-07-15 12:00"
        )
        self.assertAlmostEqual(value, 0.165)

    def test_month_without_a_mature_case_has_no_hit_rate(self):
        """Decision 11: young cohorts are open, not bad."""
        self.env.ref("sales_kpi.sales_kpi_hit_rate").cohort_days = 90
        june = self.leads(2, "2026-06-01 09:00")
        self.contact(june, "2026-06-02 09:00")
        self.assertEqual(self.figure("hit_rate", "2026-06-01", "2026-06-30"), (None, 0))

    def test_success_after_the_window_is_none(self):
        self.env.ref("sales_kpi.sales_kpi_hit_rate").cohort_days = 90
        leads = self.leads(2, "2026-01-05 09:00")
        self.contact(leads, "2026-01-06 09:00")
        self.win(leads[0], "2026-04-06 08:00")  # day 90
        self.win(leads[1], "2026-04-06 10:00")  # an hour too late
        self.assertEqual(
            self.figure("hit_rate", "2026-01-01", "2026-01-31", at="2026-12-31"),
            (0.5, 2),
        )

    def test_direct_opportunities_are_no_conversions(self):
        """Decision 13: 80 leads, 20 converted, 20 direct → 25 %; SQL 40."""
        raw = self.leads(80, "2026-01-05 09:00", type="lead")
        self.leads(20, "2026-01-05 09:00")
        with self.at("2026-01-12 09:00"):
            raw[:20].convert_opportunity(self.env["res.partner"])
        january = ("2026-01-01", "2026-01-31")
        self.assertEqual(
            self.figure("lead_to_opportunity", *january, at="2026-12-31"), (0.25, 80)
        )
        self.assertEqual(self.figure("qualified_leads", *january), (40, 40))

    def test_velocity_has_one_population(self):
        """Decision 8: 40 opportunities and 160 raw leads → 2 000 a day, not 10 000."""
        decided = self.leads(80, "2026-01-05 09:00", expected_revenue=12_000)
        self.win(decided[:20], "2026-03-06 09:00")  # 60 days after qualification
        self.lose(decided[20:], "2026-03-06 09:00")
        self.leads(40, "2026-06-01 09:00", expected_revenue=5_000)
        self.leads(160, "2026-06-01 09:00", type="lead")
        value, _cases = self.figure("sales_velocity", "2026-06-01", "2026-06-30")
        self.assertAlmostEqual(value, 2000)

    def _first_stage(self):
        return self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
