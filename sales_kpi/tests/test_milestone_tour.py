"""A salesperson's work by milestones, in the browser."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .process_case import ProcessCase


@tagged("post_install", "-at_install")
class TestMilestoneTour(HttpCase, ProcessCase):
    """2 000 a month, everything gets on: 60 working days need about 5 700 everywhere.

    Five small leads brought 500 of it: red. A lead of 10 000 turns each light green.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.user("tour_seller", lang="en_US")
        cls.customer = cls.partner_of("Cora Client")
        cls.north.write(
            {
                "member_ids": cls.seller.ids,
                "milestone_target_amount": 2_000,
                "parking_mode": "list",
            }
        )
        cls.stages.write({"evidence_required": True})
        for stage in cls.stages:
            stage.customer_action = f"The customer does {stage.name}"

    @classmethod
    def partner_of(cls, name):
        return cls.env["res.partner"].create(
            {"name": name, "email": f"{name.split()[0].lower()}@customer.example"}
        )

    def setUp(self):
        super().setUp()
        day = self.env.cr.now() - timedelta(days=5)
        small = self.team_leads(5, day, user_id=self.seller.id)
        for stage in self.stages:
            self.reach(small, stage, day, amount=100)
        self.refresh()
        rates = self.env["crm.milestone.rate"]
        rates._update_rates(self.north)
        rates.search([("team_id", "=", self.north.id), ("is_last", "=", False)]).write(
            {"manual_yield": 1, "is_manual_always": True}
        )

    def deal(self, name, **values):
        return self.lead(
            name=name,
            team_id=self.north.id,
            user_id=self.seller.id,
            partner_id=self.customer.id,
            stage_id=self.entry.id,
            **values,
        )

    def test_five_milestones_with_evidence_turn_the_board_green(self):
        lead = self.deal("Big deal", expected_revenue=10_000)
        lead.message_post(
            body="Please come and show us the machine",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.customer.id,
        )
        colours = {
            row["status"] for row in self.north.get_milestone_board()["milestones"]
        }
        self.start_tour(
            f"/odoo/crm/{lead.id}", "sales_kpi_milestone_tour", login="tour_seller"
        )
        self.assertEqual(lead.won_status, "won")
        proven = lead.milestone_ids.filtered("evidence_type_id").stage_id
        self.assertEqual(proven, self.stages)
        self.assertEqual(colours, {"red"})

    def test_the_customer_acts_and_a_dead_horse_is_back(self):
        lead = self.deal("Old giant", expected_revenue=90_000)
        lead.action_park("Silent for a year")
        self.start_tour(
            "/odoo/dead-horses", "sales_kpi_dead_horse_tour", login="tour_seller"
        )
        self.assertFalse(lead.is_parked)
