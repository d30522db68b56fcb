from odoo import models
from odoo.tools import SQL

from .event import Event
from .lead import CLOCK, COUNT, LEAD_DIMENSIONS, VALUE, lead_event
from .lead_states import dimensions, state_ctes
from .offer_states import MADE, finish_ctes, offer_ctes
from .source import row

#: A lead is offered to several partners at once: what it is about is none of them.
LEAD_VIEW = LEAD_DIMENSIONS - {"sales_partner_id"}
ROUTING_EVENTS = (
    "lead_offered",
    "offered_to_accepted",
    "lead_picked",
    "lead_picked_to_won",
)
NO_PARTNER = {"sales_partner_id": SQL("NULL")}


class SalesKpiSourceOffer(models.AbstractModel):
    """Leads on offer to sales partners: who takes them, how soon, and what he does.

    The reference is the lead that was offered, also if it was merged away later: the
    partner was asked and worked on it all the same.
    """

    _name = "sales.kpi.source.offer"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of offers to sales partners"

    _kpi_source = "offer"
    _kpi_events = (
        Event("lead_offered", COUNT, LEAD_VIEW),
        Event("offered_to_accepted", CLOCK, LEAD_VIEW, cohort_of="lead_offered"),
        lead_event("offer_made"),
        lead_event("offer_accepted", CLOCK),
        lead_event("offer_declined", CLOCK),
        lead_event("offer_expired", CLOCK),
        lead_event("offer_lost_race", CLOCK),
        lead_event("partner_picked"),
        lead_event("picked_to_won", CLOCK, cohort_of="partner_picked"),
        Event("lead_picked", COUNT, LEAD_VIEW),
        Event("lead_picked_to_won", CLOCK, LEAD_VIEW, cohort_of="lead_picked"),
        lead_event("partner_contacted", CLOCK),
        lead_event("partner_reached", CLOCK),
        lead_event("partner_feedback", CLOCK),
        lead_event("lead_reclaimed", CLOCK),
        lead_event("partner_due"),
        lead_event("partner_reported", cohort_of="partner_due"),
        lead_event("partner_closed", CLOCK),
        lead_event("closed_reported", cohort_of="partner_closed"),
        lead_event("partner_won", VALUE),
    )

    def _refs(self):
        return SQL(
            "SELECT DISTINCT lead_ref FROM sales_kpi_journal "
            "WHERE res_model = 'crm.lead.offer' AND kind = ANY(%s)",
            list(MADE),
        )

    def _rows(self, refs, as_of):
        parts = (
            *self._rows_offered(),
            *self._rows_answered(),
            *self._rows_picked(),
            *self._rows_reported(),
            *self._rows_closed(),
        )
        return SQL(
            "WITH %s, %s, %s %s",
            state_ctes(refs),
            offer_ctes(refs),
            finish_ctes(),
            SQL(" UNION ALL ").join(parts),
        )

    def _rows_offered(self):
        """The lead's view: from the first offer of a round until somebody accepts."""
        start = dimensions("round_start") | NO_PARTNER | {"at": SQL("round_start.at")}
        yield SQL(
            "SELECT %s FROM round_start JOIN lead USING (id)",
            row(event=SQL("'lead_offered'"), **start),
        )
        yield SQL(
            """SELECT %s FROM round_start
                 JOIN round_taken USING (id, round)
                 JOIN lead USING (id)""",
            row(
                event=SQL("'offered_to_accepted'"),
                calendar_ref=SQL("round_taken.calendar_ref"),
                clock_from=SQL("round_start.at"),
                clock_to=SQL("GREATEST(round_start.at, round_taken.at)"),
                **start,
            ),
        )

    def _rows_answered(self):
        """The partner's view: from his own offer to what became of it."""
        yield SQL(
            """SELECT %s FROM happening
                 JOIN (VALUES ('offer_made', 'offer_made'),
                              ('offer_accepted', 'offer_accepted'),
                              ('offer_declined', 'offer_declined'),
                              ('offer_expired', 'offer_expired'),
                              ('offer_taken', 'offer_lost_race'))
                      AS answer(kind, event) USING (kind)
                 JOIN lead USING (id)
                WHERE NOT happening.is_given""",
            row(
                event=SQL("answer.event"),
                at=SQL("happening.at"),
                calendar_ref=SQL("happening.calendar_ref"),
                clock_from=SQL("happening.offered_at"),
                clock_to=SQL("GREATEST(happening.offered_at, happening.at)"),
                **dimensions("happening"),
            ),
        )

    def _rows_picked(self):
        """Each pick of a partner; and each lead once, at its first pick.

        A lead that was merged away is one no more, unless a partner has it.
        """
        picked = dimensions("pick") | {"at": SQL("pick.at")}
        yield SQL(
            "SELECT %s FROM pick JOIN lead USING (id)",
            row(event=SQL("'partner_picked'"), **picked),
        )
        yield SQL(
            """SELECT %s FROM pick
                 JOIN won USING (offer_id)
                 JOIN lead USING (id)""",
            row(
                event=SQL("'picked_to_won'"),
                calendar_ref=SQL("pick.calendar_ref"),
                clock_from=SQL("pick.at"),
                clock_to=SQL("won.at"),
                **picked,
            ),
        )
        for event, condition in (
            ("lead_picked", SQL("TRUE")),
            ("lead_picked_to_won", SQL("fate.won_at IS NOT NULL")),
        ):
            yield SQL(
                """SELECT %s FROM (
                       SELECT DISTINCT ON (pick.id) pick.*
                         FROM pick ORDER BY pick.id, pick.at, pick.offer_id
                       ) AS first_pick
                     JOIN (
                       SELECT pick.id, MIN(won.at) AS won_at,
                              BOOL_OR(pick.reclaimed_at IS NULL) AS is_held
                         FROM pick
                    LEFT JOIN won USING (offer_id)
                     GROUP BY pick.id
                       ) AS fate USING (id)
                     JOIN lead USING (id)
                    WHERE (fate.is_held OR NOT lead.is_merged) AND %s""",
                row(
                    event=SQL("%s", event),
                    at=SQL("first_pick.at"),
                    calendar_ref=SQL("first_pick.calendar_ref"),
                    clock_from=SQL("first_pick.at"),
                    clock_to=SQL("fate.won_at"),
                    **dimensions("first_pick") | NO_PARTNER,
                ),
                condition,
            )

    def _rows_reported(self):
        """From the pick to contact, feedback or loss; and whether feedback was due.

        Due is a report when its limit has passed, or the lead is closed before; a
        limit to come is dated in advance. A late report counts as one.
        """
        yield SQL(
            """SELECT %s FROM first_time
                 JOIN pick USING (offer_id)
                 JOIN lead ON lead.id = pick.id""",
            row(
                event=SQL(
                    """CASE first_time.kind WHEN 'reclaimed' THEN 'lead_reclaimed'
                            ELSE first_time.kind END"""
                ),
                at=SQL("first_time.at"),
                calendar_ref=SQL("pick.calendar_ref"),
                clock_from=SQL("pick.at"),
                clock_to=SQL("GREATEST(pick.at, first_time.at)"),
                **dimensions("first_time"),
            ),
        )
        for event, condition in (
            ("partner_due", SQL("TRUE")),
            ("partner_reported", SQL("pick.is_reported")),
        ):
            yield SQL(
                """SELECT %s FROM pick
                LEFT JOIN finish
                       ON finish.offer_id = pick.offer_id AND finish.left_at IS NULL
               CROSS JOIN LATERAL (SELECT LEAST(pick.due_at, finish.at) AS at) AS due
                     JOIN lead ON lead.id = pick.id
                    WHERE due.at IS NOT NULL AND %s""",
                row(event=SQL("%s", event), at=SQL("due.at"), **dimensions("pick")),
                condition,
            )

    def _rows_closed(self):
        """The end of a pick and, once the lead is reopened, its reversal at that date.

        The value that a partner reported is taken back with it.
        """
        for event, condition in (
            ("partner_closed", SQL("TRUE")),
            ("closed_reported", SQL("finish.is_reported")),
        ):
            yield SQL(
                """SELECT %s FROM finish
                     JOIN lead USING (id)
               CROSS JOIN LATERAL (VALUES (1, finish.at), (-1, finish.left_at))
                       AS side(sign, at)
                    WHERE side.at IS NOT NULL AND %s""",
                row(
                    event=SQL("%s", event),
                    at=SQL("side.at"),
                    sign=SQL("side.sign"),
                    reversed=SQL("finish.left_at IS NOT NULL"),
                    calendar_ref=SQL("finish.calendar_ref"),
                    clock_from=SQL("finish.since"),
                    clock_to=SQL("finish.at"),
                    **dimensions("finish"),
                ),
                condition,
            )
        yield SQL(
            """SELECT %s FROM happening
                 JOIN lead USING (id)
            LEFT JOIN LATERAL (
                      SELECT MIN(ending.at) AS at
                        FROM ending
                       WHERE ending.offer_id = happening.offer_id
                         AND ending.kind = 'partner_reopened'
                         AND ending.row_id > happening.row_id
                      ) AS back ON TRUE
           CROSS JOIN LATERAL (VALUES (1, happening.at), (-1, back.at))
                   AS side(sign, at)
                WHERE happening.kind = 'partner_won' AND side.at IS NOT NULL""",
            row(
                event=SQL("'partner_won'"),
                at=SQL("side.at"),
                sign=SQL("side.sign"),
                reversed=SQL("back.at IS NOT NULL"),
                amount=SQL("happening.amount"),
                **dimensions("happening"),
            ),
        )

    def _worked(self, moment):
        """By the working hours that the partner had when he was asked, if any."""
        return SQL(
            """
            (SELECT * FROM (%(of_company)s) AS of_company
              WHERE row.calendar_ref IS NULL)
             UNION ALL
            (SELECT workday.hours_before + EXTRACT(
                        EPOCH FROM LEAST(%(moment)s, workday.stop_at) - workday.start_at
                    ) / 3600
               FROM sales_kpi_workday workday
              WHERE workday.calendar_ref = row.calendar_ref
                AND workday.start_at <= %(moment)s
           ORDER BY workday.start_at DESC
              LIMIT 1)
            """,
            of_company=super()._worked(moment),
            moment=moment,
        )
