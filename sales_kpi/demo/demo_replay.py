"""Does what the plan says, by the methods that users call, many leads at a time.

The first steps of all leads are done together, then the second ones, and so on. What
the journal notes meanwhile is then dated as planned, so it holds what it would have
recorded live.
"""

from collections import defaultdict
from random import Random

from odoo.tools import SQL

from .demo_currency import foreign_pricelist
from .demo_date import (
    date_customer_actions,
    date_evidence,
    date_leads,
    date_orders,
)
from .demo_invoice import invoice_orders
from .demo_lead import LeadActs
from .demo_milestone import MilestoneActs
from .demo_sale import SaleActs
from .demo_words import QUANTITIES

#: What happens to a lead whatever has become of it.
ALWAYS = ("create", "order", "reopen")


class Replay(LeadActs, SaleActs, MilestoneActs):
    """The state of the replay: the lead, order and buyer of each case."""

    def __init__(self, env, customers):
        self.env = env
        self.customers = customers
        self.dice = Random(11)
        self.leads = {}
        self.orders = {}
        self.meetings = {}
        self.buyers = {}
        self.messages = []
        self.pricelist = foreign_pricelist(env, env.cr.now().date())
        self.stages = {
            "qualified": env.ref("crm.stage_lead2"),
            "quoted": env.ref("crm.stage_lead3"),
        }
        self.set_up_method()

    def run(self, steps):
        waiting = defaultdict(list)
        for step in reversed(steps):
            waiting[step.case].append(step)
        while waiting:
            acts = defaultdict(list)
            for case, rest in list(waiting.items()):
                step = rest.pop()
                acts[step.act].append(step)
                if not rest:
                    del waiting[case]
            for act in sorted(acts):
                self.do(act, acts[act])
        self.env["mail.message"].create(self.messages)
        self.env.flush_all()
        date_leads(self.env, [lead.id for lead in self.leads.values()])
        date_evidence(self.env)
        date_orders(self.env, self.customers)
        invoice_orders(self.env, self.customers, self.dice)

    def do(self, act, steps):
        """Do one act for the leads that still wait for it, and date the journal."""
        if act not in ALWAYS:
            steps = [step for step in steps if self.is_open(step.case)]
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM sales_kpi_journal")
        [last_id] = self.env.cr.fetchone()
        getattr(self, f"act_{act}")(steps)
        self.env.flush_all()
        moments = {
            self.leads[step.case].id: step.at
            for step in steps
            if step.case in self.leads
        }
        self.date_journal("lead_id", moments, last_id)
        date_customer_actions(self.env, moments)

    def date_journal(self, column, moments, last_id):
        self.env.cr.execute(
            SQL(
                """
                UPDATE sales_kpi_journal journal
                   SET at = plan.at
                  FROM unnest(%(ids)s::int[], %(moments)s::timestamp[]) AS plan(id, at)
                 WHERE journal.id > %(last_id)s
                   AND %(column)s = plan.id
                   AND journal.is_back_dated IS NOT TRUE
                """,
                ids=list(moments),
                moments=list(moments.values()),
                last_id=last_id,
                column=SQL.identifier("journal", column),
            )
        )

    def is_open(self, case):
        lead = self.leads[case]
        return lead.won_status == "pending" and not lead.kpi_excluded

    def by(self, steps, name):
        """The leads of steps, grouped by a datum of the step."""
        groups = defaultdict(lambda: self.env["crm.lead"])
        for step in steps:
            groups[step.data[name]] |= self.leads[step.case]
        return groups.items()

    def demo(self, name):
        return self.env.ref(f"sales_kpi.{name}_demo")

    def user(self, person):
        return self.demo(f"res_users_{person}")

    def team(self, user):
        return user.crm_team_member_ids.crm_team_id[:1]

    def products(self, need):
        category = self.demo(f"product_category_{need}")
        return self.env["product.product"].search([("categ_id", "=", category.id)])

    def worth(self, need):
        prices = self.products(need).mapped("list_price")
        return round(sum(prices) / len(prices) * QUANTITIES[need], -2)
