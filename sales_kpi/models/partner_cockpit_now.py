"""How things stand with the partners now, whatever period is shown."""

from datetime import timedelta

import pytz

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from .crm_lead_offer_due import HELD
from .sales_kpi_workday_cover import midnight

_lt = LazyTranslate(__name__)

#: Numbers of the present, and what the lists behind them are called.
NOW = {
    "open": _lt("Open leads"),
    "contact_overdue": _lt("First contact overdue"),
    "feedback_overdue": _lt("Feedback overdue"),
    "silent": _lt("Silent leads"),
}


class SalesPartnerCockpit(models.AbstractModel):
    _inherit = "sales.partner.cockpit"

    @api.model
    @api.readonly
    def open_offers(self, key, partner_id=None, options=None):
        """The list behind a number of the present, as an action.

        :param key: one of :data:`NOW`
        :param partner_id: of one partner; default of all
        :param options: as of :meth:`cockpit_data`; the period does not matter
        """
        self._check_may_see()
        if key not in NOW:
            raise UserError(self.env._("There is no list of “%s”.", str(key)))
        domain = self._now_domains(self._question(options or {}))[key]
        if partner_id:
            domain &= Domain("partner_id", "=", partner_id)
        # sudo: leads of offers that the caller may read; the list checks each offer
        offers = self.env["crm.lead.offer"].sudo().search(domain)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(NOW[key]),
            "res_model": "crm.lead.offer",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", offers.ids)],
        }

    @api.model
    def _now_domains(self, asked):
        """The offers behind each number, those of leads that partners have."""
        names = {"team_id": "lead_id.team_id", "territory_id": "lead_id.territory_id"}
        scope = asked["domain"].map_conditions(
            lambda one: Domain(names[one.field_expr], one.operator, one.value)
        )
        mine = Domain("lead_id.company_id", "in", [False, *self.env.companies.ids])
        mine &= scope
        offers = self.env["crm.lead.offer"]
        return {
            "open": HELD & mine,
            "contact_overdue": offers._contact_overdue() & mine,
            "feedback_overdue": offers._feedback_overdue() & mine,
            "silent": offers._silent() & mine,
        }

    @api.model
    def _now(self, asked):
        """``{partner id: {key of NOW: number}}``."""
        # sudo: numbers; the lists behind them check what the caller may read
        offers = self.env["crm.lead.offer"].sudo()
        found = {}
        for key, domain in self._now_domains(asked).items():
            for partner, count in offers._read_group(
                domain, ["partner_id"], ["__count"]
            ):
                found.setdefault(partner.id, self._nothing())[key] = count
        return found

    @api.model
    def _nothing(self):
        return dict.fromkeys(NOW, 0)

    @api.model
    def _ratings(self, partners, asked):
        """What end customers said in the period: ``{partner id: {'value', 'n'}}``."""
        # sudo: a setting, not a record
        zone = pytz.timezone(self.env.company.sudo().kpi_tz or "UTC")
        period = asked["period"]
        found = partners._customer_ratings(
            midnight(zone, period.start),
            midnight(zone, period.last_day + timedelta(days=1)),
        )
        none = {"value": None, "n": 0}
        return {
            partner.id: {"value": found[partner.id][0], "n": found[partner.id][1]}
            if partner.id in found
            else none
            for partner in partners
        }
