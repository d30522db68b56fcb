from odoo import api, fields, models


class SalesKpiRebuild(models.TransientModel):
    """Computes all figures anew, e.g. after an import or a change by SQL."""

    _name = "sales.kpi.rebuild"
    _description = "Rebuild KPIs"

    with_history = fields.Boolean(
        "Also read the history of the CRM again",
        default=True,
        help="Needed after an import. What was recorded live stays as it is.",
    )
    is_running = fields.Boolean(compute="_compute_is_running")

    @api.depends()
    def _compute_is_running(self):
        running = self.env["sales.kpi.journal"]._progress() is not None
        for wizard in self:
            wizard.is_running = running

    def action_rebuild(self):
        """Rebuild, and say what was done.

        :raise AccessError: for users who are not KPI managers
        """
        self.ensure_one()
        if self.with_history:
            self.env["sales.kpi.journal"].rebuild_history()
        if self.env["sales.kpi.journal"]._progress() is not None:
            return self._told(
                self.env._(
                    "This is a large CRM. Its history is being rebuilt in the "
                    "background; the dashboard shows how far it is."
                )
            )
        result = self.env["sales.kpi.fact"].rebuild()
        return self._told(
            self.env._(
                "%(facts)s facts of %(records)s records were computed.",
                facts=result["facts"],
                records=result["changed"],
            )
        )

    def _told(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
