"""Targets of the demo company in every state, agreed by those who agree on them."""

from collections import namedtuple

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .demo_clock import months_before

#: What is demanded, as a share of what it came to or will come to by the projection.
#: Nobody knows on which day the demo is installed: so each state is seen on any day.
DEMANDS = {"reached": 0.94, "missed": 1.2, "on_track": 0.93, "at_risk": 1.09}
#: The half-year that is running began so many months ago.
BEGUN = 4

Wish = namedtuple("Wish", "kpi scope fate")
#: A quarter that is over, a half-year that is running, and what is being talked about.
OVER = (
    Wish("won_value", "mid_market", "reached"),
    Wish("won_value", "key_accounts", "missed"),
    Wish("order_intake", "anna", "reached"),
    Wish("won_value", "ben", "missed"),
)
RUNNING = (
    Wish("order_intake", "company", "on_track"),
    Wish("revenue", "customer", "on_track"),
    Wish("won_value", "mid_market", "at_risk"),
    Wish("response_time_median", "mid_market", "on_track"),
    Wish("won_value", "key_accounts", "off_track"),
    Wish("win_rate", "key_accounts", "on_track"),
    Wish("won_value", "anna", "on_track"),
    Wish("won_value", "ben", "at_risk"),
    Wish("win_rate", "ben", "off_track"),
    Wish("won_value", "clara", "cancelled"),
)
COMING = (
    Wish("won_value", "ben", "proposed"),
    Wish("won_value", "eva", "accepted"),
    Wish("won_value", "david", "declined"),
    Wish("order_intake", "company", "draft"),
)
WHY = {
    "won_value": "The new machining line has to be in use to capacity.",
    "order_intake": "Growth from own means: ten percent a year.",
    "revenue": "This customer equips its second plant.",
    "win_rate": "Fewer quotations, and better ones.",
    "response_time_median": "Who answers first wins more often.",
}


def agree_targets(env, company):
    """Set targets of the last quarter, of a running half-year and of the next one."""
    today = env.cr.now().date()
    quarter = months_before(today, (today.month - 1) % 3)
    half = months_before(today, BEGUN)
    periods = (
        (OVER, quarter - relativedelta(months=3), 3),
        (RUNNING, half, 6),
        (COMING, half + relativedelta(months=6), 6),
    )
    office = Office(env, company)
    for wishes, first, months in periods:
        last = first + relativedelta(months=months, days=-1)
        for wish in wishes:
            office.agree(wish, first, last, min(first, half))
    office.targets._update_values()
    office.look()
    office.date_agreements()


