from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, TransactionCase, tagged

from ..demo.demo_plan import Plan
from ..standard_codes import STANDARD_CODES


class TestDemoPlan(BaseCase):
    now = datetime(2026, 5, 20, 12)

    def test_same_day_same_story(self):
        once, again = Plan(self.now).steps(), Plan(self.now).steps()
        self.assertEqual(repr(once), repr(again))

    def test_story_ends_today(self):
        """Two years, in the order of time, nothing later than now."""
        steps = Plan(self.now).steps()
        self.assertEqual(steps, sorted(steps))
        self.assertLess(steps[-1].at, self.now)
        self.assertGreater(steps[-1].at, self.now - timedelta(days=4))
        self.assertEqual(steps[0].at.date().replace(day=1), date(2024, 5, 1))

    def test_leads_begin_with_their_creation(self):
        seen = set()
        for step in Plan(self.now).steps():
            self.assertEqual(step.act == "create", step.case not in seen)
            seen.add(step.case)


@tagged("post_install", "-at_install", "-standard", "sales_kpi_demo")
class TestDemoData(TransactionCase):
    def test_no_tile_is_empty(self):
        today = self.env["sales.kpi"]._today()
        year_ago = today - timedelta(days=365)
        company = self.env.ref("base.main_company")
        Kpi = self.env["sales.kpi"].with_context(allowed_company_ids=company.ids)
        [row] = Kpi.evaluate(
            list(STANDARD_CODES), year_ago.isoformat(), today.isoformat()
        )["rows"]
        empty = [code for code, cell in row["values"].items() if cell["value"] is None]
        self.assertEqual(empty, [])

    def test_facts_are_what_a_rebuild_would_write(self):
        self.env["sales.kpi.fact"]._refresh_queue()
        self.assertEqual(self.env["sales.kpi.fact"]._verify(), [])

    def test_second_load_adds_nothing(self):
        Lead = self.env["crm.lead"].with_context(active_test=False)
        before = Lead.search_count([])
        self.env["sales.kpi.demo"]._generate()
        self.assertEqual(Lead.search_count([]), before)
