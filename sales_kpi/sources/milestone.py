from odoo import models
from odoo.tools import SQL

from .lead import CLOCK, VALUE, lead_event
from .lead_states import dimensions, state_ctes
from .source import row


class SalesKpiSourceMilestone(models.AbstractModel):
    """Milestones that leads reached, what became of it, and when they left them.

    A lead reaches a milestone once, the first time; merged-away leads reach none. The
    stage of every fact is the milestone. Those who reached the next one repeat all
    dimensions of the milestone itself (decision 12), so parts of a rate fit together.
    """

    _name = "sales.kpi.source.milestone"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of milestones"

    _kpi_source = "milestone"
    _kpi_events = (
        # quantity: those whose value is a standard potential (decision 23)
        lead_event("milestone_reached", VALUE | {"quantity"}),
        lead_event("milestone_to_next", CLOCK | VALUE, cohort_of="milestone_reached"),
        lead_event("milestone_passed_on", CLOCK | VALUE, cohort_of="milestone_reached"),
        lead_event("milestone_left", CLOCK, protected=True),
    )

    def _refs(self):
        return SQL(
            "SELECT DISTINCT res_id FROM sales_kpi_journal "
            "WHERE res_model = 'crm.lead' AND kind = 'milestone'"
        )

    def _rows(self, refs, as_of):
        return SQL(
            "WITH %s, %s, %s %s",
            state_ctes(refs),
            self._entry_ctes(refs),
            self._exit_ctes(),
            SQL(" UNION ALL ").join((*self._rows_reached(), self._rows_left())),
        )

    def _entry_ctes(self, refs):
        """``reached``: a lead and a milestone, with what is known of the next one.

        The owner of a milestone reached at the creation is the first one assigned, as
        that of the creation itself.
        """
        return SQL(
            """
            entry AS (
                -- of a stage that was deleted each row stands for itself
                SELECT DISTINCT ON (res_id, COALESCE(milestone_id, -id))
                       id, res_id, milestone_id, milestone_from_id, at, amount,
                       company_id, team_id, user_id, territory_id, sales_partner_id,
                       is_implied IS TRUE AS is_implied,
                       is_standard IS TRUE AS is_standard
                  FROM sales_kpi_journal
                 WHERE res_model = 'crm.lead'
                   AND res_id = ANY(%(refs)s)
                   AND kind = 'milestone'
              ORDER BY res_id, COALESCE(milestone_id, -id), at, id
            ), onward AS (
                SELECT DISTINCT ON (res_id, milestone_from_id) *
                  FROM entry
                 WHERE milestone_from_id IS NOT NULL
              ORDER BY res_id, milestone_from_id, at, id
            ), reached AS (
                SELECT lead.id, entry.id AS entry_id, entry.at, entry.amount,
                       entry.milestone_id AS stage_id, entry.territory_id,
                       entry.sales_partner_id,
                       CASE WHEN birth.owns THEN lead.company_id
                            ELSE entry.company_id END AS company_id,
                       CASE WHEN birth.owns THEN lead.team_id
                            ELSE entry.team_id END AS team_id,
                       CASE WHEN birth.owns THEN lead.user_id
                            ELSE entry.user_id END AS user_id,
                       entry.is_implied, entry.is_standard::int AS standard,
                       onward.res_id IS NOT NULL AS is_passed,
                       onward.at AS passed_at, onward.amount AS passed_amount
                  FROM entry
                  JOIN lead ON lead.id = entry.res_id
            CROSS JOIN LATERAL (SELECT entry.at <= lead.created_at AS owns) AS birth
             LEFT JOIN onward
                    ON onward.res_id = entry.res_id
                   AND onward.milestone_from_id = entry.milestone_id
                 WHERE NOT lead.is_merged
            )
            """,
            refs=list(refs),
        )

    def _exit_ctes(self):
        """``departure``: how a lead left a milestone, and how it came back.

        It leaves by the milestone that follows in time or by an outcome; reopened or
        revived, it has not left. Skipped milestones were never stayed in, and the last
        one that an order proves at once is no stay either.
        """
        return SQL(
            """
            turn AS (
                SELECT step.*,
                       LEAD(step.at) OVER (PARTITION BY step.res_id ORDER BY at, id)
                           AS left_at
                  FROM step
                 WHERE step.outcome IS DISTINCT FROM
                       COALESCE(step.old_outcome, 'pending')
            ), stay AS (
                SELECT reached.id, reached.stage_id, reached.at, reached.is_implied,
                       LEAD(reached.entry_id) OVER following AS next_id,
                       LEAD(reached.at) OVER following AS next_at
                  FROM reached
                WINDOW following AS (
                           PARTITION BY reached.id
                               ORDER BY reached.at, reached.is_implied DESC,
                                        reached.entry_id
                       )
            ), departure AS (
                SELECT stay.id, stay.stage_id, stay.at AS since, stay.next_at AS until,
                       stay.next_at AS at, 1 AS sign, FALSE AS reversed,
                       successor.company_id, successor.team_id, successor.user_id,
                       successor.territory_id, successor.sales_partner_id
                  FROM stay
                  JOIN reached successor ON successor.entry_id = stay.next_id
                 WHERE NOT stay.is_implied
             UNION ALL
                SELECT stay.id, stay.stage_id, stay.at, turn.at, side.at, side.sign,
                       back.at IS NOT NULL, turn.company_id, turn.team_id,
                       turn.user_id, turn.territory_id, turn.sales_partner_id
                  FROM stay
                  JOIN turn
                    ON turn.res_id = stay.id
                   AND turn.at >= stay.at
                   AND (stay.next_at IS NULL OR turn.at < stay.next_at)
            CROSS JOIN LATERAL (SELECT LEAST(turn.left_at, stay.next_at) AS at) AS back
            CROSS JOIN LATERAL (VALUES (1, turn.at), (-1, back.at)) AS side(sign, at)
                 WHERE NOT stay.is_implied
                   AND turn.outcome <> 'pending'
                   AND NOT (turn.outcome = 'won' AND turn.at = stay.at)
                   AND side.at IS NOT NULL
            )
            """
        )

    def _rows_reached(self):
        columns = dimensions("reached") | {"at": SQL("reached.at")}
        clock = {
            "clock_from": SQL("reached.at"),
            "clock_to": SQL("GREATEST(reached.at, reached.passed_at)"),
        }
        yield SQL(
            "SELECT %s FROM reached JOIN lead USING (id)",
            row(
                event=SQL("'milestone_reached'"),
                amount=SQL("reached.amount"),
                quantity=SQL("reached.standard"),
                **columns,
            ),
        )
        for event, amount in (
            ("milestone_to_next", SQL("reached.amount")),
            ("milestone_passed_on", SQL("reached.passed_amount")),
        ):
            yield SQL(
                "SELECT %s FROM reached JOIN lead USING (id) WHERE reached.is_passed",
                row(event=SQL("%s", event), amount=amount, **columns, **clock),
            )

    def _rows_left(self):
        return SQL(
            "SELECT %s FROM departure JOIN lead USING (id)",
            row(
                event=SQL("'milestone_left'"),
                at=SQL("departure.at"),
                sign=SQL("departure.sign"),
                reversed=SQL("departure.reversed"),
                clock_from=SQL("departure.since"),
                clock_to=SQL("departure.until"),
                **dimensions("departure"),
            ),
        )
