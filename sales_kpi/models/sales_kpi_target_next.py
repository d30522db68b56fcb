"""What comes next on the way to a target, in words."""

from odoo import api, fields, models

from ..engine.target import MARKS
from .kpi_format import KpiFormat


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    next_mark_text = fields.Char("Next mark", compute="_compute_next")
    required_text = fields.Char(
        "Needed", compute="_compute_next", help="What is needed from today on."
    )

    @api.depends(
        "state",
        "mark_reached",
        "pace_kind",
        "required_rate",
        "workdays_left",
        "actual_value",
        "target_value",
        "has_value",
    )
    @api.depends_context("lang")
    def _compute_next(self):
        for target in self:
            words = KpiFormat(self.env, target.currency_id)
            is_way = target.state == "active" and target._passes_marks()
            target.next_mark_text = is_way and target._next_mark_words(words)
            target.required_text = is_way and target._required_words(words)

    def _passes_marks(self):
        """Whether it accumulates up to its value; a rate has no way to go."""
        goal = self._goal("sum")
        is_sum = self.has_value and self.pace_kind not in ("level", False)
        return is_sum and goal.direction == "up" and goal.value > 0

    def _next_mark_words(self, words):
        percent = next((mark for mark in MARKS if mark > self.mark_reached), None)
        if percent is None:
            return False
        value = self._goal("sum").value * percent / 100
        return self.env._(
            "%(percent)s %% at %(value)s: %(missing)s to go",
            percent=percent,
            value=words.value(value, self.unit),
            missing=words.value(max(0, value - self.actual_value), self.unit),
        )

    def _required_words(self, words):
        if not self.required_rate or not self.workdays_left:
            return False
        unit = "number" if self.unit == "count" else self.unit
        return self.env._(
            "%(rate)s a working day, %(days)s left",
            rate=words.value(self.required_rate, unit),
            days=self.workdays_left,
        )
