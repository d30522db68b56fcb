"""The steps of a target; each checks who does it, for each can be called remotely."""

from odoo import models
from odoo.exceptions import UserError

from .target_scope import CLOSED, OPEN

NOT_ACCEPTED = {
    "accepted_by_id": False,
    "accepted_date": False,
    "accepted_comment": False,
}
NOT_APPROVED = {
    "approved_by_id": False,
    "approved_date": False,
    "approved_comment": False,
}
NOT_DECLINED = {
    "declined_by_id": False,
    "declined_date": False,
    "decline_reason": False,
}


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    def action_propose(self):
        """Propose drafts to who shall hold them; earlier values are frozen now.

        :raise AccessError: for who may not set these targets
        :raise UserError: if a target is no draft, or a bare wish
        """
        self.check_access("write")
        self._check_state("draft")
        self._check_smart("specific", "timed")
        self._check_holder()
        self._hold_definition()
        self._freeze_baseline()
        self._write_step(
            {
                "state": "proposed",
                "proposed_by_id": self.env.uid,
                "proposed_date": self.env.cr.now(),
                **NOT_DECLINED,
            }
        )
        self._update_realism()
        self._ask_holder()
        return True

    def action_accept(self, comment=None):
        """Accept as the holder; a revised target is accepted anew.

        :raise AccessError: for everybody else
        """
        self._check_may_accept()
        self._check_state("proposed", "active")
        if any(target.accepted_date for target in self):
            raise UserError(self.env._("The target is accepted already."))
        self._accept(comment)
        waiting = self.filtered(lambda target: target.state == "accepted")
        waiting._ask_management()
        return True

    def action_decline(self, reason=None):
        """Decline as the holder, or as management; it becomes a draft again.

        A revision of an active target stays, but not accepted.

        :raise UserError: without a reason
        """
        self.check_access("read")
        if not all(target._may_accept() or target._may_confirm() for target in self):
            self._check_may_accept()
        self._check_state("proposed", "accepted", "active")
        if any(target.state == "active" and target.accepted_date for target in self):
            raise UserError(
                self.env._("Both sides agreed on this target. Revise or cancel it.")
            )
        reason = self._reason(reason)
        active = self.filtered(lambda target: target.state == "active")
        (self - active)._write_step({"state": "draft", **NOT_ACCEPTED})
        self._write_step(
            {
                "declined_by_id": self.env.uid,
                "declined_date": self.env.cr.now(),
                "decline_reason": reason,
            }
        )
        self._log_step(self.env._("Declined: %s", reason))
        self._tell_proposer()
        return True

    def action_approve(self, comment=None):
        """Confirm as management: what holds all five checks becomes active.

        Who is holder and leader in one accepts and confirms in one step.

        :raise AccessError: for others, and for the own target (decision 35)
        :raise UserError: with what is missing
        """
        self._check_may_confirm()
        self._check_state("proposed", "accepted")
        own = self.filtered(
            lambda target: (
                target.state == "proposed" and target.holder_id == self.env.user
            )
        )
        own._accept(None)
        for target in self:
            if not target.accepted_date:
                raise UserError(target._acceptance_text())
        self._update_realism()
        self._check_smart("specific", "measurable", "realistic", "timed")
        self._write_step(
            {
                "state": "active",
                "approved_by_id": self.env.uid,
                "approved_date": self.env.cr.now(),
                "approved_comment": comment,
            }
        )
        self._done()
        return True

    def action_draft(self):
        """Take proposals back, to change them."""
        self.check_access("write")
        self._check_state("proposed", "accepted")
        self._write_step({"state": "draft", **NOT_ACCEPTED, **NOT_DECLINED})
        self._done()
        return True

    def action_cancel(self, reason=None):
        """Give up targets that are not over, with a reason.

        :raise AccessError: for who does not stand for management
        """
        self._check_may_confirm()
        self._check_state(*OPEN)
        reason = self._reason(reason)
        self._write_step(
            {
                "state": "cancelled",
                "cancel_reason": reason,
                "closed_date": self.env.cr.now(),
            }
        )
        self._log_step(self.env._("Cancelled: %s", reason))
        self._done()
        return True

    def _accept(self, comment):
        """Note that the user accepts; only what is new goes on to management."""
        proposed = self.filtered(lambda target: target.state == "proposed")
        self._write_step(
            {
                "accepted_by_id": self.env.uid,
                "accepted_date": self.env.cr.now(),
                "accepted_comment": comment,
                **NOT_DECLINED,
            }
        )
        proposed._write_step({"state": "accepted"})
        self._update_realism()
        self._done()

    def _hold_definition(self):
        """Keep the formula that the target is agreed on (decision of its day)."""
        for company, targets in self.grouped("company_id").items():
            today = self.env["sales.kpi"].with_company(company)._today()
            for definition, same in targets.grouped(lambda t: t._definition()).items():
                same._write_step({"definition_date": today, "definition": definition})

    def _check_state(self, *states):
        """:raise UserError: if a target is in another state"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for target in self:
            if target.state in states:
                continue
            if target.state in CLOSED:
                raise UserError(
                    self.env._("“%s” has ended and stays as it is.", target.name)
                )
            raise UserError(
                self.env._(
                    "This cannot be done with “%(target)s” now: its state is "
                    "“%(state)s”.",
                    target=target.name,
                    state=labels[target.state],
                )
            )

    def _check_holder(self):
        """:raise UserError: if who shall accept could not even see the target"""
        for target in self:
            holder = target.holder_id
            if not holder or not holder.has_group("sales_kpi.group_user"):
                raise UserError(
                    self.env._(
                        "%(person)s shall accept “%(target)s” but may not use sales "
                        "KPIs. Choose another owner, or let an administrator grant the "
                        "right.",
                        person=holder.name or self.env._("Nobody"),
                        target=target.name,
                    )
                )

    def _reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why."))
        return reason.strip()
