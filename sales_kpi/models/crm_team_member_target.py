from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .target_scope import OPEN


class CrmTeamMember(models.Model):
    """Who works without a target, for those who lead (S2-03)."""

    _inherit = "crm.team.member"

    kpi_target_count = fields.Integer(
        "Running targets",
        compute="_compute_kpi_target_count",
        search="_search_kpi_target_count",
        compute_sudo=False,
    )

    @api.depends("user_id", "crm_team_id.user_id")
    @api.depends_context("uid")
    def _compute_kpi_target_count(self):
        """How many targets run; 0 for those whom the user does not lead."""
        led = self.filtered(lambda member: member._is_led())
        counts = dict(led._kpi_running_targets())
        for member in self:
            member.kpi_target_count = (
                counts.get(member.user_id, 0) if member in led else 0
            )

    def _search_kpi_target_count(self, operator, value):
        """Members without a target, of those whom the user leads."""
        if operator != "in" or set(value) != {0}:
            return NotImplemented
        led = self.search(self._kpi_led_domain())
        users = [user.id for user, _count in led._kpi_running_targets()]
        return Domain("id", "in", led.ids) & Domain("user_id", "not in", users)

    def _kpi_running_targets(self):
        """``[(user, number)]``; whether there are any, not what they say."""
        running = (
            Domain("user_id", "in", self.user_id.ids)
            & Domain("state", "in", OPEN)
            & Domain("date_to", ">=", self.env["sales.kpi"]._today())
        )
        targets = self.env["sales.kpi.target"].sudo()  # sudo: their number only
        return targets._read_group(running, ["user_id"], ["__count"])

    @api.model
    def _kpi_led_domain(self):
        if self.env.su or self.env.user.has_group("sales_kpi.group_manager"):
            return Domain.TRUE
        return Domain("crm_team_id.user_id", "=", self.env.uid)

    def _is_led(self):
        manages = self.env.su or self.env.user.has_group("sales_kpi.group_manager")
        return manages or self.crm_team_id.user_id == self.env.user

    def action_propose_target(self):
        """A new target for a member.

        :raise AccessError: for who does not lead the team
        """
        self.ensure_one()
        if not self._is_led():
            raise AccessError(
                self.env._("Targets are set by the leader of the team or a manager.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New target"),
            "res_model": "sales.kpi.target",
            "views": [[False, "form"]],
            "context": {
                "default_scope": "user",
                "default_user_id": self.user_id.id,
                "default_team_id": self.crm_team_id.id,
            },
        }
