"""The journal of offers to sales partners as CTEs, by the lead that was offered."""

from collections.abc import Collection

from odoo.tools import SQL

from .event import OF_MOMENT
from .journal_kinds import is_state

#: How an offer begins; the row tells lead and round, whatever is merged later.
MADE = ("offer_made", "handed_over")


def offer_ctes(refs: Collection[int]) -> SQL:
    """``offer``, ``happening``: what was offered, and what became of it.

    ``pick``: an offer by which a partner has or had the lead; ``first_time``: the
    first contact, success and report of a pick; ``round_start``, ``round_taken``: the
    first offer of a round, and who accepted in it. A lead that was handed over was
    not offered, but it is picked. Rows take the state of the lead at their moment.
    """
    return SQL(
        """
        offer AS (
            SELECT DISTINCT ON (res_id) res_id AS offer_id, lead_ref AS id, round, at,
                   kind = 'handed_over' AS is_given, calendar_ref, %(moment)s
              FROM sales_kpi_journal
             WHERE res_model = 'crm.lead.offer'
               AND lead_ref = ANY(%(refs)s)
               AND kind = ANY(%(made)s)
          ORDER BY res_id, at, id
        ), happening AS (
            SELECT offer.offer_id, offer.id, offer.round, offer.is_given,
                   offer.calendar_ref, offer.at AS offered_at, journal.id AS row_id, journal.kind,
                   journal.at, journal.amount, journal.due_at, %(journal_moment)s
              FROM offer
              JOIN sales_kpi_journal journal
                ON journal.res_model = 'crm.lead.offer'
               AND journal.res_id = offer.offer_id
        ), round_start AS (
            SELECT DISTINCT ON (id, round) *
              FROM offer
             WHERE NOT is_given
          ORDER BY id, round, at, offer_id
        ), round_taken AS (
            SELECT DISTINCT ON (id, round) id, round, at, calendar_ref
              FROM happening
             WHERE kind = 'offer_accepted'
               AND NOT is_given
          ORDER BY id, round, at, offer_id
        ), first_time AS (
            SELECT DISTINCT ON (offer_id, kind) *
              FROM happening
             WHERE kind IN ('partner_contacted', 'partner_reached', 'partner_feedback',
                            'reclaimed')
          ORDER BY offer_id, kind, at
        ), pick AS (
            SELECT DISTINCT ON (taken.offer_id) taken.*, back.at AS reclaimed_at,
                   report.offer_id IS NOT NULL AS is_reported
              FROM happening taken
         LEFT JOIN first_time back
                ON back.offer_id = taken.offer_id AND back.kind = 'reclaimed'
         LEFT JOIN first_time report
                ON report.offer_id = taken.offer_id
               AND report.kind = 'partner_feedback'
             WHERE taken.kind = 'offer_accepted'
          ORDER BY taken.offer_id, taken.at
        )
        """,
        moment=_columns(),
        journal_moment=_columns("journal"),
        refs=list(refs),
        made=list(MADE),
    )


def finish_ctes() -> SQL:
    """``finish``: the ends of picks and when they were taken back; ``won``: wins.

    Of wins those that stand, of leads that the partner had then, whoever entered
    them; a lead that was merged goes on as its survivor (``trail``). Needs the CTEs of
    :func:`offer_ctes`.
    """
    return SQL(
        """
        ending AS (
            SELECT *, LEAD(kind) OVER record AS next_kind, LEAD(at) OVER record AS next_at
              FROM happening
             WHERE kind IN ('partner_closed', 'partner_reopened')
            WINDOW record AS (PARTITION BY offer_id ORDER BY at, row_id)
        ), finish AS (
            SELECT ending.*, pick.at AS since, pick.is_reported,
                   CASE WHEN ending.next_kind = 'partner_reopened'
                        THEN ending.next_at END AS left_at
              FROM ending
              JOIN pick USING (offer_id)
             WHERE ending.kind = 'partner_closed'
        ), trail AS (
            WITH RECURSIVE way AS (
                SELECT DISTINCT id, id AS lead_id
                  FROM pick
                 UNION
                SELECT way.id, merged.merged_into_id
                  FROM way
                  JOIN sales_kpi_journal merged
                    ON merged.res_model = 'crm.lead'
                   AND merged.res_id = way.lead_id
                   AND merged.kind = 'merged'
                 WHERE merged.merged_into_id IS NOT NULL
            )
            SELECT * FROM way
        ), state AS (
            SELECT trail.*, journal.id AS row_id, journal.at, journal.outcome,
                   journal.sales_partner_id,
                   LAG(journal.outcome) OVER record AS old_outcome
              FROM trail
              JOIN sales_kpi_journal journal
                ON journal.res_model = 'crm.lead'
               AND journal.res_id = trail.lead_id
               AND %(is_state)s
            WINDOW record AS (
                       PARTITION BY trail.id, trail.lead_id
                           ORDER BY journal.at, journal.id)
        ), turn AS (
            SELECT *, LEAD(at) OVER (PARTITION BY id, lead_id ORDER BY at, row_id)
                          AS left_at
              FROM state
             WHERE outcome IS DISTINCT FROM COALESCE(old_outcome, 'pending')
        ), won AS (
            SELECT pick.offer_id, MIN(turn.at) AS at
              FROM pick
              JOIN turn
                ON turn.id = pick.id
               AND turn.sales_partner_id = pick.sales_partner_id
               AND turn.at >= pick.at
               AND (pick.reclaimed_at IS NULL OR turn.at < pick.reclaimed_at)
             WHERE turn.outcome = 'won'
               AND turn.left_at IS NULL
          GROUP BY pick.offer_id
        )
        """,
        is_state=is_state("journal"),
    )


def _columns(*alias: str) -> SQL:
    return SQL(", ").join(SQL.identifier(*alias, name) for name in OF_MOMENT)
