from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestCommon(SalesKpiCase):
    """The clock of the tests is the clock of the journal."""

    def test_everything_happens_at_the_moment_given(self):
        with self.at("2026-01-10 09:00") as now:
            lead = self.lead(expected_revenue=500)
        with self.at("2026-02-01 12:00"):
            lead.action_set_won()
        self.assertEqual(lead.create_date, now)
        rows = self.env["sales.kpi.journal"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        )
        self.assertEqual(
            [(row.kind, str(row.at)) for row in rows],
            [("created", "2026-01-10 09:00:00"), ("won", "2026-02-01 12:00:00")],
        )
        self.refresh()
        self.assertEqual(self.counts("lead_created", "2026-01", "2026-02"), [1, 0])
        self.assertEqual(self.amounts("lead_won", "2026-01", "2026-02"), [0, 500])
        self.assertEqual(self.facts("lead_won", "2026-02-01").count, 1)
        self.assertEqual(self.facts("lead_won", "2026-02-02", "2026-02-28").count, 0)
        self.assertVerified()
