"""The journal of leads as CTEs that the lead and the pipeline source share."""

from collections.abc import Collection
from datetime import datetime

from odoo.tools import SQL

from .event import OF_MOMENT
from .journal_kinds import CONTACT_KINDS, is_state

#: What remains of the order ``latest_order`` as it was at ``turn.at``.
CONTRIBUTION = SQL(
    """
    (SELECT SUM(line.amount * category.kpi_contribution::numeric)
       FROM (
            SELECT DISTINCT ON (res_id) product_id, amount
              FROM sales_kpi_journal
             WHERE res_model = 'sale.order.line'
               AND order_ref = latest_order.res_id
               AND at <= turn.at
          ORDER BY res_id, at DESC, id DESC
            ) AS line
       JOIN product_product product ON product.id = line.product_id
       JOIN product_template template ON template.id = product.product_tmpl_id
       JOIN product_category category ON category.id = template.categ_id)
    """
)


def state_ctes(refs: Collection[int]) -> SQL:
    """``step``: one row per state of a lead; ``lead``: one row per counted lead.

    What later CTEs choose by is a flag of its own: of a text column of a CTE the planner
    expects one row in 200 to match, and then joins the few rows in nested loops.

    Leads that are not yet rebuilt (no created row) and leads flagged as "not a real
    lead" have no row in ``lead`` and therefore no facts. The customer and the
    campaign are those known today, or at deletion: correcting them corrects the
    past; owner, team, sales partner and amount are those of the moment.
    """
    return SQL(
        """
        step AS (
            SELECT journal.*,
                   journal.kind = 'created' AS is_birth,
                   journal.kind = 'merged' AS is_merge,
                   journal.user_id IS NOT NULL AS is_owned,
                   LEAD(journal.at) OVER record AS next_at,
                   LAG(journal.id) OVER record AS previous_id,
                   LAG(journal.outcome) OVER record AS old_outcome,
                   LAG(journal.is_open) OVER record AS old_open,
                   LAG(journal.is_qualified) OVER record AS old_qualified,
                   LAG(journal.company_id) OVER record AS old_company_id,
                   LAG(journal.team_id) OVER record AS old_team_id,
                   LAG(journal.user_id) OVER record AS old_user_id,
                   LAG(journal.stage_id) OVER record AS old_stage_id,
                   LAG(journal.territory_id) OVER record AS old_territory_id,
                   LAG(journal.sales_partner_id) OVER record AS old_sales_partner_id,
                   LAG(journal.amount) OVER record AS old_amount,
                   BOOL_OR(journal.is_qualified) OVER record AS ever_qualified
              FROM sales_kpi_journal journal
             WHERE journal.res_model = 'crm.lead'
               AND journal.res_id = ANY(%(refs)s)
               AND %(is_state)s
            WINDOW record AS (
                       PARTITION BY journal.res_id ORDER BY journal.at, journal.id
                   )
        ), born AS (
            SELECT DISTINCT ON (res_id) *
              FROM step
             WHERE is_birth
          ORDER BY res_id, at, id
        ), assigned AS (
            SELECT DISTINCT ON (res_id) res_id, user_id, team_id, company_id
              FROM step
             WHERE is_owned
          ORDER BY res_id, at, id
        ), latest AS (
            SELECT DISTINCT ON (res_id) *
              FROM step
          ORDER BY res_id, at DESC, id DESC
        ), merged AS (
            SELECT res_id, MAX(merged_into_id) AS merged_into_id
              FROM step
             WHERE is_merge
          GROUP BY res_id
        ), lead AS (
            SELECT born.res_id AS id, born.at AS created_at,
                   NOT born.is_opportunity AS is_entered,
                   latest.kind = 'deleted' AND merged.res_id IS NOT NULL AS is_merged,
                   COALESCE(existing.id, survivor.id) AS lead_id,
                   assigned.res_id IS NOT NULL AS is_assigned,
                   COALESCE(assigned.company_id, born.company_id) AS company_id,
                   CASE WHEN assigned.res_id IS NULL THEN born.team_id
                        ELSE assigned.team_id END AS team_id,
                   assigned.user_id, born.stage_id, born.territory_id,
                   born.sales_partner_id, born.amount,
                   CASE WHEN existing.id IS NULL THEN latest.customer_id
                        ELSE customer.commercial_partner_id END AS customer_id,
                   CASE WHEN existing.id IS NULL THEN latest.source_id
                        ELSE existing.source_id END AS source_id,
                   CASE WHEN existing.id IS NULL THEN latest.medium_id
                        ELSE existing.medium_id END AS medium_id,
                   CASE WHEN existing.id IS NULL THEN latest.campaign_id
                        ELSE existing.campaign_id END AS campaign_id,
                   CASE WHEN existing.id IS NULL THEN latest.country_id
                        ELSE existing.country_id END AS country_id,
                   born.is_inbound OR assigned.user_id <> born.actor_id AS is_inbound
              FROM born
              JOIN latest USING (res_id)
         LEFT JOIN assigned USING (res_id)
         LEFT JOIN merged USING (res_id)
         LEFT JOIN crm_lead existing ON existing.id = born.res_id
         LEFT JOIN crm_lead survivor ON survivor.id = merged.merged_into_id
         LEFT JOIN res_partner customer ON customer.id = existing.partner_id
             WHERE existing.kpi_excluded IS NOT TRUE
        )
        """,
        refs=list(refs),
        is_state=is_state("journal"),
    )


