from odoo import models
from odoo.tools import SQL

from .event import Event
from .lead import COUNT, LEAD_DIMENSIONS
from .source import row


class SalesKpiSourceMeeting(models.AbstractModel):
    """Meetings with leads: booked by whom and when, and held."""

    _name = "sales.kpi.source.meeting"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of meetings"

    _kpi_source = "meeting"
    _kpi_events = (
        Event("meeting_booked", COUNT, LEAD_DIMENSIONS, protected=True),
        Event("meeting_held", COUNT, LEAD_DIMENSIONS, protected=True),
    )

    def _refs(self):
        return SQL(
            "SELECT DISTINCT res_id FROM sales_kpi_journal "
            "WHERE res_model = 'calendar.event'"
        )

    def _rows(self, refs, as_of):
        """A booking stays, whatever becomes of the meeting; held is what took place.

        Held = its end is past, not cancelled, with somebody from outside who did not
        decline (decision 17); it is dated in advance. The owner is who booked it.
        """
        columns = {
            "ref": SQL("booking.res_id"),
            "company_id": SQL("booking.company_id"),
            "team_id": SQL("booking.team_id"),
            "user_id": SQL("booking.actor_id"),
            "stage_id": SQL("booking.stage_id"),
            "territory_id": SQL("booking.territory_id"),
            "sales_partner_id": SQL("booking.sales_partner_id"),
            "lead_id": SQL("lead.id"),
            "customer_id": SQL(
                "CASE WHEN lead.id IS NULL THEN booking.customer_id "
                "ELSE customer.commercial_partner_id END"
            ),
            "source_id": _now_or_then("source_id"),
            "medium_id": _now_or_then("medium_id"),
            "campaign_id": _now_or_then("campaign_id"),
            "country_id": _now_or_then("country_id"),
        }
        return SQL(
            """
            WITH booking AS (
                SELECT *
                  FROM sales_kpi_journal
                 WHERE res_model = 'calendar.event'
                   AND kind = 'meeting_booked'
                   AND res_id = ANY(%(refs)s)
            )
            SELECT %(booked)s
              FROM booking
         LEFT JOIN crm_lead lead ON lead.id = booking.lead_id
         LEFT JOIN res_partner customer ON customer.id = lead.partner_id
             WHERE lead.kpi_excluded IS NOT TRUE
         UNION ALL
            SELECT %(held)s
              FROM booking
              JOIN calendar_event event ON event.id = booking.res_id
              JOIN crm_lead lead ON lead.id = event.opportunity_id
         LEFT JOIN res_partner customer ON customer.id = lead.partner_id
             WHERE lead.kpi_excluded IS NOT TRUE
               AND event.active
               AND EXISTS (
                   SELECT FROM calendar_attendee attendee
                     JOIN res_partner guest ON guest.id = attendee.partner_id
                    WHERE attendee.event_id = event.id
                      AND guest.partner_share
                      AND attendee.state IS DISTINCT FROM 'declined')
            """,
            refs=list(refs),
            booked=row(event=SQL("'meeting_booked'"), at=SQL("booking.at"), **columns),
            held=row(event=SQL("'meeting_held'"), at=SQL("event.stop"), **columns),
        )


def _now_or_then(column):
    """A dimension of the lead as it is, or as it was if the lead is gone."""
    name = SQL.identifier(column)
    return SQL("CASE WHEN lead.id IS NULL THEN booking.%s ELSE lead.%s END", name, name)
