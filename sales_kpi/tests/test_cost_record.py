from datetime import date
from pathlib import Path

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .cost_case import NOW, CostCase

TEMPLATE = Path(__file__).parents[1] / "static/xls/sales_kpi_cost.xlsx"


@tagged("post_install", "-at_install")
class TestCostRecord(CostCase):
    def test_changes_reach_the_facts(self):
        cost = self.cost(100, "2026-01-05", "2026-01-09")
        self.refresh(NOW)
        with self.at(NOW):
            cost.write({"amount": 50, "category": "events", "date_to": "2026-01-06"})
        self.refresh(NOW)
        self.assertEqual(self.days(), {"2026-01-05": 25, "2026-01-06": 25})
        self.assertEqual(self.amount(event="cost_events"), 50)
        with self.at(NOW):
            cost.active = False
        self.refresh(NOW)
        self.assertEqual(self.days(), {})
        with self.at(NOW):
            cost.active = True
            cost.copy()
        self.refresh(NOW)
        self.assertEqual(self.amount(), 100)
        with self.at(NOW):
            cost.unlink()
        self.refresh(NOW)
        self.assertEqual(self.amount(), 50)
        self.assertVerified(NOW)

    def test_a_deleted_campaign_leaves_the_cost_unallocated(self):
        campaign = self.env["utm.campaign"].create({"name": "Fair"})
        self.cost(100, "2026-01-05", "2026-01-09", campaign_id=campaign.id)
        self.refresh(NOW)
        self.assertEqual(self.amount(campaign_id=campaign), 100)
        with self.at(NOW):
            campaign.unlink()
        self.assertEqual(self.amount(campaign_id=None), 100)
        self.assertVerified(NOW)

    def test_sales_partners_that_become_one_or_none(self):
        keep, gone = self.partner("Dealer"), self.partner("Dealer Ltd")
        self.cost(100, "2026-01-05", "2026-01-09", sales_partner_id=gone.id)
        self.refresh(NOW)
        with self.at(NOW):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (keep | gone).ids, keep
            )
        self.refresh(NOW)
        self.assertEqual(self.amount(sales_partner_id=keep), 100)
        with self.at(NOW):
            keep.unlink()
        self.refresh(NOW)
        self.assertEqual(self.amount(sales_partner_id=None), 100)
        self.assertVerified(NOW)

    def test_a_team_of_another_company_is_not_suggested(self):
        seller = self.user("kpi_cost_abroad")
        other = self.env["res.company"].create({"name": "Other"})
        seller.company_ids += other
        team = self.team("Abroad", seller, company_id=other.id)
        self.assertEqual(seller.sale_team_id, team)
        cost = self.cost(1, "2026-01-05", "2026-01-09", user_id=seller.id)
        self.assertFalse(cost.team_id)

    def test_a_figure_leads_to_the_cost(self):
        cost = self.cost(100, "2026-01-05", "2026-01-09")
        self.refresh(NOW)
        facts = self.env["sales.kpi.fact"].search(
            [("event", "=", "cost"), ("company_id", "=", self.company.id)]
        )
        action = facts[0].action_open_origin()
        self.assertEqual((action["res_model"], action["res_id"]), (cost._name, cost.id))

    def test_closed_time_stands_still(self):
        """A change of a closed month is a correction on the first open day."""
        cost = self.cost(2200, "2026-01-01", "2026-01-31")
        with self.at("2026-02-10 09:00"):
            self.company._kpi_close_until(date(2026, 1, 31))
            cost.amount = 2640
        self.refresh("2026-02-10 09:00")
        self.assertEqual(self.amount("2026-01"), 2200)
        self.assertEqual(self.amount("2026-02-01", "2026-02-01"), 440)
        self.assertVerified("2026-02-10 09:00")

    def test_the_end_is_suggested(self):
        with self.at(NOW), Form(self.env["sales.kpi.cost"]) as form:
            form.amount = 10
            form.date_from = date(2026, 2, 10)
            self.assertEqual(form.date_to, date(2026, 2, 28))

    def test_what_makes_no_sense_is_refused(self):
        for values, error in (
            ({"date_to": "2025-12-31", "recurrence": "month"}, IntegrityError),
            ({"selling_share": 1.2}, IntegrityError),
            ({"selling_share": -0.1}, IntegrityError),
            ({"date_to": "2206-01-31"}, ValidationError),
            ({"date_from": "0206-01-31"}, ValidationError),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                self.cost(1, "2026-01-01", "2026-01-31", **values)

    def test_an_amount_is_needed(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.cost(0, "2026-01-01", "2026-01-31")

    def test_without_a_last_day_a_single_cost_ends_with_its_month(self):
        self.assertEqual(self.cost(1, "2026-02-03").date_to, date(2026, 2, 28))


@tagged("post_install", "-at_install")
class TestCostImport(CostCase):
    def import_template(self, lang):
        self.env["res.lang"]._activate_lang(lang)
        self.env["ir.module.module"].search(
            [("name", "=", "sales_kpi")]
        )._update_translations(lang)
        Import = self.env["base_import.import"].with_context(lang=lang)
        wizard = Import.create(
            {
                "res_model": "sales.kpi.cost",
                "file": TEMPLATE.read_bytes(),
                "file_name": TEMPLATE.name,
                "file_type": "application/vnd.openxmlformats-officedocument."
                "spreadsheetml.sheet",
            }
        )
        options = {"has_headers": True, "quoting": '"'}
        preview = wizard.parse_preview(options)
        self.assertNotIn("error", preview)
        paths = [
            "/".join(preview["matches"][number])
            for number in range(len(preview["headers"]))
        ]
        return wizard.execute_import(paths, preview["headers"], preview["options"])

    def test_the_template_imports_as_it_is_in_both_languages(self):
        for lang in ("en_US", "de_DE"):
            with self.subTest(lang=lang):
                result = self.import_template(lang)
                self.assertEqual(result["messages"], [])
                costs = self.env["sales.kpi.cost"].browse(result["ids"])
                self.assertEqual(
                    [
                        (cost.category, cost.recurrence, cost.counted_amount)
                        for cost in costs
                    ],
                    [
                        ("salary", "year", 45_000),
                        ("marketing", "month", 1_500),
                        ("events", "once", 12_000),
                    ],
                )
                self.assertEqual(costs[2].date_to, date(2026, 4, 24))
                self.assertEqual(costs.currency_id, self.company.currency_id)

    def test_the_list_offers_the_template(self):
        [template] = self.env["sales.kpi.cost"].get_import_templates()
        self.assertTrue(template["template"].endswith(TEMPLATE.name))
