"""Targets for all members of a team in one go."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class SalesKpiTargetTeam(models.TransientModel):
    _name = "sales.kpi.target.team"
    _description = "Sales targets for a team"

    team_id = fields.Many2one(
        "crm.team",
        "Sales team",
        required=True,
        default=lambda self: self._default_team_id(),
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, required=True
    )
    kpi_ids = fields.Many2many(
        "sales.kpi", string="KPIs", help="Each member gets a target for each of them."
    )
    period_kind = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        "Period",
        default="quarter",
        required=True,
    )
    day = fields.Date(
        "In which",
        required=True,
        default=lambda self: self._default_day(),
        help="Any day of the month, quarter or year.",
    )
    growth = fields.Float(
        "Better by",
        help="As 5 %: a twentieth above the last period; below, where lower is better.",
    )
    propose = fields.Boolean(
        "Propose at once", help="Else the targets are drafts, to be proposed later."
    )
    line_ids = fields.One2many(
        "sales.kpi.target.team.line",
        "wizard_id",
        "Targets",
        compute="_compute_line_ids",
        # the last values are what the user may see
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    hint = fields.Char(compute="_compute_hint")

    @api.model
    def _default_team_id(self):
        return self.env["sales.kpi"]._led_teams()[:1].sudo(False)

    @api.model
    def _default_day(self):
        """The next quarter, for which targets are agreed now."""
        targets = self.env["sales.kpi.target"]
        today = self.env["sales.kpi"]._today()
        return targets._period_with(self.env.company, today, "quarter").stop

    @api.depends("team_id", "company_id", "kpi_ids", "period_kind", "day", "growth")
    def _compute_line_ids(self):
        for wizard in self:
            lines = [Command.create(vals) for vals in wizard._line_values()]
            wizard.line_ids = [Command.clear(), *lines]

    @api.depends("line_ids", "team_id", "kpi_ids", "period_kind", "day")
    def _compute_hint(self):
        for wizard in self:
            wizard.hint = " ".join(wizard._hints()) or False

    def action_apply(self):
        """Create the targets and list them.

        :raise UserError: if no line says how much
        """
        self.ensure_one()
        lines = self.line_ids.filtered("target_value")
        if not lines:
            raise UserError(self.env._("Say how much: no line has a target."))
        targets = self.env["sales.kpi.target"].create(
            [
                {**line._base_values(), "target_value": line.target_value}
                for line in lines
            ]
        )
        if self.propose:
            targets.action_propose()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_kpi.sales_kpi_target_action_team"
        )
        return {**action, "domain": [("id", "in", targets.ids)]}

    def _line_values(self):
        """A line for each member and KPI without such a target, with the last value."""
        if not (self.team_id and self.kpi_ids and self.day):
            return []
        targets = self.env["sales.kpi.target"]
        taken = self._taken()
        drafts = [
            targets.new({**self._values(), "user_id": user.id, "kpi_id": kpi.id})
            for kpi in self.kpi_ids._origin
            for user in self._members()
            if (user, kpi) not in taken
        ]
        seen = targets.union(*[t for t in drafts if t._may_see_figures()])
        periods = {target: target._history_periods()[:1] for target in seen}
        figures = seen._figures(periods)
        lines = []
        for draft in drafts:
            [found] = list(figures.get(draft, {}).values()) or [{"value": None}]
            lines.append(
                {
                    "user_id": draft.user_id.id,
                    "kpi_id": draft.kpi_id.id,
                    "last_value": found["value"] or 0.0,
                    "has_last": found["value"] is not None,
                    "target_value": self._better(draft, found["value"]),
                }
            )
        return lines

    def _better(self, target, value):
        """The last value, better by what was asked for."""
        if value is None:
            return 0.0
        sign = -1 if target.direction == "down" else 1
        value *= 1 + sign * self.growth
        if target.unit == "count":
            return float(round(value))
        return round(target._rounded(value), 4)

    def _values(self):
        """What all of the targets have in common."""
        period = self._asked_period()
        return {
            "company_id": self.company_id.id,
            "scope": "user",
            "team_id": self.team_id.id,
            "date_from": period.start,
            "date_to": period.last_day,
            "target_type": "absolute",
        }

    def _asked_period(self):
        return self.env["sales.kpi.target"]._period_with(
            self.company_id, self.day, self.period_kind
        )

    def _members(self):
        # sudo: who works in the team is no secret to who sets its targets
        members = self.team_id.sudo().crm_team_member_ids.user_id
        return members.filtered(lambda user: self.company_id in user.company_ids)

    def _taken(self):
        """Who has a target of a KPI in the period already, ``{(user, kpi)}``."""
        period = self._asked_period()
        found = self.env["sales.kpi.target"].search(
            Domain("scope", "=", "user")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("user_id", "in", self._members().ids)
            & Domain("kpi_id", "in", self.kpi_ids._origin.ids)
            & Domain("date_from", "=", period.start)
            & Domain("date_to", "=", period.last_day)
            & Domain("state", "!=", "cancelled")
        )
        return {(target.user_id, target.kpi_id) for target in found}

    def _hints(self):
        if not (self.team_id and self.kpi_ids and self.day):
            return
        if not self._members():
            yield self.env._("The team has no members.")
        taken = {user.name for user, _kpi in self._taken()}
        if taken:
            yield self.env._(
                "These have such a target already, it stays: %s.",
                ", ".join(sorted(taken)),
            )
        if self.line_ids and not all(self.line_ids.mapped("has_last")):
            yield self.env._(
                "Where the last value is empty there was none, or you may not see it."
            )


class SalesKpiTargetTeamLine(models.TransientModel):
    _name = "sales.kpi.target.team.line"
    _description = "Sales target of a member to be"

    wizard_id = fields.Many2one(
        "sales.kpi.target.team", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    kpi_id = fields.Many2one("sales.kpi", "KPI", readonly=True, ondelete="cascade")
    unit = fields.Selection(related="kpi_id.unit")
    last_value = fields.Float("Last period", readonly=True, aggregator=None)
    has_last = fields.Boolean(readonly=True)
    target_value = fields.Float("Target", aggregator=None)

    def _base_values(self):
        return {
            **self.wizard_id._values(),
            "user_id": self.user_id.id,
            "kpi_id": self.kpi_id.id,
        }