class Office:
    """Where targets are agreed: who proposes, accepts and confirms."""

    def __init__(self, env, company):
        # who has to act next is asked, without a mail
        self.env = env(
            context={
                **env.context,
                "mail_activity_automation_skip": False,
                "mail_activity_quick_update": True,
            }
        )
        self.company = company
        self.manager = self._person("maria")
        self.targets = self.env["sales.kpi.target"]

    def agree(self, wish, first, last, known):
        """Bring one target to the state that is wished.

        :param known: first day of the period whose figures say what can be demanded
        """
        target = self._draft(wish, known, last + (known - first))
        target.write({"date_from": first, "date_to": last})
        if target.realism_light == "red":
            target.realism_override = "The new machines are ready for delivery."
        self.targets |= target
        steps = {
            "draft": (),
            "proposed": ("propose",),
            "declined": ("propose", "decline"),
            "accepted": ("propose", "accept"),
        }
        for step in steps.get(wish.fate, ("propose", "accept", "approve")):
            getattr(self, f"_{step}")(target)
        if wish.fate == "cancelled":
            target.with_user(self._leader(target)).action_cancel(
                "She works for the trade fairs until spring."
            )

    def _draft(self, wish, first, last):
        author = self.manager
        kpi = self.env["sales.kpi"].search([("code", "=", wish.kpi)])
        target = (
            self.env["sales.kpi.target"]
            .with_user(author)
            .with_context(**self.env.context)
            .create(
                {
                    **self._scope(wish.scope),
                    "company_id": self.company.id,
                    "kpi_id": kpi.id,
                    "date_from": first,
                    "date_to": last,
                    "target_value": 1,
                    "why": WHY[wish.kpi],
                    "rhythm": "month",
                }
            )
            .with_env(self.env)
        )
        target.target_value = self._demand(target, wish.fate)
        return target

    def _scope(self, name):
        match name:
            case "company":
                return {"scope": "company", "owner_id": self.manager.id}
            case "customer":
                return {"scope": "customer", "customer_id": self._best_customer().id}
            case "mid_market" | "key_accounts":
                return {"scope": "team", "team_id": self._demo(f"crm_team_{name}").id}
        return {"scope": "user", "user_id": self._person(name).id}

    def _best_customer(self):
        [(customer, _amount)] = self.env["sales.kpi.fact"]._read_group(
            [("event", "=", "order_confirmed"), ("company_id", "=", self.company.id)],
            ["customer_id"],
            ["amount:sum"],
            order="amount:sum DESC",
            limit=1,
        )
        return customer

    def _demand(self, target, fate):
        """What shows the fate: somewhat more or less than it comes to."""
        [assessed] = target._assessments().values()
        projection = assessed.projection
        value = projection.value if projection else 0
        if fate == "off_track":
            high = (projection and projection.high) or value
            share = max(1.4, 1.2 * high / value) if value else 1
        else:
            share = DEMANDS.get(fate, 1.05)
        if target.direction == "down":
            share = 1 / share
        return self._smooth(target, value * share)

    def _smooth(self, target, value):
        """A number that people agree on; without any history a modest one."""
        match target.unit:
            case "money":
                return max(round(value, -3), 1000)
            case "percent":
                return min(max(round(value, 2), 0.05), 0.95)
            case "count":
                return max(round(value), 1)
        return max(round(value, 1), 0.5)

    def _propose(self, target):
        target.with_user(self.manager).action_propose()

    def _accept(self, target):
        """Who leads and holds in one accepts as everybody does."""
        target.with_user(target.holder_id).action_accept("Agreed.")

    def _approve(self, target):
        target.with_user(self._leader(target)).action_approve()

    def _decline(self, target):
        target.with_user(target.holder_id).action_decline(
            "Half of my customers change to service contracts this year."
        )

    def _leader(self, target):
        leader = target._leader()
        return leader if leader and leader != target.holder_id else self.manager

    def _person(self, name):
        return self._demo(f"res_users_{name}")

    def _demo(self, name):
        return self.env.ref(f"sales_kpi.{name}_demo")

    def look(self):
        """Who holds a target looks at it; who gave it up does not."""
        for holder, targets in self.targets.grouped("holder_id").items():
            followed = targets.filtered(lambda one: one.status != "off_track")
            followed.with_user(holder).note_opened()

    def date_agreements(self):
        """Two weeks before the period, as far as that is over; the end is its end."""
        self.env.flush_all()
        columns = ("create_date", "proposed_date", "accepted_date", "approved_date")
        for days, column in zip((21, 20, 15, 12), columns, strict=True):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE sales_kpi_target
                       SET %(column)s = LEAST(%(column)s,
                               date_from - %(days)s * INTERVAL '1 day'
                               + INTERVAL '9 hours')
                     WHERE id = ANY(%(ids)s) AND %(column)s IS NOT NULL
                    """,
                    column=SQL.identifier(column),
                    days=days,
                    ids=self.targets.ids,
                )
            )
        self.env.cr.execute(
            SQL(
                """
                UPDATE sales_kpi_target
                   SET closed_date = date_to + INTERVAL '1 day 4 hours'
                 WHERE id = ANY(%s) AND state IN ('reached', 'missed')
                """,
                self.targets.ids,
            )
        )
        self.env.invalidate_all()
