"""The first page of a newcomer: what there is, and what is still to be done."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_setup import SetupCase


@tagged("post_install", "-at_install")
class TestFirstSteps(SetupCase):
    def steps(self, user):
        return self.env["sales.kpi"].with_user(user).first_steps()

    def done(self):
        tasks = self.steps(self.manager)["tasks"]
        return {task["key"] for task in tasks if task["is_done"]}

    def test_salespeople_get_four_lines_and_no_tasks(self):
        steps = self.steps(self.anna)
        self.assertEqual(len(steps["tour"]), 4)
        self.assertEqual(steps["tasks"], [])

    def test_who_sees_no_figures_has_no_first_steps(self):
        outsider = new_test_user(self.env, "kpi_no_steps", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.steps(outsider)

    def test_a_newcomer_has_everything_to_do(self):
        self.assertEqual(self.done(), set())

    def test_what_is_done_is_ticked(self):
        self.assistant(
            qualified_stage_id=self.stages[1].id, go_live=False
        ).action_finish()
        self.assertEqual(self.done(), {"setup", "qualified", "customers"})
        self.lead()
        self.refresh()
        kpis = self.env["sales.kpi"].with_user(self.manager)
        kpis.dashboard_remove_tile("win_rate")
        self.assertEqual(
            self.done(), {"setup", "qualified", "customers", "figures", "tiles"}
        )

    def test_customers_of_old_without_a_date_are_to_do(self):
        self.company.kpi_go_live = self.company._kpi_today()
        self.order(100, partner=self.partner("Old")).action_confirm()
        self.refresh()
        self.assertNotIn("customers", self.done())
        partner = self.env["res.partner"].search([("name", "=", "Old")])
        partner.customer_since = "2020-01-01"
        self.assertIn("customers", self.done())

    def test_every_button_leads_somewhere(self):
        self.company.kpi_go_live = "2026-01-01"
        steps = self.steps(self.manager)
        for step in steps["tour"] + steps["tasks"]:
            action = step["action"]
            if isinstance(action, str):
                self.assertTrue(self.env.ref(action).exists(), step["key"])
            else:
                self.assertIn("type", action, step["key"])
