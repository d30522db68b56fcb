from odoo import api, models
from odoo.fields import Domain


class SalesKpi(models.Model):
    """Who has a row in :meth:`evaluate`."""

    _inherit = "sales.kpi"

    @api.model
    def _holders(self, groupby, domain):
        """Active salespeople or teams that have a row even without facts (decision 20).

        Who does not see all people sees himself and the teams that he leads.
        """
        if groupby not in ("user_id", "team_id"):
            return set()
        members = self._members_in(domain)
        by_person = groupby == "user_id"
        if not (self.env.su or self._sees_all()) or (
            by_person and self._hides_persons()
        ):
            user = self.env.user
            members = members.filtered(
                lambda member: user in member.user_id | member.crm_team_id.user_id
            )
        field = "user_id" if by_person else "crm_team_id"
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
