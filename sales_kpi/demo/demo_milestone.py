from collections import defaultdict

from odoo.tools import format_date

from . import demo_words as words
from .demo_clock import months_before
from .demo_date import begin_parking
from .demo_story import GRACE_DAYS, PARKING_MONTHS, SILENT_DAYS, USUAL_DEAL

#: A list of dead horses is looked at for so many months before they are parked.
LIST_MONTHS = 2


class MilestoneActs:
    """What a team does that sells by milestones; each act does the same for many."""

    def set_up_method(self):
        """The mid-market gets the five milestones and parks its dead horses."""
        team = self.method_team = self.demo("crm_team_mid_market")
        self.know_usual_deal(team)
        team.action_apply_milestone_template()
        self.milestones = dict(zip(words.MILESTONES, team._milestones(), strict=True))
        self.leave_stages_to_others(team)
        self.begin_parking(team)

    def know_usual_deal(self, team):
        """Standard potentials, as they were learned from deals before the story."""
        median, p90 = USUAL_DEAL
        self.env["sales.kpi.potential"].create(
            {
                "level": "company",
                "company_id": team.company_id.id,
                "deals": len(self.customers),
                "median": median,
                "p90": p90,
            }
        )

    def leave_stages_to_others(self, team):
        """The stages that other teams pass are not in the way of this one."""
        others = self.env["crm.team"].with_context(active_test=False).search([]) - team
        for stage in ("stage_lead2", "stage_lead3"):
            self.env.ref(f"crm.{stage}").team_ids = others

    def begin_parking(self, team):
        team.write(
            {
                "parking_mode": "list",
                "parking_days": SILENT_DAYS,
                "parking_grace_days": GRACE_DAYS,
            }
        )
        today = self.env.cr.now().date()
        listed = months_before(today, PARKING_MONTHS + LIST_MONTHS)
        begin_parking(team, listed)
        team.with_user(team.user_id).action_confirm_parking()
        begin_parking(team, listed, months_before(today, PARKING_MONTHS))

    def by_milestones(self, case):
        return self.leads[case].team_id == self.method_team

    def act_reach(self, steps):
        """The owner enters what the customer did, or said, if it is not in yet."""
        steps = [step for step in steps if not self.is_reached(step)]
        said = defaultdict(lambda: self.env["crm.lead"])
        for step in steps:
            lead, name = self.leads[step.case], step.data["name"]
            if step.data["proof"] == "words" and self.is_before(lead, name):
                said[lead.user_id, name] |= lead
        for (user, name), leads in said.items():
            self.of(user, leads).write(
                {
                    "stage_id": self.milestones[name].id,
                    "milestone_evidence": words.PROOFS[name],
                }
            )
        written = [step for step in steps if step.data["proof"] == "mail"]
        mails = self.env["mail.message"].create([self.mail(step) for step in written])
        proofs = dict(zip(written, mails, strict=True))
        for step in steps:
            if step.data["proof"] == "meeting":
                proofs[step] = self.meetings[step.case]
        for step, proof in proofs.items():
            lead = self.leads[step.case]
            self.of(lead.user_id, lead).action_reach_milestone(
                self.milestones[step.data["name"]].id,
                proof,
                date=step.data.get("reached"),
            )

    def of(self, user, leads):
        return leads.with_user(user).with_context(**self.env.context)

    def is_before(self, lead, name):
        return lead.stage_id.sequence < self.milestones[name].sequence

    def is_reached(self, step):
        """Whether a milestone is proven, or passed long before it is entered."""
        stage = self.milestones[step.data["name"]]
        # sudo: the replay acts as people who may not read every lead's evidence
        return stage in self.leads[step.case].sudo().milestone_ids.stage_id

    def mail(self, step):
        """The mail by which the customer reached the milestone."""
        contact = self.buyers[step.case].child_ids[:1]
        return {
            **self.message_values(step, contact, words.PROOFS[step.data["name"]]),
            "message_type": "email",
            "date": step.data.get("reached") or step.at,
        }

    def act_estimate(self, steps):
        for need, leads in self.by(steps, "need"):
            leads.write(
                {
                    "potential_amount": self.worth(need),
                    "potential_reason": words.ESTIMATE,
                }
            )

    def act_expect(self, steps):
        """Salespeople say when they expect the order, and note that they did."""
        for date, leads in self.by(steps, "date"):
            leads.date_deadline = date
        self.messages += [
            {
                **self.message_values(
                    step,
                    self.leads[step.case].user_id.partner_id,
                    words.EXPECTED % format_date(self.env, step.data["date"]),
                ),
                "subtype_id": self.env.ref("mail.mt_note").id,
                "subject": str(step.data["date"]),
            }
            for step in steps
        ]

    def act_park(self, steps):
        self.env["crm.lead"].concat(
            *(self.leads[step.case] for step in steps)
        ).action_park(words.SILENT)

    def act_revive(self, steps):
        """The customer calls after all."""
        for step in steps:
            self.leads[step.case].action_revive(step.at)
