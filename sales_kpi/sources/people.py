"""How many people could be behind a figure (docs/privacy.md)."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

#: So many people make a figure that is nobody's (decision 33).
ENOUGH = 5


class People(NamedTuple):
    """Who works where: ``{(team, company): users}``, ``{team: its company or None}``."""

    members: dict[tuple[int, int], set[int]]
    companies: dict[int, int | None]

    def is_large(self, team: int, company: int) -> bool:
        """Whether enough people of a company work in a team."""
        return len(self.members.get((team, company), ())) >= ENOUGH

    def large_teams(self, company: int) -> set[int]:
        return {team for team, _of in self.members if self.is_large(team, company)}

    def has_enough_others(self, company: int) -> bool:
        """Whether enough people of a company work in its small teams."""
        others = set().union(
            *(
                users
                for (team, of), users in self.members.items()
                if of == company and not self.is_large(team, of)
            )
        )
        return len(others) >= ENOUGH


class SalesKpiSource(models.AbstractModel):
    _inherit = "sales.kpi.source"

    @api.model
    def _people(self) -> People:
        """Active members of teams; those of a shared team by their own company."""
        self.env.cr.execute(
            """
            SELECT team.id, team.company_id,
                   COALESCE(team.company_id, person.company_id), member.user_id
              FROM crm_team_member member
              JOIN crm_team team ON team.id = member.crm_team_id
              JOIN res_users person ON person.id = member.user_id
             WHERE member.active
               AND person.active
            """
        )
        members, companies = defaultdict(set), {}
        for team, own_company, company, user in self.env.cr.fetchall():
            members[team, company].add(user)
            companies[team] = own_company
        return People(dict(members), companies)

    @api.model
    def _has_work_outside(self, company: int, teams: Collection[int]) -> bool:
        """Whether people of a company did anything outside of some teams, ever."""
        known = sorted(teams)
        self.env.cr.execute(
            SQL(
                """
                SELECT EXISTS (
                    SELECT FROM sales_kpi_fact fact
                     WHERE %(own)s
                       AND fact.team_id IS NULL
                ) OR EXISTS (
                    -- between two of the teams at a time, as an index can look it up
                    SELECT FROM unnest(%(after)s::int[], %(before)s::int[])
                                AS gap(after, before)
               CROSS JOIN LATERAL (
                           SELECT FROM sales_kpi_fact fact
                            WHERE %(own)s
                              AND fact.team_id > gap.after
                              AND fact.team_id < gap.before
                            LIMIT 1
                          ) AS found
                )
                """,
                own=SQL(
                    """right(fact.event::text, 4) = '_own'::text
                       AND fact.company_id = %s
                       AND fact.user_id IS NOT NULL""",
                    company,
                ),
                after=[0, *known],
                before=[*known, 2**31 - 1],
            )
        )
        return self.env.cr.fetchone()[0]
