"""What became of an ended target later: its own figure stays, the difference is shown."""

from odoo import api, fields, models

ENDED = ("reached", "missed")


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    value_now = fields.Float(
        "Value today",
        compute="_compute_value_now",
        aggregator=None,
        help="What the period comes to today. The target keeps the value that it ended "
        "with.",
    )
    value_difference = fields.Float(
        "Changed since",
        compute="_compute_value_now",
        aggregator=None,
        help="By how much the figures changed after the target had ended.",
    )

    @api.depends("state", "actual_value")
    @api.depends_context("company", "uid")
    def _compute_value_now(self):
        ended = self.filtered(
            lambda target: target.state in ENDED and target._may_show_values()
        )
        now = ended._values_now()
        for target in self:
            value = now.get(target._origin)
            target.value_now = target.actual_value if value is None else value
            # the dust of float sums is no difference
            difference = round(target.value_now - target.actual_value, 6)
            target.value_difference = difference

    def _values_now(self):
        """``{target: value or None}``, asked as when they ran, in few questions."""
        found = {}
        # sudo: who may read the target may see its figures (see _curve)
        for group in self._origin.sudo()._value_groups():
            question, frame = group._question()
            asked = {target: (target._group(), target._period()) for target in group}
            figures = question.figures(asked.values(), frame)
            found |= {target: figures[asked[target]]["value"] for target in group}
        return found
