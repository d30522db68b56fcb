"""A part of a target that is being divided."""

from odoo import api, fields, models

#: What a part has of the whole, whatever its amount.
SHARED = (
    "company_id",
    "kpi_id",
    "date_from",
    "date_to",
    "period_kind",
    "baseline_period",
    "why",
    "rhythm",
)


class SalesKpiTargetSplitLine(models.TransientModel):
    _name = "sales.kpi.target.split.line"
    _description = "Part of a sales target to be"
    _order = "sequence, id"

    split_id = fields.Many2one(
        "sales.kpi.target.split", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    unit = fields.Selection(related="split_id.unit")
    weight = fields.Float(default=1.0, aggregator=None)
    amount = fields.Float("Target", aggregator=None)
    is_fixed = fields.Boolean("Fixed", help="Stays when the others are divided anew.")
    part_id = fields.Many2one(
        "sales.kpi.target",
        "Already set",
        readonly=True,
        help="A draft gets the new value. What is agreed on stays: revise it there.",
    )
    part_state = fields.Selection(related="part_id.state", string="State")

    _weight_positive = models.Constraint(
        "CHECK (weight >= 0)", "A weight cannot be below 0."
    )

    @api.onchange("amount")
    def _onchange_amount(self):
        self.is_fixed = True

    def _part_values(self):
        """The target that the line becomes."""
        target = self.split_id.target_id
        vals = {name: target[name] for name in SHARED}
        for name in ("company_id", "kpi_id"):
            vals[name] = target[name].id
        if self.user_id:
            vals |= {"scope": "user", "user_id": self.user_id.id}
        else:
            vals |= {"scope": "team", "user_id": False}
        return {**vals, "team_id": self.team_id.id, **self._demand()}

    def _demand(self):
        """A sum gives its share; everything else is the same for all."""
        target = self.split_id.target_id
        if self.split_id.adds_up or target.target_type == "absolute":
            return {"target_type": "absolute", "target_value": self.amount}
        names = ("target_type", "growth", "band_min", "band_max")
        return {name: target[name] for name in names}

    def _fit(self, parent):
        """Make a target that was there already a part, drafts with their share."""
        vals = {}
        if self.part_id.parent_id != parent:
            vals["parent_id"] = parent.id
        if self.part_id.state == "draft":
            vals |= self._demand()
        if vals:
            self.part_id.write(vals)
