"""Changes of working hours reach the facts from tomorrow on."""

from odoo import api, models
from odoo.fields import Domain

SCHEDULE_FIELDS = frozenset(
    {
        "duration_based",
        "flexible_hours",
        "full_time_required_hours",
        "hours_per_day",
        "schedule_type",
        "two_weeks_calendar",
        "tz",
    }
)


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        if SCHEDULE_FIELDS & vals.keys():
            self._cut_workdays()
        return super().write(vals)

    def _cut_workdays(self):
        """Have their future working time made anew, and that of companies with them."""
        if self.ids:
            # sudo: whoever may change a calendar need not see all who use it
            companies = self.env["res.company"].sudo()
            Workday = self.env["sales.kpi.workday"]
            Workday._cut_future(
                companies.search([("resource_calendar_id", "in", self.ids)])
            )
            Workday._cut_future(self)


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances.calendar_id._cut_workdays()
        return attendances

    def write(self, vals):
        calendars = self.calendar_id
        result = super().write(vals)
        (calendars | self.calendar_id)._cut_workdays()
        return result

    def unlink(self):
        self.calendar_id._cut_workdays()
        return super().unlink()


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._cut_workdays()
        return leaves

    def write(self, vals):
        self._cut_workdays()
        result = super().write(vals)
        self._cut_workdays()
        return result

    def unlink(self):
        self._cut_workdays()
        return super().unlink()

    def _cut_workdays(self):
        """As for calendars; a leave without one holds for all of its company."""
        general = self.filtered(lambda leave: not leave.resource_id)
        general.calendar_id._cut_workdays()
        everywhere = general.filtered(lambda leave: not leave.calendar_id)
        if everywhere:
            # sudo: a leave without company holds for every company
            companies = self.env["res.company"].sudo().search(Domain.TRUE)
            if all(leave.company_id for leave in everywhere):
                companies &= everywhere.sudo().company_id  # sudo: only to compare
            Workday = self.env["sales.kpi.workday"]
            Workday._cut_future(companies)
            # sudo: hours of sales partners, whoever enters a leave
            partners = self.env["res.partner"].sudo()
            Workday._cut_future(
                partners.search([("sales_calendar_id", "!=", False)]).sales_calendar_id
            )
