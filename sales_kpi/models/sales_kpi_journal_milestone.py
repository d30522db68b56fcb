"""Milestones in the journal: one row per lead and milestone, written once."""

from odoo import api, fields, models
from odoo.tools import SQL

from .crm_lead_potential import ENTRY_VALUE, IS_STANDARD
from .dimension_field import Dimension
from .sales_kpi_journal_contact import CONTACT_COLUMNS, _state_at
from .sales_kpi_journal_lead import LEAD_STATE

#: What a milestone repeats of the state of its lead; the amount is its own.
REPEATED = tuple(column for column in CONTACT_COLUMNS if column != "amount")


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    milestone_id = Dimension("crm.stage", string="Milestone reached", readonly=True)
    milestone_from_id = Dimension(
        "crm.stage",
        string="Milestone before",
        help="The one before it in the process of that time; empty for the first.",
        readonly=True,
    )
    is_implied = fields.Boolean(
        "Skipped",
        help="Filled in because a later milestone was reached.",
        readonly=True,
    )
    is_standard = fields.Boolean(
        "Standard potential",
        help="The amount is a standard potential, nobody estimated it.",
        readonly=True,
    )
    is_back_dated = fields.Boolean("Back-dated", readonly=True)

    _milestone_idx = models.Index("(milestone_id, at) WHERE milestone_id IS NOT NULL")

    @api.model
    def _reached_milestones(self, lead_ids):
        """When leads first reached their milestones, ``{lead id: {stage id: at}}``."""
        reached = {lead_id: {} for lead_id in lead_ids}
        self.env.cr.execute(
            SQL(
                """
                SELECT res_id, milestone_id, MIN(at)
                  FROM sales_kpi_journal
                 WHERE res_model = 'crm.lead'
                   AND res_id = ANY(%s)
                   AND milestone_id IS NOT NULL
              GROUP BY res_id, milestone_id
                """,
                list(lead_ids),
            )
        )
        for lead_id, stage_id, at in self.env.cr.fetchall():
            reached[lead_id][stage_id] = at
        return reached

    @api.model
    def _record_milestones(self, milestones):
        """Write that leads reached milestones.

        A back-dated one takes owner and amount of its moment, as the journal knows
        them.

        :param milestones: (lead, stage, stage before or None, at, is_implied,
            is_back_dated) each
        """
        columns = [SQL.identifier(column) for column in REPEATED]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (
                    res_model, origin, kind, actor_id, res_id, lead_id, milestone_id,
                    milestone_from_id, at, is_implied, is_back_dated, is_standard,
                    amount, %(columns)s)
                SELECT 'crm.lead', 'live', 'milestone', %(actor)s, lead.id, lead.id,
                       given.stage_id, given.from_id, given.at, given.is_implied,
                       given.is_back_dated,
                       %(is_standard)s AND COALESCE(past.amount, 0) = 0,
                       COALESCE(NULLIF(past.amount, 0), %(value)s),
                       %(values)s
                  FROM unnest(%(leads)s::int[], %(stages)s::int[], %(befores)s::int[],
                              %(ats)s::timestamp[], %(implied)s::bool[],
                              %(dated)s::bool[])
                       WITH ORDINALITY AS given(lead_id, stage_id, from_id, at,
                                                is_implied, is_back_dated, place)
                  JOIN crm_lead lead ON lead.id = given.lead_id
                  JOIN (%(state)s WHERE lead.id = ANY(%(leads)s)) AS state
                    ON state.res_id = given.lead_id
             LEFT JOIN LATERAL (%(past)s) AS past ON given.is_back_dated
              ORDER BY given.place
                """,
                columns=SQL(", ").join(columns),
                actor=self.env.uid,
                is_standard=IS_STANDARD,
                value=ENTRY_VALUE,
                values=SQL(", ").join(
                    SQL(
                        "CASE WHEN past.id IS NULL THEN state.%s ELSE past.%s END",
                        column,
                        column,
                    )
                    for column in columns
                ),
                state=LEAD_STATE,
                past=_state_at(SQL("given.lead_id"), SQL("given.at")),
                **dict(
                    zip(
                        ("leads", "stages", "befores", "ats", "implied", "dated"),
                        map(list, zip(*milestones, strict=True)),
                        strict=True,
                    )
                ),
            )
        )

    @api.model
    def _copy_milestones(self, from_ids, to_id):
        """Give the survivor of a merge the milestones that others reached earlier."""
        copied = [
            SQL.identifier(name)
            for name, column in self._fields.items()
            if column.store and name not in ("id", "res_id", "lead_id")
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (res_id, lead_id, %(columns)s)
                SELECT %(to_id)s, %(to_id)s, %(columns)s
                  FROM (
                       SELECT DISTINCT ON (milestone_id) *
                         FROM sales_kpi_journal
                        WHERE res_model = 'crm.lead'
                          AND res_id = ANY(%(from_ids)s)
                          AND milestone_id IS NOT NULL
                     ORDER BY milestone_id, at, is_implied, id
                       ) AS earliest
                 WHERE NOT EXISTS (
                       SELECT FROM sales_kpi_journal own
                        WHERE own.res_model = 'crm.lead'
                          AND own.res_id = %(to_id)s
                          AND own.milestone_id = earliest.milestone_id
                          AND own.at <= earliest.at)
                """,
                columns=SQL(", ").join(copied),
                to_id=to_id,
                from_ids=list(from_ids),
            )
        )
