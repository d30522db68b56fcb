from odoo import api, fields, models


class SalesKpiTargetStep(models.TransientModel):
    """Asks for the reason or comment of a step; the target checks who takes it."""

    _name = "sales.kpi.target.step"
    _description = "Step of a sales target"

    target_id = fields.Many2one("sales.kpi.target", required=True, readonly=True)
    step = fields.Selection(
        [
            ("accept", "Accept"),
            ("approve", "Confirm"),
            ("decline", "Decline"),
            ("revise", "Revise"),
            ("cancel", "Cancel the target"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char()
    comment = fields.Char()
    target_type = fields.Selection(related="target_id.target_type")
    unit = fields.Selection(related="target_id.unit")
    target_value = fields.Float("New target")
    growth = fields.Float("New change")
    band_min = fields.Float("New lower limit")
    band_max = fields.Float("New upper limit")
    date_to = fields.Date("New end")

    @api.model
    def default_get(self, fields):
        """The agreed values, to be changed."""
        values = super().default_get(fields)
        target = self.env["sales.kpi.target"].browse(values.get("target_id"))
        names = ("target_value", "growth", "band_min", "band_max", "date_to")
        return {**{name: target[name] for name in names}, **values}

    def action_apply(self):
        """Take the step."""
        self.ensure_one()
        target = self.target_id
        match self.step:
            case "accept":
                target.action_accept(self.comment)
            case "approve":
                target.action_approve(self.comment)
            case "decline":
                target.action_decline(self.reason)
            case "cancel":
                target.action_cancel(self.reason)
            case "revise":
                target.action_revise(self.reason, **self._revised())
        return {"type": "ir.actions.act_window_close"}

    def _revised(self):
        """What a revision of this kind of target may change."""
        names = {
            "absolute": ("target_value",),
            "relative": ("growth",),
            "band": ("band_min", "band_max"),
        }[self.target_type]
        return {name: self[name] for name in (*names, "date_to")}
