from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmMilestoneReach(models.TransientModel):
    """The small dialog: what did the customer do? One tap where it is known already."""

    _name = "crm.milestone.reach"
    _description = "Milestone reached"

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade")
    stage_id = fields.Many2one(
        "crm.stage",
        "Milestone",
        required=True,
        domain="[('id', 'in', open_stage_ids)]",
        ondelete="cascade",
    )
    open_stage_ids = fields.Many2many("crm.stage", compute="_compute_open_stage_ids")
    customer_action = fields.Char(related="stage_id.customer_action")
    evidence_required = fields.Boolean(related="stage_id.evidence_required")
    skipped = fields.Char(
        "Filled in on the way",
        compute="_compute_skipped",
        help="Milestones that were not reached yet. They are marked as skipped.",
    )
    proposal_ids = fields.One2many("crm.milestone.proposal", "wizard_id")
    accepted_type_ids = fields.Many2many(
        "crm.evidence.type", compute="_compute_accepted_type_ids"
    )
    needs_document = fields.Boolean(
        compute="_compute_accepted_type_ids",
        help="Words are enough at the first milestones of a process only.",
    )
    evidence_type_id = fields.Many2one(
        "crm.evidence.type",
        "Evidence",
        domain="[('id', 'in', accepted_type_ids)]",
        help="What shows that the customer acted.",
    )
    evidence_type = fields.Char("Code", related="evidence_type_id.code")
    note = fields.Text("What did the customer say or do?")
    contact_name = fields.Char("Who was it?", help="The contact at the customer.")
    document = fields.Binary(attachment=False)
    document_name = fields.Char()
    date = fields.Date(
        "Reached on", default=lambda self: fields.Date.context_today(self)
    )
    is_back_dated = fields.Boolean(compute="_compute_is_back_dated")
    back_date_reason = fields.Char("Why only now?")

    @api.depends("lead_id")
    def _compute_open_stage_ids(self):
        for wizard in self:
            wizard.open_stage_ids = wizard.lead_id._unproven_milestones()

    @api.depends("stage_id", "lead_id")
    def _compute_skipped(self):
        for wizard in self:
            process = wizard.lead_id._milestone_process()
            before = {stage.id for stage in process.upto(wizard.stage_id.id)}
            skipped = wizard.lead_id._open_milestones().filtered(
                lambda stage, before=before: stage.id in before
            )
            wizard.skipped = ", ".join((skipped - wizard.stage_id).mapped("name"))

    @api.depends("stage_id")
    def _compute_accepted_type_ids(self):
        for wizard in self:
            process = wizard.lead_id._milestone_process()
            rank = process.rank(wizard.stage_id.id)
            accepted = wizard.stage_id._accepted_evidence(rank)
            wizard.needs_document = wizard.stage_id._needs_proof(rank)
            if wizard.needs_document:  # what else there is stands above, to tap on
                accepted = accepted.filtered(lambda kind: kind.code == "document")
            wizard.accepted_type_ids = accepted

    @api.depends("date")
    def _compute_is_back_dated(self):
        for wizard in self:
            today = wizard.lead_id._local_day(self.env.cr.now())
            wizard.is_back_dated = bool(wizard.date) and wizard.date < today

    @api.onchange("stage_id")
    def _onchange_stage_id(self):
        if self.needs_document:
            self.evidence_type_id = self.accepted_type_ids
        elif self.evidence_type_id not in self.accepted_type_ids:
            self.evidence_type_id = False

    def action_confirm(self):
        """Reach the milestone by what was entered."""
        self.ensure_one()
        evidence = {
            "note": self.note,
            "contact_name": self.contact_name,
            "back_date_reason": self.back_date_reason,
        }
        if self.document:
            evidence["attachment_id"] = self._attach().id
        code = "document" if self.document else self.evidence_type_id.code
        if self.evidence_required and not code:
            raise UserError(
                self.env._(
                    "Tap on one of the customer's items, or choose what shows that "
                    "the customer acted."
                )
            )
        if self.needs_document and not self.document:
            raise UserError(
                self.env._(
                    "Words are not enough here: tap on what the customer did, or attach "
                    "the document that shows it, such as the minutes that he agreed to."
                )
            )
        if self.evidence_required and not (self.document or (self.note or "").strip()):
            raise UserError(
                self.env._("Write down what the customer said or did.")
                if code != "document"
                else self.env._("Attach the document, or write down what it says.")
            )
        return self._reach(evidence, code)

    def _attach(self):
        return self.env["ir.attachment"].create(
            {
                "name": self.document_name or self.stage_id.name,
                "datas": self.document,
                "res_model": "crm.lead",
                "res_id": self.lead_id.id,
            }
        )

    def _reach(self, evidence, code):
        """Reach the milestone, close, and show that a step is done."""
        today = self.lead_id._local_day(self.env.cr.now())
        self.lead_id.action_reach_milestone(
            self.stage_id.id,
            evidence={name: value for name, value in evidence.items() if value},
            evidence_type=code,
            date=self.date if self.date and self.date != today else None,
        )
        close = {
            "type": "ir.actions.act_window_close",
            "infos": {"milestone_reached": True},
        }
        if self.env.context.get("milestone_quiet"):
            return close
        return {
            **close,
            "effect": {
                "type": "rainbow_man",
                "fadeout": "fast",
                "message": self.env._("Milestone reached: %s", self.stage_id.name),
            },
        }


class CrmMilestoneProposal(models.TransientModel):
    """Something the customer did, ready to be taken as evidence."""

    _name = "crm.milestone.proposal"
    _description = "Proposed evidence"
    _order = "date desc, id"

    wizard_id = fields.Many2one("crm.milestone.reach", ondelete="cascade")
    name = fields.Char(readonly=True)
    icon = fields.Char(readonly=True)
    date = fields.Datetime(readonly=True)
    code = fields.Char(readonly=True)
    mail_message_id = fields.Many2one("mail.message", ondelete="cascade")
    event_id = fields.Many2one("calendar.event", ondelete="cascade")
    order_id = fields.Many2one("sale.order", ondelete="cascade")
    attachment_id = fields.Many2one("ir.attachment", ondelete="cascade")

    def action_take(self):
        """Reach the milestone by this."""
        self.ensure_one()
        links = ("mail_message_id", "event_id", "order_id", "attachment_id")
        wizard = self.wizard_id
        evidence = {name: self[name].id for name in links}
        evidence["back_date_reason"] = wizard.back_date_reason
        return wizard._reach(evidence, self.code)
