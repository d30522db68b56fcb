"""By what the parts of a target are weighed."""

from odoo import models


class SalesKpiTargetSplit(models.TransientModel):
    _inherit = "sales.kpi.target.split"

    def _weigh(self):
        """Give every line its weight; what cannot be known weighs the same for all."""
        weights = {
            "history": self._history_weights,
            "workdays": self._workday_weights,
        }.get(self.method, dict)()
        for line in self.line_ids:
            line.weight = weights.get(line, 0.0 if weights else 1.0)

    def _history_weights(self):
        """What each brought in the last equal period that is over, ``{line: value}``."""
        if self._hidden_lines():
            return {}
        targets = self.env["sales.kpi.target"]
        parts = {line: targets.new(line._part_values()) for line in self.line_ids}
        period = self.target_id._history_periods()[0]
        asked = {part: [period] for part in parts.values()}
        figures = targets.union(*asked)._figures(asked)
        values = {
            line: figures[part].get(period, {}).get("value") or 0.0
            for line, part in parts.items()
        }
        return {line: max(0.0, value) for line, value in values.items()}

    def _hidden_lines(self):
        """The lines whose results the user may not see."""
        targets = self.env["sales.kpi.target"]
        return self.line_ids.filtered(
            lambda line: not targets.new(line._part_values())._may_see_figures()
        )

    def _workday_weights(self):
        """The working days of each person, of a team those of its people."""
        target = self.target_id
        lines = self.line_ids
        # sudo: who works where is no secret to who divides targets
        people = lines.user_id | lines.team_id.sudo().crm_team_member_ids.user_id
        days = target.company_id._kpi_days_worked(
            people, target.date_from, target.date_to
        )
        return {line: sum(days[user] for user in line._people()) for line in lines}

    def _hint_text(self):
        if self.method != "history":
            return False
        hidden = self._hidden_lines()
        if hidden:
            names = ", ".join(line._holder_name() for line in hidden)
            return self.env._(
                "You may not see the results of %s, so all weigh the same. Divide in "
                "another way, or let the leader of the team do it.",
                names,
            )
        if not any(self.line_ids.mapped("weight")):
            return self.env._(
                "Nobody brought anything in the last period, so all weigh the same."
            )
        return False


class SalesKpiTargetSplitLine(models.TransientModel):
    _inherit = "sales.kpi.target.split.line"

    def _people(self):
        # sudo: see _workday_weights
        return self.user_id or self.team_id.sudo().crm_team_member_ids.user_id

    def _holder_name(self):
        return self.user_id.name or self.team_id.name
