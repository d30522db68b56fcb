from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .target_agreement_case import NOW, TargetAgreementCase


@tagged("post_install", "-at_install")
class TestTargetCopy(TargetAgreementCase):
    """Targets are copied to the next period, or set for a whole team in one go."""

    def next(self, targets):
        with self.at(NOW):
            domain = targets.action_copy_next()["domain"]
        return self.env["sales.kpi.target"].search(domain, order="id")

    def days(self, target):
        return target.date_from, target.date_to

    def test_the_next_quarter_month_year_and_free_period(self):
        for first, last, next_first, next_last in (
            ("2026-10-01", "2026-12-31", "2027-01-01", "2027-03-31"),
            ("2026-11-01", "2026-11-30", "2026-12-01", "2026-12-31"),
            ("2026-01-01", "2026-12-31", "2027-01-01", "2027-12-31"),
            ("2026-10-05", "2026-10-14", "2026-10-15", "2026-10-24"),
        ):
            with self.subTest(first=first):
                found = self.next(self.target(date_from=first, date_to=last))
                days = tuple(map(date.fromisoformat, (next_first, next_last)))
                self.assertEqual(self.days(found), days)
                self.assertEqual((found.state, found.target_value), ("draft", 250_000))
                self.assertEqual(found.user_id, self.anna)
                self.assertIn("Q1 2027" if first == "2026-10-01" else "", found.name)

    def test_a_change_stays_the_same_change(self):
        """Against the period before, which is now the one that was copied."""
        target = self.target(target_type="relative", growth=0.14)
        with self.at(NOW):
            target.action_propose()
        self.assertEqual(target.target_value, 342_000)
        found = self.next(target)
        self.assertEqual((found.target_type, found.growth), ("relative", 0.14))
        self.assertEqual(found.baseline_from, date(2026, 10, 1))
        self.assertEqual((found.baseline_value, found.target_value), (0, 0))

    def test_parts_stay_parts(self):
        whole = self.target(self.boss, scope="team", team_id=self.north.id)
        part = self.target(parent_id=whole.id)
        new_whole, new_part = self.next(whole.sudo() | part.sudo())
        self.assertEqual(new_part.parent_id, new_whole)

    def test_nobody_gets_it_twice(self):
        target = self.target()
        self.next(target)
        with self.assertRaises(UserError):
            self.next(target)

    def test_a_salesperson_copies_no_target_of_the_team(self):
        target = self.target(self.boss, scope="team", team_id=self.north.id)
        with self.assertRaises(AccessError):
            self.next(self.as_user(self.anna, target))

    # -- a whole team

    def wizard(self, user=None, **values):
        wizards = self.as_user(user or self.lea, self.env["sales.kpi.target.team"])
        with self.at(NOW):
            wizard = wizards.create(
                {
                    "team_id": self.north.id,
                    "company_id": self.company.id,
                    "kpi_ids": self.kpi.ids,
                    "day": "2026-11-11",
                    **values,
                }
            )
            wizard.flush_recordset()
        return wizard

    def apply(self, wizard):
        with self.at(NOW):
            return self.env["sales.kpi.target"].search(wizard.action_apply()["domain"])

    def test_all_members_by_the_last_period_and_a_tenth(self):
        """Anna won 300 000 in the third quarter, Ben nothing; win rates 100 %, none."""
        rate = self.env.ref("sales_kpi.sales_kpi_win_rate")
        wizard = self.wizard(growth=0.1, kpi_ids=(self.kpi | rate).ids)
        values = {
            (line.user_id, line.kpi_id): (line.has_last, line.target_value)
            for line in wizard.line_ids
        }
        self.assertEqual(values[self.anna, self.kpi], (True, 330_000))
        self.assertEqual(values[self.ben, self.kpi][1], 0)
        self.assertEqual(len(values), 4)
        wizard.line_ids.filtered(
            lambda line: line.user_id == self.ben and line.kpi_id == self.kpi
        ).target_value = 50_000
        wizard.line_ids.filtered(lambda line: line.kpi_id == rate).target_value = 0
        found = self.apply(wizard)
        self.assertEqual(
            {target.user_id: target.target_value for target in found},
            {self.anna: 330_000, self.ben: 50_000},
        )
        self.assertEqual(self.days(found[0]), (date(2026, 10, 1), date(2026, 12, 31)))
        self.assertEqual(found.team_id, self.north)

    def test_who_has_one_keeps_it(self):
        self.target(target_value=1)
        wizard = self.wizard()
        self.assertEqual(wizard.line_ids.user_id, self.ben)
        self.assertIn("Anna", wizard.hint)

    def test_managers_do_not_learn_results_of_people(self):
        wizard = self.wizard(self.boss)
        self.assertEqual(wizard.line_ids.mapped("has_last"), [False, False])
        self.assertIn("may not see", wizard.hint)
        with self.assertRaises(UserError):
            self.apply(wizard)

    def test_salespeople_set_no_targets_for_the_team(self):
        wizard = self.wizard(self.ben)
        wizard.line_ids.target_value = 10
        with self.assertRaises(AccessError):
            self.apply(wizard)
