"""Whether sales controlling runs by itself: what ran, what failed, who is waited for."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: A scheduled action that is later than that is not running.
LATE = timedelta(hours=1)


class SalesPartnerCockpit(models.AbstractModel):
    _inherit = "sales.partner.cockpit"

    @api.model
    def _automation(self):
        """The state of what nobody does by hand.

        :return: ``{'status': 'good' or 'bad', 'actions': [{'name', 'status': 'good',
            'late', 'failed' or 'off', 'last', 'next', 'failures'}], 'queue': records to
            count, 'rebuild': percent or None, 'failed_mails', 'waiting': [{'text',
            'count', 'action'}]}``
        """
        actions = [self._action_status(cron) for cron in self._crons()]
        # sudo: numbers, not whose records or mails these are
        env = self.sudo().env
        now = fields.Datetime.now()
        due = Domain("due", "=", False) | Domain("due", "<=", now)
        is_good = all(action["status"] == "good" for action in actions)
        return {
            "status": "good" if is_good else "bad",
            "actions": actions,
            "queue": env["sales.kpi.dirty"].search_count(due),
            "rebuild": env["sales.kpi.journal"]._progress_percent(),
            "failed_mails": env["mail.mail"].search_count(
                [("state", "=", "exception"), ("model", "in", self._mailing_models())]
            ),
            "waiting": self._waiting(),
        }

    @api.model
    def _crons(self):
        """The scheduled actions of this addon, those that need somebody first."""
        # sudo: whether the own scheduled actions run, and nothing else about them
        env = self.sudo().env
        ids = env["ir.model.data"].search_fetch(
            [("module", "=", "sales_kpi"), ("model", "=", "ir.cron")], ["res_id"]
        )
        crons = env["ir.cron"].with_context(active_test=False)
        return crons.search([("id", "in", ids.mapped("res_id"))], order="cron_name, id")

    @api.model
    def _action_status(self, cron):
        return {
            "name": cron.name.partition(": ")[2] or cron.name,
            "status": self._cron_status(cron),
            "last": fields.Datetime.to_string(cron.lastcall) or None,
            "next": fields.Datetime.to_string(cron.nextcall) if cron.active else None,
            "failures": cron.failure_count,
        }

    @api.model
    def _cron_status(self, cron):
        if not cron.active:
            return "off"
        if cron.failure_count:
            return "failed"
        return "late" if cron.nextcall < fields.Datetime.now() - LATE else "good"

    @api.model
    def _mailing_models(self):
        return ["crm.lead.offer", "sales.kpi.target"]

    @api.model
    def _waiting(self):
        """What no machine decides: each with its number, and the list where one may."""
        in_companies = [False, *self.env.companies.ids]
        pending = (
            Domain("won_status", "=", "pending")
            & Domain("is_parked", "=", False)
            & Domain("company_id", "in", in_companies)
        )
        leads = {
            self.env._("Leads that no partner took"): pending
            & Domain("routing_state", "=", "fallback"),
            self.env._("Leads to be offered by hand"): pending
            & Domain("routing_state", "=", "none")
            & Domain("team_id.partner_routing", "=", "manual"),
        }
        partners = {
            self.env._("Partners blocked until you decide"): Domain(
                "is_sales_partner", "=", True
            )
            & (
                Domain("feedback_state", "=", "blocked_for_good")
                | Domain("sales_blocked", "=", True)
            )
            & Domain("company_id", "in", in_companies),
        }
        return [
            *(self._waiting_for("crm.lead", *item) for item in leads.items()),
            *(self._waiting_for("res.partner", *item) for item in partners.items()),
        ]

    @api.model
    def _waiting_for(self, model, text, domain):
        # sudo: a number; the list opens for who may read the records only
        count = self.env[model].sudo().search_count(domain)
        may_open = count and self.env[model].has_access("read")
        return {
            "text": text,
            "count": count,
            "action": {
                "type": "ir.actions.act_window",
                "name": text,
                "res_model": model,
                "views": [[False, "list"], [False, "form"]],
                "domain": list(domain),
            }
            if may_open
            else None,
        }
