"""Whose working time is known: that of companies, and of calendars of sales partners."""

import pytz

from odoo import models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    def _kpi_schedule(self):
        """The calendar of a company, and which leaves count there."""
        self.ensure_one()
        calendar = self.with_env(self.env(context={})).resource_calendar_id
        return calendar, Domain("time_type", "=", "leave") & (
            Domain("calendar_id", "=", calendar.id)
            | Domain("company_id", "in", (self.id, False))
        )


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _kpi_work_zone(self):
        return pytz.timezone(self.tz or "UTC")

    def _kpi_schedule(self):
        """As that of a company; the leaves are those that Odoo knows of a calendar."""
        self.ensure_one()
        return self.with_env(self.env(context={})), Domain("time_type", "=", "leave")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Hours of offers already made run on by the calendar of that time."""
        if vals.keys() & {"is_sales_partner", "sales_calendar_id"}:
            self.env["sales.kpi.workday"]._cover()
        return super().write(vals)
