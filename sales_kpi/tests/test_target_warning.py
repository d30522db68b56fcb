from odoo.tests import tagged

from .target_agreement_case import NOW, TargetAgreementCase


@tagged("post_install", "-at_install")
class TestTargetWarning(TargetAgreementCase):
    """Too many targets, only yearly ones, only activities."""

    def warning(self, target):
        with self.at(NOW):
            target.invalidate_recordset(["warning"])
            return target.warning or ""

    def active(self, number, **values):
        with self.at(NOW):
            return self.env["sales.kpi.target"].create(
                [
                    {
                        "kpi_id": self.kpi.id,
                        "scope": "user",
                        "user_id": self.anna.id,
                        "company_id": self.company.id,
                        "date_from": "2026-10-01",
                        "date_to": "2026-12-31",
                        "target_value": 1,
                        "state": "active",
                        **values,
                    }
                    for _number in range(number)
                ]
            )

    def test_one_target_is_fine(self):
        self.assertEqual(self.warning(self.target()), "")

    def test_more_than_five_are_too_many(self):
        five = self.active(5)
        self.assertEqual(self.warning(five[0]), "")
        self.assertIn("6 targets at a time", self.warning(self.target()))
        sixth = self.active(1)
        self.assertIn("6 targets at a time", self.warning(sixth))

    def test_others_and_ended_ones_do_not_count(self):
        self.active(5, user_id=self.ben.id)
        self.active(5, state="reached")
        self.active(5, date_from="2026-01-01", date_to="2026-03-31")
        self.assertEqual(self.warning(self.target()), "")

    def test_only_yearly(self):
        """Decision 35."""
        year = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
        target = self.target(**year)
        self.assertIn("Only yearly", self.warning(target))
        self.active(1)
        self.assertEqual(self.warning(target), "")

    def test_only_activities(self):
        """Decision 35."""
        kpi = self.env.ref("sales_kpi.sales_kpi_meetings_held")
        target = self.target(user=self.anna, kpi_id=kpi.id)
        self.assertIn("Only activities", self.warning(target))
        self.active(1)
        self.assertEqual(self.warning(target), "")

    def test_bare_wish(self):
        self.assertIn("“More” is no target", self.warning(self.target(target_value=0)))

    def test_period_that_is_over(self):
        past = {"date_from": "2026-04-01", "date_to": "2026-06-30"}
        self.assertIn("over already", self.warning(self.target(**past)))
