"""Sightings of companies, and the keys by which they are recognised, as CTEs."""

from collections.abc import Collection

from odoo.tools import SQL

from odoo.addons.iap.tools.iap_tools import _MAIL_DOMAIN_BLACKLIST

from .invoice_states import SALE_DOCUMENTS

#: Mail domains that say nothing about the company.
FREE_MAILERS = sorted(_MAIL_DOMAIN_BLACKLIST)


def domain_of(partner: str) -> SQL:
    """The mail domain of a partner, if it is not a free mailer's."""
    domain = SQL("split_part(%s, '@', 2)", SQL.identifier(partner, "email_normalized"))
    return SQL(
        "CASE WHEN %(domain)s <> '' AND %(domain)s <> ALL(%(free)s) THEN %(domain)s END",
        domain=domain,
        free=FREE_MAILERS,
    )


def lead_domain_of(lead: str) -> SQL:
    """The mail domain of a lead, if it is not a free mailer's: crm keeps it as @…"""
    criterion = SQL.identifier(lead, "email_domain_criterion")
    return SQL("CASE WHEN %s LIKE '@%%' THEN substr(%s, 2) END", criterion, criterion)


def neighbour_ctes(
    partner_ids: SQL | Collection[int], lead_ids: SQL | Collection[int]
) -> SQL:
    """``pool``: the partners that share a key with the given records.

    ``known_domain`` are the mail domains of all of them; ``member`` their contacts.
    """
    return SQL(
        """
        given AS (
            SELECT partner.id, partner.vat, partner.company_registry,
                   %(partner_domain)s AS domain
              FROM res_partner partner
             WHERE partner.id IN (%(partners)s)
        ), known_domain AS (
            SELECT domain FROM given WHERE domain IS NOT NULL
         UNION
            SELECT %(lead_domain)s
              FROM crm_lead lead
             WHERE lead.id IN (%(leads)s)
               AND lead.email_domain_criterion LIKE '@%%'
         UNION
            SELECT %(lead_domain)s
              FROM crm_lead lead
              JOIN res_partner contact ON contact.id = lead.partner_id
             WHERE contact.commercial_partner_id IN (SELECT id FROM given)
               AND lead.email_domain_criterion LIKE '@%%'
        ), pool AS (
            SELECT partner.id, partner.vat, partner.company_registry,
                   %(partner_domain)s AS domain
              FROM res_partner partner
             WHERE partner.id = partner.commercial_partner_id
               AND partner.id IN (
                   SELECT id FROM given
                UNION
                   SELECT same.id FROM given
                     JOIN res_partner same ON same.vat = given.vat
                    WHERE given.vat <> ''
                UNION
                   SELECT same.id FROM given
                     JOIN res_partner same
                       ON same.company_registry = given.company_registry
                    WHERE given.company_registry <> ''
                UNION
                   SELECT same.id FROM known_domain
                     JOIN res_partner same
                       ON split_part(same.email_normalized, '@', 2) = known_domain.domain
                      AND same.email_normalized IS NOT NULL
               )
        ), member AS (
            SELECT contact.id, contact.commercial_partner_id AS pool_id
              FROM res_partner contact
              JOIN pool ON pool.id = contact.commercial_partner_id
        )
        """,
        partners=id_query(partner_ids),
        leads=id_query(lead_ids),
        partner_domain=domain_of("partner"),
        lead_domain=lead_domain_of("lead"),
    )


