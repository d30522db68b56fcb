"""Who has to act on a target next is asked by an activity; reasons go to the chatter."""

from odoo import models

ACTIVITY = "sales_kpi.mail_activity_target"


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    def _ask_holder(self):
        """Ask the holders to accept what others proposed."""
        for holder, targets in self.grouped("holder_id").items():
            if holder != self.env.user:
                targets._ask(holder, self.env._("Do you accept this target?"))

    def _ask_management(self):
        """Ask the leaders to confirm; who holds and leads does both at once."""
        self._done()
        for target in self:
            leader = target._leader() or target.proposed_by_id
            if leader != target.holder_id:
                target._ask(leader, self.env._("Do you confirm this target?"))

    def _tell_proposer(self):
        self._done()
        for proposer, targets in self.grouped("proposed_by_id").items():
            if proposer != self.env.user:
                targets._ask(proposer, self.env._("The target was declined."))

    def _ask(self, user, summary):
        """Schedule an activity, unless the user could not open the target."""
        open_to = self.with_user(user)._filtered_access("read").with_env(self.env)
        # sudo: the step was checked; who takes it need not be allowed to write
        open_to.sudo().activity_schedule(ACTIVITY, summary=summary, user_id=user.id)

    def _done(self):
        """Nobody has to act any more on what was asked."""
        self.sudo().activity_unlink([ACTIVITY])  # sudo: asked by the workflow itself

    def _log_step(self, text):
        # sudo: the step was checked; who takes it need not be allowed to write
        self.sudo()._message_log_batch(
            dict.fromkeys(self.ids, text), author_id=self.env.user.partner_id.id
        )
