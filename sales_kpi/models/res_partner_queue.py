from odoo import api, fields, models
from odoo.tools import SQL

from .crm_lead_journal import KPI_SOURCES

#: Writing one of these moves documents to another customer, country or territory.
CUSTOMER_FIELDS = frozenset(
    {"commercial_partner_id", "country_id", "kpi_territory_id", "parent_id"}
)
#: Writing one of these may tell that two companies are the same.
KEY_FIELDS = frozenset({"company_registry", "email_normalized", "vat"})
OTHER_FIELDS = frozenset({"company_id", "customer_since", "user_id"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_since = fields.Date(
        help="First purchase before this database, for example from the system that "
        "was used before. Otherwise first invoice and first order tell.",
    )

    _kpi_email_domain_idx = models.Index(
        "((split_part(email_normalized, '@', 2))) WHERE email_normalized IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if imported := partners.filtered("customer_since"):
            imported._kpi_mark()
        return partners

    def _write_multi(self, vals_list):
        """Queue documents of the partners, before and after what moves them."""
        fnames = {name for vals in vals_list for name in vals}
        if not fnames & (CUSTOMER_FIELDS | KEY_FIELDS | OTHER_FIELDS):
            return super()._write_multi(vals_list)
        self._kpi_mark(fnames)
        result = super()._write_multi(vals_list)
        self._kpi_mark(fnames)
        return result

    def unlink(self):
        self._kpi_mark(KEY_FIELDS)
        return super().unlink()

    def _kpi_mark(self, fnames=frozenset()):
        """Queue the customers of these partners, and what the written fields touch."""
        if not self.ids:
            return
        pairs = [
            SQL(
                """SELECT source, commercial_partner_id
                     FROM res_partner
               CROSS JOIN (VALUES ('customer'), ('company')) AS side(source)
                    WHERE id = ANY(%s)""",
                self.ids,
            )
        ]
        if fnames & CUSTOMER_FIELDS:
            pairs.append(self._kpi_document_pairs())
        if fnames & (CUSTOMER_FIELDS | KEY_FIELDS):
            pairs.append(self.env["sales.kpi.source.company"]._neighbours(self.ids))
        self.env["sales.kpi.dirty"]._mark_pairs(
            SQL(" UNION ALL ").join(SQL("(%s)", pair) for pair in pairs)
        )

    def _kpi_mark_moved(self):
        """Queue everything of partners whose documents move to another one."""
        self._kpi_mark(CUSTOMER_FIELDS | KEY_FIELDS)

    def _kpi_document_pairs(self):
        """SELECT leads, orders and invoices of the partners and of their contacts."""
        return SQL(
            """
            WITH member AS (
                SELECT id FROM res_partner
                 WHERE id = ANY(%(ids)s) OR commercial_partner_id = ANY(%(ids)s)
            ), bought AS (
                SELECT id, opportunity_id FROM sale_order
                 WHERE partner_id IN (SELECT id FROM member)
            )
            SELECT side.source, side.ref
              FROM bought
        CROSS JOIN LATERAL (VALUES ('order', id), ('product', id),
                   ('product_outcome', -id), ('product_outcome', opportunity_id))
                   AS side(source, ref)
         UNION ALL
            SELECT 'invoice', move.id
              FROM account_move move
             WHERE move.partner_id IN (SELECT id FROM member)
               AND move.state = 'posted' AND move.move_type LIKE 'out_%%'
         UNION ALL
            SELECT source, lead.id
              FROM crm_lead lead
        CROSS JOIN unnest(%(sources)s::varchar[]) AS source
             WHERE lead.partner_id IN (SELECT id FROM member)
         UNION ALL
            SELECT 'meeting', event.id
              FROM crm_lead lead
              JOIN calendar_event event ON event.opportunity_id = lead.id
             WHERE lead.partner_id IN (SELECT id FROM member)
            """,
            ids=self.ids,
            sources=[*KPI_SOURCES, "product_outcome"],
        )
