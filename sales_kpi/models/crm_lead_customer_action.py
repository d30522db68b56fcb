"""When the customer last did something: the only sign of life that counts."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class CrmLead(models.Model):
    """Actions of the customer, never of sales (S4-27).

    His mail or message, a meeting held with him, a quotation that he signed, his order,
    a milestone that he reached, his call. Notes, mails to him, activities, stages and
    edited fields are no sign of life.
    """

    _inherit = "crm.lead"

    date_last_customer_action = fields.Datetime(
        "Last action of the customer",
        readonly=True,
        copy=False,
        help="When the customer last did something: wrote, called, met us, signed or "
        "ordered. What you do yourself does not count.",
    )

    def _auto_init(self):
        """What existing leads know is filled by one statement, not computed."""
        if not column_exists(self.env.cr, self._table, "date_last_customer_action"):
            create_column(
                self.env.cr, self._table, "date_last_customer_action", "timestamp"
            )
        return super()._auto_init()

    @api.private
    def _note_customer_action(self, at=None, kind=None):
        """The customer of these leads did something: a parked lead comes back.

        :param at: UTC moment, default now; an earlier one than is known changes nothing
        :param kind: ``"call"`` for what no document tells: it is journalled as an answer
        """
        now = self.env.cr.now()
        at = min(at or now, now)
        # sudo: what the customer did counts, whoever is told of it
        leads = self.sudo().filtered(
            lambda lead: (
                not lead.date_last_customer_action
                or lead.date_last_customer_action < at
            )
        )
        leads.write({"date_last_customer_action": at})
        if kind == "call":
            self.env["sales.kpi.journal"]._record_contact(self.ids, "engaged", at=at)
        leads._wake_up(at)
