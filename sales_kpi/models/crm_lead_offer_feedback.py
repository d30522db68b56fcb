"""The partner reports how it stands; what he won or lost closes the lead."""

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang
from odoo.tools.misc import get_lang

from ..engine.typed_amount import typed_amount
from .rpc_question import given_id

#: What is told of a lead that is over.
ENDS = ("won", "lost")
#: No customer of a partner pays more; who types it has slipped.
MOST = 1e12


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    def action_give_feedback(self, status, note=None, value=None, reason=None):
        """Report how a lead of the own company stands.

        :param status: meeting, quoted, won, lost or waiting
        :param note: in the partner's own words
        :param value: won: what the end customer pays
        :param reason: lost: a ``crm.lost.reason`` or its id; a text counts as note
        :raise UserError: what is missing, in words for the partner
        """
        self._own_offer()._give_feedback(
            self.env.user.partner_id, status, note, value, reason
        )
        return True

    def _give_feedback(self, contact, status, note=None, value=None, reason=None):
        """A lead that was taken back is reported as well; only who has it closes it.

        :param contact: who reports
        :return: the report
        """
        self._check_reportable(status)
        if isinstance(reason, str):
            reason, note = None, note or reason
        self.lead_id._lock_routing()
        now = fields.Datetime.now()
        report = self.env["crm.lead.offer.report"].create(
            {
                "offer_id": self.id,
                "date": now,
                "status": status,
                "note": note,
                "contact_id": contact.id,
                "amount": self._won_value(value) if status == "won" else 0,
                "lost_reason_id": self._lost_reason(reason, note)
                if status == "lost"
                else False,
            }
        )
        is_first = not self.date_feedback
        self.write(
            {
                "feedback_status": status,
                "reported_amount": report.amount,
                "date_feedback": self.date_feedback or now,
                "date_last_report": now,
                **self._word(),
            }
        )
        if is_first:
            self._note("partner_feedback", now)
        if status in ENDS:
            self._close(report)
        self._tell(status if status in ENDS else "reported", contact=contact)
        return report

    def _close(self, report):
        """The lead of who has it is won or lost; others have only told how it went."""
        if self.date_reclaimed or self.date_closed:
            return
        # what the lead logs about itself is not for the partner, who could read his own
        lead = self.lead_id.with_user(SUPERUSER_ID)
        if report.status == "won":
            self._note("partner_won", report.date, amount=report.amount)
            lead._win_for_partner(report)
        else:
            lead.action_set_lost(lost_reason_id=report.lost_reason_id.id)
        if not self.date_closed:  # the win has to be confirmed by somebody
            self._end(report.date)

    def _end(self, now):
        """The partner is done with these leads."""
        self.write({"date_closed": now})
        self._note("partner_closed", now)

    def _check_reportable(self, status):
        """:raise UserError: the report is not one, or the lead is closed by another"""
        self._check_picked()
        if status not in self._fields["feedback_status"].get_values(self.env):
            raise UserError(
                self.env._("Tell in one tap: meeting, quoted, won, lost or waiting.")
            )
        if self.date_closed and self.feedback_status in ENDS:
            raise UserError(
                self.env._(
                    "You have reported how this lead ended. Please call your contact "
                    "if that has changed."
                )
            )

    def _won_value(self, value):
        """:raise UserError: a won lead has a value"""
        amount = self._as_typed(value) if isinstance(value, str) else value or 0
        is_number = isinstance(amount, int | float)
        if not (is_number and 0 < amount < MOST):
            raise UserError(
                self.env._("Congratulations! Enter what the customer pays for it.")
            )
        return self.currency_id.round(amount)

    def _as_typed(self, text):
        """:raise UserError: it is not clear which amount is meant"""
        language = get_lang(self.env)
        point, comma = language.decimal_point, language.thousands_sep
        currency = self.currency_id
        try:
            return typed_amount(text, point, comma, (currency.symbol, currency.name))
        except ValueError as error:
            raise UserError(
                self.env._(
                    "It is not clear which amount “%(text)s” is. Write it like "
                    "%(example)s.",
                    text=text,
                    example=formatLang(self.env, 12500, digits=2),
                )
            ) from error

    def _lost_reason(self, reason, note):
        """:raise UserError: a lost lead has a reason, or a word why"""
        reasons = self.env["crm.lost.reason"]
        if reason:
            reasons = reasons.browse(given_id(self.env, reason)).exists()
        if not reasons and not note:
            raise UserError(self.env._("Tell in one tap why the lead is lost."))
        return reasons.id
