"""How far the customer of a lead has come, and what comes next: read at once."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date, is_html_empty

#: A milestone is celebrated for so long.
FRESH = timedelta(minutes=1)
#: Evidence that can be opened, and what it is.
OPENED = {
    "event_id": "calendar.event",
    "order_id": "sale.order",
    "attachment_id": "ir.attachment",
}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    journey = fields.Json(
        compute="_compute_journey",
        help="The milestones of the sales process: which the customer has reached, when "
        "and by what, and which one is next.",
    )
    milestone_progress = fields.Char(
        "Milestones",
        compute="_compute_milestone_progress",
        help="So many milestones of the sales process are reached, of so many.",
    )

    @api.depends("milestone_ids", "stage_id", "team_id")
    def _compute_milestone_progress(self):
        reached = self.env["sales.kpi.journal"]._reached_milestones(self._origin.ids)
        for lead in self:
            process = lead._journey_process()
            done = set(process) & reached.get(lead._origin.id, {}).keys()
            lead.milestone_progress = (
                f"{len(done)}/{len(process)}" if process else False
            )

    @api.depends(
        "date_last_customer_action",
        "is_parked",
        "milestone_ids.evidence_type_id",
        "stage_id",
        "team_id",
        "user_id",
        "won_status",
    )
    @api.depends_context("lang", "tz", "uid")
    def _compute_journey(self):
        rows = self._journey_rows()
        # sudo: who may read a lead sees how it got on
        records = self.env["crm.lead.milestone"].sudo()
        proofs = {
            (proof.lead_id.id, proof.stage_id.id): proof
            for proof in records.search([("lead_id", "in", self._origin.ids)])
        }
        for lead in self:
            lead.journey = lead._journey(rows.get(lead._origin.id, {}), proofs)

    def _journey_process(self):
        """The ids of the milestones of the lead's process, in their order."""
        process = self.env["crm.stage"]._process_of(self.team_id.id, self.stage_id.id)
        return [stage.id for stage in process.milestones]

    def _journey_rows(self):
        """``{lead id: {milestone id: (at, is implied, is back-dated)}}``, first ones."""
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT ON (res_id, milestone_id)
                       res_id, milestone_id, at, is_implied, is_back_dated
                  FROM sales_kpi_journal
                 WHERE res_model = 'crm.lead'
                   AND res_id = ANY(%s)
                   AND kind = 'milestone'
                   AND milestone_id IS NOT NULL
              ORDER BY res_id, milestone_id, at, id
                """,
                self._origin.ids,
            )
        )
        rows = {}
        for lead_id, stage_id, *row in self.env.cr.fetchall():
            rows.setdefault(lead_id, {})[stage_id] = row
        return rows

    def _journey(self, rows, proofs):
        """What the widget shows of one lead; False without a process."""
        process = self._journey_process()
        if not process or not self._origin:
            return False
        # sudo: the process is no secret to who may read one of its leads
        Stage = self.env["crm.stage"].sudo()
        last = max((process.index(one) for one in process if one in rows), default=-1)
        is_open = self.active and self.won_status == "pending" and not self.is_parked
        following = Stage.browse(process[last + 1 : last + 2] if is_open else ())
        former = Stage.browse(sorted(rows.keys() - set(process))).exists()
        steps = [
            self._journey_step(stage, rows.get(stage.id), proofs, following)
            for stage in (*former, *Stage.browse(process))
        ]
        return {
            "milestones": steps,
            "former": former.ids,
            "next": bool(following) and self._journey_next(following),
            "plan": is_open and self._milestone_plan().name,
            "silence": is_open and self.customer_silence_days,
            "has_acted": bool(self.date_last_customer_action),
            "hints": self._journey_hints(steps)
            if self.user_id == self.env.user
            else [],
        }

    def _journey_step(self, stage, row, proofs, following):
        """A milestone in the timeline."""
        step = {
            "id": stage.id,
            "name": stage.name,
            "action": stage.customer_action,
            "state": "next" if stage == following else "open",
        }
        if not row:
            return step
        at, is_implied, is_back_dated = row
        proof = proofs.get((self._origin.id, stage.id), self.env["crm.lead.milestone"])
        is_implied = bool(is_implied) and not proof.evidence_type_id
        return {
            **step,
            "state": "reached",
            "date": self._journey_date(at),
            "is_implied": is_implied,
            "is_back_dated": bool(is_back_dated) and not is_implied,
            "is_imported": proof.is_imported,
            "is_fresh": bool(proof) and self._is_fresh(proof),
            "can_prove": not proof.evidence_type_id and self.active,
            **self._journey_proof(proof),
        }

    def _journey_proof(self, proof):
        evidence = [proof.evidence_type_id.name]
        if proof.evidence_date:
            evidence.append(
                format_date(self.env, proof.evidence_date, date_format="medium")
            )
        return {
            "evidence": ", ".join(filter(None, evidence)),
            "note": proof.note,
            "contact": proof.contact_name,
            "who": proof.user_id.name,
            "reason": proof.back_date_reason,
            "document": next(
                (
                    {"model": model, "id": proof[name].id}
                    for name, model in OPENED.items()
                    if proof[name]
                ),
                False,
            ),
        }

    def _journey_next(self, stage):
        """How to reach the next milestone."""
        return {
            "id": stage.id,
            "name": stage.name,
            "action": stage.customer_action,
            "playbook": not is_html_empty(stage.playbook) and stage.playbook,
            "attachments": [
                {"id": attachment.id, "name": attachment.name}
                for attachment in stage.playbook_attachment_ids
            ],
        }

    def _journey_hints(self, steps):
        """How the process was followed: for the salesperson alone (decision 39)."""
        skipped = [step["name"] for step in steps if step.get("is_implied")]
        late = [step["name"] for step in steps if step.get("is_back_dated")]
        hints = []
        if skipped:
            hints.append(
                self.env._(
                    "Skipped: %s. Did the customer do that? Then add what shows it.",
                    ", ".join(skipped),
                )
            )
        if late:
            hints.append(
                self.env._(
                    "Entered later than it happened: %s. Entered on the day, it moves "
                    "your figures at once.",
                    ", ".join(late),
                )
            )
        return hints

    def _journey_date(self, at):
        day = fields.Datetime.context_timestamp(self, at).date()
        return format_date(self.env, day, date_format="medium")

    def _is_fresh(self, proof):
        return proof.create_date >= self.env.cr.now() - FRESH

    def get_rainbowman_message(self):
        """Each milestone is a success, not only the last one (S4-26)."""
        return super().get_rainbowman_message() or self._milestone_message()

    def _milestone_message(self):
        self.check_access("read")
        # sudo: who may read a lead sees how it got on
        fresh = self.sudo().milestone_ids.filtered(
            lambda proof: not proof.is_implied and self._is_fresh(proof)
        )
        if not fresh:
            return False
        return self.env._(
            "Milestone reached: %(milestone)s (%(progress)s)",
            milestone=fresh[-1].stage_id.name,
            progress=self.milestone_progress,
        )
