from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesKpiCase

NOW = "2026-04-10 09:00"
MONTHS = ("2026-01", "2026-02", "2026-03")


@tagged("post_install", "-at_install")
class TestCostEntries(SalesKpiCase):
    """Vendor bills of 1 January 2026 on; the rule says which accounts are costs."""

    accounting = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.advertising, cls.travel = cls.env["account.account"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "account_type": "expense",
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for name, code in (("Advertising", "660001"), ("Travel", "660002"))
            ]
        )
        plan = cls.env["account.analytic.plan"].create({"name": "Sales"})
        cls.fair, cls.office = cls.env["account.analytic.account"].create(
            [
                {"name": name, "plan_id": plan.id, "company_id": cls.company.id}
                for name in ("Fair", "Office")
            ]
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Agency"})

    def rule(self, name="Advertising", **values):
        with self.at(NOW):
            return self.env["sales.kpi.cost.rule"].create(
                {
                    "name": name,
                    "company_id": self.company.id,
                    "category": "marketing",
                    "account_ids": [Command.set(self.advertising.ids)],
                    "date_from": "2026-01-01",
                    "months": 0,
                    **values,
                }
            )

    def bill(self, day, amount, account=None, shares=None, **values):
        """A posted bill without taxes; ``shares``: percent by analytic account."""
        with self.at(f"{day} 10:00"):
            move = self.env["account.move"].create(
                {
                    "move_type": "in_invoice",
                    "company_id": self.company.id,
                    "partner_id": self.vendor.id,
                    "invoice_date": day,
                    "date": day,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Service",
                                "account_id": (account or self.advertising).id,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                                "analytic_distribution": shares
                                and {str(key.id): part for key, part in shares.items()},
                            }
                        )
                    ],
                    **values,
                }
            )
            move.action_post()
        return move

    def costs(self, event="cost", **dimensions):
        self.refresh(NOW)
        return self.amounts(event, *MONTHS, **dimensions)

    def test_bills_on_an_account_count_and_refunds_count_back(self):
        self.rule()
        self.bill("2026-01-31", 1000)
        self.bill("2026-02-10", 300, self.travel)
        self.bill("2026-03-31", 400, move_type="in_refund")
        self.assertEqual(self.costs(), [1000, 0, -400])
        self.assertEqual(self.costs("cost_marketing"), [1000, 0, -400])
        self.assertVerified(NOW)

    def test_only_what_is_posted_counts(self):
        self.rule()
        bill = self.bill("2026-02-10", 1000)
        self.assertEqual(self.costs(), [0, 1000, 0])
        with self.at(NOW):
            bill.button_draft()
        self.assertEqual(self.costs(), [0, 0, 0])
        with self.at(NOW):
            bill.invoice_line_ids.price_unit = 900
            bill.action_post()
        self.assertEqual(self.costs(), [0, 900, 0])
        self.assertVerified(NOW)

    def test_an_entry_can_be_spread_over_its_month_or_more(self):
        """1200 of 15 January over three months of 22, 20 and 22 working days."""
        rule = self.rule(months=1)
        self.bill("2026-01-15", 1200)
        self.assertEqual(self.costs(), [1200, 0, 0])
        self.assertGreater(self.facts("cost", "2026-01-01", "2026-01-10").amount, 0)
        with self.at(NOW):
            rule.months = 3
        self.assertEqual(self.costs(), [412.5, 375, 412.5])
        self.assertVerified(NOW)

    def test_an_item_counts_once(self):
        """The first rule takes its part, the next one what is left."""
        first = self.rule(sequence=1, category="events")
        self.rule("Again", sequence=2)
        self.bill("2026-01-15", 1000)
        self.assertEqual(self.costs(), [1000, 0, 0])
        self.assertEqual(self.costs("cost_events"), [1000, 0, 0])
        with self.at(NOW):
            first.sequence = 3
        self.assertEqual(self.costs("cost_marketing"), [1000, 0, 0])
        self.assertEqual(self.costs(), [1000, 0, 0])
        self.assertVerified(NOW)

    def test_by_analytic_account(self):
        """60 % of a bill are for the fair; the rest is found by its account."""
        fair = {"account_ids": False, "analytic_account_ids": self.fair.ids}
        self.rule("Fair", sequence=1, category="events", **fair)
        self.rule(sequence=2)
        self.bill("2026-01-15", 100.01, shares={self.fair: 60, self.office: 40})
        self.bill("2026-02-15", 50, self.travel, shares={self.fair: 100})
        self.bill("2026-03-15", 70, self.travel, shares={self.office: 100})
        self.assertEqual(self.costs("cost_events"), [60.01, 50, 0])
        self.assertEqual(self.costs("cost_marketing"), [40, 0, 0])
        self.assertEqual(self.costs(), [100.01, 50, 0])
        self.assertVerified(NOW)

    def test_accounts_of_two_plans_do_not_count_twice(self):
        plan = self.env["account.analytic.plan"].create({"name": "Region"})
        north = self.env["account.analytic.account"].create(
            {"name": "North", "plan_id": plan.id, "company_id": self.company.id}
        )
        both = (self.fair | north).ids
        self.rule(account_ids=False, analytic_account_ids=both)
        self.bill("2026-01-15", 100, shares={self.fair: 100, north: 50})
        self.assertEqual(self.costs(), [100, 0, 0])

    def test_what_came_before_the_rule_is_left_alone(self):
        rule = self.rule(date_from="2026-02-01")
        self.bill("2026-01-31", 1)
        self.bill("2026-02-01", 2)
        self.assertEqual(self.costs(), [0, 2, 0])
        with self.at(NOW):
            rule.date_from = False
        self.assertEqual(self.costs(), [1, 2, 0])
        with self.at(NOW):
            rule.active = False
        self.assertEqual(self.costs(), [0, 0, 0])
        with self.at(NOW):
            rule.active = True
        self.assertEqual(self.costs(), [1, 2, 0])
        with self.at(NOW):
            rule.unlink()
        self.assertEqual(self.costs(), [0, 0, 0])
        self.assertVerified(NOW)

    def test_another_account_of_an_item_or_rule(self):
        rule = self.rule()
        bill = self.bill("2026-01-15", 10, self.travel)
        self.assertEqual(self.costs(), [0, 0, 0])
        with self.at(NOW):
            rule.account_ids = self.travel
        self.assertEqual(self.costs(), [10, 0, 0])
        with self.at(NOW):
            bill.button_draft()
            bill.invoice_line_ids.account_id = self.advertising
            bill.action_post()
        self.assertEqual(self.costs(), [0, 0, 0])
        self.assertVerified(NOW)

    def test_dimensions_are_those_of_the_rule(self):
        campaign = self.env["utm.campaign"].create({"name": "Fair"})
        self.rule(campaign_id=campaign.id)
        self.bill("2026-01-15", 10)
        self.assertEqual(self.costs(campaign_id=campaign), [10, 0, 0])

    def test_another_currency_counts_as_booked(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 1.25,
            }
        )
        self.rule()
        self.bill("2026-01-15", 1000, currency_id=dollar.id)
        self.assertEqual(self.costs(), [800, 0, 0])

    def test_a_rule_says_where_to_look(self):
        with self.assertRaisesRegex(ValidationError, "analytic accounts"):
            self.rule(account_ids=False)

    def test_what_may_count_twice_is_said_on_both_sides(self):
        """Entered by hand in the time and the category of a rule."""
        values = {"amount": 1, "company_id": self.company.id, "category": "marketing"}
        with self.at(NOW):
            early, late, other = self.env["sales.kpi.cost"].create(
                [
                    {**values, "date_from": "2025-12-01", "date_to": "2025-12-31"},
                    {**values, "date_from": "2026-01-01", "date_to": "2026-01-31"},
                    {**values, "date_from": "2026-01-01", "category": "tools"},
                ]
            )
        rule = self.rule()
        self.assertIn("“Advertising”", late.overlap_warning)
        self.assertFalse(early.overlap_warning)
        self.assertFalse(other.overlap_warning)
        self.assertIn(late.display_name, rule.overlap_warning)
        rule.active = False
        self.assertFalse(rule.overlap_warning)
        late.invalidate_recordset()
        self.assertFalse(late.overlap_warning)
