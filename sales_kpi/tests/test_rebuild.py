from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestRebuild(SalesKpiCase):
    def test_managers_rebuild_after_a_change_past_odoo(self):
        with self.at("2026-01-10"):
            lead = self.lead(expected_revenue=100)
        self.refresh("2026-02-01")
        self.env.cr.execute("DELETE FROM sales_kpi_fact WHERE lead_id = %s", [lead.id])
        manager = self.user("rebuild_boss", "sales_kpi.group_manager")
        wizard = self.env["sales.kpi.rebuild"].with_user(manager).create({})
        with self.at("2026-02-01"):
            action = wizard.action_rebuild()
        self.assertIn("facts of", action["params"]["message"])
        self.assertEqual(self.counts("lead_created", "2026-01"), [1])

    def test_others_may_not(self):
        seller = self.user("rebuild_seller")
        with self.assertRaises(AccessError):
            self.env["sales.kpi.rebuild"].with_user(seller).create({}).action_rebuild()
        with self.assertRaises(AccessError):
            self.env["sales.kpi.fact"].with_user(seller).rebuild()
        with self.assertRaises(AccessError):
            self.env["sales.kpi.journal"].with_user(seller).rebuild_history()

    def test_a_deleted_product_queues_what_names_it_and_nothing_else(self):
        product, other = self.product("Gone"), self.product("Stays")
        draft = self.order((other, 1, 10))
        draft.action_confirm()
        self.refresh()
        product.unlink()
        self.env.cr.execute(
            "SELECT DISTINCT source FROM sales_kpi_dirty WHERE due IS NULL"
        )
        self.assertEqual(self.env.cr.fetchall(), [])
        other.categ_id = self.env["product.category"].create({"name": "New"})
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT ref FROM sales_kpi_dirty WHERE source = 'product' AND due IS NULL"
        )
        self.assertEqual({ref for (ref,) in self.env.cr.fetchall()}, {draft.id})
