"""Whether evidence shows that the customer acted, and when."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from .crm_stage_milestone import NOTES_UPTO
from .milestone_evidence import CODES_OF, PARTNER


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _check_evidence(self, evidence, process, stage_id, reached):
        """Refuse evidence that a milestone does not accept.

        :param reached: ``{stage id: at}`` of the milestones reached before
        :raise UserError: with what to do instead
        """
        # sudo: what a milestone accepts is no secret
        stage = self.env["crm.stage"].sudo().browse(process.due(stage_id).id)
        if evidence:
            self._check_proof(evidence, stage, process)
        if evidence.at:
            earlier = [
                reached[one.id] for one in process.upto(stage.id) if one.id in reached
            ]
            self._check_moment(evidence, stage, max(earlier, default=evidence.at))

    def _check_proof(self, evidence, stage, process):
        kind = self.env["crm.evidence.type"]._of(evidence.code)
        rank = process.rank(stage.id)
        if stage.evidence_required:
            self._check_evidence_type(kind, stage, rank)
            self._check_words(evidence, stage, rank)
        if evidence.is_words and not (
            evidence.is_imported
            or evidence.details.get("contact_name")
            or self._evidence_contact()
        ):
            raise UserError(
                self.env._("Name the contact of the customer who said or did that.")
            )
        for name, record in evidence.links.items():
            if kind.code not in CODES_OF[name]:
                raise UserError(self._kind_error(kind))
            # sudo: read to see whether it is of this lead and of its customer
            if not self._is_proof(name, record.sudo().exists(), kind.code):
                raise UserError(self._link_error(name))

    def _check_evidence_type(self, kind, stage, rank):
        accepted = stage._accepted_evidence(rank)
        if kind not in accepted:
            raise UserError(
                self.env._(
                    "The milestone “%(stage)s” cannot be shown by: %(given)s. It "
                    "accepts: %(accepted)s.",
                    stage=stage.name,
                    given=kind.name,
                    accepted=", ".join(accepted.mapped("name")),
                )
            )

    def _check_words(self, evidence, stage, rank):
        """Words are enough at the first milestones only, whatever they are called
        (decision 24)."""
        if stage._needs_proof(rank) and evidence.is_words and not evidence.is_imported:
            raise UserError(
                self.env._(
                    "Words are no evidence for “%(stage)s”: from milestone %(rank)s on "
                    "something of the customer has to show it. Open the lead, press "
                    "“Milestone reached” and tap on the message, meeting, quotation or "
                    "order, or attach the document. In an import only sales managers "
                    "may bring words instead.",
                    stage=stage.name,
                    rank=NOTES_UPTO + 1,
                )
            )

    def _kind_error(self, kind):
        return self.env._(
            "That is no evidence of the type “%s”. Choose the type that it is.",
            kind.name,
        )

    def _check_moment(self, evidence, stage, latest):
        """A milestone is reached after the one before, not in the future, and a reason
        tells why it is entered only now."""
        at, now = evidence.at, self.env.cr.now()
        if at > now:
            raise UserError(
                self.env._("“%s” cannot be reached in the future.", stage.name)
            )
        if at < self.create_date.replace(microsecond=0):
            raise UserError(
                self.env._(
                    "“%(stage)s” cannot be reached before the lead was created "
                    "(%(day)s).",
                    stage=stage.name,
                    day=format_date(self.env, self._local_day(self.create_date)),
                )
            )
        if at < latest.replace(microsecond=0):
            raise UserError(
                self.env._(
                    "“%(stage)s” cannot be reached before the milestone before it "
                    "(%(moment)s).",
                    stage=stage.name,
                    moment=format_datetime(self.env, latest),
                )
            )
        if self._is_back_dated(at) and not (
            evidence.links
            or evidence.details.get("back_date_reason")
            or evidence.details.get("note")
        ):
            raise UserError(
                self.env._("Say why this milestone is entered only now (the reason).")
            )

    def _link_error(self, name):
        return {
            "mail_message_id": self.env._(
                "Choose a message that the customer wrote on this lead."
            ),
            "event_id": self.env._(
                "Choose a meeting of this lead that is over and had the customer in it."
            ),
            "order_id": self.env._(
                "Choose an order of this lead that is confirmed, or a quotation that the "
                "customer signed."
            ),
            "attachment_id": self.env._(
                "Choose a document that is attached to this lead."
            ),
        }[name]

    def _is_proof(self, link, record, code=None):
        """Whether a document shows that the customer of this lead acted.

        :param code: the type of evidence that it is meant to be
        """
        return bool(record) and getattr(self, f"_is_proof_{link}")(record, code)

    def _is_proof_mail_message_id(self, message, code):
        author = message.author_id
        if code == PARTNER and author.commercial_partner_id != self.sales_partner_id:
            return False
        authors = author.with_context(active_test=False).user_ids
        return (
            (message.model, message.res_id) == (self._name, self.id)
            and message.message_type in ("email", "comment")
            and (code != "email" or message.message_type == "email")
            and not authors.filtered(lambda user: not user.share)
        )

    def _is_proof_event_id(self, event, _code):
        guests = event.attendee_ids.filtered(
            lambda guest: guest.partner_id.partner_share and guest.state != "declined"
        )
        return (
            event.opportunity_id.id == self.id
            and event.active
            and event.stop <= self.env.cr.now()
            and bool(guests)
        )

    def _is_proof_order_id(self, order, code):
        is_accepted = order.state == "sale" or bool(order.signed_on)
        return order.opportunity_id.id == self.id and (
            order.state == "sale" if code == "order" else is_accepted
        )

    def _is_proof_attachment_id(self, attachment, _code):
        return (attachment.res_model, attachment.res_id) == (self._name, self.id)
