from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .company_states import id_query, neighbour_ctes, sighting_ctes
from .event import Event
from .invoice_states import SALE_DOCUMENTS
from .order_states import ORDER_DIMENSIONS
from .source import row


class SalesKpiSourceCompany(models.AbstractModel):
    """Companies seen for the first time, in a lead, an order or an invoice.

    A company is recognised by commercial partner, VAT number, registry number and
    mail domain; new is who shares none of these with an earlier sighting in the same
    company of ours (decision 4). Positive refs are commercial partners, of whom only
    the first sighting can be new; negative ones are leads without a contact.
    """

    _name = "sales.kpi.source.company"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of new companies"

    _kpi_source = "company"
    _kpi_events = (Event("company_created", frozenset({"count"}), ORDER_DIMENSIONS),)

    def _refs(self):
        return SQL(
            """
            SELECT contact.commercial_partner_id
              FROM crm_lead lead
              JOIN res_partner contact ON contact.id = lead.partner_id
         UNION
            SELECT contact.commercial_partner_id
              FROM account_move move
              JOIN res_partner contact ON contact.id = move.partner_id
             WHERE move.state = 'posted' AND move.move_type = ANY(%s)
         UNION
            SELECT contact.commercial_partner_id
              FROM sale_order document
              JOIN res_partner contact ON contact.id = document.partner_id
             WHERE document.state <> 'draft'
         UNION
            SELECT customer_id
              FROM sales_kpi_journal
             WHERE customer_id IS NOT NULL
         UNION
            SELECT -id
              FROM crm_lead
             WHERE partner_id IS NULL AND email_domain_criterion LIKE '@%%'
            """,
            list(SALE_DOCUMENTS),
        )

    def _rows(self, refs, as_of):
        """Who holds a key first is known once every sighting with that key is.

        Each sighting has a row per key in ``trace``; it is new if it is the first of
        each of its keys.
        """
        return SQL(
            """
            WITH %(neighbours)s, %(sightings)s, free AS (
                SELECT * FROM unnest(%(company_ids)s::int[], %(domains)s::varchar[])
                           AS free(company_id, domain)
            ), first_sighting AS (
                SELECT DISTINCT ON (customer_id, company_id) *
                  FROM sighting
                 WHERE customer_id IS NOT NULL
              ORDER BY customer_id, company_id, at, kind, id
            ), trace AS (
                SELECT pool.id AS ref, seen.company_id, seen.at, seen.kind, seen.id,
                       key.kind || key.value AS key
                  FROM first_sighting seen
                  JOIN pool ON pool.id = seen.customer_id
            CROSS JOIN LATERAL (VALUES ('partner ', pool.id::varchar),
                       ('vat ', pool.vat), ('registry ', pool.company_registry),
                       ('domain ', pool.domain), ('domain ', seen.domain)
                       ) AS key(kind, value)
                 WHERE key.value <> ''
                   AND NOT (key.kind = 'domain ' AND EXISTS (
                       SELECT FROM free WHERE free.company_id = seen.company_id
                                          AND free.domain = key.value))
             UNION ALL
                SELECT CASE WHEN customer_id IS NULL THEN -id END, company_id, at, kind,
                       id, 'domain ' || domain
                  FROM sighting
                 WHERE domain IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM free WHERE free.company_id = sighting.company_id
                                          AND free.domain = sighting.domain)
            ), ranked AS (
                SELECT trace.*,
                       (kind, id) = FIRST_VALUE((kind, id)) OVER (
                           PARTITION BY company_id, key ORDER BY at, kind, id
                       ) AS is_first
                  FROM trace
            ), fresh AS (
                SELECT ref, company_id, kind, id
                  FROM ranked
                 WHERE ref = ANY(%(refs)s)
              GROUP BY ref, company_id, kind, id
                HAVING BOOL_AND(is_first)
            )
            SELECT %(row)s
              FROM fresh
              JOIN sighting USING (company_id, kind, id)
            """,
            neighbours=neighbour_ctes(
                [ref for ref in refs if ref > 0], [-ref for ref in refs if ref < 0]
            ),
            sightings=sighting_ctes(),
            refs=list(refs),
            **self._free_mailers(),
            row=row(
                ref=SQL("fresh.ref"),
                event=SQL("'company_created'"),
                at=SQL("sighting.at"),
                **{
                    name: SQL.identifier("sighting", name)
                    for name in (*sorted(ORDER_DIMENSIONS), "lead_id", "order_id")
                },
            ),
        )

    def _free_mailers(self):
        """The free mail domains that each company of ours added, as two lists."""
        companies = self.env["res.company"].sudo().search(Domain.TRUE)  # sudo: settings
        pairs = [
            (company.id, domain)
            for company in companies
            for domain in sorted(company._kpi_free_mail_domains())
        ]
        return {
            "company_ids": [company_id for company_id, _domain in pairs],
            "domains": [domain for _company_id, domain in pairs],
        }

    def _neighbours(self, partners=(), leads=()):
        """SELECT (source, ref) of all that share a key with some partners or leads.

        :param partners: partners or their contacts, as ids or as a SELECT of ids
        :param leads: the same for leads
        """
        return SQL(
            """
            SELECT * FROM (
                WITH %(neighbours)s
                SELECT 'company'::varchar AS source, id AS ref FROM pool
             UNION ALL
                SELECT 'company', -lead.id
                  FROM crm_lead lead
                  JOIN known_domain
                    ON lead.email_domain_criterion = '@' || known_domain.domain
                 WHERE lead.partner_id IS NULL
            ) AS neighbour
            """,
            neighbours=neighbour_ctes(
                SQL(
                    "SELECT commercial_partner_id FROM res_partner WHERE id IN (%s)",
                    id_query(partners),
                ),
                leads,
            ),
        )