def contact_ctes(refs: Collection[int], as_of: datetime) -> SQL:
    """``touch``: every contact; ``contact``, ``dialogue``: the first (two-way) one.

    Contact of people counts (decision 37): comments and mails to the customer, calls
    and meetings that were done, sent quotations. The owner is the one at the contact.
    Needs the CTEs of :func:`state_ctes`.
    """
    return SQL(
        """
        meeting AS (
            SELECT event.opportunity_id AS lead_id, event.id, event.stop AS at,
                   COALESCE(booking.at, event.create_date) AS booked_at,
                   COALESCE(booking.actor_id, event.create_uid) AS booker_id
              FROM calendar_event event
         LEFT JOIN sales_kpi_journal booking
                ON booking.res_model = 'calendar.event'
               AND booking.res_id = event.id
               AND booking.kind = 'meeting_booked'
             WHERE event.opportunity_id = ANY(%(refs)s)
               AND event.active
               AND event.stop <= %(as_of)s
               AND EXISTS (
                   SELECT FROM calendar_attendee attendee
                     JOIN res_partner guest ON guest.id = attendee.partner_id
                    WHERE attendee.event_id = event.id
                      AND guest.partner_share
                      AND attendee.state IS DISTINCT FROM 'declined'
               )
        ), touch AS (
            SELECT journal.res_id AS lead_id, journal.at,
                   journal.kind = 'contacted' AS is_contact,
                   journal.kind = 'engaged' AS is_answer,
                   journal.kind = 'marketing' AS is_marketing
              FROM sales_kpi_journal journal
             WHERE journal.res_model = 'crm.lead'
               AND journal.res_id = ANY(%(refs)s)
               AND journal.kind = ANY(%(contacts)s)
         UNION ALL
            SELECT journal.lead_id, journal.at, TRUE, FALSE, FALSE
              FROM sales_kpi_journal journal
             WHERE journal.res_model = 'sale.order'
               AND journal.lead_id = ANY(%(refs)s)
               AND journal.kind = 'quote_sent'
               -- confirmed without being sent: counted as a quotation, but no contact
               AND NOT EXISTS (
                   SELECT FROM sales_kpi_journal confirmed
                    WHERE confirmed.res_model = 'sale.order'
                      AND confirmed.res_id = journal.res_id
                      AND confirmed.kind = 'order_confirmed'
                      AND confirmed.at = journal.at
               )
        ), first_contact AS (
            SELECT lead.id, GREATEST(lead.created_at, MIN(reached.at)) AS at
              FROM lead
              JOIN (
                   SELECT lead_id, at FROM touch WHERE is_contact
                UNION ALL
                   SELECT lead_id, at FROM meeting
                   ) AS reached ON reached.lead_id = lead.id
          GROUP BY lead.id, lead.created_at
        ), first_dialogue AS (
            SELECT first_contact.id,
                   GREATEST(first_contact.at, MIN(answered.at)) AS at
              FROM first_contact
              JOIN (
                   SELECT lead_id, at, FALSE AS met FROM touch WHERE is_answer
                UNION ALL
                   SELECT lead_id, at, TRUE FROM meeting
                   ) AS answered
                ON answered.lead_id = first_contact.id
               AND (answered.met OR answered.at > first_contact.at)
          GROUP BY first_contact.id, first_contact.at
        ), contact AS (
            SELECT first_contact.id, first_contact.at,
                   step.company_id, step.team_id, step.user_id, step.stage_id,
                   step.territory_id, step.sales_partner_id
              FROM first_contact
              JOIN step ON step.res_id = first_contact.id AND %(at_contact)s
        ), dialogue AS (
            SELECT first_dialogue.id, first_dialogue.at,
                   step.company_id, step.team_id, step.user_id, step.stage_id,
                   step.territory_id, step.sales_partner_id
              FROM first_dialogue
              JOIN step ON step.res_id = first_dialogue.id AND %(at_dialogue)s
        )
        """,
        refs=list(refs),
        as_of=as_of,
        contacts=list(CONTACT_KINDS),
        at_contact=lasts_at(SQL("first_contact.at")),
        at_dialogue=lasts_at(SQL("first_dialogue.at")),
    )


