"""What leads passed before somebody called a stage a milestone."""

from datetime import datetime

from odoo.tests import tagged

from .milestone_case import MilestoneCase


@tagged("post_install", "-at_install")
class TestMilestoneHistory(MilestoneCase):
    """The past of new milestones comes from the states that the journal holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.begin + cls.m1 + cls.m2 + cls.m3 + cls.won
        stages.is_milestone = False

    def walked_lead(self):
        """Begins on the 10th, at M2 on the 12th, at M1 on the 14th, worth 500."""
        with self.at("2026-01-10 09:00"):
            lead = self.north_lead(expected_revenue=500, user_id=self.anna.id)
        with self.at("2026-01-12 09:00"):
            lead.stage_id = self.m2
        with self.at("2026-01-14 09:00"):
            lead.stage_id = self.m1
            lead.expected_revenue = 700
        return lead

    def test_a_stage_becomes_a_milestone(self):
        """Passed is: the first time in the stage or in a later one, then implied."""
        lead, sitting = self.walked_lead(), self.north_lead()
        with self.at("2026-02-01 09:00"):
            (self.m1 + self.m2).is_milestone = True
        moment = datetime(2026, 1, 12, 9)
        columns = ("milestone_id", "milestone_from_id", "at", "amount", "is_implied")
        self.assertEqual(
            sorted(self.rows(lead, *columns)),
            [
                ("Interest", False, moment, 500, True),
                ("Talk", "Interest", moment, 500, False),
            ],
        )
        self.assertEqual(
            self.rows(lead, "origin", "user_id", "team_id"),
            [("history", self.anna.name, "North")] * 2,
        )
        self.assertEqual(self.rows(sitting), [])

    def test_what_was_passed_needs_no_evidence(self):
        lead = self.walked_lead()
        (self.m1 + self.m2).is_milestone = True
        lead.stage_id = self.m2
        self.assertEqual(len(self.rows(lead)), 2)

    def test_the_first_stage(self):
        """With evidence wanted, who only landed there did not reach it."""
        lead, sitting = self.walked_lead(), self.north_lead()
        self.begin.write({"is_milestone": True, "evidence_required": True})
        self.assertEqual(self.rows(lead), [("Begin", True)])
        self.assertEqual(self.rows(sitting), [])
        self.begin.is_milestone = False
        self.begin.evidence_required = False
        self.begin.is_milestone = True
        self.assertEqual(self.rows(sitting), [("Begin", False)])
        self.assertEqual(self.rows(lead), [("Begin", True)])

    def test_the_flag_is_taken_away(self):
        """History stays, also after a rebuild."""
        lead = self.walked_lead()
        (self.m1 + self.m2).is_milestone = True
        before = self.rows(lead, "milestone_id", "at", "is_implied")
        self.m2.is_milestone = False
        self.env["sales.kpi.journal"].rebuild_history()
        self.assertEqual(
            sorted(self.rows(lead, "milestone_id", "at", "is_implied")), sorted(before)
        )
        self.m2.is_milestone = True
        self.assertEqual(len(self.rows(lead)), 2)

    def test_a_milestone_between_others(self):
        """Who passed it came over it: the next one follows it."""
        lead = self.walked_lead()
        (self.m1 + self.m3).is_milestone = True
        with self.at("2026-01-20 09:00"):
            lead.action_reach_milestone(self.m3, self.reply(lead))
        self.assertIn(("Need", "Interest"), self._chain(lead))
        self.m2.is_milestone = True
        self.assertEqual(
            self._chain(lead),
            {("Interest", False), ("Talk", "Interest"), ("Need", "Talk")},
        )

    def _chain(self, lead):
        return set(self.rows(lead, "milestone_id", "milestone_from_id"))

    def test_rebuilding_writes_nothing_twice(self):
        """Live rows stay, inferred ones are written anew."""
        lead = self.walked_lead()
        self.m1.is_milestone = True
        (self.m2 + self.m3).is_milestone = True
        lead.action_reach_milestone(self.m3, self.reply(lead))
        columns = ("milestone_id", "at", "origin", "amount", "is_implied")
        before = sorted(self.rows(lead, *columns))
        self.env["sales.kpi.journal"].rebuild_history()
        self.assertEqual(sorted(self.rows(lead, *columns)), before)
        self.env["sales.kpi.journal"].rebuild_history()
        self.assertEqual(sorted(self.rows(lead, *columns)), before)

    def test_a_back_dated_milestone_hides_no_history(self):
        """What happened before the first live state is rebuilt although a milestone
        was entered for an earlier day."""
        with self.at("2026-01-10 09:00"):
            lead = self.north_lead()
        Journal = self.env["sales.kpi.journal"]
        states = [("res_id", "=", lead.id), ("kind", "!=", "milestone")]
        # as if the app came later: no live state yet
        Journal.search(states).unlink()
        self.env["sales.kpi.journal"].rebuild_history()
        self.m1.is_milestone = True
        with self.at("2026-01-20 09:00"):
            lead.action_reach_milestone(
                self.m1, {"back_date_reason": "x"}, None, "2026-01-11"
            )
        count = Journal.search_count(states)
        Journal.rebuild_history()
        self.assertEqual(Journal.search_count(states), count)

    def test_deleted_leads_keep_their_past(self):
        lead = self.walked_lead()
        lead.unlink()
        (self.m1 + self.m2).is_milestone = True
        self.assertEqual(len(self.rows(lead)), 2)
