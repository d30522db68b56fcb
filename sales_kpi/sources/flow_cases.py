"""How leads went through their process, as one row per lead for the forecast."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from odoo.tools import SQL

from .journal_kinds import is_state


class Step(NamedTuple):
    """A stage of the process of a team (0: of no team) and its place in it."""

    team_id: int
    stage_id: int
    position: int
    is_milestone: bool


def flow_cases(
    company_id: int,
    tz: str,
    steps: Sequence[Step],
    since: datetime,
    until: datetime,
) -> SQL:
    """SELECT one row per lead of a company from the journal between two UTC moments.

    Columns: lead_id, team_id, user_id, sales_partner_id (with whom it is by then),
    deadline, status (open, won, lost), ended (day), value, the days on which it was
    lost and those on which it came back, and of every step that was reached its
    position, day and value.
    Days are ordinals as in Python, local to the company.

    A lead goes through the process of the team that it is in by then. In a process of
    milestones these are reached once; else a step is reached by being in the stage.
    What is open, won or lost is what the journal says; archived, parked and deleted
    ones are out, like lost ones. The expected closing date is that of today, for it
    has no history. Needs no fact but the amount won; until that is computed the
    expected revenue stands in.
    """
    return SQL(
        """
        WITH flow AS MATERIALIZED (
            SELECT *
              FROM unnest(%(teams)s::int[], %(stages)s::int[], %(positions)s::int[],
                          %(are_milestones)s::bool[])
                   AS flow(team_id, stage_id, position, is_milestone)
        ), state AS MATERIALIZED (
            SELECT journal.res_id, journal.at, journal.id, journal.kind,
                   COALESCE(journal.team_id, 0) AS team_id, journal.user_id,
                   journal.sales_partner_id, journal.stage_id, journal.amount,
                   CASE WHEN journal.outcome = 'won' THEN 'won'
                        WHEN journal.is_open AND journal.kind <> 'deleted' THEN 'open'
                        ELSE 'lost' END AS status
              FROM sales_kpi_journal journal
             WHERE journal.res_model = 'crm.lead'
               AND journal.company_id = %(company)s
               AND journal.at >= %(since)s
               AND journal.at < %(until)s
               AND %(is_state)s
        ), step AS (
            SELECT state.*,
                   LAG(state.status) OVER record AS old_status,
                   LAG(state.stage_id) OVER record AS old_stage_id
              FROM state
            WINDOW record AS (PARTITION BY state.res_id ORDER BY state.at, state.id)
        ), latest AS (
            SELECT DISTINCT ON (res_id) *
              FROM state
          ORDER BY res_id, at DESC, id DESC
        ), merged AS (
            SELECT DISTINCT res_id FROM state WHERE kind = 'merged'
        ), ended AS (
            SELECT res_id, MAX(at) AS at
              FROM step
             WHERE status <> COALESCE(old_status, 'open')
          GROUP BY res_id
        ), away AS (
            SELECT res_id,
                   ARRAY_AGG(%(day)s ORDER BY at, id) FILTER (
                       WHERE status = 'lost'
                         AND COALESCE(old_status, 'open') <> 'lost') AS gone,
                   ARRAY_AGG(%(day)s ORDER BY at, id) FILTER (
                       WHERE status <> 'lost' AND old_status = 'lost') AS back
              FROM step
          GROUP BY res_id
        ), won AS (
            SELECT DISTINCT ON (source_ref) source_ref AS res_id, amount
              FROM sales_kpi_fact
             WHERE source = 'lead'
               AND event = 'lead_won'
               AND company_id = %(company)s
               AND count > 0
               AND at < %(until)s
          ORDER BY source_ref, at DESC, id DESC
        ), reached AS (
            SELECT journal.res_id, flow.position, journal.at, journal.id, journal.amount
              FROM sales_kpi_journal journal
              JOIN latest USING (res_id)
              JOIN flow
                ON flow.team_id = latest.team_id
               AND flow.stage_id = journal.milestone_id
             WHERE journal.res_model = 'crm.lead'
               AND journal.kind = 'milestone'
               AND journal.at >= %(since)s
               AND journal.at < %(until)s
               AND flow.is_milestone
         UNION ALL
            SELECT step.res_id, flow.position, step.at, step.id, step.amount
              FROM step
              JOIN latest USING (res_id)
              JOIN flow
                ON flow.team_id = latest.team_id AND flow.stage_id = step.stage_id
             WHERE NOT flow.is_milestone
               AND step.status = 'open'
               AND CASE WHEN step.old_status IS NULL THEN step.kind = 'created'
                        ELSE step.stage_id IS DISTINCT FROM step.old_stage_id END
        ), first AS (
            SELECT DISTINCT ON (res_id, position) *
              FROM reached
          ORDER BY res_id, position, at, id
        ), path AS (
            SELECT res_id,
                   ARRAY_AGG(position ORDER BY at, position) AS positions,
                   ARRAY_AGG(%(day)s ORDER BY at, position) AS days,
                   ARRAY_AGG(amount ORDER BY at, position) AS amounts
              FROM first
          GROUP BY res_id
        )
        SELECT latest.res_id AS lead_id, latest.team_id, latest.user_id,
               latest.sales_partner_id, lead.date_deadline AS deadline, latest.status,
               %(ended)s AS ended,
               CASE latest.status WHEN 'won' THEN COALESCE(won.amount, latest.amount)
                    ELSE NULLIF(latest.amount, 0) END::float8 AS value,
               away.gone, away.back, path.positions, path.days, path.amounts
          FROM latest
     LEFT JOIN path USING (res_id)
     LEFT JOIN away USING (res_id)
     LEFT JOIN ended USING (res_id)
     LEFT JOIN won USING (res_id)
     LEFT JOIN merged USING (res_id)
     LEFT JOIN crm_lead lead ON lead.id = latest.res_id
         WHERE lead.kpi_excluded IS NOT TRUE
           AND (merged.res_id IS NULL OR latest.kind <> 'deleted')
           AND (path.res_id IS NOT NULL OR latest.status = 'won')
        """,
        teams=[step.team_id for step in steps],
        stages=[step.stage_id for step in steps],
        positions=[step.position for step in steps],
        are_milestones=[step.is_milestone for step in steps],
        company=company_id,
        since=since,
        until=until,
        is_state=is_state("journal"),
        day=_ordinal(SQL("at"), tz),
        ended=_ordinal(SQL("ended.at"), tz),
    )


def _ordinal(moment: SQL, tz: str) -> SQL:
    """The local day of a moment as ``date.toordinal()`` has it."""
    return SQL(
        "((%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date - DATE '0001-01-01' + 1)",
        moment,
        tz,
    )
