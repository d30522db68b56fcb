from odoo.tests import tagged

from .closing_case import ClosingCase
from .territory_case import TerritoryCase


@tagged("post_install", "-at_install")
class TestTerritoryFacts(TerritoryCase):
    """What leads do counts where they were then; orders where the customer is."""

    accounting = True

    def won(self, *territories, event="lead_won"):
        self.refresh("2026-06-30")
        self.assertVerified("2026-06-30")
        return [self.facts(event, territory_id=one).count for one in territories]

    def test_a_lead_that_moves_takes_its_pipeline_along_but_not_its_past(self):
        with self.at("2026-01-05"):
            lead = self.lead_at("20095", expected_revenue=100)
        with self.at("2026-02-05"):
            lead.zip = "80331"
        with self.at("2026-03-05"):
            lead.action_set_won()
        nowhere = self.north.browse()
        places = self.north, self.south, nowhere
        self.assertEqual(self.won(*places, event="lead_created"), [1, 0, 0])
        self.assertEqual(self.won(*places), [0, 1, 0])
        self.assertEqual(self.won(*places, event="qualified_to_won"), [1, 0, 0])
        stock = [
            self.facts("pipeline", "2026-01-01", "2026-02-28", territory_id=one).count
            for one in places
        ]
        self.assertEqual(stock, [0, 1, 0])
        self.assertEqual(self.won(*places, event="pipeline"), [0, 0, 0])

    def test_an_address_that_becomes_known_says_where_it_was_all_along(self):
        with self.at("2026-01-05"):
            lead = self.lead(expected_revenue=100)
        with self.at("2026-01-20"):
            self.env["sales.kpi.journal"]._record_contact(lead.ids)
        with self.at("2026-02-05"):
            lead.write({"country_id": self.germany.id, "zip": "80331"})
        for event in ("lead_created", "lead_contacted_own", "pipeline"):
            self.assertEqual(self.won(self.south, event=event), [1])

    def test_a_choice_by_hand_counts_from_then_on(self):
        with self.at("2026-01-05"):
            lead = self.lead_at("80331")
        with self.at("2026-02-05"):
            lead.territory_id = self.north
            lead.action_set_won()
        self.assertEqual(self.won(self.north, self.south), [1, 0])
        self.assertEqual(self.won(self.north, self.south, event="lead_created"), [0, 1])

    def test_territories_defined_later_hold_for_what_happened_before(self):
        with self.at("2026-01-05"):
            lead, customer = self.lead_at("50667"), self.customer_at("50667")
            self.order((self.product(), 2, 50), partner=customer).action_confirm()
            self.invoice("2026-01-06", 100, partner=customer)
        with self.at("2026-02-05"):
            lead.action_set_won()
        self.refresh("2026-02-06")
        with self.at("2026-03-05"):
            west = self.territory("West", "5")
            self.env["crm.territory"]._apply()
        for event in (
            "lead_created",
            "lead_won",
            "order_confirmed",
            "product_sold",
            "invoiced",
            "revenue",
            "customer_won",
        ):
            with self.subTest(event):
                self.assertEqual(self.won(west, event=event), [1])

    def test_sell_in_is_by_the_customer_and_sell_out_by_the_lead(self):
        dealer = self.customer_at("20095", name="Dealer")
        table = self.product("Table")
        with self.at("2026-01-05"):
            lead = self.lead_at("80331", expected_revenue=50)
            order = self.order((table, 1, 30), lead=lead, partner=dealer)
            order.action_confirm()
            lead.action_set_won()
        places = self.north, self.south
        self.assertEqual(self.won(*places, event="product_sold"), [1, 0])
        self.assertEqual(self.won(*places, event="order_confirmed"), [1, 0])
        self.assertEqual(self.won(*places), [0, 1])
        self.assertEqual(self.won(*places, event="product_won"), [0, 1])

    def test_a_customer_that_moves_takes_orders_along(self):
        with self.at("2026-01-05"):
            customer = self.customer_at("20095")
            self.order(100, partner=customer).action_confirm()
            gone = self.order(40, partner=customer)
            gone.action_confirm()
        self.assertEqual(self.won(self.north, event="order_confirmed"), [2])
        with self.at("2026-02-05"):
            gone._action_cancel()
            gone.unlink()
            customer.zip = "80331"
        self.assertEqual(self.won(self.south, event="order_confirmed"), [1])

    def test_a_deleted_territory_leaves_no_trace(self):
        with self.at("2026-01-05"):
            self.lead_at("80331").action_set_won()
            self.order(100, partner=self.customer_at("80331")).action_confirm()
        self.assertEqual(self.won(self.south, event="order_confirmed"), [1])
        with self.at("2026-02-05"):
            gone = self.south.id
            self.south.unlink()
            self.env["crm.territory"]._apply()
        self.assertEqual(self.won(gone, event="order_confirmed"), [0])
        self.assertEqual(self.won(self.north.browse()), [1])

    def test_figures_by_a_territory_hold_those_of_its_parts(self):
        germany = self.territory("Germany")
        (self.north | self.south).parent_id = germany
        with self.at("2026-01-05"):
            for zip_code in ("20095", "80331", "50667"):
                self.order(100, partner=self.customer_at(zip_code)).action_confirm()
        self.refresh("2026-02-01")

        def evaluate(**options):
            with self.at("2026-02-01"):
                return self.env["sales.kpi"].evaluate(
                    ["order_intake"], "2026-01-01", "2026-01-31", **options
                )["rows"]

        [total] = evaluate(domain=[("territory_id", "child_of", germany.id)])
        self.assertEqual(total["values"]["order_intake"]["value"], 200)
        parts = {
            row["group"] and row["group"][1]: row["values"]["order_intake"]["value"]
            for row in evaluate(groupby="territory_id")
        }
        self.assertEqual(parts["North"], 100)
        self.assertEqual(sum(parts.values()), 300)

    def test_history_has_the_territory_of_today(self):
        with self.at("2026-01-05"):
            self.lead_at("80331").action_set_won()
        self.env["sales.kpi.journal"].search(
            [("company_id", "=", self.company.id)]
        ).sudo().unlink()
        with self.at("2026-02-05"):
            self.env["sales.kpi.journal"].rebuild_history()
        self.assertEqual(self.won(self.south), [1])


