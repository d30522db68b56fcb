"""Dead horses leave the pipeline until their customer acts."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
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
    date_parked = fields.Datetime(
        "Parked on", compute="_compute_date_parked", store=True, copy=False
    )
    date_revived = fields.Datetime("Brought back on", readonly=True, copy=False)
    parked_reason = fields.Char("Why it was parked", readonly=True, copy=False)

    def _auto_init(self):
        """No lead is parked at installation: nothing to compute."""
        if not column_exists(self.env.cr, self._table, "is_parked"):
            create_column(self.env.cr, self._table, "is_parked", "bool")
            create_column(self.env.cr, self._table, "date_parked", "timestamp")
        return super()._auto_init()

    @api.depends("won_status")
    def _compute_is_parked(self):
        """Won or lost, however it came about, ends the parking."""
        for lead in self:
            lead.is_parked = lead.is_parked and lead.won_status == "pending"

    @api.depends("is_parked")
    def _compute_date_parked(self):
        """Noted whichever way a lead was parked, by import or remote call as well."""
        for lead in self:
            lead.date_parked = lead.is_parked and (
                lead.date_parked or self.env.cr.now()
            )

    @api.constrains("is_parked")
    def _check_is_parked(self):
        """Also for imports and other programs: what is closed cannot be silent."""
        if self.filtered(lambda lead: lead.is_parked and lead.won_status != "pending"):
            raise ValidationError(
                self.env._("Only open leads can be parked, not won or lost ones.")
            )

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
        self.filtered(lambda lead: not lead.is_parked)._park(reason)
        return True

    def _park(self, reason=None):
        """Park leads; silent from before the team parked at all is no loss of today."""
        silences = self._silences(SQL("= ANY(%s)", self.ids))
        old = self.filtered(
            lambda lead: lead.id in silences and silences[lead.id].is_old
        )
        for leads, is_old in ((old, True), (self - old, False)):
            # sudo: how silent the customer was is measured, not entered
            leads.sudo().write(
                {
                    "is_parked": True,
                    "is_parked_initially": is_old,
                    "parked_reason": reason or self.env._("The customer is silent."),
                }
            )
        self._drop_parking_warning()

    def action_revive(self, date=None):
        """Bring parked leads back into the pipeline.

        :param date: UTC moment at which the customer acted, if he did; else the
            silence is counted anew from now
        """
        self.check_access("write")
        if date:
            self.action_customer_called(date)
        self.filtered("is_parked")._revive()
        return True

    def _revive(self):
        # sudo: when it came back is noted, not entered
        self.sudo().write(
            {
                "is_parked": False,
                "date_revived": self.env.cr.now(),
                "parking_warned_on": False,
            }
        )

    def _wake_up(self):
        """The customers acted: who was parked before that is alive again.

        A warning is void, and after the next silence there may be another one.
        """
        warned = self.filtered("parking_warned_on")
        warned.parking_warned_on = False
        warned._drop_parking_warning()
        self.filtered(
            lambda lead: (
                lead.is_parked and lead.date_parked < lead.date_last_customer_action
            )
        )._revive()

    def _merge_get_fields_specific(self):
        """The survivor is alive if one of the merged ones was."""
        return {
            **super()._merge_get_fields_specific(),
            "is_parked": lambda _name, leads: all(leads.mapped("is_parked")),
        }

    def _merge_dependences(self, opportunities):
        """Who is merged away lives on in the survivor: he was not lost by parking."""
        opportunities.filtered("is_parked")._revive()
        acted = (self | opportunities).mapped("date_last_customer_action")
        # sudo: what the customer did counts, whoever merges
        self.sudo().date_last_customer_action = max(filter(None, acted), default=False)
        return super()._merge_dependences(opportunities)

    def _get_rotting_depends_fields(self):
        return [*super()._get_rotting_depends_fields(), "is_parked"]

    def _get_rotting_domain(self):
        """Odoo's badge asks for work on a lead; a parked one asks for none."""
        return super()._get_rotting_domain() & Domain("is_parked", "=", False)

    @api.model
    def _search(self, domain, *args, **kwargs):
        """With ``hide_parked`` in the context parked leads stay out, as archived ones do.

        The actions of the pipeline say so. Who asks for parked leads gets them.
        """
        domain = Domain(domain)
        if self.env.context.get("hide_parked") and not any(
            leaf.field_expr == "is_parked" for leaf in domain.iter_conditions()
        ):
            domain &= Domain("is_parked", "=", False)
        return super()._search(domain, *args, **kwargs)

    def _compute_potential_lead_duplicates(self):
        """A parked lead is a duplicate as well, also seen from the pipeline."""
        leads = self.with_context(hide_parked=False)
        return super(CrmLead, leads)._compute_potential_lead_duplicates()