def sighting_ctes() -> SQL:
    """``sighting``: leads, orders and invoices of the pool and of its mail domains.

    Needs the CTEs of :func:`neighbour_ctes`. A lead that was merged away keeps its
    creation, with the contact of the lead that is left.
    """
    return SQL(
        """
        seen_lead AS (
            SELECT DISTINCT ON (res_id) res_id, existing_id
              FROM (
                   SELECT lead.id AS res_id, lead.id AS existing_id FROM crm_lead lead
                    WHERE lead.partner_id IN (SELECT id FROM member)
                UNION ALL
                   SELECT lead.id, lead.id FROM crm_lead lead
                     JOIN known_domain
                       ON lead.email_domain_criterion = '@' || known_domain.domain
                UNION ALL
                   SELECT merged.res_id, lead.id FROM crm_lead lead
                     JOIN sales_kpi_journal merged ON merged.merged_into_id = lead.id
                    WHERE lead.partner_id IN (SELECT id FROM member)
                       OR lead.email_domain_criterion IN (
                          SELECT '@' || domain FROM known_domain)
                UNION ALL
                   SELECT gone.res_id, NULL FROM sales_kpi_journal gone
                    WHERE gone.res_model = 'crm.lead' AND gone.kind = 'deleted'
                      AND gone.customer_id IN (SELECT id FROM pool)
                   ) AS found
          ORDER BY res_id, existing_id NULLS LAST
        ), sighting AS (
            SELECT 0 AS kind, born.res_id AS id, born.at,
                   CASE WHEN lead.id IS NULL THEN born.customer_id
                        ELSE contact.commercial_partner_id END AS customer_id,
                   %(lead_domain)s AS domain,
                   COALESCE(assigned.company_id, born.company_id) AS company_id,
                   COALESCE(assigned.team_id, born.team_id) AS team_id,
                   assigned.user_id,
                   COALESCE(lead.source_id, born.source_id) AS source_id,
                   COALESCE(lead.medium_id, born.medium_id) AS medium_id,
                   COALESCE(lead.campaign_id, born.campaign_id) AS campaign_id,
                   COALESCE(lead.country_id, born.country_id) AS country_id,
                   COALESCE(lead.territory_id, born.territory_id) AS territory_id,
                   lead.id AS lead_id, NULL::int AS order_id
              FROM seen_lead
        CROSS JOIN LATERAL (
                   SELECT * FROM sales_kpi_journal journal
                    WHERE journal.res_model = 'crm.lead'
                      AND journal.res_id = seen_lead.res_id AND journal.kind = 'created'
                 ORDER BY journal.at, journal.id LIMIT 1
                   ) AS born
         LEFT JOIN LATERAL (
                   SELECT company_id, team_id, user_id FROM sales_kpi_journal journal
                    WHERE journal.res_model = 'crm.lead'
                      AND journal.res_id = seen_lead.res_id
                      AND journal.user_id IS NOT NULL
                 ORDER BY journal.at, journal.id LIMIT 1
                   ) AS assigned ON TRUE
         LEFT JOIN crm_lead lead ON lead.id = seen_lead.existing_id
         LEFT JOIN res_partner contact ON contact.id = lead.partner_id
             WHERE lead.kpi_excluded IS NOT TRUE
         UNION ALL
            SELECT 1, journal.res_id, journal.at,
                   COALESCE(member.pool_id, journal.customer_id), NULL,
                   journal.company_id, journal.team_id, journal.user_id,
                   journal.source_id, journal.medium_id, journal.campaign_id,
                   journal.country_id, buyer.kpi_territory_id, journal.lead_id,
                   document.id
              FROM sales_kpi_journal journal
         LEFT JOIN sale_order document ON document.id = journal.res_id
         LEFT JOIN member ON member.id = document.partner_id
         LEFT JOIN res_partner buyer
                ON buyer.id = COALESCE(member.pool_id, journal.customer_id)
             WHERE journal.res_model = 'sale.order'
               AND journal.kind = 'quote_sent'  -- at the latest with the confirmation
               AND journal.res_id IN (
                   SELECT id FROM sale_order
                    WHERE partner_id IN (SELECT id FROM member)
                UNION
                   SELECT gone.res_id FROM sales_kpi_journal gone
                    WHERE gone.res_model = 'sale.order'
                      AND gone.customer_id IN (SELECT id FROM pool)
                      AND gone.order_id IS NULL
               )
         UNION ALL
            SELECT 2, move.id,
                   COALESCE(move.invoice_date, move.date)::timestamp
                       AT TIME ZONE company.kpi_tz AT TIME ZONE 'UTC',
                   member.pool_id, NULL, move.company_id, move.team_id,
                   move.invoice_user_id, move.source_id, move.medium_id,
                   move.campaign_id, customer.country_id, customer.kpi_territory_id,
                   NULL, NULL
              FROM member
              JOIN account_move move ON move.partner_id = member.id
              JOIN res_company company ON company.id = move.company_id
              JOIN res_partner customer ON customer.id = member.pool_id
             WHERE move.state = 'posted' AND move.move_type = ANY(%(types)s)
        )
        """,
        lead_domain=lead_domain_of("lead"),
        types=list(SALE_DOCUMENTS),
    )


def id_query(ids: SQL | Collection[int]) -> SQL:
    """SELECT the given ids."""
    return ids if isinstance(ids, SQL) else SQL("SELECT unnest(%s::int[])", list(ids))