def lasts_at(moment: SQL) -> SQL:
    """Whether a row of ``step`` is the state of its lead at a moment.

    Of all rows of a lead one is, from the first one on. A join by this condition is
    one pass over ``step``; a LATERAL with LIMIT 1 reads all of it for each lead.
    """
    return SQL(
        """(step.at <= %(moment)s
            AND (step.next_at IS NULL OR step.next_at > %(moment)s))""",
        moment=moment,
    )


def closing_ctes(has_margin: bool) -> SQL:
    """``closing``: one row per outcome a lead entered; ``success``: the win that stands.

    ``left_at`` is when the outcome was left again (reopened, revived, or followed by
    another one): then the fact has a reversal at that moment. The amount of a win is
    that of the orders confirmed by then, else the expected revenue (decision 2).

    :param has_margin: whether orders know theirs; else the margin is that of their
        lines by the contribution of the product categories (decision 6)
    """
    return SQL(
        """
        turn AS (
            SELECT step.*,
                   LEAD(step.at) OVER (PARTITION BY step.res_id ORDER BY at, id)
                       AS left_at
              FROM step
             WHERE step.outcome IS DISTINCT FROM COALESCE(step.old_outcome, 'pending')
        ), closing AS (
            SELECT lead.id, turn.at, turn.left_at, turn.outcome, turn.company_id,
                   turn.team_id, turn.user_id, turn.stage_id, turn.territory_id,
                   turn.sales_partner_id, turn.ever_qualified,
                   COALESCE(contact.at, lead.created_at) AS since,
                   (contact.at IS NULL)::int AS is_fallback,
                   turn.outcome = 'won' AND turn.left_at IS NULL AS is_success,
                   COALESCE(ordered.amount, turn.amount) AS amount,
                   ordered.margin
              FROM turn
              JOIN lead ON lead.id = turn.res_id
         LEFT JOIN contact ON contact.id = lead.id AND contact.at <= turn.at
         LEFT JOIN LATERAL (
                   SELECT SUM(amount) AS amount, SUM(%s) AS margin
                     FROM (
                          SELECT DISTINCT ON (res_id) res_id, outcome, amount, margin
                            FROM sales_kpi_journal
                           WHERE res_model = 'sale.order'
                             AND lead_id = turn.res_id
                             AND at <= turn.at
                        ORDER BY res_id, at DESC, id DESC
                          ) AS latest_order
                    WHERE outcome = 'sale'
                   ) AS ordered ON turn.outcome = 'won'
             WHERE turn.outcome <> 'pending'
        ), success AS (
            SELECT id, at, amount, margin
              FROM closing
             WHERE is_success
        )
        """,
        SQL("margin") if has_margin else CONTRIBUTION,
    )


def dimensions(source: str) -> dict[str, SQL]:
    """Columns of :func:`row` for a lead, those of the moment from CTE ``source``."""
    return {
        "ref": SQL("lead.id"),
        "lead_id": SQL("lead.lead_id"),
        **{name: SQL.identifier(source, name) for name in OF_MOMENT},
        "customer_id": SQL("lead.customer_id"),
        "source_id": SQL("lead.source_id"),
        "medium_id": SQL("lead.medium_id"),
        "campaign_id": SQL("lead.campaign_id"),
        "country_id": SQL("lead.country_id"),
    }
