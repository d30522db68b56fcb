from datetime import timedelta

from odoo.fields import Command

from .demo_words import QUANTITIES


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
            [self.order_values(step, step.data["need"]) for step in steps]
        )
        orders.action_quotation_sent()
        for step, order in zip(steps, orders, strict=True):
            self.orders[step.case] = order
            self.leads[step.case].write(
                {
                    "expected_revenue": order.amount_untaxed,
                    "stage_id": self.stages["quoted"].id,
                }
            )

    def order_values(self, step, need):
        lead = self.leads[step.case]
        products = list(self.products(need))
        count = min(step.data.get("items", 2), len(products))
        return {
            "partner_id": self.buyers[step.case].id,
            "company_id": self.env.company.id,
            "opportunity_id": step.act == "quote" and lead.id,
            "user_id": lead.user_id.id,
            "team_id": self.team(lead.user_id).id,
            "source_id": lead.source_id.id,
            "campaign_id": lead.campaign_id.id,
            "validity_date": step.at.date() + timedelta(days=30),
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": QUANTITIES[need] * self.dice.randrange(1, 4),
                        "discount": self.dice.choice((0, 0, 5, 10)),
                    }
                )
                for product in self.dice.sample(products, count)
            ],
        }

    def act_win(self, steps):
        orders = self.env["sale.order"].concat(
            *(self.orders[step.case] for step in steps if step.case in self.orders)
        )
        orders.filtered(lambda order: order.state == "cancel").action_draft()
        orders.action_confirm()
        self.env["crm.lead"].concat(
            *(self.leads[step.case] for step in steps)
        ).action_set_won()

    def act_lose(self, steps):
        for step in steps:
            if step.case in self.orders and self.dice.random() < 0.5:
                self.orders[step.case]._action_cancel()
        for reason, leads in self.by(steps, "reason"):
            cause = self.demo(f"crm_lost_reason_{reason}")
            leads.action_set_lost(lost_reason_id=cause.id)

    def act_order_again(self, steps):
        """Customers who bought order parts now and then, without a lead."""
        self.env.cr.execute("SELECT MAX(id) FROM sales_kpi_journal")
        [last_id] = self.env.cr.fetchone()
        orders = self.env["sale.order"].create(
            [self.order_values(step, "part") for step in steps]
        )
        orders.action_confirm()
        self.env.flush_all()
        moments = {order.id: step.at for order, step in zip(orders, steps, strict=True)}
        self.date_journal("order_id", moments, last_id)
