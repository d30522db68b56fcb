from odoo import fields, models
from odoo.fields import Domain

from .crm_evidence_type import NOTE

#: Up to this milestone of a process a note is evidence enough (decision 24).
NOTES_UPTO = 2


class CrmStage(models.Model):
    """A milestone is a stage that a customer reaches by doing something."""

    _inherit = "crm.stage"

    is_milestone = fields.Boolean(
        "Milestone",
        help="A customer reaches a milestone by doing, saying or writing something. "
        "The milestones of a team, in their order, are its sales process.",
    )
    customer_action = fields.Char(
        "What the customer does",
        translate=True,
        help="What the customer must have done, in one sentence: “The decision maker "
        "invites us to a first talk.”",
    )
    evidence_required = fields.Boolean(
        help="Nobody reaches this milestone without naming what the customer did: a "
        "message, a meeting, a document, a quotation, an order.",
    )
    evidence_type_ids = fields.Many2many(
        "crm.evidence.type",
        string="Accepted evidence",
        help="Nothing chosen: all types. Words are accepted at the first two "
        "milestones of a process only; later ones need the message, meeting, document, "
        "quotation or order itself.",
    )
    playbook = fields.Html(
        "How to get there",
        translate=True,
        help="Shown to the salesperson whose next milestone this is.",
    )
    playbook_attachment_ids = fields.Many2many(
        "ir.attachment", string="Material for the way there"
    )
    activity_plan_id = fields.Many2one(
        "mail.activity.plan",
        domain="[('res_model', '=', 'crm.lead')]",
        ondelete="set null",
        help="The activities that lead to the next milestone, once this one is reached.",
    )
    activity_plan_auto = fields.Boolean(
        "Start it by itself",
        help="The activities are scheduled when a lead reaches this milestone.",
    )

    def _needs_proof(self, rank):
        """Whether words are not enough at the milestone, which is the ``rank``-th one."""
        return self.evidence_required and rank > NOTES_UPTO

    def _accepted_evidence(self, rank):
        """What shows that the milestone is reached, which is the ``rank``-th one."""
        accepted = self.evidence_type_ids or self.env["crm.evidence.type"].search(
            Domain.TRUE
        )
        if rank > NOTES_UPTO:
            accepted = accepted.filtered(lambda kind: kind.code != NOTE)
        return accepted


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _milestones(self):
        """The milestones of a team in their order, those common to all included.

        Without a team: the common ones.
        """
        # sudo: a process is no secret to who may see one of its leads
        stages = self.env["crm.stage"].sudo()
        return stages.search(
            Domain("is_milestone", "=", True)
            & (Domain("team_ids", "=", False) | Domain("team_ids", "in", self.ids)),
            order="sequence, id",
        )
