from odoo.tests import tagged

from .common import SalesKpiCase

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")


@tagged("post_install", "-at_install")
class TestOrderHistory(SalesKpiCase):
    """Orders from before the addon was installed: the journal is written from Odoo."""

    def forget(self):
        """Leave the database as if the addon had not been there."""
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM sales_kpi_journal WHERE res_model LIKE 'sale.order%'"
        )
        self.env.cr.execute("DELETE FROM sales_kpi_fact")

    def journal(self):
        self.env.cr.execute(
            """SELECT res_model, res_id, kind, at, outcome, amount, lead_id, origin
                 FROM sales_kpi_journal
                WHERE company_id = %s AND res_model LIKE 'sale.order%%'
             ORDER BY at, id""",
            [self.company.id],
        )
        return self.env.cr.fetchall()

    def rebuild(self):
        with self.at("2026-06-01"):
            self.env["sales.kpi.journal"]._rebuild_history_orders()
            self.env["sales.kpi.fact"]._queue_everything()
            self.env["sales.kpi.fact"]._refresh_queue()

    def test_history_gives_what_was_recorded_live(self):
        with self.at("2026-01-05"):
            lead = self.lead()
        with self.at("2026-01-10"):
            direct, sent = self.order(100, lead=lead), self.order(200)
            cancelled, draft, open_quote = (
                self.order(400),
                self.order(800),
                self.order(1),
            )
            direct.action_confirm()
        with self.at("2026-01-20"):
            (sent | cancelled | open_quote).action_quotation_sent()
        with self.at("2026-02-10"):
            (sent | cancelled).action_confirm()
        with self.at("2026-03-10"):
            cancelled._action_cancel()
            draft._action_cancel()
        events = ("order_confirmed", "quote_sent", "quote_sent_own", "product_sold")
        self.refresh()
        live = [self.amounts(event, *MONTHS) for event in events]
        self.assertEqual(live[0], [100, 600, -400, 0])
        rows = [row[:-1] for row in self.journal()]
        self.forget()
        self.rebuild()
        self.assertEqual([self.amounts(event, *MONTHS) for event in events], live)
        self.assertEqual({row[-1] for row in self.journal()}, {"history"})
        self.assertEqual(len(self.journal()), len(rows))
        self.assertVerified("2026-06-01")
        written = self.journal()
        self.rebuild()
        self.assertEqual(self.journal(), written)

    def test_without_tracking_the_dates_of_the_order_tell(self):
        with self.at("2026-01-10"):
            order, quote = self.order(100), self.order(200)
        with self.at("2026-02-10"):
            order.action_confirm()
            quote.action_quotation_sent()
        self.forget()
        self.env.cr.execute("DELETE FROM mail_tracking_value")
        self.rebuild()
        self.assertEqual(
            [(row[2], str(row[3].date())) for row in self.journal()],
            [
                ("quote_sent", "2026-01-10"),
                ("quote_sent", "2026-02-10"),
                ("order_confirmed", "2026-02-10"),
                ("line", "2026-02-10"),
            ],
        )

    def test_first_change_after_the_installation_finds_the_history(self):
        """A change before the history was rebuilt must not count the order again."""
        with self.at("2026-01-10"):
            order, edited = self.order(100), self.order(1000)
            (order | edited).action_confirm()
        self.forget()
        with self.at("2026-03-10"):
            edited.order_line.price_unit = 1500
        with self.at("2026-04-10"):
            order._action_cancel()
        self.rebuild()
        self.assertEqual(self.amounts("order_confirmed", *MONTHS), [1100, 0, 500, -100])
        self.assertEqual(self.counts("order_confirmed", *MONTHS), [2, 0, 0, -1])
        self.assertEqual(self.amounts("product_sold", *MONTHS), [1100, 0, 500, -100])
        self.assertVerified("2026-06-01")

    def test_order_that_is_imported_as_confirmed_counts_when_it_comes(self):
        with self.at("2026-02-10"):
            self.order(100, state="sale", date_order="2025-02-10")
        self.refresh()
        self.assertEqual(self.amounts("order_confirmed", *MONTHS), [0, 100, 0, 0])
        self.assertEqual(self.amounts("product_sold", *MONTHS), [0, 100, 0, 0])
        self.assertVerified()

    def test_deal_value_and_order_value(self):
        """Decision 2: 30 000 + 25 000 ordered of 50 000 expected: 55 000 and 27 500."""
        with self.at("2026-01-05"):
            lead = self.lead(expected_revenue=50_000)
        with self.at("2026-01-10"):
            first, second = self.order(30_000, lead=lead), self.order(25_000, lead=lead)
            (first | second).action_confirm()
        with self.at("2026-01-12"):
            lead.action_set_won()
        with self.at("2026-02-12"):
            self.order(9_000, lead=lead).action_confirm()
            second.order_line.price_unit = 20_000
        with self.at("2026-03-12"):
            first._action_cancel()
        self.refresh()
        won = self.facts("lead_won")
        self.assertEqual(won.amount / won.count, 55_000)
        ordered = self.facts("order_confirmed", "2026-01")
        self.assertEqual(ordered.amount / ordered.count, 27_500)
        self.assertEqual(
            self.amounts("order_confirmed", *MONTHS), [55e3, 4e3, -30e3, 0]
        )
        self.assertEqual(self.counts("order_confirmed", *MONTHS), [2, 1, -1, 0])
        self.assertVerified()
