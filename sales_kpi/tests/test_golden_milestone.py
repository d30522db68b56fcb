"""Milestone KPIs: inflow, success rate, yield and time, worked out by hand."""

from odoo.tests import tagged

from .process_case import ProcessCase

JANUARY = ("2026-01-01", "2026-01-31")
FEBRUARY = ("2026-02-01", "2026-02-28")
MARCH = ("2026-03-01", "2026-03-31")
LATER = {"at": "2026-12-31"}


@tagged("post_install", "-at_install")
class TestGoldenInflow(ProcessCase):
    def test_inflow_counts_each_lead_once_a_milestone(self):
        """M1: 2 leads with 10 000; one comes to M2 with 30 000, falls back, returns."""
        leads = self.team_leads(2, "2026-01-05")
        self.reach(leads, self.m1, "2026-01-05 10:00", amount=10_000)
        self.reach(leads[0], self.m2, "2026-01-12", amount=30_000)
        self.reach(leads[0], self.m2, "2026-01-20", amount=50_000)
        values = self.by_stage("milestone_inflow", *JANUARY)
        self.assertEqual((values[self.m1.id], values[self.m2.id]), (20_000, 30_000))
        counts = self.by_stage("milestone_inflow_count", *JANUARY)
        self.assertEqual((counts[self.m1.id], counts[self.m2.id]), (2, 1))

    def test_edges_of_the_month_and_the_empty_month(self):
        """One on the first, one on the last second of January, one in March."""
        leads = self.team_leads(3, "2025-12-01")
        moments = ("2026-01-01 00:00:00", "2026-01-31 23:59:59", "2026-03-01 00:00:00")
        for lead, moment in zip(leads, moments, strict=True):
            self.reach(lead, self.m1, moment, amount=1_000)
        months = self.figures(
            "milestone_inflow", "2026-01-01", "2026-03-31", granularity="month"
        )
        self.assertEqual(list(months.values()), [2_000, 0, 1_000])

    def test_what_must_not_count(self):
        """Not a real lead, and a lead that was merged away: only one of three counts."""
        real, test, double = leads = self.team_leads(3, "2026-01-05")
        self.reach(leads, self.m1, "2026-01-06", amount=1_000)
        test.kpi_excluded = True
        with self.at("2026-01-10"):
            (real | double).merge_opportunity()
        self.assertEqual(self.figure("milestone_inflow_count", *JANUARY)[0], 1)
        self.assertVerified("2026-02-01")

    def test_milestone_of_a_deleted_lead_stays(self):
        lead = self.team_leads(1, "2026-01-05")
        self.reach(lead, self.m1, "2026-01-06", amount=1_000)
        with self.at("2026-02-10"):
            lead.unlink()
        self.assertEqual(self.figure("milestone_inflow", *JANUARY)[0], 1_000)
        self.assertVerified("2026-03-01")

    def test_milestone_whose_stage_is_deleted_stays(self):
        """Its leads came all the same; by stage it has no name any more."""
        leads = self.team_leads(2, "2026-01-05")
        self.reach(leads, self.m1, "2026-01-06", amount=1_000)
        self.refresh("2026-01-31")
        self.m1.unlink()
        self.assertEqual(self.figure("milestone_inflow_count", *JANUARY)[0], 2)
        self.assertVerified("2026-02-01")

    def test_first_owner_has_the_milestone_reached_at_the_creation(self):
        """As decision 12: entered by nobody, given to Anna after five minutes."""
        anna, bert = self.user("kpi_anna"), self.user("kpi_bert")
        lead = self.team_leads(1, "2026-01-05 09:00")
        self.reach(lead, self.m1, "2026-01-05 09:00", amount=1_000)
        with self.at("2026-01-05 09:05"):
            lead.user_id = anna
        self.reach(lead, self.m2, "2026-01-08", amount=1_000)
        with self.at("2026-01-20"):
            lead.user_id = bert
        self.refresh("2026-01-31")
        self.assertEqual(self.facts("milestone_reached", user_id=anna).count, 2)

    def test_standard_potential_is_told_apart(self):
        """Decision 23: median 20 000: inflow 20 000, count 1, standard share 100 %."""
        lead = self.team_leads(1, "2026-01-05")
        self.reach(lead, self.m1, "2026-01-06", amount=20_000, is_standard=True)
        self.refresh("2026-01-31")
        reached = self.facts("milestone_reached", "2026-01")
        self.assertEqual(reached[:3], (1, 1, 20_000))

    def test_customers_day_is_the_companys(self):
        """Berlin: 31 March 22:30 UTC is 1 April in summer, 28 February 22:30 not March."""
        self.company.kpi_tz = "Europe/Berlin"
        leads = self.team_leads(2, "2026-01-05")
        self.reach(leads[0], self.m1, "2026-02-28 22:30", amount=1_000)
        self.reach(leads[1], self.m1, "2026-03-31 22:30", amount=2_000)
        self.refresh("2026-05-01")
        months = ("2026-02", "2026-03", "2026-04")
        self.assertEqual(self.amounts("milestone_reached", *months), [1_000, 0, 2_000])


