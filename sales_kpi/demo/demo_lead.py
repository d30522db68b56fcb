from collections import defaultdict

from . import demo_words as words
from .demo_date import date_leads


class LeadActs:
    """What happens to leads; each act does the same for many."""

    def act_create(self, steps):
        """Enquiries come in by themselves; a cold call is entered by who made it."""
        authors = defaultdict(list)
        for step in steps:
            self.buyers[step.case] = self.customers[step.data["customer"]]
            inbound = step.data["inbound"]
            authors[None if inbound else step.data["person"]].append(step)
        for person, written in authors.items():
            Lead = self.env["crm.lead"]
            if person:
                Lead = Lead.with_user(self.user(person)).with_context(
                    **self.env.context
                )
            leads = Lead.create([self.lead_values(step) for step in written])
            for step, lead in zip(written, leads.with_env(self.env), strict=True):
                self.leads[step.case] = lead
        self.env.flush_all()
        moments = {self.leads[step.case].id: step.at for step in steps}
        date_leads(self.env, list(moments), list(moments.values()))

    def lead_values(self, step):
        data, company = step.data, self.buyers[step.case]
        contact = company.child_ids[:1]
        user = self.user(data["person"]) if data["person"] else self.env["res.users"]
        medium = "website" if data["origin"] == "website" else "direct"
        return {
            "name": f"{self.dice.choice(words.NEEDS[data['need']])}, {company.name}",
            "type": "lead" if data["raw"] else "opportunity",
            "partner_id": not data["raw"] and contact.id,
            "partner_name": company.name,
            "contact_name": contact.name,
            "email_from": contact.email,
            "country_id": company.country_id.id,
            "zip": company.zip,
            "company_id": self.env.company.id,
            "source_id": self.demo(f"utm_source_{data['origin']}").id,
            "medium_id": self.env.ref(f"utm.utm_medium_{medium}").id,
            "campaign_id": data["origin"] == "fair"
            and self.demo("utm_campaign_fair").id,
            "user_id": user.id,
            "team_id": self.team(user).id,
            "expected_revenue": 0 if data["raw"] else self.worth(data["need"]),
        }

    def act_assign(self, steps):
        for person, leads in self.by(steps, "person"):
            user = self.user(person)
            leads.write({"user_id": user.id, "team_id": self.team(user).id})

    def act_exclude(self, steps):
        for step in steps:
            self.leads[step.case].write(
                {
                    "kpi_excluded": True,
                    "kpi_excluded_reason": self.dice.choice(words.EXCUSES),
                }
            )

    def act_repeat(self, steps):
        """The customer fills in the form once more; the first lead takes the second.

        Odoo keeps the more probable one, so the second one is not probable at all.
        """
        for step in steps:
            lead = self.leads[step.case]
            again = lead.copy(
                {
                    "name": lead.name,
                    "user_id": False,
                    "team_id": False,
                    "probability": 0,
                }
            )
            self.env.flush_all()
            date_leads(self.env, again.ids, [step.at])
            self.date_journal("lead_id", {again.id: step.at}, 0)
            (lead | again).merge_opportunity(
                user_id=lead.user_id.id, team_id=lead.team_id.id
            )
            self.date_journal("res_id", {again.id: step.at}, 0)

    def act_contact(self, steps):
        for kind, leads in self.by(steps, "kind"):
            self.env["sales.kpi.journal"]._record_contact(leads.ids, kind)
        for step in steps:
            if step.data["kind"] != "marketing":
                self.messages.append(self.message(step))

    def message(self, step):
        answered = step.data["kind"] == "engaged"
        contact = self.buyers[step.case].child_ids[:1]
        author = contact if answered else self.leads[step.case].user_id.partner_id
        text = self.dice.choice(words.ANSWERS if answered else words.CALLS)
        values = self.message_values(step, author, text)
        return {**values, "message_type": "email" if answered else "comment"}

    def message_values(self, step, author, text):
        return {
            "model": "crm.lead",
            "res_id": self.leads[step.case].id,
            "message_type": "comment",
            "subtype_id": self.env.ref("mail.mt_comment").id,
            "author_id": author.id,
            "email_from": author.email_formatted,
            "body": text,
            "date": step.at,
        }

    def act_convert(self, steps):
        for step in steps:
            lead = self.leads[step.case]
            lead.convert_opportunity(self.buyers[step.case].child_ids[:1])
            lead.expected_revenue = self.worth(step.data["need"])

    def act_stage(self, steps):
        for name, leads in self.by(steps, "name"):
            stage = self.stages[name]
            leads.filtered(
                lambda lead, stage=stage: lead.stage_id.sequence < stage.sequence
            ).stage_id = stage

    def act_reopen(self, steps):
        for step in steps:
            self.leads[step.case].action_unarchive()
