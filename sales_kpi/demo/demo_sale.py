from datetime import timedelta

from odoo.fields import Command

from .demo_words import QUANTITIES

#: Customers who pay in the second currency.
FOREIGN = "CH"


class SaleActs:
    """Meetings, quotations and how they end; each act does the same for many."""

    def act_meet(self, steps):
        for person in sorted({step.data["person"] for step in steps}):
            booked = [step for step in steps if step.data["person"] == person]
            user = self.user(person)
            Event = self.env["calendar.event"].with_user(user)
            events = Event.with_context(**self.env.context).create(
                [self.meeting_values(step, user) for step in booked]
            )
            for step, event in zip(booked, events, strict=True):
                event.opportunity_id = self.leads[step.case].id
                self.meetings[step.case] = event.with_env(self.env)
            events.env.flush_all()

    def meeting_values(self, step, user):
        start = step.data["start"].replace(minute=0, second=0)
        contact = self.buyers[step.case].child_ids[:1]
        return {
            "name": f"First meeting: {self.leads[step.case].name}",
            "user_id": user.id,
            "start": start,
            "stop": start + timedelta(hours=1),
            "partner_ids": [Command.set([user.partner_id.id, contact.id])],
        }

    def act_cancel_meeting(self, steps):
        self.env["calendar.event"].concat(
            *(self.meetings[step.case] for step in steps)
        ).action_archive()

    def act_quote(self, steps):
        orders = self.env["sale.order"].create(
            [
                {
                    **self.order_values(step, self.buyers[step.case]),
                    **self.lead_values_of_order(self.leads[step.case]),
                }
                for step in steps
            ]
        )
        orders.action_quotation_sent()
        for step, order in zip(steps, orders, strict=True):
            self.orders[step.case] = order
            lead = self.leads[step.case]
            lead.expected_revenue = order.amount_untaxed / order.currency_rate
            if not self.by_milestones(step.case):
                lead.stage_id = self.stages["quoted"]

    def lead_values_of_order(self, lead):
        return {
            "opportunity_id": lead.id,
            "user_id": lead.user_id.id,
            "team_id": self.team(lead.user_id).id,
            "source_id": lead.source_id.id,
            "campaign_id": lead.campaign_id.id,
        }

    def order_values(self, step, buyer):
        foreign = buyer.country_id.code == FOREIGN
        return {
            "partner_id": buyer.id,
            "company_id": self.env.company.id,
            "pricelist_id": foreign and self.pricelist.id,
            "date_order": step.at,
            "validity_date": step.at.date() + timedelta(days=30),
            "order_line": [
                Command.create(values) for values in self.line_values(step.data["need"])
            ],
        }

    def line_values(self, need):
        """One machine, often with its maintenance; one to three kinds of the rest."""
        dice, products = self.dice, list(self.products(need))
        chosen = dice.sample(products, 1 if need == "machine" else dice.randrange(1, 4))
        highest = 1 if need == "machine" else 3
        if need == "machine" and dice.random() < 0.5:
            chosen.append(self.demo("product_service_1"))
        return [
            {
                "product_id": product.id,
                "product_uom_qty": QUANTITIES[need] * dice.randint(1, highest),
                "discount": dice.choice((0, 0, 5, 10)),
            }
            for product in chosen
        ]

    def act_win(self, steps):
        for step in steps:
            if step.case in self.orders and self.orders[step.case].state == "cancel":
                self.orders[step.case].action_draft()
        self.confirm(
            {
                self.orders[step.case]: step.at
                for step in steps
                if step.case in self.orders
            }
        )
        self.env["crm.lead"].concat(
            *(self.leads[step.case] for step in steps)
        ).action_set_won()

    def confirm(self, moments):
        """Confirm orders as of a moment, so at the rate of that day."""
        self.env["sale.order"].concat(*moments).action_confirm()
        for order, at in moments.items():
            order.date_order = at

    def act_lose(self, steps):
        for step in steps:
            if step.case in self.orders and self.dice.random() < 0.5:
                self.orders[step.case]._action_cancel()
        for reason, leads in self.by(steps, "reason"):
            cause = self.demo(f"crm_lost_reason_{reason}")
            leads.action_set_lost(lost_reason_id=cause.id)

    def act_order(self, steps):
        """Customers order by themselves, without a lead."""
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM sales_kpi_journal")
        [last_id] = self.env.cr.fetchone()
        orders = self.env["sale.order"].create(
            [
                {
                    **self.order_values(step, self.customers[step.data["customer"]]),
                    "user_id": self.user(step.data["person"]).id,
                    "team_id": self.team(self.user(step.data["person"])).id,
                }
                for step in steps
            ]
        )
        moments = dict(zip(orders, (step.at for step in steps), strict=True))
        self.confirm(moments)
        self.env.flush_all()
        self.date_journal(
            "order_id", {order.id: at for order, at in moments.items()}, last_id
        )