@tagged("post_install", "-at_install")
class TestGoldenRate(ProcessCase):
    def test_golden_rate_and_yield_differ(self):
        """Decision 22: 4 at M3 with 100 000; 2 reach M4 at 150 000 → 50 %, 75 %."""
        leads = self.team_leads(4, "2026-01-05")
        self.reach(leads, self.m3, "2026-01-10", amount=100_000)
        self.reach(leads[:2], self.m4, "2026-02-10", amount=150_000)
        for code, expected in (
            ("milestone_rate", 0.5),
            ("milestone_rate_count", 0.5),
            ("milestone_yield", 0.75),
        ):
            with self.subTest(code=code):
                values = self.by_stage(code, *JANUARY, **LATER)
                self.assertEqual(values[self.m3.id], expected)
        self.assertEqual(self.figure("milestone_rate", *JANUARY, **LATER), (0.5, 4))

    def test_success_belongs_to_the_milestone_it_came_from(self):
        """All dimensions are those of M3: its month, its owner (decision 12)."""
        anna, bert = self.user("kpi_anna"), self.user("kpi_bert")
        leads = self.team_leads(2, "2026-01-05", user_id=anna.id)
        self.reach(leads, self.m3, "2026-01-31 23:59:59", amount=100)
        with self.at("2026-02-01"):
            leads.user_id = bert
        self.reach(leads[0], self.m4, "2026-02-02", amount=100)
        self.assertEqual(
            self.figures("milestone_rate", *JANUARY, **LATER, groupby="user_id")[
                anna.id
            ],
            0.5,
        )
        self.assertIsNone(self.figure("milestone_rate", *MARCH, **LATER)[0])

    def test_only_cases_older_than_the_window_count(self):
        """Arrived in January 1 of 2 on; arrived in June 0 of 2: in July still 50 %."""
        old, young = self.team_leads(2, "2026-01-02"), self.team_leads(2, "2026-06-01")
        self.reach(old, self.m1, "2026-01-10", amount=10)
        self.reach(old[0], self.m2, "2026-01-20", amount=10)
        self.reach(young, self.m1, "2026-06-10", amount=10)
        year = ("2026-01-01", "2026-12-31")
        at = {"at": "2026-07-01"}
        values = self.by_stage("milestone_rate_count", *year, **at)
        self.assertEqual(values[self.m1.id], 0.5)

    def test_skipped_milestones_were_passed(self):
        """M1, then M3 at once: M2 is implied; both sections have 1 of 1."""
        lead = self.team_leads(1, "2026-01-05")
        self.reach(lead, self.m1, "2026-01-10", amount=10)
        self.reach(lead, self.m2, "2026-01-20", amount=10, is_implied=True)
        self.reach(lead, self.m3, "2026-01-20", amount=10)
        values = self.by_stage("milestone_rate", *JANUARY, **LATER)
        self.assertEqual((values[self.m1.id], values[self.m2.id]), (1, 1))

    def test_earliest_of_merged_milestones_counts(self):
        """The survivor has its own M1 of 20 January and a copy of the 10th: the 10th."""
        lead = self.team_leads(1, "2026-01-05")
        self.reach(lead, self.m1, "2026-01-20", amount=20)
        self.reach(lead, self.m1, "2026-01-10", amount=10)
        self.assertEqual(self.figure("milestone_inflow", *JANUARY)[0], 10)