@tagged("post_install", "-at_install")
class TestTerritoriesAndClosedTime(ClosingCase, TerritoryCase):
    """Closed months keep the territories that they were closed with."""

    def by_territory(self, event):
        """(territory's name, date, count, correction) of all facts of an event."""
        facts = self.env["sales.kpi.fact"].search(
            [("event", "=", event), ("company_id", "=", self.company.id)],
            order="date, id",
        )
        return sorted(
            (fact.territory_id.name or "", str(fact.date), fact.count, fact.correction)
            for fact in facts
        )

    def test_new_territories_change_no_closed_month(self):
        with self.at("2026-01-05"):
            won, still_open = self.lead_at("50667"), self.lead_at("50667")
            order = self.order(100, partner=self.customer_at("50667"))
        with self.at("2026-01-20"):
            won.action_set_won()
            order.action_confirm()
        self.close("2026-01-31", at="2026-02-16")
        with self.at("2026-02-17"):
            west = self.territory("West", "5")
            self.env["crm.territory"]._apply()
        self.assertVerified("2026-02-18")
        self.assertEqual((won | still_open).territory_id, west)
        self.assertEqual(self.by_territory("lead_won"), [("", "2026-01-20", 1, False)])
        self.assertEqual(
            self.by_territory("order_confirmed"), [("", "2026-01-20", 1, False)]
        )
        with self.at("2026-02-20"):
            still_open.action_set_won()
        self.assertVerified("2026-02-20")
        self.assertEqual(
            self.by_territory("lead_won"),
            [("", "2026-01-20", 1, False), ("West", "2026-02-20", 1, False)],
        )

    def test_what_is_open_and_active_moves_on_the_day_of_the_change(self):
        with self.at("2026-01-05"):
            self.lead_at("20095")
            self.order(100, partner=self.customer_at("20095")).action_confirm()
        self.close("2026-01-31", at="2026-02-16")
        with self.at("2026-02-17"):
            self.north.area_ids.zips = "1"
            self.south.area_ids.zips = "2"
            self.env["crm.territory"]._apply()
        self.assertVerified("2026-02-18")
        self.assertEqual(
            self.by_territory("pipeline"),
            [
                ("North", "2026-01-05", 1, False),
                ("North", "2026-02-17", -1, False),
                ("South", "2026-02-17", 1, False),
            ],
        )
        self.assertEqual(
            self.by_territory("order_confirmed"), [("North", "2026-01-05", 1, False)]
        )
        sums = {
            territory: self.facts("customer_active", territory_id=territory).count
            for territory in (self.north, self.south)
        }
        self.assertEqual(
            sums, {self.north: 0, self.south: 0}
        )  # by invoices: nobody yet

    def test_a_late_change_is_corrected_in_the_territory_of_today(self):
        lead = self.won_lead("2026-01-05", "2026-01-20", 100)
        lead.write({"country_id": self.germany.id, "zip": "20095"})
        self.close("2026-01-31", at="2026-02-16")
        with self.at("2026-02-17"):
            self.raise_win(lead, 130)
        self.assertVerified("2026-02-17")
        self.assertEqual(self.facts("lead_won").amount, 130)
