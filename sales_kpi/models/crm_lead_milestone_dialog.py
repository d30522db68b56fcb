"""What the dialog shows: the milestones to come, and what the customer did lately."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from .crm_evidence_type import NOTE
from .milestone_evidence import MOMENT_OF

#: So many items of the customer are offered as evidence by one tap.
PROPOSALS = 5
#: So many of each kind are looked at for one.
LOOKED_AT = 50


class CrmLead(models.Model):
    _inherit = "crm.lead"

    next_milestone_id = fields.Many2one(
        "crm.stage",
        compute="_compute_next_milestone_id",
        help="What the customer has to do next.",
    )

    @api.depends("stage_id", "team_id")
    def _compute_next_milestone_id(self):
        reached = self._reached_milestones(self._origin)
        for lead in self:
            lead.next_milestone_id = lead._next_milestone(reached)

    def action_open_milestone(self, stage_id=None):
        """Open the dialog that says what the customer did.

        :param stage_id: the milestone, also one that was skipped; default the next one
        """
        self.ensure_one()
        self.check_access("write")
        open_stages = self._open_milestones()
        wanted = self._unproven_milestones().filtered(
            lambda stage: stage.id == stage_id
        )
        if not (open_stages or wanted):
            raise UserError(
                self.env._(
                    "This lead has reached all milestones of its team, or the team has "
                    "none. Milestones are set up in the stages of the pipeline."
                )
            )
        stage = wanted or self._next_milestone()
        wizard = self.env["crm.milestone.reach"].create(
            {
                "lead_id": self.id,
                "stage_id": stage.id,
                "contact_name": self._evidence_contact(),
            }
        )
        by_hand = "document" if wizard.needs_document else NOTE
        wizard.evidence_type_id = wizard.accepted_type_ids.filtered(
            lambda kind: kind.code == by_hand
        )
        rank = self._milestone_process().rank(stage.id)
        # sudo: what a milestone accepts is no secret
        accepted = stage.sudo()._accepted_evidence(rank).mapped("code")
        self.env["crm.milestone.proposal"].create(
            [
                {**item, "wizard_id": wizard.id}
                for item in self._customer_items()
                if item["code"] in accepted
            ][:PROPOSALS]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Milestone reached"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            "context": self.env.context,
        }

    def _milestone_process(self):
        return self.env["crm.stage"]._process_of(self.team_id.id, self.stage_id.id)

    def _open_milestones(self, reached=None):
        """The milestones that the lead has not reached yet, in their order.

        :param reached: what is read already, as of :meth:`_reached_milestones`
        """
        known = reached or self._reached_milestones(self._origin)
        return self.env["crm.stage"].browse(
            stage.id
            for stage in self._milestone_process().milestones
            if stage.id not in known.get(self._origin.id, ())
        )

    def _unproven_milestones(self):
        """The milestones that are not reached, or for which there is no evidence."""
        # sudo: who may read a lead sees how it got on
        proven = self.sudo().milestone_ids.filtered("evidence_type_id").stage_id
        return self.env["crm.stage"].browse(
            stage.id
            for stage in self._milestone_process().milestones
            if stage.id not in proven.ids
        )

    def _next_milestone(self, reached=None):
        """The first open milestone from the present stage on, else the first open."""
        open_stages = self._open_milestones(reached)
        process = self._milestone_process()
        ahead = open_stages.filtered(
            lambda stage: (
                stage == self.stage_id or process.is_forward(self.stage_id.id, stage.id)
            )
        )
        return (ahead or open_stages)[:1]

    def _customer_items(self):
        """What the customer did last, as values of crm.milestone.proposal."""
        items = []
        for link, (icon, records, label) in self._item_sources().items():
            items += [
                {
                    link: record.id,
                    "icon": icon,
                    "code": self._evidence_code({link: record}),
                    "date": record[MOMENT_OF[link]],
                    "name": label(record),
                }
                for record in records
                if self._is_proof(link, record)
            ]
        return sorted(items, key=lambda item: item["date"], reverse=True)

    def _item_sources(self):
        """Where customers leave traces: icon, records, and their name."""
        # sudo: what belongs to a lead that the user may write
        env = self.sudo().env
        own = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return {
            "mail_message_id": (
                "fa-envelope",
                env["mail.message"].search(
                    [
                        ("model", "=", self._name),
                        ("res_id", "=", self.id),
                        ("message_type", "in", ["email", "comment"]),
                    ],
                    order="date desc",
                    limit=LOOKED_AT,
                ),
                lambda message: (
                    message.subject
                    or html2plaintext(message.body or "").strip()[:80]
                    or message.author_id.name
                    or self.env._("Message")
                ),
            ),
            "event_id": (
                "fa-calendar",
                env["calendar.event"].search(
                    [("opportunity_id", "=", self.id)],
                    order="stop desc",
                    limit=LOOKED_AT,
                ),
                lambda event: event.display_name,  # “Busy” for what is private
            ),
            "order_id": (
                "fa-file-text-o",
                env["sale.order"].search(
                    [("opportunity_id", "=", self.id)],
                    order="date_order desc",
                    limit=LOOKED_AT,
                ),
                lambda order: order.name,
            ),
            "attachment_id": (
                "fa-paperclip",
                env["ir.attachment"].search(own, order="id desc", limit=PROPOSALS),
                lambda attachment: attachment.name,
            ),
        }
