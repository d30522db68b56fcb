"""No feedback, no leads: what partners owe, and whether they may pick (decision 31)."""

from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.feedback import feedback_gate, next_state
from ..sources.partner_feedback import partner_feedback
from .crm_lead_offer_due import PICKED
from .res_partner_sales import INTERNAL

#: Leads of so many months count.
MONTHS = 12


class Figures(NamedTuple):
    """What :func:`partner_feedback` selects of a partner."""

    due: int
    reported: int
    judged_due: int
    judged_reported: int
    minimum: float | None
    owed: int


class ResPartner(models.Model):
    _inherit = "res.partner"

    feedback_due = fields.Integer(
        "Reports due",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Leads of the last 12 months that the partner accepted, and of which he "
        "should have reported by now: the time is over, or the lead is closed.",
    )
    feedback_reported = fields.Integer(
        "Reported",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Those of them of which he has reported.",
    )
    feedback_rate = fields.Float(
        "Rate of feedback",
        readonly=True,
        copy=False,
        aggregator=None,
        groups=INTERNAL,
        help="Reported / due. He is judged by it from four leads on.",
    )
    feedback_promised_on = fields.Datetime(
        "Promised on", readonly=True, copy=False, groups=INTERNAL
    )
    feedback_promise_due = fields.Datetime(
        "Promised until",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="By then the partner has handed in the reports that were missing when he "
        "promised them, or he stays blocked.",
    )
    feedback_lifted_on = fields.Datetime(
        "Block lifted on",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Leads that fell due before no longer count against the partner.",
    )
    feedback_lift_reason = fields.Char(
        "Why the block was lifted", readonly=True, copy=False, groups=INTERNAL
    )

    @api.private
    def _update_feedback(self):
        """Store how these partners stand, and tell those for whom that changes."""
        # sudo: figures and state follow from what happened, whoever let it happen
        partners = self.sudo().commercial_partner_id
        changed = {"blocked": partners.browse(), "unblocked": partners.browse()}
        for partner, values in partners._feedback_standings().items():
            new = {
                name: value for name, value in values.items() if partner[name] != value
            }
            if not new:
                continue
            if "feedback_state" in new:
                is_free = new["feedback_state"] == "free"
                changed["unblocked" if is_free else "blocked"] |= partner
            partner.write(new)
        for event, those in changed.items():
            those._tell(event)

    def _feedback_standings(self):
        """How partners stand now, ``{partner: values of its fields}``; writes nothing."""
        now = fields.Datetime.now()
        self.env.flush_all()
        since = now - relativedelta(months=MONTHS)
        rows = self.env.execute_query(partner_feedback(self.ids, now, since))
        standings = {}
        for partner_id, *figures in rows:
            partner = self.browse(partner_id)
            standings[partner] = partner._feedback_standing(Figures(*figures), now)
        return standings

    def _feedback_standing(self, figures, now):
        gate = feedback_gate(
            figures.judged_due, figures.judged_reported, figures.minimum or 0.0
        )
        state = next_state(
            self.feedback_state,
            gate.is_closed,
            figures.owed,
            is_over=bool(self.feedback_promise_due)
            and self.feedback_promise_due <= now,
        )
        values = {
            "feedback_due": figures.due,
            "feedback_reported": figures.reported,
            "feedback_rate": figures.reported / figures.due if figures.due else 0.0,
            "feedback_state": state,
        }
        if state in ("free", "blocked"):
            values |= {"feedback_promised_on": False, "feedback_promise_due": False}
        return values

    def _feedback_refusal(self, state):
        """Why a partner who stands so gets no leads, in words for him; None if he does."""
        return {
            "blocked": self.env._(
                "Reports of your company are missing. Report in one tap how your leads "
                "stand, or promise to do so: then you can pick this one."
            ),
            "committed": self.env._(
                "Your company has promised its missing reports. As soon as they are "
                "there you can pick leads again."
            ),
            "blocked_for_good": self.env._(
                "Your company promised its missing reports, and they did not come in "
                "time. Please call your contact."
            ),
        }.get(state)

    def action_open_due_leads(self):
        """The leads behind the rate of feedback, what is missing first."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reports due of %s", self.name),
            "res_model": "crm.lead.offer",
            "views": [(False, "list"), (False, "form")],
            "domain": [*self.env["crm.lead.offer"]._due_of(self)],
            "context": {"search_default_by_report": 1},
        }


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    @api.model
    def _due_of(self, partner):
        """Domain of what :func:`partner_feedback` counts of a partner."""
        now = fields.Datetime.now()
        since = now - relativedelta(months=MONTHS)
        limit, close = "date_feedback_due", "date_closed"

        def is_later(name):
            return Domain(name, "=", False) | Domain(name, ">", since)

        return (
            PICKED
            & Domain("partner_id", "=", partner.commercial_partner_id.id)
            & Domain("lead_id.kpi_excluded", "=", False)
            & (Domain(limit, "<=", now) | Domain(close, "<=", now))
            & is_later(limit)
            & is_later(close)
        )

    def _give_feedback(self, contact, status, note=None, value=None, reason=None):
        report = super()._give_feedback(contact, status, note, value, reason)
        self.partner_id._update_feedback()
        return report

    def _acceptance_obstacle(self):
        obstacle = super()._acceptance_obstacle()
        return obstacle or (None if self.is_committed else self._feedback_obstacle())

    def _feedback_obstacle(self):
        """Why somebody who owes reports may not take this lead; None if he may."""
        if not self.lead_id.team_id.block_by_feedback:
            return None
        partner = self.partner_id.commercial_partner_id
        [standing] = partner._feedback_standings().values()
        return partner._feedback_refusal(standing["feedback_state"])
