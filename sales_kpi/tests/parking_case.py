"""Leads of a team, their customer, and what he did."""

from datetime import datetime

from .common import SalesKpiCase


class ActionCase(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.user("action_seller")
        cls.north = cls.team("North", cls.seller)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Ms Action", "email": "action@customer.example"}
        )

    def silent(self, **values):
        """A lead entered on 1 January whose customer never did anything."""
        with self.at("2026-01-01 09:00"):
            return self.lead(
                team_id=self.north.id,
                user_id=self.seller.id,
                partner_id=self.customer.id,
                **values,
            )

    def meeting(self, lead, start, stop, guest=None):
        return self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": start,
                "stop": stop,
                "opportunity_id": lead.id,
                "partner_ids": (guest or self.customer).ids,
            }
        )

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"sales_kpi.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def assertActed(self, lead, moment):
        self.assertEqual(
            lead.date_last_customer_action,
            moment and datetime.fromisoformat(moment),
        )


class ParkingCase(ActionCase):
    """A team that has listed its dead horses since 1 January 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls.user(
            "parking_leader", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.north.user_id = cls.leader
        cls.first, cls.second = cls.env["crm.stage"].search(
            [("is_won", "=", False), ("team_ids", "=", False)], limit=2
        )

    def list_from(self, moment, **values):
        with self.at(moment):
            self.north.write({"parking_mode": "list", **values})

    def park_from(self, moment):
        with self.at(moment):
            self.north.with_user(self.leader).action_confirm_parking()

    def dead(self, moment):
        with self.at(moment):
            self.env.invalidate_all()
            return self.env["crm.lead"].search(
                [("is_dead_horse", "=", True), ("team_id", "=", self.north.id)]
            )