@tagged("post_install", "-at_install")
class TestGoldenDuration(ProcessCase):
    def duration(self, stage, month):
        left = self.facts("milestone_left_own", month, stage_id=stage)
        return left.count, left.hours / 24

    def test_time_until_the_next_milestone_or_the_end(self):
        """10 days at M1; 5 days at M2 until lost; the open one at M1 does not count."""
        lost, waiting = leads = self.team_leads(2, "2026-01-01")
        self.reach(leads, self.m1, "2026-01-02", amount=10)
        self.reach(lost, self.m2, "2026-01-12", amount=10)
        self.lose(lost, "2026-01-17")
        self.refresh("2026-01-31")
        self.assertEqual(self.duration(self.m1, "2026-01"), (1, 10))
        self.assertEqual(self.duration(self.m2, "2026-01"), (1, 5))
        self.assertFalse(self.facts("milestone_left_own", lead_id=waiting).count)

    def test_reopened_lead_has_not_left(self):
        """Lost after 5 days, back on 1 February, on to the next one on 10 February."""
        lead = self.team_leads(1, "2026-01-01")
        self.reach(lead, self.m1, "2026-01-10", amount=10)
        self.lose(lead, "2026-01-15")
        with self.at("2026-02-01"):
            lead.action_unarchive()
        self.reach(lead, self.m2, "2026-02-10", amount=10)
        self.refresh("2026-02-28")
        self.assertEqual(self.duration(self.m1, "2026-01"), (1, 5))
        # −5 days taken back, then 31 days from 10 January to 10 February
        self.assertEqual(self.duration(self.m1, "2026-02"), (0, 26))
        self.assertVerified("2026-03-01")

    def test_parked_lead_that_comes_back(self):
        lead = self.team_leads(1, "2026-01-01")
        self.reach(lead, self.m1, "2026-01-10", amount=10)
        self.park(lead, "2026-01-20")
        self.revive(lead, "2026-02-05")
        self.win(lead, "2026-02-09")
        self.refresh("2026-02-28")
        self.assertEqual(self.duration(self.m1, "2026-01"), (1, 10))
        self.assertEqual(self.duration(self.m1, "2026-02"), (0, 20))

    def test_skipped_milestone_and_order_are_no_stay(self):
        """M2 was skipped; M5 is reached by the win itself: only M1 and M3 were stayed in."""
        lead = self.team_leads(1, "2026-01-01")
        self.reach(lead, self.m1, "2026-01-02", amount=10)
        self.reach(lead, self.m2, "2026-01-04", amount=10, is_implied=True)
        self.reach(lead, self.m3, "2026-01-04", amount=10)
        self.reach(lead, self.m4, "2026-01-09", amount=10, is_implied=True)
        self.reach(lead, self.m5, "2026-01-09", amount=10)
        self.win(lead, "2026-01-09")
        self.refresh("2026-01-31")
        stays = [self.duration(stage, "2026-01") for stage in self.stages]
        self.assertEqual(stays, [(1, 2), (0, 0), (1, 5), (0, 0), (0, 0)])

    def test_figure_is_personal(self):
        """Anna sees her own; Bert's leader only of at least five people."""
        anna = self.user("kpi_anna")
        lead = self.team_leads(1, "2026-01-01", user_id=anna.id)
        self.reach(lead, self.m1, "2026-01-02", amount=10)
        self.reach(lead, self.m2, "2026-01-12", amount=10)
        self.refresh("2026-01-31")
        [row] = (
            self.env["sales.kpi"]
            .with_user(anna)
            .evaluate(
                ["stage_duration"],
                *JANUARY,
                domain=[("user_id", "=", anna.id), ("stage_id", "=", self.m1.id)],
            )["rows"]
        )
        self.assertEqual(row["values"]["stage_duration"], {"value": 10.0, "n": 1})
        self.assertFalse(self.facts("milestone_left", user_id=anna).count)
        self.assertEqual(self.facts("milestone_left", stage_id=None).count, 1)


@tagged("post_install", "-at_install")
class TestMilestonePivot(ProcessCase):
    def test_pivot_by_stage_shows_what_evaluate_says(self):
        leads = self.team_leads(4, "2026-01-05")
        self.reach(leads, self.m3, "2026-01-10", amount=100_000)
        self.reach(leads[:2], self.m4, "2026-02-10", amount=150_000)
        codes = ("milestone_inflow", "milestone_rate", "milestone_yield")
        with self.at("2026-12-31"):
            self.refresh()
            rows = self.env["sales.kpi.report"]._read_group(
                [("company_id", "=", self.company.id)],
                ["stage_id"],
                [f"{code}:avg" for code in codes],
            )
        found = {stage: values for stage, *values in rows}
        self.assertEqual(found[self.m3], [400_000, 0.5, 0.75])
