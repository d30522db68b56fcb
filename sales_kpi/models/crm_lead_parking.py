"""Dead horses: leads whose customer fell silent, out of the pipeline until he acts."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.sql import column_exists, create_column


class CrmLead(models.Model):
    _inherit = "crm.lead"

    is_parked = fields.Boolean(
        "Parked",
        compute="_compute_is_parked",
        store=True,
        copy=False,
        tracking=True,
        help="A dead horse: the customer has been silent for too long. It is out of "
        "pipeline and forecast and counts as lost until the customer acts again.",
    )
    is_parked_initially = fields.Boolean(
        "Silent from before",
        readonly=True,
        copy=False,
        help="The customer had been silent for too long before the team began to park: "
        "parking it is no loss of these days and no part of the win rate.",
    )
    date_parked = fields.Datetime("Parked on", readonly=True, copy=False)
    date_revived = fields.Datetime("Brought back on", readonly=True, copy=False)
    parked_reason = fields.Char("Why it was parked", readonly=True, copy=False)

    def _auto_init(self):
        """No lead is parked at installation: nothing to compute."""
        if not column_exists(self.env.cr, self._table, "is_parked"):
            create_column(self.env.cr, self._table, "is_parked", "bool")
        return super()._auto_init()

    @api.depends("won_status")
    def _compute_is_parked(self):
        """Won or lost, however it came about, ends the parking."""
        for lead in self:
            lead.is_parked = lead.is_parked and lead.won_status == "pending"

    def action_park(self, reason=None):
        """Take open leads out of the pipeline until the customer acts.

        :param reason: why; default: that the customer is silent
        :raise UserError: for leads that are won, lost or archived
        """
        self.check_access("write")
        closed = self.filtered(
            lambda lead: not lead.active or lead.won_status != "pending"
        )
        if closed:
            raise UserError(
                self.env._(
                    "Only open leads can be parked. Leave out: %(leads)s",
                    leads=", ".join(closed.mapped("display_name")),
                )
            )
        return self.filtered(lambda lead: not lead.is_parked)._park(reason)

    def _park(self, reason=None, initially=False):
        self.write(
            {
                "is_parked": True,
                "is_parked_initially": initially,
                "date_parked": self.env.cr.now(),
                "parked_reason": reason or self.env._("The customer is silent."),
            }
        )
        return True

    def action_revive(self, date=None):
        """Bring parked leads back into the pipeline.

        :param date: UTC moment at which the customer acted, if he did; else the
            silence is counted anew from now
        """
        self.check_access("write")
        if date:
            self._note_customer_action(fields.Datetime.to_datetime(date), "call")
        self.filtered("is_parked")._revive()
        return True

    def _revive(self):
        self.write({"is_parked": False, "date_revived": self.env.cr.now()})

    def _wake_up(self, at):
        """The customer acted: parked before that means alive again."""
        self.filtered(
            lambda lead: lead.is_parked and lead.date_parked < at
        )._revive()
