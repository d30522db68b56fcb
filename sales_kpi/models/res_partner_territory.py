from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from .address_territory import place_of, place_sql


class ResPartner(models.Model):
    """The territory of a customer: by the address of the company, else its own."""

    _inherit = "res.partner"

    kpi_territory_id = fields.Many2one(
        "crm.territory",
        "Sales territory",
        compute="_compute_kpi_territory_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        help="Found by country, state and ZIP code of the company. Orders and invoices "
        "count in this territory.",
    )

    def _auto_init(self):
        """Existing contacts have no territory yet: nothing to compute at installation."""
        if not column_exists(self.env.cr, self._table, "kpi_territory_id"):
            create_column(self.env.cr, self._table, "kpi_territory_id", "int4")
        return super()._auto_init()

    @api.depends(
        "company_id",
        "country_id",
        "state_id",
        "zip",
        "commercial_partner_id.country_id",
        "commercial_partner_id.state_id",
        "commercial_partner_id.zip",
    )
    def _compute_kpi_territory_id(self):
        territories = self.env["crm.territory"]._map()
        for partner in self:
            place = place_of(partner.commercial_partner_id, partner)
            claim = territories.find(*place, partner.company_id.id)
            partner.kpi_territory_id = claim.territory if claim else False

    @api.model
    def _territory_places(self):
        """SELECT the contacts by address, company and present territory."""
        return SQL(
            """
            SELECT place.country_id, place.state_id, place.zip, partner.company_id,
                   partner.kpi_territory_id, ARRAY_AGG(partner.id)
              FROM res_partner partner
         LEFT JOIN res_partner commercial
                ON commercial.id = partner.commercial_partner_id
         LEFT JOIN LATERAL (%s) AS place ON TRUE
          GROUP BY 1, 2, 3, 4, 5
            """,
            place_sql("commercial", "partner"),
        )

    def _kpi_mark_territory(self):
        """Queue the customers and all their documents."""
        self.env["sales.kpi.dirty"]._mark_pairs(
            SQL(
                """%s UNION ALL
                   SELECT source, commercial_partner_id
                     FROM res_partner
               CROSS JOIN (VALUES ('customer'), ('company')) AS side(source)
                    WHERE id = ANY(%s)""",
                SQL("(%s)", self._kpi_document_pairs()),
                self.ids,
            )
        )
