"""A storm of what people do to leads, for one transaction or many at once."""

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError


class Storm:
    """Random actions on the leads of a company; ``act`` does the next one."""

    def __init__(self, env, random, company, teams, people, lead_ids=()):
        self.env = env
        self.random = random
        self.company = company
        self.teams = teams
        self.people = people
        self.lead_ids = list(lead_ids)
        self.territories = env["crm.territory"].search(
            [("company_id", "=", company.id)]
        )
        self.stages = env["crm.stage"].search([("team_ids", "=", False)]).ids
        self.actions = (
            self.enter,
            self.enter,
            self.assign,
            self.move,
            self.move,
            self.revalue,
            self.convert,
            self.win,
            self.win,
            self.lose,
            self.lose,
            self.reopen,
            self.archive,
            self.merge,
            self.park,
            self.park,
            self.revive,
            self.answer,
            self.delete,
            self.exclude,
            self.contact,
            self.meet,
            self.order,
            self.relocate,
            self.place,
            self.redraw,
        )

    def act(self):
        """Do something; what the CRM refuses (a won lead lost …) leaves no trace."""
        try:
            with self.env.cr.savepoint():
                self.random.choice(self.actions)()
        except (UserError, ValidationError):
            self.env.invalidate_all()

    def _pick(self, number=1):
        existing = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            .browse(self.lead_ids)
            .exists()
        )
        chosen = self.random.sample(existing.ids, min(number, len(existing)))
        return existing.browse(chosen)

    def _person(self):
        return self.random.choice([*self.people.ids, False])

    def enter(self):
        leads = self.env["crm.lead"].create(
            [self._values() for _number in range(self.random.randint(1, 3))]
        )
        self.lead_ids += leads.ids

    def _values(self):
        team_id = self.random.choice([*self.teams.ids, False])
        return {
            "name": "Storm",
            "type": self.random.choice(("lead", "opportunity")),
            "company_id": self.company.id if team_id else False,
            "team_id": team_id,
            "user_id": self._person(),
            "expected_revenue": self.random.randint(0, 9) * 1000,
        }

    def assign(self):
        self._pick(2).write({"user_id": self._person()})

    def move(self):
        self._pick(2).write({"stage_id": self.random.choice(self.stages)})

    def revalue(self):
        self._pick().write({"expected_revenue": self.random.randint(0, 50) * 500})

    def convert(self):
        for lead in self._pick().filtered(lambda lead: lead.type == "lead"):
            lead.convert_opportunity(lead.partner_id)

    def win(self):
        self._pick().filtered("active").action_set_won()

    def lose(self):
        self._pick(2).filtered(lambda lead: not lead.stage_id.is_won).action_set_lost()

    def reopen(self):
        leads = self._pick(3)
        leads.filtered(lambda lead: not lead.active).action_unarchive()
        leads.filtered("stage_id.is_won").write({"stage_id": self.stages[0]})

    def archive(self):
        self._pick().action_archive()

    def merge(self):
        leads = self._pick(2).filtered("active")
        if len(leads) > 1:
            leads.merge_opportunity()

    def park(self):
        self._pick(3).action_park()

    def revive(self):
        self._pick(3).action_revive()

    def answer(self):
        """Customers act: who is parked comes back."""
        self._pick(3).action_customer_called()

    def delete(self):
        self._pick().unlink()

    def exclude(self):
        self._pick().write({"kpi_excluded": self.random.choice((True, False))})

    def contact(self):
        kind = self.random.choice(("contacted", "engaged", "marketing"))
        self.env["sales.kpi.journal"]._record_contact(self._pick().ids, kind)

    def meet(self):
        lead = self._pick()
        if lead:
            start = self.env.cr.now() + timedelta(days=self.random.randint(-3, 9))
            self.env["calendar.event"].create(
                {
                    "name": "Storm",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "opportunity_id": lead.id,
                    "partner_ids": self.env.ref("base.main_partner").ids,
                }
            )

    def order(self):
        lead = self._pick()
        if not lead:
            return
        order = self.env["sale.order"].create(
            {
                "partner_id": self.company.partner_id.id,
                "company_id": self.company.id,
                "opportunity_id": lead.id,
                "client_order_ref": "Storm",
            }
        )
        if self.random.random() < 0.7:
            order.state = "sale"

    def relocate(self):
        country = self.env.ref("base.de")
        self._pick(2).write(
            {
                "country_id": country.id,
                "zip": self.random.choice(("1", "2", "3", False)),
            }
        )

    def place(self):
        chosen = self.random.choice([*self.territories.ids, False])
        self._pick().write({"territory_id": chosen})

    def redraw(self):
        """The territories change, and all leads follow at once."""
        for area in self.territories.area_ids:
            area.zips = self.random.choice(("1", "2", "1-3"))
        self.env["crm.territory"]._apply()
