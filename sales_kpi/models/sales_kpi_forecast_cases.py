"""What forecasts are made from: cases, what was won, and Odoo's classic forecast."""

from collections import defaultdict
from datetime import datetime, time
from typing import NamedTuple

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.case import Case, Entry
from ..sources.flow_cases import Step, flow_cases

#: How far back the journal is read; older leads that still did not move are asleep.
HISTORY_MONTHS = 36


class Lead(NamedTuple):
    """A case with what the forecast itself does not look at."""

    team_id: int
    user_id: int
    partner_id: int | None
    lead_id: int
    deadline: int | None
    case: Case


class SalesKpiForecast(models.Model):
    _inherit = "sales.kpi.forecast"

    @api.model
    def _leads(self, company, until=None, day=None):
        """Every lead of a company as known at a moment, with its way so far.

        :param until: local day; what happened on it is not known. Default: now
        :param day: present local day of the company
        """
        zone = pytz.timezone(company._kpi_zone().zone)
        end = until or day
        moment = _utc(until, zone) if until else self.env.cr.now()
        self.env["sales.kpi.journal"].flush_model()
        processes = self._processes()
        rows = self.env.execute_query(
            flow_cases(
                company.id,
                zone.zone,
                [step for steps in processes.values() for step in steps],
                _utc(self._history_start(end), zone),
                moment,
            )
        )
        ways = {
            team_id: tuple(step.stage_id for step in steps)
            for team_id, steps in processes.items()
        }
        return [_lead(ways, *row) for row in rows]

    @api.model
    def _history_start(self, day):
        return day.replace(day=1) - relativedelta(months=HISTORY_MONTHS)

    @api.model
    def _processes(self):
        """The steps of each team's process (0: of no team), ``{team id: [Step]}``.

        That is its milestones, or its stages where it has none: they are an order in
        which leads move, too, though nobody says what the customer does there. The
        won stage is the end and no step.
        """
        # sudo: the order of stages is no secret; every team may have had leads
        stages = self.env["crm.stage"].sudo().search(Domain.TRUE, order="sequence, id")
        # sudo: as above
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        teams = teams.search(Domain.TRUE)
        processes = {}
        for team_id in (0, *teams.ids):
            own = stages.filtered(
                lambda stage, team_id=team_id: not stage.is_won
                and (not stage.team_ids or team_id in stage.team_ids.ids)
            )
            passed = own.filtered("is_milestone") or own
            is_milestone = bool(passed.filtered("is_milestone"))
            processes[team_id] = [
                Step(team_id, stage.id, position, is_milestone)
                for position, stage in enumerate(passed)
            ]
        return processes

    @api.model
    def _won(self, company, since, until):
        """Won value by team, person and month as of a day, ``{(team, user): {month: amount}}``.

        By the facts, so it is what the KPI *won value* says (decision 28).
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(team_id, 0), COALESCE(user_id, 0),
                       date_trunc('month', date)::date, SUM(amount)::float8
                  FROM sales_kpi_fact
                 WHERE event = 'lead_won'
                   AND company_id = %s
                   AND date >= %s
                   AND date < %s
              GROUP BY 1, 2, 3
                """,
                company.id,
                since,
                until,
            )
        )
        won = defaultdict(dict)
        for team_id, user_id, month, amount in rows:
            won[team_id, user_id][month] = amount
        return won

    @api.model
    def _classic(self, company):
        """Expected revenue × probability by expected closing month, as of now.

        As Odoo's own forecast view adds it up, less what is parked or no real lead:
        ``{(team, user): {month: amount}}``.
        """
        self.env["crm.lead"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(lead.team_id, 0), COALESCE(lead.user_id, 0),
                       date_trunc('month', lead.date_deadline)::date,
                       SUM(lead.expected_revenue * lead.probability / 100)::float8
                  FROM crm_lead lead
             LEFT JOIN crm_team team ON team.id = lead.team_id
             LEFT JOIN res_users owner ON owner.id = lead.user_id
                 WHERE lead.active
                   AND lead.won_status = 'pending'
                   AND lead.type = 'opportunity'
                   AND lead.date_deadline IS NOT NULL
                   AND lead.kpi_excluded IS NOT TRUE
                   AND lead.is_parked IS NOT TRUE
                   AND COALESCE(lead.company_id, team.company_id, owner.company_id,
                                (SELECT MIN(id) FROM res_company)) = %s
              GROUP BY 1, 2, 3
                """,
                company.id,
            )
        )
        classic = defaultdict(dict)
        for team_id, user_id, month, amount in rows:
            classic[team_id, user_id][month] = amount
        return classic


def _lead(ways, lead_id, team_id, user_id, partner_id, deadline, status, *known):
    """A row of the query; ``ways``: the process of each team."""
    ended, value, gone, back, *path = known
    is_open = status == "open"
    case = Case(
        tuple(map(Entry, *path)) if path[0] else (),
        None if is_open else status,
        None if is_open else ended,
        value,
        tuple(zip(gone or (), back or (), strict=False)),  # by now it may be lost
        ways.get(team_id),
    )
    due = deadline and deadline.toordinal()
    return Lead(team_id, user_id or 0, partner_id, lead_id, due, case)


def _utc(day, zone):
    """The UTC moment at which a local day begins."""
    local = zone.localize(datetime.combine(day, time.min))
    return local.astimezone(pytz.utc).replace(tzinfo=None)
