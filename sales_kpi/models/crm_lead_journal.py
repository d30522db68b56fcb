from odoo import api, fields, models
from odoo.tools import SQL

#: Writing one of these may change a fact of the lead or its journal state.
KPI_FIELDS = frozenset(
    {
        "active",
        "campaign_id",
        "company_id",
        "country_id",
        "date_qualified",
        "email_domain_criterion",
        "expected_revenue",
        "is_parked",
        "is_parked_initially",
        "kpi_excluded",
        "medium_id",
        "partner_id",
        "probability",
        "sales_partner_id",
        "source_id",
        "stage_id",
        "team_id",
        "territory_id",
        "type",
        "user_id",
        "won_status",
    }
)
#: These describe the lead and are read by the facts of its meetings as well.
MEETING_FIELDS = frozenset(
    {
        "campaign_id",
        "country_id",
        "kpi_excluded",
        "medium_id",
        "partner_id",
        "source_id",
        "territory_id",
    }
)
KPI_SOURCES = ("lead", "pipeline", "milestone")


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.kpi.dimension"]

    kpi_excluded = fields.Boolean(
        "Not a real lead",
        tracking=True,
        copy=False,
        help="Tests, spam and the like: the lead counts in no KPI.",
    )
    kpi_excluded_reason = fields.Char("Why it does not count", copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads.flush_recordset()
        self.env["sales.kpi.journal"]._record_leads(
            dict.fromkeys(leads.ids, "created"), is_inbound=self._kpi_is_inbound()
        )
        self._kpi_mark(leads.ids)
        return leads

    @api.model
    def _kpi_is_inbound(self):
        """SQL that tells whether leads created now come from outside.

        Mail gateway and web forms run as robot, public or portal user; an import
        brings enquiries if it says their source. Leads that a colleague enters for
        somebody else count too: their source sees that from the first owner.
        """
        from_outside = self.env.is_superuser() or not self.env.user._is_internal()
        imported = bool(self.env.context.get("import_file"))
        return SQL("%s OR (%s AND state.source_id IS NOT NULL)", from_outside, imported)

    def _write_multi(self, vals_list):
        """Journal the net change of each lead, recomputed fields included.

        ``write`` does not see what the ORM computes; this method gets it all.
        """
        if not any(KPI_FIELDS & vals.keys() for vals in vals_list):
            return super()._write_multi(vals_list)
        Journal = self.env["sales.kpi.journal"]
        before = Journal._lead_states(self.ids)
        result = super()._write_multi(vals_list)
        if before:
            Journal._record_lead_changes(before)
        self._kpi_mark(self.ids)
        if any(MEETING_FIELDS & vals.keys() for vals in vals_list):
            self._kpi_mark_meetings()
        return result

    def unlink(self):
        self.flush_recordset()
        self._kpi_mark_meetings()
        self.env["sales.kpi.journal"]._record_leads(
            dict.fromkeys(self.ids, "deleted"), is_open=False, is_active=False
        )
        self._kpi_mark(self.ids)
        return super().unlink()

    def _merge_dependences(self, opportunities):
        """Note into which lead the others are merged; their contacts go along."""
        Journal = self.env["sales.kpi.journal"]
        opportunities.flush_recordset()
        Journal._record_leads(
            dict.fromkeys(opportunities.ids, "merged"), merged_into_id=self.id
        )
        Journal._copy_contacts(opportunities.ids, self.id)
        self._kpi_mark((self | opportunities).ids)
        return super()._merge_dependences(opportunities)

    @api.model
    def _kpi_mark(self, lead_ids):
        """Queue leads in every source that reads them."""
        for source in KPI_SOURCES:
            self.env["sales.kpi.dirty"]._mark(source, lead_ids)

    def _kpi_mark_meetings(self):
        """Queue the meetings that were booked for these leads or belong to them."""
        self.env["sales.kpi.dirty"]._mark_query(
            "meeting",
            SQL(
                """SELECT res_id FROM sales_kpi_journal
                    WHERE lead_id = ANY(%(ids)s) AND res_model = 'calendar.event'
                    UNION
                   SELECT id FROM calendar_event WHERE opportunity_id = ANY(%(ids)s)""",
                ids=self.ids,
            ),
        )
