"""Journal rows of offers to sales partners: one for each thing that happens."""

from odoo import api, fields, models
from odoo.tools import SQL

from .sales_kpi_journal_lead import LEAD_COLUMNS, LEAD_STATE

#: State of the lead in the row of an offer; the partner is that of the offer.
OFFER_COLUMNS = tuple(
    column for column in LEAD_COLUMNS if column not in ("res_id", "sales_partner_id")
)


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    sales_partner_id = fields.Many2one(
        "res.partner",
        "Sales partner",
        ondelete="set null",
        readonly=True,
        help="Leads: who has it; offers: who was asked.",
    )
    round = fields.Integer(
        readonly=True, help="How often the lead was put on offer until then."
    )
    wave = fields.Integer(readonly=True, help="Within the round, from 1 on.")

    lead_ref = fields.Integer(
        "Number of the lead",
        readonly=True,
        help="Offers: the lead then, also if it was merged or deleted since.",
    )
    calendar_ref = fields.Integer(
        "Number of the calendar",
        readonly=True,
        help="Working hours of the partner then; empty: those of the company.",
    )
    due_at = fields.Datetime(
        "Feedback due",
        readonly=True,
        help="By when the partner reports, as agreed when he got the lead.",
    )

    _lead_ref_idx = models.Index("(lead_ref) WHERE lead_ref IS NOT NULL")
    _sales_partner_idx = models.Index(
        "(sales_partner_id) WHERE sales_partner_id IS NOT NULL"
    )

    @api.model
    def _record_offers(self, moments, kind, **extra):
        """Write a row with the present state of its lead for each offer.

        :param moments: ``{offer id: UTC moment}``
        :param kind: what happened, such as ``offer_made``
        :param extra: more columns, or other values than the state of the lead
        """
        kept = tuple(column for column in OFFER_COLUMNS if column not in extra)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (
                       res_model, res_id, kind, at, origin, actor_id, sales_partner_id,
                       round, wave, lead_ref, calendar_ref, due_at,
                       %(columns)s)
                SELECT 'crm.lead.offer', offer.id, %(kind)s, given.at, 'live',
                       %(actor)s::int, offer.partner_id, offer.round, offer.wave,
                       offer.lead_id, seller.sales_calendar_id,
                       offer.date_feedback_due, %(values)s
                  FROM unnest(%(ids)s::int[], %(ats)s::timestamp[])
                       AS given(id, at)
                  JOIN crm_lead_offer offer ON offer.id = given.id
                  JOIN res_partner seller ON seller.id = offer.partner_id
                  JOIN (%(state)s) AS state ON state.res_id = offer.lead_id
              ORDER BY given.at, given.id
                """,
                columns=SQL(", ").join(map(SQL.identifier, (*kept, *extra))),
                kind=kind,
                actor=self.env.uid,
                values=SQL(", ").join(
                    [
                        *(SQL.identifier("state", column) for column in kept),
                        *(SQL("%s", value) for value in extra.values()),
                    ]
                ),
                ids=list(moments),
                ats=list(moments.values()),
                state=LEAD_STATE,
            )
        )
