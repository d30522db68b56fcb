from odoo import api, models
from odoo.fields import Domain


class SalesKpi(models.Model):
    """Who has a row in :meth:`evaluate`, and who may be seen in it."""

    _inherit = "sales.kpi"

    @api.model
    def _holders(self, groupby, domain):
        """Active salespeople or teams that have a row even without facts (decision 20).

        Who is no KPI manager sees himself and the teams that he leads.
        """
        if groupby not in ("user_id", "team_id"):
            return set()
        members = self._members_in(domain)
        if not (self.env.su or self.env.user.has_group("sales_kpi.group_manager")):
            user = self.env.user
            members = members.filtered(
                lambda member: user in member.user_id | member.crm_team_id.user_id
            )
        field = "user_id" if groupby == "user_id" else "crm_team_id"
        return set(members[field].ids)

    @api.model
    def _members_in(self, domain):
        """Active members of the active sales teams that a filter lets through."""
        names = {"team_id": "crm_team_id", "user_id": "user_id"}

        def renamed(condition):
            name = names.get(condition.field_expr)
            if not name:
                return Domain.TRUE
            return Domain(name, condition.operator, condition.value)

        in_companies = Domain("crm_team_id.company_id", "in", self.env.companies.ids)
        kept = (
            domain.map_conditions(renamed)
            & Domain("crm_team_id.active", "=", True)
            & (in_companies | Domain("crm_team_id.company_id", "=", False))
        )
        # sudo: who works in which team is no secret among colleagues
        return self.env["crm.team.member"].sudo().search(kept)

    @api.model
    def _hide_small_teams(self, rows, kpis, groupby, domain):
        """Personal figures have no value for a team of fewer than five people.

        Their facts do not name such a team, so a quotient would be wrong as well.
        """
        asked = self._dimensions_of(domain) | {groupby}
        if "team_id" not in asked or "user_id" in asked:
            return
        protected = self._protected_events()
        codes = [kpi.code for kpi in kpis if self._events_of(kpi.code) & protected]
        if not codes:
            return
        large = self.env["sales.kpi.source"]._large_teams()
        filtered = self._teams_in(domain)
        for row in rows:
            asked_teams = {row["group"]} if groupby == "team_id" else filtered
            if not asked_teams <= large:
                for code in codes:
                    row["values"][code] = {"value": None, "n": 0}

    @api.model
    def _teams_in(self, domain):
        """Ids of the teams that a filter lets through."""

        def renamed(condition):
            if condition.field_expr != "team_id":
                return Domain.TRUE
            operator = condition.operator
            if operator in ("child_of", "parent_of"):
                operator = "in"
            return Domain("id", operator, condition.value)

        # sudo: only ids, to know how large the teams are
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        return set(teams.search(domain.map_conditions(renamed)).ids)
