from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .parking_case import ParkingCase

CRON = "odoo.addons.sales_kpi.models.crm_lead_parking_cron"


@tagged("post_install", "-at_install")
class TestParkingCron(ParkingCase):
    """Warn the owner once, park after the days of grace (decision 27).

    The team lists from 2 January and parks from 1 February on; seven days of grace.
    """

    def setUp(self):
        super().setUp()
        self.list_from("2026-01-02")
        self.park_from("2026-02-01")

    def night(self, day):
        with self.at(f"{day} 04:00"):
            self.run_cron("park")

    def warnings(self, lead):
        return lead.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("sales_kpi.mail_activity_type_dead_horse")
            )
        )

    def test_warned_then_parked(self):
        lead = self.silent()
        self.night("2026-02-01")
        [warning] = self.warnings(lead)
        self.assertEqual(warning.user_id, self.seller)
        self.assertEqual(warning.date_deadline, date(2026, 2, 8))
        self.assertEqual(lead.parking_due, date(2026, 2, 8))
        self.assertFalse(lead.is_parked)
        self.night("2026-02-07")
        self.assertEqual(self.warnings(lead), warning)
        self.assertFalse(lead.is_parked)
        self.night("2026-02-08")
        self.assertTrue(lead.is_parked)
        self.assertIn("38 days; 30 are allowed", lead.parked_reason)
        self.assertFalse(self.warnings(lead))

    def test_a_list_parks_nothing(self):
        self.north.parking_mode = "list"
        lead = self.silent()
        self.night("2026-05-01")
        self.assertFalse(lead.parking_warned_on)
        self.assertFalse(lead.activity_ids)

    def test_a_team_without_parking_costs_nothing(self):
        lead = self.silent()
        self.north.parking_mode = "off"
        self.night("2026-05-01")
        self.assertFalse(lead.parking_warned_on or lead.is_parked)

    def test_never_warned_twice(self):
        """Neither when the warning was done, nor when the action runs again."""
        lead = self.silent()
        self.night("2026-02-01")
        self.warnings(lead).action_feedback("I will call")
        self.night("2026-02-01")
        self.night("2026-02-02")
        self.assertFalse(self.warnings(lead))
        self.night("2026-02-08")
        self.assertTrue(lead.is_parked)

    def test_an_action_of_the_customer_voids_the_warning(self):
        lead = self.silent()
        self.night("2026-02-01")
        with self.at("2026-02-03 09:00"):
            lead.action_customer_called()
        self.assertFalse(self.warnings(lead) or lead.parking_warned_on)
        self.night("2026-02-08")
        self.assertFalse(lead.is_parked)
        self.night("2026-03-06")  # silent for thirty days again
        self.assertTrue(self.warnings(lead))

    def test_kept_and_warned_anew_after_that(self):
        lead = self.silent()
        self.night("2026-02-01")
        with self.at("2026-02-03 09:00"):
            lead.with_user(self.seller).action_keep("2026-03-01")
        self.assertFalse(self.warnings(lead))
        self.night("2026-03-01")
        self.assertFalse(self.warnings(lead))
        self.night("2026-03-02")
        self.assertTrue(self.warnings(lead))

    def test_without_an_owner_the_leader_is_told(self):
        with self.at("2026-01-01 09:00"):
            lead = self.lead(team_id=self.north.id)
        self.night("2026-02-01")
        self.assertEqual(self.warnings(lead).user_id, self.leader)

    def test_without_anybody_it_is_parked_all_the_same(self):
        self.north.user_id = False
        with self.at("2026-01-01 09:00"):
            lead = self.lead(team_id=self.north.id)
        self.night("2026-02-01")
        self.assertEqual(lead.parking_warned_on, date(2026, 2, 1))
        self.night("2026-02-08")
        self.assertTrue(lead.is_parked)

    def test_the_warning_speaks_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.seller.lang = "fr_FR"
        lead = self.silent()
        spoken = []
        warn = type(lead).activity_schedule

        def remember(self, *args, **kwargs):
            spoken.append(self.env.lang)
            return warn(self, *args, **kwargs)

        with patch.object(type(lead), "activity_schedule", remember):
            self.night("2026-02-01")
        self.assertEqual(spoken, ["fr_FR"])

    def test_one_that_fails_does_not_hold_up_the_others(self):
        bad, good = self.silent(), self.silent()
        self.night("2026-02-01")
        park = type(bad)._park

        def fail(self, reason=None):
            if self == bad:
                raise ValueError("Something is wrong with this lead")
            return park(self, reason)

        with (
            patch.object(type(bad), "_park", fail),
            mute_logger(CRON),
            self.assertLogs(CRON, "ERROR") as logs,
        ):
            self.night("2026-02-08")
        self.assertIn(str(bad.id), logs.output[0])
        self.assertEqual((bad | good).mapped("is_parked"), [False, True])
        self.night("2026-02-09")
        self.assertTrue(bad.is_parked)

    def test_it_goes_on_where_it_was_stopped(self):
        """Of three leads one is warned of per batch; the time is up after the first."""
        leads = self.silent() | self.silent() | self.silent()
        with self.at("2026-02-01 04:00"), patch(f"{CRON}.BATCH", 1):
            with (
                patch.object(
                    type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 0
                ),
                patch(f"{CRON}.retrying", lambda func, env: func()),
            ):
                self.env["crm.lead"]._cron_park()
            self.assertEqual(len(leads.filtered("parking_warned_on")), 1)
        self.night("2026-02-01")
        self.assertEqual([len(self.warnings(lead)) for lead in leads], [1, 1, 1])

    def test_a_meeting_nobody_noted_yet_saves_the_lead(self):
        lead = self.silent()
        self.night("2026-02-01")
        with self.at("2026-02-01 09:00"):
            self.meeting(lead, "2026-02-04 10:00", "2026-02-04 11:00")
        self.night("2026-02-08")
        self.assertFalse(lead.is_parked)
        self.assertActed(lead, "2026-02-04 11:00")

    def test_the_plan_reads_each_lead_once(self):
        """One statement finds what is due, however many leads there are."""
        self.silent()
        with self.at("2026-02-01 04:00"):
            self.env.flush_all()
            with self.assertQueryCount(1):
                steps = self.env["crm.lead"]._parking_steps()
        self.assertIn("warn", steps.values())


