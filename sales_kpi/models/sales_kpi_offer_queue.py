"""What happens to offers, and to who got them, queues the facts of the leads."""

from odoo import api, models
from odoo.tools import SQL

from ..sources.offer_states import MADE
from .crm_lead_journal import KPI_SOURCES

#: Journal rows that name a sales partner, and the sources that read them.
READERS = (
    *(("crm.lead", source) for source in KPI_SOURCES),
    ("crm.lead.offer", "offer"),
    ("calendar.event", "meeting"),
)
#: Being a sales partner decides which invoices are partner revenue.
PARTNER_FIELDS = frozenset({"is_sales_partner"})


def offered_leads(offers: SQL) -> SQL:
    """SELECT the leads that were offered by these offers, as the journal knows them.

    They stay the reference of the facts, whatever was merged into what since.
    """
    return SQL(
        """
        SELECT DISTINCT made.lead_ref
          FROM sales_kpi_journal made
         WHERE made.res_model = 'crm.lead.offer'
           AND made.kind = ANY(%s)
           AND made.res_id IN (%s)
        """,
        list(MADE),
        offers,
    )


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    @api.model
    def _record_offers(self, moments, kind, **extra):
        result = super()._record_offers(moments, kind, **extra)
        self.env["sales.kpi.dirty"]._mark_query(
            "offer", offered_leads(SQL("SELECT unnest(%s::int[])", list(moments)))
        )
        return result


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _kpi_mark(self, lead_ids):
        """Queue also what these leads, or those merged into them, were offered as."""
        result = super()._kpi_mark(lead_ids)
        Dirty = self.env["sales.kpi.dirty"]
        Dirty._mark_query("offer", self._kpi_offered(SQL("%s", list(lead_ids))))
        return result

    @api.model
    def _kpi_offered(self, leads):
        """SELECT the references of facts about offers of some leads.

        :param leads: SQL of an array of ids
        """
        return SQL(
            """
            %s
         UNION
            SELECT lead_ref
              FROM sales_kpi_journal
             WHERE res_model = 'crm.lead.offer'
               AND lead_ref = ANY(%s)
               AND kind = ANY(%s)
            """,
            offered_leads(
                SQL("SELECT id FROM crm_lead_offer WHERE lead_id = ANY(%s)", leads)
            ),
            leads,
            list(MADE),
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        if any(PARTNER_FIELDS & vals.keys() for vals in vals_list):
            self._kpi_mark_partner_revenue()
        return result

    def _kpi_mark_partner_revenue(self):
        """Queue the invoices to companies that became, or are no longer, partners."""
        self.env["sales.kpi.dirty"]._mark_query(
            "invoice",
            SQL(
                """
                SELECT move.id
                  FROM res_partner member
                  JOIN account_move move ON move.partner_id = member.id
                 WHERE member.commercial_partner_id = ANY(%s)
                   AND move.state = 'posted'
                   AND move.move_type LIKE 'out_%%'
                """,
                self.ids,
            ),
        )

    def _kpi_document_pairs(self):
        """Also offers of their leads, and what they did as sales partners."""
        return SQL(
            """
            %(others)s
         UNION ALL
            SELECT 'offer', offered.lead_ref
              FROM (%(offered)s) AS offered
         UNION ALL
            SELECT reader.source, COALESCE(journal.lead_ref, journal.res_id)
              FROM sales_kpi_journal journal
              JOIN (VALUES %(readers)s) AS reader(res_model, source) USING (res_model)
             WHERE journal.sales_partner_id = ANY(%(ids)s)
            """,
            others=super()._kpi_document_pairs(),
            offered=self.env["crm.lead"]._kpi_offered(
                SQL(
                    """ARRAY(
                        SELECT lead.id
                          FROM crm_lead lead
                          JOIN res_partner member ON member.id = lead.partner_id
                         WHERE member.id = ANY(%(ids)s)
                            OR member.commercial_partner_id = ANY(%(ids)s))""",
                    ids=self.ids,
                )
            ),
            readers=SQL(", ").join(SQL("(%s, %s)", *reader) for reader in READERS),
            ids=self.ids,
        )
