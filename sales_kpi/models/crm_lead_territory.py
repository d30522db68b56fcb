from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from .address_territory import place_of, place_sql


class CrmLead(models.Model):
    """The territory of a lead: by its own address, else by that of its customer.

    A territory chosen by hand stays, whatever happens to address and territories,
    until ``territory_is_manual`` is taken away.
    """

    _inherit = "crm.lead"

    territory_id = fields.Many2one(
        "crm.territory",
        compute="_compute_territory_id",
        inverse="_inverse_territory_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        domain="[('company_id', 'in', (False, company_id))]",
        help="Found by country, state and ZIP code of the lead, else of its customer. "
        "What you choose by hand stays.",
    )
    territory_is_manual = fields.Boolean(
        "Territory chosen by hand",
        copy=False,
        help="Untick to let the address decide again.",
    )

    def _auto_init(self):
        """Existing leads have no territory yet: nothing to compute at installation."""
        if not column_exists(self.env.cr, self._table, "territory_id"):
            create_column(self.env.cr, self._table, "territory_id", "int4")
        return super()._auto_init()

    @api.depends(
        "company_id",
        "country_id",
        "state_id",
        "zip",
        "partner_id.country_id",
        "partner_id.state_id",
        "partner_id.zip",
        "partner_id.commercial_partner_id.country_id",
        "partner_id.commercial_partner_id.state_id",
        "partner_id.commercial_partner_id.zip",
        "territory_is_manual",
    )
    def _compute_territory_id(self):
        for lead in self:
            if not lead.territory_is_manual:
                lead.territory_id = lead._territory_by_address()

    def _inverse_territory_id(self):
        for lead in self:
            lead._note_manual_territory()

    @api.onchange("territory_id")
    def _note_manual_territory(self):
        """What the address says as well is not by hand."""
        manual = self.territory_id.id != self._territory_by_address()
        if self.territory_is_manual != manual:
            self.territory_is_manual = manual

    def _territory_by_address(self):
        """The id of the territory that claims the address, or False."""
        # sudo: an address decides, whoever may read the customer
        partner = self.partner_id.sudo()
        place = place_of(self, partner, partner.commercial_partner_id)
        claim = self.env["crm.territory"]._map().find(*place, self.company_id.id)
        return claim.territory if claim else False

    def _write_multi(self, vals_list):
        """When a territory becomes known, it was that of the lead all along."""
        if not any(vals.get("territory_id") for vals in vals_list):
            return super()._write_multi(vals_list)
        unknown = self._without_territory()
        result = super()._write_multi(vals_list)
        known = unknown - self._without_territory()
        if known:
            self.browse(known)._kpi_know_territory()
        return result

    def _without_territory(self):
        self.env.cr.execute(
            SQL(
                "SELECT id FROM crm_lead WHERE id = ANY(%s) AND territory_id IS NULL",
                self.ids,
            )
        )
        return {lead_id for (lead_id,) in self.env.cr.fetchall()}

    def _kpi_know_territory(self):
        self.env["sales.kpi.journal"]._relabel_territories(
            SQL(
                "SELECT id, NULL::int, territory_id FROM crm_lead WHERE id = ANY(%s)",
                self.ids,
            )
        )

    @api.model
    def _territory_places(self):
        """SELECT the leads by address, company and present territory.

        Those chosen by hand are none of it.
        """
        return SQL(
            """
            SELECT place.country_id, place.state_id, place.zip, lead.company_id,
                   lead.territory_id, ARRAY_AGG(lead.id)
              FROM crm_lead lead
         LEFT JOIN res_partner partner ON partner.id = lead.partner_id
         LEFT JOIN res_partner commercial
                ON commercial.id = partner.commercial_partner_id
         LEFT JOIN LATERAL (%s) AS place ON TRUE
             WHERE lead.territory_is_manual IS NOT TRUE
          GROUP BY 1, 2, 3, 4, 5
            """,
            place_sql("lead", "partner", "commercial"),
        )
