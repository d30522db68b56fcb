"""Who holds a target, who confirms it, and who may look at its figures."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    may_propose = fields.Boolean(compute="_compute_may")
    may_accept = fields.Boolean(compute="_compute_may")
    may_confirm = fields.Boolean(compute="_compute_may")

    @api.depends("holder_id", "user_id", "team_id.user_id", "state", "accepted_date")
    @api.depends_context("uid")
    def _compute_may(self):
        """Which buttons the user gets."""
        writable = self._origin._filtered_access("write")
        for target in self:
            is_open = target.state in ("proposed", "active")
            target.may_propose = not target._origin or target._origin in writable
            target.may_confirm = target._may_confirm()
            target.may_accept = (
                is_open and not target.accepted_date and target._may_accept()
            )

    def _leader(self):
        """Who leads the team of the target; nobody where it has none."""
        return self.team_id.sudo().user_id  # sudo: who leads a team is no secret

    def _may_accept(self):
        return self.env.su or self.env.user == self.holder_id

    def _may_confirm(self):
        """Whether the user stands for management (decision 35).

        That is the leader of the team, or a manager. Nobody confirms the own target
        but who is holder and leader in one.
        """
        if self.env.su:
            return True
        user, leader = self.env.user, self._leader()
        is_manager = user.has_group("sales_kpi.group_manager")
        if user == self.holder_id:
            return user == leader or (is_manager and not leader)
        return user == leader or is_manager

    def _check_may_accept(self):
        """:raise AccessError: unless the user holds all of the targets"""
        self.check_access("read")
        for target in self:
            if not target._may_accept():
                raise AccessError(
                    self.env._(
                        "“%(target)s” is accepted by %(holder)s and nobody else.",
                        target=target.name,
                        holder=target.holder_id.name,
                    )
                )

    def _check_may_confirm(self):
        """:raise AccessError: unless the user may confirm all of the targets"""
        self.check_access("read")
        for target in self:
            if not target._may_confirm():
                raise AccessError(
                    target._own_refusal()
                    if self.env.user == target.holder_id
                    else self.env._(
                        "“%s” is confirmed by the leader of the team or by a manager.",
                        target.name,
                    )
                )

    def _own_refusal(self):
        return self.env._(
            "Nobody confirms the own target. “%s” is confirmed by the leader of the "
            "team or by a manager.",
            self.name,
        )

    def _may_see_figures(self):
        """Whether the user may know what the KPI was in the past, for its scope.

        Of a person: that person, the leader, and managers where the company shows
        results per person; as everywhere (docs/privacy.md).
        """
        if self.env.su or self.env.user == self.user_id:
            return True
        user = self.env.user
        leads = user == self._leader()
        company = self.company_id.sudo()  # sudo: settings, not records
        if not self.user_id:
            is_partner = self.scope == "sales_partner"
            return (
                leads
                or user.has_group("sales_kpi.group_marketing")
                or (is_partner and user.has_group("sales_kpi.group_partner_manager"))
            )
        if self._is_personal() and not company.kpi_show_persons:
            return False
        manages = user.has_group("sales_kpi.group_operations")
        return leads or (manages and company.kpi_show_results)

    def _is_personal(self):
        """Whether the KPI says how people work."""
        return self.kpi_id.id in self.env["sales.kpi"]._personal_kpi_ids()

    def _tells_of_few(self):
        """Whether a figure that is nobody's would say how one of few people works.

        It is of at least five people and of whole months, or closed (decision 33).
        """
        company = self.company_id.sudo()  # sudo: a setting, not a record
        if self.user_id or not self._is_personal() or company.kpi_show_persons:
            return False
        period = self._period()
        is_coarse = period.start.day == period.stop.day == 1
        # sudo: how many people work where
        return not (is_coarse and self.sudo()._has_enough_people())
