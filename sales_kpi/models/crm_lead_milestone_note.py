"""Writing down that leads reached milestones: journal, evidence, what follows."""

from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _note_milestones(self, moves, proofs, reached):
        """Write rows and evidence of all milestones that moves reach for the first time.

        :param moves: ``{lead: (process, stage id)}``
        :param proofs: ``{lead: evidence}``, checked
        :param reached: ``{lead id: {stage id: at}}`` so far
        """
        leads = self.browse(lead.id for lead in moves)
        leads.flush_recordset()
        now = self.env.cr.now()
        rows, records = [], []
        for lead, (process, stage_id) in moves.items():
            proof = proofs.get(lead)  # may only say when: then it is false
            at = (lead in proofs and proof.at) or now
            due = process.due(stage_id)
            for milestone in process.upto(stage_id):
                if milestone.id in reached[lead.id]:
                    continue
                is_due = milestone == due and bool(proof or due.id == stage_id)
                given = is_due and lead in proofs
                is_back_dated = lead in proofs and lead._is_back_dated(at)
                rows.append(
                    (
                        lead.id,
                        milestone.id,
                        process.before(milestone.id),
                        at,
                        not is_due,
                        is_back_dated,
                    )
                )
                records.append(
                    {
                        "lead_id": lead.id,
                        "stage_id": milestone.id,
                        "date_reached": at,
                        "user_id": self.env.uid,
                        "is_implied": not is_due,
                        "is_back_dated": is_back_dated,
                        **(lead._evidence_values(proof) if given else {}),
                    }
                )
        self.env["sales.kpi.journal"]._record_milestones(rows)
        # sudo: nobody writes evidence by hand, the rule does
        self.env["crm.lead.milestone"].sudo().create(records)
        self._kpi_mark(leads.ids)
        self._note_proofs(moves, proofs)
        self._start_plans(moves)

    @api.model
    def _note_proofs(self, moves, proofs):
        """Who proves a milestone acted: that wakes parked leads."""
        by_moment = {}
        for lead in moves:
            if proof := proofs.get(lead):
                by_moment.setdefault(proof.at or self.env.cr.now(), []).append(lead.id)
        for at, lead_ids in by_moment.items():
            self.browse(lead_ids)._note_customer_action(at, kind="milestone")

    def _merge_dependences(self, opportunities):
        """The survivor takes over what the others reached, and its evidence."""
        result = super()._merge_dependences(opportunities)
        if self.env["crm.stage"]._stage_values():
            self.env["sales.kpi.journal"]._copy_milestones(opportunities.ids, self.id)
            self._take_evidence(opportunities)
        return result

    def _take_evidence(self, opportunities):
        """Of each milestone the evidence that counts: given before skipped, then first."""
        Milestone = self.env["crm.lead.milestone"].sudo()  # sudo: it goes with the lead
        found = Milestone.search([("lead_id", "in", (self | opportunities).ids)])
        kept = {}
        for record in found.sorted(lambda one: (one.is_implied, one.date_reached)):
            kept.setdefault(record.stage_id, record)
        staying = Milestone.union(*kept.values())
        (found - staying).unlink()
        staying.filtered(lambda record: record.lead_id != self).lead_id = self
