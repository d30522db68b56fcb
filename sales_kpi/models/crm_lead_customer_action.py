"""When the customer last did something: the only sign of life that counts."""

from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..sources.customer_action import customer_actions
from .rpc_question import given_moment


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
    customer_silence_days = fields.Integer(
        "Days of silence",
        compute="_compute_customer_silence_days",
        help="Days since the last action of the customer; if he never acted, since the "
        "lead was entered.",
    )

    def _auto_init(self):
        """What existing leads know is filled by one statement, not computed."""
        if not column_exists(self.env.cr, self._table, "date_last_customer_action"):
            create_column(
                self.env.cr, self._table, "date_last_customer_action", "timestamp"
            )
        return super()._auto_init()

    @api.depends("date_last_customer_action")
    @api.depends_context("tz")
    def _compute_customer_silence_days(self):
        today = fields.Date.context_today(self)
        for lead in self:
            last = lead.date_last_customer_action or lead.create_date
            day = last and fields.Datetime.context_timestamp(lead, last).date()
            lead.customer_silence_days = (today - day).days if day else 0

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
        leads._wake_up()

    def action_customer_called(self, date=None):
        """Note by one tap that the customer called.

        :param date: UTC moment of the call, default now
        """
        self.check_access("write")
        at = given_moment(self.env, date) or self.env.cr.now()
        if at > self.env.cr.now():
            raise UserError(
                self.env._("A call cannot lie in the future. Choose when it was.")
            )
        self._note_customer_action(at, "call")
        self._message_log_batch(
            bodies=dict.fromkeys(self.ids, self.env._("The customer called."))
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Noted: the customer called."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _catch_up_customer_actions(self, these):
        """Find what customers did by documents that tell it, and what time brought.

        A meeting is held when it is over. Only later moments than are known count.

        :param these: SQL condition that the id of a lead must meet, without the id
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead lead
                   SET date_last_customer_action = latest.at
                  FROM (SELECT lead_id, MAX(at) AS at
                          FROM (%s) AS action
                      GROUP BY lead_id) AS latest
                 WHERE lead.id = latest.lead_id
                   AND (lead.date_last_customer_action IS NULL
                        OR lead.date_last_customer_action < latest.at)
             RETURNING lead.id
                """,
                customer_actions(these, self.env.cr.now()),
            )
        )
        found = self.browse(lead_id for (lead_id,) in self.env.cr.fetchall())
        found.invalidate_recordset(["date_last_customer_action"])
        # sudo: what the customer did counts, whoever noted it
        found.sudo()._wake_up()
        return len(found)

    @api.model
    def _fill_customer_actions(self):
        """At installation and upgrade: what the customers of all leads last did."""
        self._catch_up_customer_actions(SQL("IS NOT NULL"))

    @api.model
    def _cron_customer_actions(self):
        """Every hour: the meetings that are over by now."""
        over = SQL(
            """IN (SELECT opportunity_id FROM calendar_event
                    WHERE stop > %(now)s - INTERVAL '2 days' AND stop <= %(now)s)""",
            now=self.env.cr.now(),
        )
        retrying(partial(self._catch_up_customer_actions, over), self.env)
