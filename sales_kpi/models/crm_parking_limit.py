from odoo import api, fields, models
from odoo.tools import SQL

from ..sources.journal_kinds import is_state

#: Nobody is called a dead horse before so many days of silence, unless the team says so.
FEWEST_DAYS = 30


class CrmParkingLimit(models.Model):
    """How long the customers of a team may be silent in a stage.

    Nine of ten won deals had left the stage by then: measured, and at least thirty days,
    unless the team or its line says a number of days.
    """

    _name = "crm.parking.limit"
    _description = "Days of silence until a lead is parked"
    _order = "team_id, sequence, id"
    _log_access = False

    team_id = fields.Many2one(
        "crm.team", "Sales team", required=True, index=True, ondelete="cascade"
    )
    stage_id = fields.Many2one("crm.stage", required=True, ondelete="cascade")
    sequence = fields.Integer(
        "Order of the stage", related="stage_id.sequence", store=True, help=None
    )
    measured_days = fields.Integer(
        "Nine of ten won deals",
        readonly=True,
        help="So many days nine of ten won deals of the team stayed in this stage at "
        "most.",
    )
    measured_count = fields.Integer(
        "Won deals", readonly=True, help="So many stays in this stage were measured."
    )
    set_days = fields.Integer(
        "Set days",
        help="Days of silence in this stage, set by hand. 0: as measured, or as set for "
        "the team.",
    )
    limit_days = fields.Integer(
        "Limit in days",
        compute="_compute_limit_days",
        store=True,
        help="After so many days without any action of the customer a lead in this "
        "stage is a dead horse.",
    )

    _team_stage = models.UniqueIndex(
        "(team_id, stage_id)", "A team has one limit for each stage."
    )
    _set_days_positive = models.Constraint(
        "CHECK (set_days >= 0)", "Enter a number of days, or 0 for the measured one."
    )

    @api.depends("set_days", "measured_days", "team_id.parking_days")
    def _compute_limit_days(self):
        for limit in self:
            limit.limit_days = (
                limit.set_days
                or limit.team_id.parking_days
                or max(limit.measured_days, FEWEST_DAYS)
            )

    @api.model
    def _measure(self, teams):
        """Measure how long won deals stayed in each stage; stages may be new."""
        # sudo: limits are measured for everyone, by the scheduled action as well
        Limit = self.sudo()
        known = {
            (limit.team_id, limit.stage_id): limit
            for limit in Limit.search([("team_id", "in", teams.ids)])
        }
        measured = self._stays(teams)
        missing = []
        for team in teams:
            for stage in team._parking_stages():
                days, count = measured.get((team.id, stage.id), (0, 0))
                values = {"measured_days": days, "measured_count": count}
                limit = known.get((team, stage))
                if not limit:
                    missing.append({"team_id": team.id, "stage_id": stage.id, **values})
                elif (limit.measured_days, limit.measured_count) != (days, count):
                    limit.write(values)
        Limit.create(missing)

    @api.model
    def _stays(self, teams):
        """Days that nine of ten stays of won deals lasted at most, and how many.

        :return: ``{(team id, stage id): (days, stays)}``
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH step AS (
                    SELECT journal.res_id, journal.id, journal.at, journal.stage_id,
                           lead.team_id,
                           LAG(journal.stage_id) OVER record AS old_stage_id
                      FROM crm_lead lead
                      JOIN sales_kpi_journal journal
                        ON journal.res_model = 'crm.lead' AND journal.res_id = lead.id
                     WHERE lead.team_id = ANY(%(teams)s)
                       AND lead.won_status = 'won'
                       AND lead.kpi_excluded IS NOT TRUE
                       AND %(is_state)s
                    WINDOW record AS (
                           PARTITION BY journal.res_id ORDER BY journal.at, journal.id)
                ), stay AS (
                    SELECT team_id, stage_id,
                           EXTRACT(EPOCH FROM LEAD(at) OVER (
                               PARTITION BY res_id ORDER BY at, id) - at) / 86400 AS days
                      FROM step
                     WHERE stage_id IS DISTINCT FROM old_stage_id
                )
                SELECT team_id, stage_id,
                       CEIL(percentile_cont(0.9) WITHIN GROUP (ORDER BY days))::int,
                       COUNT(days)
                  FROM stay
                 WHERE days IS NOT NULL
              GROUP BY team_id, stage_id
                """,
                teams=teams.ids,
                is_state=is_state("journal"),
            )
        )
        return {
            (team_id, stage_id): (days, count)
            for team_id, stage_id, days, count in self.env.cr.fetchall()
        }
