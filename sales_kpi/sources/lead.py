from odoo import models
from odoo.tools import SQL

from .event import Event
from .lead_states import closing_ctes, contact_ctes, dimensions, lasts_at, state_ctes
from .source import row

LEAD_DIMENSIONS = frozenset(
    {
        "company_id",
        "team_id",
        "user_id",
        "customer_id",
        "sales_partner_id",
        "source_id",
        "medium_id",
        "campaign_id",
        "country_id",
        "territory_id",
        "stage_id",
    }
)
COUNT = frozenset({"count"})
VALUE = frozenset({"count", "amount"})
CLOCK = frozenset({"count", "hours", "work_hours"})
CLOCK_VALUE = CLOCK | VALUE | {"margin"}
FAILURES = ("lost", "disqualified", "parked", "parked_early", "parked_initial")


def lead_event(name, measures=COUNT, **options):
    return Event(name, measures=measures, dimensions=LEAD_DIMENSIONS, **options)


class SalesKpiSourceLead(models.AbstractModel):
    """What leads do: creation, contact, qualification, closing, and the pipeline."""

    _name = "sales.kpi.source.lead"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of leads"

    _kpi_source = "lead"
    _kpi_events = (
        lead_event("lead_created", VALUE),
        lead_event("lead_cohort"),
        lead_event("lead_entered"),
        lead_event("created_to_qualified", CLOCK, cohort_of="lead_entered"),
        lead_event(
            "created_to_contacted", CLOCK, cohort_of="lead_cohort", protected=True
        ),
        lead_event("lead_contacted", CLOCK, protected=True),
        lead_event("inbound_received", protected=True),
        lead_event(
            "received_to_answered", CLOCK, cohort_of="inbound_received", protected=True
        ),
        lead_event("lead_answered", CLOCK, protected=True),
        lead_event("lead_engaged", CLOCK),
        lead_event("engaged_won", CLOCK_VALUE, cohort_of="lead_engaged"),
        lead_event("lead_qualified", CLOCK | VALUE),
        lead_event("qualified_to_won", CLOCK_VALUE, cohort_of="lead_qualified"),
        lead_event("contacted_to_won", CLOCK_VALUE, cohort_of="lead_contacted"),
        lead_event("first_meeting", CLOCK | {"quantity"}, protected=True),
        lead_event("first_meeting_marketing", CLOCK | {"quantity"}, protected=True),
        lead_event("first_meeting_held", CLOCK, protected=True),
        lead_event("meeting_to_won", CLOCK_VALUE, cohort_of="first_meeting_held"),
        lead_event("lead_won", CLOCK_VALUE | {"quantity"}),
        *(lead_event("lead_" + name, CLOCK_VALUE) for name in FAILURES),
    )

    def _refs(self):
        return SQL(
            "SELECT DISTINCT res_id FROM sales_kpi_journal WHERE res_model = 'crm.lead'"
        )

    def _rows(self, refs, as_of):
        parts = (
            *self._rows_created(),
            *self._rows_contacted(),
            *self._rows_qualified(),
            *self._rows_met(),
            *self._rows_closed(),
        )
        return SQL(
            "WITH %s, %s, %s, %s %s",
            state_ctes(refs),
            contact_ctes(refs, as_of),
            self._moment_ctes(),
            closing_ctes(self._has_margin()),
            SQL(" UNION ALL ").join(parts),
        )

    def _moment_ctes(self):
        """``qualified``: the gate; ``booked``, ``held``: the first meeting."""
        return SQL(
            """
            qualified AS (
                SELECT DISTINCT ON (step.res_id) lead.id, step.at,
                       CASE WHEN at_birth THEN lead.company_id
                            ELSE step.company_id END AS company_id,
                       CASE WHEN at_birth THEN lead.team_id
                            ELSE step.team_id END AS team_id,
                       CASE WHEN at_birth THEN lead.user_id
                            ELSE step.user_id END AS user_id,
                       step.stage_id, step.territory_id, step.sales_partner_id,
                       step.amount
                  FROM step
                  JOIN lead ON lead.id = step.res_id
            CROSS JOIN LATERAL (SELECT step.at = lead.created_at AS at_birth) AS birth
                 WHERE step.is_qualified
              ORDER BY step.res_id, step.at, step.id
            ), first_booked AS (
                SELECT DISTINCT ON (lead.id) lead.id, booking.at,
                       booking.company_id, booking.team_id,
                       booking.actor_id AS user_id, booking.stage_id,
                       booking.territory_id, booking.sales_partner_id
                  FROM lead
                  JOIN sales_kpi_journal booking
                    ON booking.res_model = 'calendar.event'
                   AND booking.lead_id = lead.id
                   AND booking.kind = 'meeting_booked'
              ORDER BY lead.id, booking.at, booking.id
            ), booked AS (
                SELECT first_booked.*,
                       COUNT(*) FILTER (WHERE NOT touch.is_marketing) AS personal,
                       COUNT(*) FILTER (WHERE touch.is_marketing) AS marketing
                  FROM first_booked
             LEFT JOIN touch
                    ON touch.lead_id = first_booked.id AND touch.at < first_booked.at
              GROUP BY first_booked.id, first_booked.at, first_booked.company_id,
                       first_booked.team_id, first_booked.user_id, first_booked.stage_id,
                       first_booked.territory_id, first_booked.sales_partner_id
            ), first_held AS (
                SELECT DISTINCT ON (lead_id) lead_id AS id, at, booker_id
                  FROM meeting
              ORDER BY lead_id, at, id
            ), held AS (
                SELECT first_held.id, first_held.at, step.company_id,
                       step.team_id, first_held.booker_id AS user_id, step.stage_id,
                       step.territory_id, step.sales_partner_id
                  FROM first_held
                  JOIN step ON step.res_id = first_held.id
                   AND (%(at_meeting)s OR (step.previous_id IS NULL
                                           AND step.at > first_held.at))
            )
            """,
            at_meeting=lasts_at(SQL("first_held.at")),
        )

    def _rows_created(self):
        """Rows dated at the creation, owned by the first owner (decision 12)."""
        created = dimensions("lead") | {"at": SQL("lead.created_at")}
        yield SQL(
            "SELECT %s FROM lead",
            row(event=SQL("'lead_created'"), amount=SQL("lead.amount"), **created),
        )
        yield SQL(
            "SELECT %s FROM lead WHERE NOT lead.is_merged",
            row(event=SQL("'lead_cohort'"), **created),
        )
        yield SQL(
            "SELECT %s FROM lead WHERE NOT lead.is_merged AND lead.is_entered",
            row(event=SQL("'lead_entered'"), **created),
        )
        yield SQL(
            """SELECT %s FROM lead JOIN qualified USING (id)
               WHERE NOT lead.is_merged AND lead.is_entered""",
            self._clocked("created_to_qualified", "qualified", **created),
        )
        yield SQL(
            "SELECT %s FROM lead JOIN contact USING (id) WHERE NOT lead.is_merged",
            self._clocked("created_to_contacted", "contact", **created),
        )
        yield SQL(
            """SELECT %s FROM lead LEFT JOIN contact USING (id)
               WHERE NOT lead.is_merged AND lead.is_inbound
                 AND (contact.at IS NULL OR contact.at > lead.created_at)""",
            row(event=SQL("'inbound_received'"), **created),
        )
        yield SQL(
            """SELECT %s FROM lead JOIN contact USING (id)
               WHERE NOT lead.is_merged AND lead.is_inbound
                 AND contact.at > lead.created_at""",
            self._clocked("received_to_answered", "contact", **created),
        )

    def _rows_contacted(self):
        """Rows dated at the first contact, owned by who owned the lead then."""
        contacted = dimensions("contact") | {"at": SQL("contact.at")}
        yield SQL(
            "SELECT %s FROM lead JOIN contact USING (id) WHERE NOT lead.is_merged",
            self._clocked("lead_contacted", "contact", **contacted),
        )
        yield SQL(
            """SELECT %s FROM lead JOIN contact USING (id)
               WHERE NOT lead.is_merged AND lead.is_inbound
                 AND contact.at > lead.created_at""",
            self._clocked("lead_answered", "contact", **contacted),
        )
        yield self._cohort_won("contacted_to_won", "contact")
        yield SQL(
            "SELECT %s FROM lead JOIN dialogue USING (id) WHERE NOT lead.is_merged",
            self._clocked(
                "lead_engaged",
                "dialogue",
                at=SQL("dialogue.at"),
                **dimensions("dialogue"),
            ),
        )
        yield self._cohort_won("engaged_won", "dialogue")

    def _rows_qualified(self):
        qualified = dimensions("qualified") | {"at": SQL("qualified.at")}
        yield SQL(
            "SELECT %s FROM lead JOIN qualified USING (id) WHERE NOT lead.is_merged",
            self._clocked(
                "lead_qualified",
                "qualified",
                amount=SQL("qualified.amount"),
                **qualified,
            ),
        )
        yield self._cohort_won("qualified_to_won", "qualified")

    def _rows_met(self):
        """The first meeting: touches before its booking, and that it was held."""
        booked = dimensions("booked") | {"at": SQL("booked.at")}
        for event, touches in (
            ("first_meeting", SQL("booked.personal")),
            ("first_meeting_marketing", SQL("booked.marketing")),
        ):
            yield SQL(
                "SELECT %s FROM lead JOIN booked USING (id) WHERE NOT lead.is_merged",
                self._clocked(event, "booked", quantity=touches, **booked),
            )
        yield SQL(
            "SELECT %s FROM lead JOIN held USING (id) WHERE NOT lead.is_merged",
            self._clocked(
                "first_meeting_held", "held", at=SQL("held.at"), **dimensions("held")
            ),
        )
        yield self._cohort_won("meeting_to_won", "held")

    def _rows_closed(self):
        """An outcome at its date and, once it was left, its reversal at that date.

        Lost or parked without ever being qualified is not lost (decision 10).
        ``quantity`` is 1 where the cycle starts at the creation for want of a contact.
        """
        event = SQL(
            """CASE WHEN closing.outcome = 'won' THEN 'lead_won'
                    WHEN closing.ever_qualified THEN 'lead_' || closing.outcome
                    WHEN closing.outcome = 'lost' THEN 'lead_disqualified'
                    WHEN closing.outcome = 'parked' THEN 'lead_parked_early'
                    ELSE 'lead_parked_initial' END"""
        )
        yield SQL(
            """SELECT %s FROM lead JOIN closing USING (id)
               CROSS JOIN LATERAL (VALUES (1, closing.at), (-1, closing.left_at))
                       AS side(sign, at)
                WHERE side.at IS NOT NULL""",
            row(
                event=event,
                at=SQL("side.at"),
                sign=SQL("side.sign"),
                reversed=SQL("closing.left_at IS NOT NULL"),
                clock_from=SQL("LEAST(closing.since, closing.at)"),
                clock_to=SQL("closing.at"),
                amount=SQL("closing.amount"),
                margin=SQL("closing.margin"),
                quantity=SQL("closing.is_fallback"),
                **dimensions("closing"),
            ),
        )

    def _clocked(self, event, moment, **columns):
        """A row whose clock runs from the creation of the lead to a moment."""
        return row(
            event=SQL("%s", event),
            clock_from=SQL("lead.created_at"),
            clock_to=SQL("GREATEST(lead.created_at, %s.at)", SQL.identifier(moment)),
            **columns,
        )

    def _cohort_won(self, event, start):
        """The leads of a start event whose win stands, dated at the start."""
        begin = SQL.identifier(start)
        return SQL(
            """SELECT %s FROM lead JOIN %s AS %s USING (id) JOIN success USING (id)
               WHERE NOT lead.is_merged""",
            row(
                event=SQL("%s", event),
                at=SQL("%s.at", begin),
                clock_from=SQL("%s.at", begin),
                clock_to=SQL("GREATEST(%s.at, success.at)", begin),
                amount=SQL("success.amount"),
                margin=SQL("success.margin"),
                **dimensions(start),
            ),
            begin,
            begin,
        )
