"""Budgets by month, and targets and forecasts beside them."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .target_agreement_case import NOW, TargetAgreementCase

MARKETING = "base.group_user,sales_kpi.group_marketing"
OPERATIONS = "base.group_user,sales_kpi.group_operations"


@tagged("post_install", "-at_install")
class TestBudget(TargetAgreementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = cls.user("budget_planner", OPERATIONS)

    @classmethod
    def budget(cls, month, value, user=None, **values):
        budgets = cls.as_user(user or cls.planner, cls.env["sales.kpi.budget"])
        return budgets.create(
            {
                "kpi_id": cls.kpi.id,
                "company_id": cls.company.id,
                "month": month,
                "value": value,
                **values,
            }
        )

    def quarter(self, *values, **scope):
        for number, value in enumerate(values, start=10):
            self.budget(f"2026-{number}-17", value, **scope)

    def test_a_month_is_planned_once(self):
        budget = self.budget("2026-10-17", 100)
        self.assertEqual(str(budget.month), "2026-10-01")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.budget("2026-10-31", 200)
        self.budget("2026-10-01", 50, scope="team", team_id=self.north.id)

    def test_what_does_not_add_up_has_no_budget(self):
        for code in ("win_rate", "pipeline_value", "sales_cycle_median"):
            kpi = self.env.ref(f"sales_kpi.sales_kpi_{code}")
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self.budget("2026-10-01", 1, kpi_id=kpi.id)

    def test_scope_says_what_else_is_given(self):
        with self.assertRaises(ValidationError):
            self.budget("2026-10-01", 1, scope="team")
        with self.assertRaises(ValidationError):
            self.budget("2026-10-01", 1, team_id=self.north.id)

    # -- rights

    def test_who_plans(self):
        for user in (self.anna, self.lea, self.user("budget_marketing", MARKETING)):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.budget("2026-10-01", 1, user)
        self.budget("2026-10-01", 1, self.boss)

    def test_who_reads(self):
        """As targets: those of the company and of one's teams, never of another."""
        company = self.budget("2026-10-01", 1)
        north = self.budget("2026-10-01", 1, scope="team", team_id=self.north.id)
        south = self.budget("2026-10-01", 1, scope="team", team_id=self.south.id)
        anna = self.budget(
            "2026-10-01", 1, self.boss, scope="user", user_id=self.anna.id
        )
        marketing = self.user("budget_marketing", MARKETING)
        other = self.env.ref("base.main_company")
        stranger = new_test_user(
            self.env,
            "budget_stranger",
            groups=MARKETING,
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for user, seen in (
            (self.anna, company | north | anna),
            (self.ben, company | north),
            (self.lea, company | north),
            (self.sam, company | south),
            (marketing, company | north | south),
            (self.planner, company | north | south),
            (self.boss, company | north | south | anna),
        ):
            with self.subTest(user=user.name):
                found = self.as_user(user, self.env["sales.kpi.budget"]).search([])
                self.assertEqual(found.sudo(), seen.sudo())
        context = {"allowed_company_ids": other.ids}
        theirs = company.with_env(self.env(user=stranger, su=False, context=context))
        self.assertFalse(theirs._filtered_access("read"))

    # -- from last year

    def derive(self, user=None, **values):
        wizards = self.as_user(
            user or self.planner, self.env["sales.kpi.budget.derive"]
        )
        with self.at(NOW):
            wizard = wizards.create({"month": "2027-01-01", **values})
            domain = wizard.action_apply()["domain"]
        return self.env["sales.kpi.budget"].search(domain, order="scope, month")

    def test_from_last_year(self):
        """5 % more: August 2026 brought 300 000. November 2026 is not over: 2025's."""
        found = self.derive(growth=0.05, level="both")
        self.assertEqual(len(found), 24)  # the company and North; South sold nothing
        company = found.filtered(lambda budget: budget.scope == "company")
        values = {budget.month.month: budget.value for budget in company}
        self.assertEqual(values[8], 315_000)
        self.assertEqual(values[5], 294_000)
        self.assertEqual(values[11], 210_000)
        self.assertEqual(values[1], 0)
        self.assertEqual((found - company).team_id, self.north)

    def test_what_is_planned_stays_unless_told(self):
        self.derive(level="company")
        with self.assertRaises(UserError):
            self.derive(level="company", growth=1)
        found = self.derive(level="company", growth=1, is_overwriting=True)
        self.assertEqual(len(found), 12)
        self.assertEqual(max(found.mapped("value")), 600_000)

    def test_nothing_to_plan_from(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_revenue")
        with self.assertRaises(UserError):
            self.derive(kpi_ids=kpi.ids)

    def test_salespeople_derive_nothing(self):
        with self.assertRaises(AccessError):
            self.derive(self.anna)

    # -- beside a target

    def test_budget_of_the_same_scope_and_months(self):
        self.quarter(50_000, 60_000, 70_000)
        target = self.target(self.boss, scope="company")
        self.assertEqual(target.budget_text, "180,000\xa0€")
        team = self.target(self.boss, scope="team", team_id=self.north.id)
        self.assertFalse(team.budget_text)

    def test_a_month_without_budget_leaves_none(self):
        self.quarter(50_000, 60_000)
        self.assertFalse(self.target(self.boss, scope="company").budget_text)

    def test_the_line_in_the_curve(self):
        """A month's budget runs up over its working days: October has 22."""
        self.quarter(22_000, 60_000, 70_000)
        target = self.target(self.boss, scope="company")
        with self.at(NOW):
            curve = target.sudo()._curve()
        line = dict(zip(curve["days"], curve["budget"], strict=True))
        self.assertEqual(line["2026-10-01"], 1_000)
        self.assertEqual(line["2026-10-05"], 3_000)
        self.assertEqual(line["2026-10-31"], 22_000)
        self.assertEqual(line["2026-11-30"], 82_000)
        self.assertEqual(line["2026-12-31"], 152_000)

    def test_no_line_without_budget(self):
        target = self.target(self.boss, scope="company")
        with self.at(NOW):
            self.assertIsNone(target.sudo()._curve()["budget"])

    def test_anna_sees_the_budget_of_her_team_at_its_target(self):
        self.quarter(1, 2, 3, scope="team", team_id=self.north.id)
        target = self.target(self.boss, scope="team", team_id=self.north.id)
        self.assertEqual(self.as_user(self.anna, target).budget_text, "6.00\xa0€")

    # -- beside a forecast

    def test_forecast_beside_budget(self):
        self.quarter(50_000, 60_000)
        self.quarter(5_000, scope="team", team_id=self.north.id)
        forecasts = self.as_user(self.boss, self.env["sales.kpi.forecast"])
        with self.at(NOW):
            company = forecasts.forecast_data("company")["months"]
            north = forecasts.forecast_data(self.north.id)["months"]
        self.assertEqual(
            [month["budget"] for month in company[:3]], [50_000, 60_000, False]
        )
        self.assertEqual([month["budget"] for month in north[:2]], [5_000, False])
