from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .customer_case import CustomerCase


@tagged("post_install", "-at_install")
class TestEarlyChurn(CustomerCase):
    """Who won which customers, and at what age they were lost."""

    def setUp(self):
        super().setUp()
        self.anna, self.ben = (self.user(f"kpi_{name}") for name in ("anna", "ben"))
        self.team_a = self.team("A", [self.anna, self.ben])
        for seller, name, *days in (
            (self.anna, "once", "2024-01-31"),
            (self.anna, "loyal", "2024-02-01", "2025-01-31", "2025-12-01"),
            (self.ben, "two years", "2023-10-01", "2024-09-01"),
            (self.ben, "young", "2025-06-01"),
        ):
            customer = self.partner(name)
            for day in days:
                self.buy(customer, day, user_id=seller.id, team_id=self.team_a.id)
        with self.at("2026-01-10 12:00"):
            self.refresh()

    def rows(self, user=None, groupby=("user_id", "age")):
        with self.at("2026-01-10 12:00"):
            churn = self.env["sales.kpi.churn"].with_user(user or self.env.user)
            return churn._read_group(
                [("is_old_enough", "=", True)], groupby, ["count:sum"]
            )

    def test_seller_of_the_first_order_by_age(self):
        """Lost on 31 January 2025, a year old; on 1 September 2025, in the second."""
        self.assertEqual(
            self.rows(),
            [
                (self.anna, "1_year", 1),
                (self.anna, "5_active", 1),
                (self.ben, "2_years", 1),
            ],
        )

    def test_share_of_the_customers_who_were_lost(self):
        with self.at("2026-01-10 12:00"):
            rows = self.env["sales.kpi.churn"]._read_group(
                [("is_old_enough", "=", True)], ["user_id"], ["lost_share:avg"]
            )
        self.assertEqual(rows, [(self.anna, 0.5), (self.ben, 1.0)])

    def test_a_salesperson_sees_the_own_customers(self):
        self.assertEqual(self.rows(self.ben), [(self.ben, "2_years", 1)])

    def test_where_persons_are_hidden_customers_have_no_seller(self):
        manager = self.user("kpi_boss", "sales_kpi.group_manager")
        nobody = self.env["res.users"].with_user(manager)
        self.assertEqual(
            self.rows(manager),
            [
                (nobody, "1_year", 1),
                (nobody, "2_years", 1),
                (nobody, "5_active", 1),
            ],
        )

    def test_not_for_everybody(self):
        portal = new_test_user(self.env, "kpi_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.rows(portal)
