"""What users and programs call to say that a customer reached a milestone."""

from dataclasses import replace

from odoo import models
from odoo.exceptions import UserError

from .rpc_question import given_id


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_reach_milestone(
        self, stage, evidence=None, evidence_type=None, date=None
    ):
        """Say that the customer reached a milestone.

        The lead moves on to the stage, milestones in between are filled in as implied.

        :param stage: the milestone, a record or its id
        :param evidence: what the customer did: a text, a message, meeting, order or
            attachment, or a dict with ``note``, ``contact_name``, ``evidence_date``,
            ``back_date_reason`` and one of ``mail_message_id``, ``event_id``,
            ``order_id``, ``attachment_id``
        :param evidence_type: email, message, meeting, document, quotation, order or
            note; default what the evidence is
        :param date: day or UTC moment, default now
        :raise UserError: if the milestone wants other evidence
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: the milestones are those of the lead's team
        stages = self.env["crm.stage"].sudo()
        milestone = stages.browse(given_id(self.env, stage)).exists()
        process = self._milestone_process()
        if not milestone or milestone.id not in [one.id for one in process.milestones]:
            raise UserError(
                self.env._("This is no milestone of the team's sales process.")
            )
        given = self._read_evidence(evidence, evidence_type, date)
        reached = self._reached_milestones(self)
        known = reached[self.id]
        if milestone.id in known:
            self._add_evidence(milestone, given, process, known)
        elif process.is_forward(self.stage_id.id, milestone.id):
            self.with_context(milestone_evidence=given).stage_id = milestone.id
        else:
            self._reach({self: (process, milestone.id)}, {self.id: given}, reached)
        return True

    def _add_evidence(self, milestone, given, process, known):
        """Prove a milestone that was filled in, or passed before it was one."""
        # sudo: nobody writes evidence by hand, the rule does
        record = self.sudo().milestone_ids.filtered(
            lambda one: one.stage_id == milestone
        )
        if not given or record.evidence_type_id:
            raise UserError(
                self.env._("The lead has reached “%s” already.", milestone.name)
            )
        given = replace(given, at=None)  # when it was reached is known
        self._check_evidence(given, process, milestone.id, known)
        values = self._evidence_values(given)
        if record:
            record.write(values)
        else:
            record.create(
                {
                    **values,
                    "lead_id": self.id,
                    "stage_id": milestone.id,
                    "date_reached": known[milestone.id],
                    "user_id": self.env.uid,
                }
            )
