from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .target_agreement_case import NOW, TargetAgreementCase


@tagged("post_install", "-at_install")
class TestTargetSmart(TargetAgreementCase):
    """What makes a target SMART, and what is missing, in words."""

    def lights(self, target):
        with self.at(NOW):
            target.invalidate_recordset(["smart"])
            return {row["key"]: row["light"] for row in target.smart}

    def missing(self, target):
        with self.at(NOW):
            target.invalidate_recordset(["smart_missing"])
            return target.smart_missing

    def test_change_against_the_quarter_before(self):
        """Golden: 300 000 in Q3, +14 % → 342 000, frozen when it is proposed."""
        target = self.target(target_type="relative", growth=0.14)
        with self.at(NOW):
            target.action_propose()
        self.assertEqual(target.baseline_value, 300_000)
        self.assertEqual(target.target_value, 342_000)
        self.assertEqual(str(target.baseline_from), "2026-07-01")
        self.assertEqual(str(target.baseline_to), "2026-09-30")
        self.assertEqual(str(target.baseline_date), "2026-10-05 09:00:00")

    def test_frozen_value_stays(self):
        target = self.agreed(target_type="relative", growth=0.14)
        self.env.cr.execute("UPDATE sales_kpi_fact SET amount = 1 WHERE source_ref = 0")
        with self.at(NOW):
            target._update_realism()
        self.assertEqual((target.baseline_value, target.target_value), (3e5, 342e3))

    def test_change_against_a_year_ago(self):
        """Q4 2025: 200 000; +10 % → 220 000."""
        target = self.target(
            target_type="relative", growth=0.1, baseline_period="year_ago"
        )
        with self.at(NOW):
            target.action_propose()
        self.assertEqual(str(target.baseline_from), "2025-10-01")
        self.assertEqual((target.baseline_value, target.target_value), (2e5, 22e4))

    def test_change_against_a_free_period(self):
        """April to September 2026: 280 000 + 300 000."""
        target = self.target(
            target_type="relative",
            growth=-0.5,
            baseline_period="free",
            baseline_from="2026-04-01",
            baseline_to="2026-09-30",
        )
        with self.at(NOW):
            target.action_propose()
        self.assertEqual((target.baseline_value, target.target_value), (58e4, 29e4))

    def test_value_entered_by_hand_is_a_baseline(self):
        target = self.target(
            target_type="relative", growth=0.14, baseline_value=300_000
        )
        self.assertEqual(target.baseline_period, "manual")
        self.assertEqual(target.target_value, 342_000)

    def test_earlier_period_must_be_over(self):
        target = self.target(
            target_type="relative",
            growth=0.1,
            date_from="2027-01-01",
            date_to="2027-03-31",
        )
        with self.at(NOW), self.assertRaisesRegex(UserError, "is not over yet"):
            target.action_propose()

    def test_nothing_grows_from_nothing(self):
        target = self.target(
            user_id=self.ben.id, scope="user", target_type="relative", growth=0.1
        )
        with self.at(NOW), self.assertRaisesRegex(UserError, "no value in the earlier"):
            target.action_propose()

    def test_bare_wish_is_not_proposed(self):
        """S0-25: “raise revenue” alone is no target."""
        for values in (
            {"target_value": 0},
            {"target_type": "relative"},
            {"target_type": "band"},
        ):
            target = self.target(**values)
            self.assertEqual(self.lights(target)["specific"], "red")
            with self.at(NOW), self.assertRaisesRegex(UserError, "“More” is no target"):
                target.action_propose()

    def test_what_is_missing_is_said(self):
        target = self.target()
        self.assertEqual(
            self.lights(target),
            {
                "specific": "green",
                "measurable": "green",
                "accepted": "red",
                "realistic": "green",
                "timed": "green",
            },
        )
        self.assertEqual(
            self.missing(target),
            "Anna has not accepted yet. Management has not confirmed yet.",
        )

    def test_kpi_without_data_does_not_become_active(self):
        self.env.cr.execute("DELETE FROM sales_kpi_fact WHERE event = 'revenue'")
        kpi = self.env.ref("sales_kpi.sales_kpi_revenue")
        target = self.target(kpi_id=kpi.id)
        with self.at(NOW):
            target.action_propose()
            self.as_user(self.anna, target).action_accept()
            with self.assertRaisesRegex(UserError, "No data yet"):
                target.action_approve()
        self.assertEqual(target.state, "accepted")

    def test_kpi_that_does_not_know_the_scope(self):
        target = self.target(
            user=self.boss,
            scope="product",
            categ_id=self.env["product.category"].create({"name": "Valves"}).id,
        )
        self.assertIn("not known for this scope", self.missing(target))

    def test_without_a_rhythm_it_is_not_timed(self):
        target = self.target(rhythm=False)
        self.assertEqual(self.lights(target)["timed"], "red")
        with self.at(NOW), self.assertRaisesRegex(UserError, "how often"):
            target.action_propose()

    def test_how_people_work_is_no_target_of_few(self):
        """Decision 33: North has two people."""
        kpi = self.env.ref("sales_kpi.sales_kpi_meetings_held")
        target = self.target(
            user=self.boss, scope="team", team_id=self.north.id, kpi_id=kpi.id
        )
        self.assertIn("at least five people", self.missing(target))

    def test_scope_names_whom(self):
        for scope in ("team", "user", "customer", "territory", "segment", "product"):
            with self.assertRaises(ValidationError):
                self.target(user=self.boss, scope=scope)

    def test_company_target_is_for_all_of_it(self):
        with self.assertRaisesRegex(ValidationError, "for all of it"):
            self.target(user=self.boss, scope="company", customer_id=self.partner().id)

    def test_leader_agrees_with_the_own_people_only(self):
        with self.assertRaisesRegex(ValidationError, "does not work in the team"):
            self.target(scope="user", user_id=self.sam.id, team_id=self.north.id)

    def test_names_say_kpi_scope_and_period(self):
        target = self.target()
        self.assertEqual(target.name, f"{self.kpi.name}: Anna, Q4 2026")
        self.assertEqual(target.period_kind, "quarter")
        self.assertEqual(self._kind("2026-02-01", "2026-02-28"), "month")
        self.assertEqual(self._kind("2026-01-01", "2026-12-31"), "year")
        self.assertEqual(self._kind("2026-02-01", "2026-02-27"), "free")

    def _kind(self, first, last):
        return self.target(date_from=first, date_to=last).period_kind

    def test_fiscal_year_is_a_year(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        self.assertEqual(self._kind("2026-07-01", "2027-06-30"), "year")

    def test_form_chooses_the_period(self):
        with self.at(NOW), Form(self.as_user(self.lea)) as form:
            form.kpi_id = self.kpi
            form.user_id = self.anna
            form.target_value = 5
            form.period_kind = "month"
        self.assertEqual(str(form.record.date_from), "2026-10-01")
        self.assertEqual(str(form.record.date_to), "2026-10-31")

    def test_agreed_definition_stays(self):
        """The formula may change later; agreed targets keep the one of the agreement."""
        with self.at("2026-09-01 09:00"):
            kpi = self.env["sales.kpi"].create(
                {"name": "Wins", "code": "target_wins", "formula": "lead_won.amount"}
            )
        target = self.agreed(kpi_id=kpi.id)
        with self.at("2026-11-02 09:00"):
            kpi.formula = "lead_won.count"
        self.assertTrue(target.is_definition_old)
        self.assertEqual(target.definition, "lead_won.amount")
        days = ("2026-07-01", "2026-09-30")
        with self.at("2027-01-10 09:00"):
            for model, value in (
                (target._kpi_model(), 3e5),
                (self.env["sales.kpi"], 3e5),
            ):
                [row] = model.evaluate(["target_wins"], *days)["rows"]
                self.assertEqual(row["values"]["target_wins"]["value"], value)
            days = ("2026-07-01", "2026-12-31")
            for model, value in (
                (target._kpi_model(), 3e5),
                (self.env["sales.kpi"], 1),
            ):
                [row] = model.evaluate(["target_wins"], *days)["rows"]
                self.assertEqual(row["values"]["target_wins"]["value"], value)
