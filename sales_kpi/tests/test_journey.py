from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestJourney(SalesKpiCase):
    """The lead shows how far its customer has come, by what, and how to go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.user("journey_anna", tz="Europe/Berlin", lang="en_US")
        cls.team_north = cls.team("North", [cls.anna])
        cls.new, cls.talk, cls.need, cls.order_stage = cls.env["crm.stage"].create(
            [
                {"name": name, "sequence": 100 + place, **values}
                for place, (name, values) in enumerate(
                    {
                        "New enquiry": {},
                        "First talk": {
                            "customer_action": "The decision maker invites us",
                            "playbook": "<p>Ask for the decision maker</p>",
                        },
                        "Need": {"playbook": "<p><br></p>"},
                        "Order": {"is_won": True},
                    }.items()
                )
                for values in [
                    {
                        **values,
                        "is_milestone": name != "New enquiry",
                        "team_ids": [Command.link(cls.team_north.id)],
                    }
                ]
            ]
        )
        cls.said = {"note": "Come on Monday", "contact_name": "Ms Fox"}
        cls.env["crm.stage"].search(
            [("team_ids", "=", False), ("is_milestone", "=", True)]
        ).is_milestone = False

    def open_lead(self, **values):
        values = {
            "team_id": self.team_north.id,
            "stage_id": self.new.id,
            "user_id": self.anna.id,
            **values,
        }
        return self.lead(**values).with_user(self.anna)

    def steps(self, lead):
        return {step["name"]: step for step in lead.journey["milestones"]}

    def test_a_new_lead_has_all_milestones_before_it(self):
        lead = self.open_lead()
        self.assertEqual(lead.milestone_progress, "0/3")
        self.assertEqual(
            [(step["name"], step["state"]) for step in lead.journey["milestones"]],
            [("First talk", "next"), ("Need", "open"), ("Order", "open")],
        )
        following = lead.journey["next"]
        self.assertEqual(following["action"], "The decision maker invites us")
        self.assertIn("Ask for the decision maker", following["playbook"])
        self.assertFalse(lead.journey["has_acted"])

    def test_what_was_reached_tells_when_by_what_and_by_whom(self):
        with self.at("2026-03-04 23:30"):
            lead = self.open_lead()
            lead.action_reach_milestone(self.talk, self.said)
        step = self.steps(lead)["First talk"]
        self.assertEqual(step["state"], "reached")
        self.assertEqual(step["date"], "Mar 5, 2026", "half past midnight in Berlin")
        self.assertEqual(step["note"], self.said["note"])
        self.assertEqual(step["contact"], "Ms Fox")
        self.assertEqual(step["who"], self.anna.name)
        self.assertEqual(lead.milestone_progress, "1/3")
        self.assertEqual(lead.journey["next"]["name"], "Need")
        self.assertFalse(lead.journey["next"]["playbook"], "an empty one is none")
        self.assertTrue(lead.journey["has_acted"])

    def test_skipped_and_late_ones_are_marked_and_hinted_to_the_person_alone(self):
        with self.at("2026-03-01"):
            lead = self.open_lead()
        with self.at("2026-03-09"):
            meeting = self.env["calendar.event"].create(
                {
                    "name": "Workshop",
                    "start": "2026-03-05 09:00",
                    "stop": "2026-03-05 10:00",
                    "opportunity_id": lead.id,
                    "partner_ids": [Command.link(self.partner("Guest").id)],
                }
            )
            lead.action_reach_milestone(
                self.need, meeting, evidence_type="meeting", date="2026-03-05"
            )
        steps = self.steps(lead)
        self.assertTrue(steps["First talk"]["is_implied"])
        self.assertFalse(steps["Need"]["is_implied"])
        self.assertTrue(steps["Need"]["is_back_dated"])
        self.assertEqual(
            steps["Need"]["document"], {"model": "calendar.event", "id": meeting.id}
        )
        skipped, late = lead.journey["hints"]
        self.assertIn("Skipped: First talk", skipped)
        self.assertIn("Need", late)
        self.assertEqual(lead.with_user(self.env.user).journey["hints"], [])

    def test_a_closed_or_parked_lead_has_no_next_milestone(self):
        lead = self.open_lead()
        lead.action_park()
        self.assertFalse(lead.journey["next"])
        lead.action_revive()
        self.assertTrue(lead.journey["next"])
        lead.action_set_lost()
        self.assertFalse(lead.journey["next"])
        self.assertIs(lead.journey["silence"], False)

    def test_a_lead_without_a_process_has_no_journey(self):
        lead = self.lead(team_id=self.team("South").id)
        self.assertFalse(lead.journey)
        self.assertFalse(lead.milestone_progress)
        self.assertFalse(self.env["crm.lead"].new({"name": "New"}).journey)

    def test_a_milestone_that_left_the_process_stays_in_the_journey(self):
        lead = self.open_lead()
        lead.action_reach_milestone(self.talk, self.said)
        self.talk.is_milestone = False
        lead.invalidate_recordset()
        self.assertEqual(lead.journey["former"], self.talk.ids)
        self.assertEqual(self.steps(lead)["First talk"]["state"], "reached")
        self.assertEqual(lead.milestone_progress, "0/2")

    def test_each_milestone_is_celebrated_once_shortly(self):
        with self.at("2026-03-04 10:00"):
            lead = self.open_lead()
            self.assertFalse(lead.get_rainbowman_message())
            lead.action_reach_milestone(self.talk, self.said)
        with self.at("2026-03-04 10:00:20"):
            lead.invalidate_recordset()
            self.assertEqual(
                lead.get_rainbowman_message(), "Milestone reached: First talk (1/3)"
            )
            self.assertTrue(self.steps(lead)["First talk"]["is_fresh"])
        with self.at("2026-03-04 10:05"):
            lead.invalidate_recordset()
            self.assertFalse(lead.get_rainbowman_message())
            self.assertFalse(self.steps(lead)["First talk"]["is_fresh"])
        stranger = self.user("journey_stranger")
        with self.assertRaises(AccessError):
            lead.with_user(stranger).get_rainbowman_message()

    def test_the_activities_for_the_way_are_offered(self):
        self.talk.activity_plan_id = self.env["mail.activity.plan"].create(
            {"name": "After the first talk", "res_model": "crm.lead"}
        )
        lead = self.open_lead()
        self.assertFalse(lead.journey["plan"])
        lead.action_reach_milestone(self.talk, self.said)
        lead.invalidate_recordset()
        self.assertEqual(lead.journey["plan"], "After the first talk")

    def test_many_leads_are_read_by_few_queries(self):
        leads = self.env["crm.lead"].union(*(self.open_lead() for _ in range(5)))
        for lead in leads:
            lead.with_user(self.anna).action_reach_milestone(self.talk, self.said)
        self.env.flush_all()
        leads.invalidate_recordset()
        leads[:1].milestone_progress  # noqa: B018 the process is known now
        leads.invalidate_recordset()
        with self.assertQueryCount(4):
            self.assertEqual(leads.mapped("milestone_progress"), ["1/3"] * 5)
