"""What facts say of milestones: rates of matured leads, and what arrived each day."""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..engine.section import Measured
from .sales_kpi_fact_currency import RATE

#: Leads that reached a milestone in so many days before they were old enough.
COHORT_DAYS = 365
#: The age from which leads count where nobody got on yet (as milestone_rate).
DEFAULT_WINDOW_DAYS = 90


class Arrivals(NamedTuple):
    """Leads that reached a milestone: number, value, number with standard potential."""

    count: float = 0.0
    amount: float = 0.0
    standard: float = 0.0

    def __add__(self, other):
        return Arrivals(*map(sum, zip(self, other, strict=True)))


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    @api.model
    def _milestone_rates(self, teams):
        """Measure the milestones of teams; ``{(team id, stage id): Measured}``.

        A lead counts from the age on within which nine of ten that get on do so, and
        with all that became of it since (decision 11). Money in the currency of the
        current company.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH aged AS (
                    SELECT team_id, stage_id,
                           percentile_disc(0.9) WITHIN GROUP (ORDER BY hours) / 24
                               AS days
                      FROM sales_kpi_fact
                     WHERE event = 'milestone_to_next'
                       AND team_id = ANY(%(teams)s)
                       AND at <= %(now)s
                       AND NOT reversed
                       AND count > 0
                  GROUP BY 1, 2
                )
                SELECT fact.team_id, fact.stage_id, section.days,
                       COALESCE(SUM(fact.count) FILTER (
                           WHERE fact.event = 'milestone_reached' AND is_mature), 0),
                       SUM(%(amount)s) FILTER (
                           WHERE fact.event = 'milestone_reached' AND is_mature),
                       COALESCE(SUM(fact.count) FILTER (
                           WHERE fact.event = 'milestone_to_next' AND is_mature), 0),
                       COALESCE(SUM(%(amount)s) FILTER (
                           WHERE fact.event = 'milestone_to_next' AND is_mature), 0),
                       COALESCE(SUM(%(amount)s) FILTER (
                           WHERE fact.event = 'milestone_passed_on' AND is_mature), 0),
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY fact.hours) FILTER (
                           WHERE fact.event = 'milestone_to_next' AND is_mature
                             AND NOT fact.reversed AND fact.count > 0) / 24,
                       SUM(%(amount)s) FILTER (
                           WHERE fact.event = 'milestone_reached' AND is_recent)
                       / NULLIF(SUM(fact.count) FILTER (
                           WHERE fact.event = 'milestone_reached' AND is_recent), 0)
                  FROM sales_kpi_fact fact
                  %(rates)s
             LEFT JOIN aged
                    ON aged.team_id = fact.team_id AND aged.stage_id = fact.stage_id
            CROSS JOIN LATERAL (
                       SELECT COALESCE(aged.days, %(default_days)s) AS days
                       ) AS section
            CROSS JOIN LATERAL (
                       SELECT fact.at + section.days * INTERVAL '1 day' AS ripe_at
                       ) AS ripe
            CROSS JOIN LATERAL (
                       SELECT ripe.ripe_at <= %(now)s
                              AND ripe.ripe_at > %(since)s AS is_mature,
                              fact.at > %(since)s AS is_recent
                       ) AS age(is_mature, is_recent)
                 WHERE fact.event = ANY(%(events)s)
                   AND fact.team_id = ANY(%(teams)s)
                   AND fact.stage_id IS NOT NULL
                   AND fact.at <= %(now)s
              GROUP BY 1, 2, 3
                """,
                teams=teams.ids,
                now=self.env.cr.now(),
                since=SQL(
                    "%s::timestamp - INTERVAL '1 day' * %s",
                    self.env.cr.now(),
                    COHORT_DAYS,
                ),
                default_days=DEFAULT_WINDOW_DAYS,
                events=[
                    "milestone_reached",
                    "milestone_to_next",
                    "milestone_passed_on",
                ],
                amount=self._milestone_amount(),
                rates=self._kpi_rates_table() or SQL(),
            )
        )
        return {
            (team_id, stage_id): _measured(*sums)
            for team_id, stage_id, *sums in self.env.cr.fetchall()
        }

    @api.model
    def _milestone_arrivals(self, team, first, last, user=None):
        """What arrived at each milestone of a team, ``{stage id: {day: Arrivals}}``.

        Of the companies that are active: a team may work for several.

        :param user: only what this person brought there
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT fact.stage_id, fact.date, SUM(fact.count)::float8,
                       SUM(%(amount)s)::float8, SUM(fact.quantity)::float8
                  FROM sales_kpi_fact fact
                  %(rates)s
                 WHERE fact.event = 'milestone_reached'
                   AND fact.company_id = ANY(%(companies)s)
                   AND fact.team_id = %(team)s
                   AND fact.stage_id IS NOT NULL
                   AND fact.date BETWEEN %(first)s AND %(last)s
                   AND %(person)s
              GROUP BY 1, 2
                """,
                amount=self._milestone_amount(),
                rates=self._kpi_rates_table() or SQL(),
                companies=team.env.companies.ids,
                team=team.id,
                first=first,
                last=last,
                person=SQL("fact.user_id = %s", user.id) if user else SQL("TRUE"),
            )
        )
        found = defaultdict(dict)
        for stage_id, day, *sums in self.env.cr.fetchall():
            found[stage_id][day] = Arrivals(*sums)
        return found

    @api.model
    def _milestone_amount(self):
        """SQL of the amount of ``fact`` in the currency of the current company."""
        return (
            SQL("fact.amount * %s", RATE) if self._kpi_rates() else SQL("fact.amount")
        )


def _measured(days, n, value, passed, passed_value, passed_on, lag_days, mean_value):
    """A row of sums as shares; no value where nothing stands below the line."""
    value = float(value or 0)
    return Measured(
        n=n,
        success_rate=float(passed_value) / value if value else None,
        count_rate=passed / n if n else None,
        value_yield=float(passed_on) / value if value else None,
        lag_days=lag_days,
        window_days=float(days),
        mean_value=None if mean_value is None else float(mean_value),
    )