@tagged("post_install", "-at_install")
class TestParkingFacts(ParkingCase):
    """What parking does to the figures (decision 10)."""

    def test_a_month_of_parking(self):
        """Five dead horses in January and February; see each line.

        ========= =============================== ==============================
        lead      what happened                   counts as
        ========= =============================== ==============================
        old       silent since 1 Jan, dead before lead_parked_initial, 15 Feb
                  the team parks (5 Feb)
        sold      parked 10 Mar by hand           lead_parked, 10 Mar
        raw       unqualified, parked 10 Mar      lead_parked_early, 10 Mar
        back      parked 10 Mar, revived 20 Mar   lead_parked +1, −1
        lost      parked 10 Mar, lost 25 Mar      lead_parked +1, −1; lead_lost +1
        ========= =============================== ==============================
        """
        old = self.silent(expected_revenue=1000)
        self.list_from("2026-01-02")
        self.park_from("2026-02-05")
        for day in ("2026-02-08", "2026-02-15"):
            with self.at(f"{day} 04:00"):
                self.run_cron("park")
        self.assertTrue(old.is_parked and old.is_parked_initially)
        with self.at("2026-03-01 09:00"):
            sold, back, lost = (
                self.lead(team_id=self.north.id, expected_revenue=value)
                for value in (10, 20, 40)
            )
            raw = self.lead(team_id=self.north.id, type="lead")
        with self.at("2026-03-10 09:00"):
            (sold | back | lost | raw).action_park("Silent")
        with self.at("2026-03-20 09:00"):
            back.action_customer_called()
        with self.at("2026-03-25 09:00"):
            lost.action_set_lost()
        self.assertVerified("2026-04-01")
        self.assertEqual(self.facts("lead_parked_initial", "2026-02").amount, 1000)
        self.assertEqual(self.counts("lead_parked", "2026-02", "2026-03"), [0, 1])
        self.assertEqual(self.facts("lead_parked", "2026-03").amount, 10)
        self.assertEqual(self.counts("lead_parked_early", "2026-03"), [1])
        self.assertEqual(self.counts("lead_lost", "2026-03"), [1])
        self.assertEqual(self.counts("pipeline", "2026-02", "2026-03"), [-1, 1])

    def test_merged_parked_leads_count_once(self):
        """Both parked: two in February, one is taken back by the merge in March."""
        leads = self.silent() | self.silent()
        with self.at("2026-02-01 09:00"):
            leads.action_park("Silent")
        with self.at("2026-03-01 09:00"):
            survivor = leads.merge_opportunity()
        with self.at("2026-04-01 09:00"):
            survivor.action_set_won()
        self.assertVerified("2026-04-02")
        months = ("2026-02", "2026-03", "2026-04")
        self.assertEqual(self.counts("lead_parked", *months), [2, -1, -1])
        self.assertEqual(self.counts("lead_won", *months), [0, 0, 1])
        self.assertEqual(self.facts("pipeline").count, 0)
