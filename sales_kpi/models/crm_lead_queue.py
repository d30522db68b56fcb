from odoo import api, models
from odoo.tools import SQL

#: Writing one of these may tell that two companies are the same.
KEY_FIELDS = frozenset(
    {"company_id", "email_domain_criterion", "kpi_excluded", "partner_id"}
)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _write_multi(self, vals_list):
        """Queue the companies that share a key with the lead, before and after."""
        if not any(KEY_FIELDS & vals.keys() for vals in vals_list):
            return super()._write_multi(vals_list)
        self._kpi_mark_companies()
        result = super()._write_multi(vals_list)
        self._kpi_mark_companies()
        return result

    def unlink(self):
        self._kpi_mark_companies()
        return super().unlink()

    def _kpi_mark_companies(self):
        """Queue who may be new, or no longer new, because of these leads."""
        self.env["sales.kpi.dirty"]._mark_pairs(
            self.env["sales.kpi.source.company"]._neighbours(
                SQL("SELECT partner_id FROM crm_lead WHERE id = ANY(%s)", self.ids),
                self.ids,
            )
        )

    @api.model
    def _kpi_mark(self, lead_ids):
        """Queue also the products offered to the leads and the companies they are of.

        Orders of a deleted lead become cases of their own, even deleted ones.
        """
        result = super()._kpi_mark(lead_ids)
        self.env["sales.kpi.dirty"]._mark_pairs(
            SQL(
                """
                WITH given AS (SELECT unnest(%(ids)s::int[]) AS id)
                SELECT side.source, side.sign * given.id
                  FROM given
            CROSS JOIN (VALUES ('product_outcome', 1), ('company', -1))
                       AS side(source, sign)
             UNION ALL
                SELECT 'product_outcome', -document.id
                  FROM sale_order document
                 WHERE document.opportunity_id = ANY(%(ids)s)
             UNION ALL
                SELECT 'product_outcome', -journal.res_id
                  FROM sales_kpi_journal journal
                 WHERE journal.res_model = 'sale.order'
                   AND journal.lead_id = ANY(%(ids)s)
             UNION ALL
                SELECT 'company', contact.commercial_partner_id
                  FROM crm_lead lead
                  JOIN res_partner contact ON contact.id = lead.partner_id
                 WHERE lead.id = ANY(%(ids)s)
                """,
                ids=list(lead_ids),
            )
        )
        return result
