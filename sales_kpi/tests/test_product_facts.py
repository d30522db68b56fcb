from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesKpiCase

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")


@tagged("post_install", "-at_install")
class TestProductFacts(SalesKpiCase):
    def outcomes(self, **dimensions):
        self.refresh("2026-06-30")
        self.assertVerified("2026-06-30")
        return [
            self.counts(event, *MONTHS, **dimensions)
            for event in ("product_won", "product_lost")
        ]

    def variants(self, name):
        """Three variants of one product template."""
        attribute = self.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [Command.create({"name": size}) for size in "SML"],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": name,
                "type": "service",
                "taxes_id": [Command.clear()],
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        return template.product_variant_ids

    def test_a_product_is_won_or_lost_once_per_lead(self):
        """Decision 16: three variants, one accepted; one quotation expired: 1/2."""
        small, medium, large = self.variants("A")
        with self.at("2026-01-05"):
            first, second = self.lead(), self.lead()
            offers = [
                self.order((variant, 1, 100), lead=first, validity_date="2026-01-31")
                for variant in (small, medium, large)
            ]
            late = self.order((small, 1, 100), lead=second, validity_date="2026-01-31")
            for offer in (*offers, late):
                offer.action_quotation_sent()
        with self.at("2026-01-20"):
            offers[1].action_confirm()
        self.assertEqual(self.outcomes(), [[1, 0, 0, 0, 0], [0, 0, 0, 1, 0]])
        self.assertEqual(self.facts("product_lost", "2026-04-01").count, 1)

    def test_the_lead_decides_and_may_change_its_mind(self):
        anna = self.user("kpi_anna")
        table, chair = self.product("Table"), self.product("Chair")
        with self.at("2026-01-05"):
            lead = self.lead(user_id=anna.id)
            order = self.order(
                (table, 1, 100), (chair, 4, 10), lead=lead, validity_date=False
            )
            order.action_quotation_sent()
        with self.at("2026-02-05"):
            lead.action_set_lost()
        self.assertEqual(self.outcomes(), [[0] * 5, [0, 2, 0, 0, 0]])
        with self.at("2026-03-05"):
            lead.action_unarchive()
            order.order_line[1].product_uom_qty = 0
            order.action_confirm()
        won, lost = self.outcomes()
        self.assertEqual(won, [0, 0, 1, 0, 0])
        self.assertEqual(lost, [0, 1, -1, 0, 0])
        with self.at("2026-04-05"):
            order._action_cancel()
        self.assertEqual(self.outcomes()[0], [0, 0, 1, -1, 0])
        with self.at("2026-05-05"):
            lead.action_set_lost()
        won, lost = self.outcomes(user_id=anna, product_id=table)
        self.assertEqual(won, [0, 0, 1, -1, 0])
        self.assertEqual(lost, [0, 1, -1, 0, 1])

    def test_an_order_without_a_lead_is_its_own_case(self):
        table = self.product("Table")
        with self.at("2026-01-05"):
            self.order((table, 1, 100)).action_confirm()
            self.order((table, 1, 100), validity_date="2026-01-31")
            late = self.order((table, 1, 100), validity_date="2026-01-31")
            late.action_quotation_sent()
        self.assertEqual(self.outcomes(), [[1, 0, 0, 0, 0], [0, 0, 0, 1, 0]])
        with self.at("2026-02-05"):
            late.validity_date = "2026-03-10"
        self.assertEqual(self.outcomes()[1], [0, 0, 0, 0, 1])

    def test_deleted_leads_and_test_leads(self):
        table = self.product("Table")
        with self.at("2026-01-05"):
            lead, test = self.lead(), self.lead()
            for case in (lead, test):
                self.order((table, 1, 100), lead=case).action_confirm()
        self.assertEqual(self.outcomes()[0], [2, 0, 0, 0, 0])
        with self.at("2026-02-05"):
            test.kpi_excluded = True
            lead.unlink()
        self.assertEqual(self.outcomes()[0], [1, 0, 0, 0, 0])
        self.assertEqual(self.facts("product_won", lead_id=False).count, 1)

    def test_category_is_the_one_of_today(self):
        table = self.product("Table")
        category = self.env["product.category"].create({"name": "Furniture"})
        with self.at("2026-01-05"):
            self.order((table, 1, 100)).action_confirm()
        self.outcomes()
        table.categ_id = category
        self.assertEqual(self.outcomes(categ_id=category)[0], [1, 0, 0, 0, 0])
        self.assertEqual(self.facts("product_sold", categ_id=category).amount, 100)
