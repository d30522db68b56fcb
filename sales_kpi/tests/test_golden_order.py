from odoo.tests import tagged

from .golden import GoldenCase


@tagged("post_install", "-at_install")
class TestGoldenOrder(GoldenCase):
    """Orders beside leads: decisions 2 and 19."""

    def confirm(self, moment, *lines, **values):
        with self.at(moment):
            order = self.order(*lines, **values)
            order.action_confirm()
        return order

    def test_several_orders_make_one_deal(self):
        """Decision 2: expected 50 000, orders 30 000 + 25 000 → 55 000 and 27 500."""
        [lead] = self.leads(
            1,
            "2026-01-05 09:00",
            expected_revenue=50_000,
            partner_id=self.partner().id,
        )
        for amount in (30_000, 25_000):
            self.confirm("2026-01-20 09:00", amount, lead=lead)
        self.win(lead, "2026-01-20 10:00")
        self.confirm("2026-01-25 09:00", 5_000, lead=lead)
        january = ("2026-01-01", "2026-01-31")
        self.assertEqual(self.figure("deal_value", *january), (55_000, 1))
        self.assertEqual(self.figure("order_intake", *january), (60_000, 3))
        self.assertEqual(
            self.figure("order_value", "2026-01-01", "2026-01-20"), (27_500, 2)
        )

    def test_cancelled_order_leaves_the_won_value(self):
        """Decision 2: the difference at its own date, lead_won keeps its amount."""
        [lead] = self.leads(1, "2026-01-05 09:00", partner_id=self.partner().id)
        order = self.confirm("2026-01-20 09:00", 30_000, lead=lead)
        self.win(lead, "2026-01-20 10:00")
        with self.at("2026-02-10 09:00"):
            order._action_cancel()
        months = {"granularity": "month"}
        both = ("2026-01-01", "2026-02-28")
        self.assertEqual(
            list(self.figures("order_intake", *both, **months).values()),
            [30_000, -30_000],
        )
        self.assertEqual(
            list(self.figures("won_value", *both, **months).values()), [30_000, 0]
        )

    def test_growth_of_revenue_by_orders(self):
        """Decision 19: 10 000 on 29–31 January, 90 000, 108 000 → +20 % in March."""
        self.company.kpi_revenue_basis = "orders"
        for day, amount in (
            ("2026-01-29", 4_000),
            ("2026-01-30", 3_000),
            ("2026-01-31", 3_000),
            ("2026-02-10", 90_000),
            ("2026-03-10", 108_000),
        ):
            self.confirm(f"{day} 09:00", amount)
        values = self.figures(
            "revenue_growth", "2026-01-01", "2026-03-31", granularity="month"
        )
        growth = list(values.values())
        self.assertIsNone(growth[0])
        self.assertAlmostEqual(growth[1], 8)
        self.assertAlmostEqual(growth[2], 0.2)

    def test_order_that_was_never_sent_is_no_contact(self):
        """Decision 37: a sent quotation is; else the cycle of the deal would be 0."""
        [lead] = self.leads(1, "2026-01-05 09:00", partner_id=self.partner().id)
        self.confirm("2026-01-20 09:00", 30_000, lead=lead)
        self.win(lead, "2026-01-20 09:00")
        january = ("2026-01-01", "2026-01-31")
        self.assertEqual(self.figure("sales_cycle", *january), (15, 1))
        self.assertEqual(self.figure("quotes_sent", *january), (1, 1))

    def test_sent_quotation_is_a_contact(self):
        [lead] = self.leads(1, "2026-01-05 09:00", partner_id=self.partner().id)
        with self.at("2026-01-10 09:00"):
            order = self.order(30_000, lead=lead)
            order.action_quotation_sent()
        with self.at("2026-01-20 09:00"):
            order.action_confirm()
            lead.action_set_won()
        january = ("2026-01-01", "2026-01-31")
        self.assertEqual(self.figure("sales_cycle", *january), (10, 1))
