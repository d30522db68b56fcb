"""An agreed target is changed by a revision, which keeps what it was and why."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_is_zero

from .rpc_question import given_day
from .sales_kpi_target_workflow import NOT_ACCEPTED, NOT_APPROVED, NOT_DECLINED

#: Beyond it a number is a slip of the keyboard.
MOST = 1e15
#: What a revision may change, and keeps.
REVISABLE = ("target_value", "growth", "band_min", "band_max", "date_to")


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    def action_revise(self, reason=None, **values):
        """Change agreed targets; what they were stays with date and reason.

        An active target stays active; its holder is asked to accept the new value.
        One that waits for confirmation is proposed anew.

        :param values: new ``target_value``, ``growth``, ``band_min``, ``band_max`` or
            ``date_to``
        :raise AccessError: for who does not stand for management
        :raise UserError: without a reason or a change, or for other fields
        """
        self._check_may_confirm()
        self._check_state("proposed", "accepted", "active")
        reason = self._reason(reason)
        self._check_revisable(values)
        for target in self:
            target._revise(reason, target._revised(values))
        self._update_realism()
        return True

    def _check_revisable(self, values):
        other = sorted(set(values) - set(REVISABLE))
        if other:
            raise UserError(
                self.env._(
                    "A revision cannot change “%(fields)s”, only: %(possible)s. Cancel "
                    "the target and set a new one.",
                    fields=", ".join(other),
                    possible=", ".join(REVISABLE),
                )
            )

        numbers = [value for name, value in values.items() if name != "date_to"]
        if not all(_is_number(value) for value in numbers):
            raise UserError(self.env._("Give the new values as numbers."))

    def _revised_end(self, day):
        end = given_day(self.env, day)
        if not end or end < self.date_from:
            raise UserError(self.env._("A target ends on its first day or later."))
        return end

    def _revised(self, values):
        """The new values; of a change against an earlier period both sides agree."""
        values = dict(values)
        if "date_to" in values:
            values["date_to"] = self._revised_end(values["date_to"])
        if self.target_type == "relative" and self.baseline_value:
            if "growth" in values:
                value = self.baseline_value * (1 + values["growth"])
                values["target_value"] = self._rounded(value)
            elif "target_value" in values:
                values["growth"] = values["target_value"] / self.baseline_value - 1
        return {name: new for name, new in values.items() if self._differs(name, new)}

    def _differs(self, name, new):
        if name == "date_to":
            return self.date_to != new
        return not float_is_zero(self[name] - new, precision_digits=9)

    def _revise(self, reason, values):
        if not values:
            raise UserError(self.env._("Say what changes."))
        old = {name: self[name] for name in (*REVISABLE, "date_from", "baseline_value")}
        self._write_step({**values, **self._agreement_after(values)})
        if not self._has_demand():
            raise UserError(self.env._("Say how much: a value, a change or limits."))
        # sudo: revisions are written by the step that they keep
        self.env["sales.kpi.target.revision"].sudo().create(
            {
                **old,
                "target_id": self.id,
                "date": self.env.cr.now(),
                "user_id": self.env.uid,
                "reason": reason,
                "new_value": self.target_value,
            }
        )
        self._log_step(self.env._("Revised: %s", reason))
        self._done()
        if not self.accepted_date:
            self._ask_holder()

    def _agreement_after(self, values):
        """Who holds and revises in one has accepted; others are asked anew."""
        if self.state != "active":
            return {"state": "proposed", **NOT_ACCEPTED, **NOT_APPROVED}
        own = self.env.user == self.holder_id
        return {**NOT_DECLINED, **({} if own else NOT_ACCEPTED)}


def _is_number(value):
    is_real = isinstance(value, int | float) and not isinstance(value, bool)
    return is_real and abs(value) <= MOST
