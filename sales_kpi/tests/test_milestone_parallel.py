"""Milestones reached by several people at the same moment, real transactions."""

import threading

from odoo.tests import tagged

from .test_parallel import ParallelCase


@tagged("post_install", "-at_install")
class TestMilestoneParallel(ParallelCase):
    """Nobody's save fails, and a milestone is reached once."""

    def setUp(self):
        super().setUp()
        self.stage_ids, self.lead_id = self._commit(self._make_process)

    def _make_process(self, env):
        stages = env["crm.stage"].create(
            [
                {
                    "name": f"Parallel {place}",
                    "sequence": -100 + place,
                    "team_ids": self.team_ids[:1],
                    "is_milestone": place > 0,
                }
                for place in range(3)
            ]
        )
        lead = env["crm.lead"].create(
            {"name": "Storm", "team_id": self.team_ids[0], "stage_id": stages[0].id}
        )
        return stages.ids, lead.id

    def _clean(self, env):
        env["crm.lead"].browse(self.lead_id).unlink()
        env["crm.stage"].browse(self.stage_ids).unlink()
        return super()._clean(env)

    def _race(self, *works):
        """All have read the lead before the first one writes."""
        barrier, started = threading.Barrier(len(works)), set()

        def racing(number, work):
            def run(env):
                lead = env["crm.lead"].browse(self.lead_id)
                lead.fetch(["stage_id", "expected_revenue"])
                if number not in started:
                    started.add(number)
                    barrier.wait(20)
                work(lead)

            return run

        return self._run(*(racing(number, work) for number, work in enumerate(works)))

    def _rows(self, env):
        rows = env["sales.kpi.journal"].search(
            [("res_id", "=", self.lead_id), ("kind", "=", "milestone")]
        )
        proofs = env["crm.lead.milestone"].search([("lead_id", "=", self.lead_id)])
        return sorted(rows.milestone_id.ids), len(rows), len(proofs)

    def test_two_move_the_lead(self):
        def move(lead):
            lead.stage_id = self.stage_ids[1]

        self.assertEqual(self._race(move, move), [])
        self.assertEqual(self._commit(self._rows), (self.stage_ids[1:2], 1, 1))

    def test_one_moves_while_another_edits(self):
        def move(lead):
            lead.stage_id = self.stage_ids[2]

        def edit(lead):
            lead.expected_revenue = 500

        self.assertEqual(self._race(move, edit), [])
        self.assertEqual(self._commit(self._rows), (self.stage_ids[1:], 2, 2))
