from odoo import api, fields, models


class SalesKpiWorkday(models.Model):
    _name = "sales.kpi.workday"
    _description = "Working time of a calendar"
    _log_access = False

    calendar_id = fields.Many2one("resource.calendar", required=True, ondelete="cascade")
    start_at = fields.Datetime(required=True)
    stop_at = fields.Datetime(required=True)
    hours_before = fields.Float(required=True)

    _moment_idx = models.Index("(calendar_id, start_at)")

    @api.model
    def _cover(self):
        return
