"""Milestones that leads passed before anybody called them so."""

from odoo import api, models
from odoo.tools import SQL

from ..sources.journal_kinds import is_state
from .crm_lead_potential import ENTRY_VALUE, IS_STANDARD
from .sales_kpi_journal_milestone import REPEATED


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    @api.model
    def _record_passed_milestones(self, stage_ids, first_id=None, last_id=None):
        """Write the milestones that leads passed, from their recorded states.

        A lead passed a milestone when it first came to that stage, or to a later one
        of the same process (then it is implied). What is known already stays.

        :param first_id: only leads of this range of ids, default all
        :return: ids of the leads that got rows
        """
        passages = self._passages(stage_ids)
        if not passages:
            return []
        columns = [SQL.identifier(column) for column in REPEATED]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (
                    res_model, origin, kind, actor_id, res_id, lead_id, milestone_id,
                    milestone_from_id, at, is_implied, is_back_dated, is_standard,
                    amount, %(columns)s)
                SELECT DISTINCT ON (state.res_id, passage.milestone_id)
                       'crm.lead', 'history', 'milestone', state.actor_id,
                       state.res_id, state.lead_id, passage.milestone_id,
                       passage.from_id, state.at,
                       passage.stage_id <> passage.milestone_id, FALSE,
                       %(is_standard)s AND COALESCE(state.amount, 0) = 0,
                       COALESCE(NULLIF(state.amount, 0), %(value)s), %(values)s
                  FROM sales_kpi_journal state
                  JOIN unnest(%(teams)s::int[], %(milestones)s::int[],
                              %(befores)s::int[], %(stages)s::int[])
                       AS passage(team_id, milestone_id, from_id, stage_id)
                    ON passage.stage_id = state.stage_id
                   AND passage.team_id = COALESCE(state.team_id, 0)
             LEFT JOIN crm_lead lead ON lead.id = state.lead_id
                 WHERE state.res_model = 'crm.lead'
                   AND %(is_state)s
                   AND (%(first)s::int IS NULL
                        OR state.res_id BETWEEN %(first)s AND %(last)s)
                   AND NOT EXISTS (
                       SELECT FROM sales_kpi_journal known
                        WHERE known.res_model = 'crm.lead'
                          AND known.res_id = state.res_id
                          AND known.milestone_id = passage.milestone_id)
              ORDER BY state.res_id, passage.milestone_id, state.at, state.id
             RETURNING res_id
                """,
                columns=SQL(", ").join(columns),
                is_standard=IS_STANDARD,
                value=ENTRY_VALUE,
                values=SQL(", ").join(SQL("state.%s", column) for column in columns),
                is_state=is_state("state"),
                first=first_id,
                last=last_id,
                **dict(
                    zip(
                        ("teams", "milestones", "befores", "stages"),
                        map(list, zip(*passages, strict=True)),
                        strict=True,
                    )
                ),
            )
        )
        lead_ids = list({lead_id for (lead_id,) in self.env.cr.fetchall()})
        self._relink_milestones(lead_ids, set(stage_ids))
        return lead_ids

    @api.model
    def _processes(self):
        """The process of every team, and that of leads without one."""
        Stage = self.env["crm.stage"]
        # sudo: a process holds for the leads of every team
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        return [Stage._process(team_id) for team_id in (False, *teams.search([]).ids)]

    @api.model
    def _passages(self, stage_ids):
        """(team or 0, milestone, the one before, stage in which it is passed) each.

        Who only landed in a milestone that wants evidence did not reach it.
        """
        return [
            (process.team_id or 0, milestone.id, process.before(milestone.id), stage.id)
            for process in self._processes()
            for milestone in process.milestones
            if milestone.id in stage_ids
            for stage in process.after(milestone.id)
            if stage != milestone
            or not milestone.evidence_required
            or not process.is_landing(milestone.id)
        ]

    @api.model
    def _relink_milestones(self, lead_ids, stage_ids):
        """Put milestones that were found between those that were known.

        Who passed the new one came from it to the next, not from the one before.
        """
        links = {
            (process.before(milestone.id), milestone.id)
            for process in self._processes()
            for milestone in process.milestones
            if process.before(milestone.id) in stage_ids
        }
        if not links or not lead_ids:
            return
        befores, nexts = zip(*links, strict=True)
        self.env.cr.execute(
            SQL(
                """
                UPDATE sales_kpi_journal AS known
                   SET milestone_from_id = link.found_id
                  FROM unnest(%s::int[], %s::int[]) AS link(found_id, next_id)
                 WHERE known.res_model = 'crm.lead'
                   AND known.res_id = ANY(%s)
                   AND known.milestone_id = link.next_id
                   AND known.milestone_from_id IS DISTINCT FROM link.found_id
                   AND EXISTS (
                       SELECT FROM sales_kpi_journal found
                        WHERE found.res_model = 'crm.lead'
                          AND found.res_id = known.res_id
                          AND found.milestone_id = link.found_id)
                """,
                list(befores),
                list(nexts),
                lead_ids,
            )
        )
        self.invalidate_model(["milestone_from_id"])
