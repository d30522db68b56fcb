"""Which leads a partner did not take, or did not keep, and who got them."""

from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError

from .rpc_answer import for_caller

#: So many of the latest leads are named; the list of offers has the rest.
MOST = 20


class SalesPartnerCockpit(models.AbstractModel):
    _inherit = "sales.partner.cockpit"

    @api.model
    @api.readonly
    def lead_outflow(self, partner_id, options=None):
        """Where the leads went that were offered to a partner, in a period.

        :return: ``{'total', 'decline_hours': mean working hours until he declined, or
            None, 'declined': how often, 'takers': [{'partner': [id, name] or None,
            'count'}], 'rows': the latest [{'lead': name, 'how', 'date', 'taker': name
            or None}], 'offers': an action with all of them}``
        :raise UserError: for who is no partner that the caller may see
        """
        self._check_may_see()
        period = self._question(options or {})["period"]
        partner = self._given_partner(partner_id)
        gone = partner._lead_outflow(period.start, period.last_day).get(partner.id, [])
        names = self._names("res.partner", {row["taker_id"] for row in gone})
        leads = self._names("crm.lead", {row["lead_id"] for row in gone[:MOST]})
        declined = [row["hours"] for row in gone if row["how"] == "declined"]
        takers = Counter(row["taker_id"] for row in gone)
        return for_caller(
            {
                "total": len(gone),
                "declined": len(declined),
                "decline_hours": sum(declined) / len(declined) if declined else None,
                "takers": [
                    {"partner": taker and [taker, names[taker]], "count": count}
                    for taker, count in sorted(
                        takers.items(), key=lambda one: (one[0] is None, -one[1])
                    )
                ],
                "rows": [
                    {
                        "lead": leads[row["lead_id"]],
                        "how": row["how"],
                        "date": row["date"].isoformat(),
                        "taker": row["taker_id"] and names[row["taker_id"]],
                    }
                    for row in gone[:MOST]
                ],
                "offers": self._offers_of(partner, {row["lead_id"] for row in gone}),
            }
        )

    @api.model
    def _given_partner(self, partner_id):
        partner = self.env["res.partner"].browse(
            partner_id if isinstance(partner_id, int) else ()
        )
        partner = partner.exists()._filtered_access("read")
        if not partner:
            raise UserError(self.env._("There is no such partner, or not for you."))
        return partner

    @api.model
    def _offers_of(self, partner, lead_ids):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leads that %s did not get", partner.name),
            "res_model": "crm.lead.offer",
            "views": [[False, "list"], [False, "form"]],
            "domain": [
                ("partner_id", "=", partner.id),
                ("lead_id", "in", sorted(filter(None, lead_ids))),
            ],
        }
