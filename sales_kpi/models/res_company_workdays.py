from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    def _kpi_days_worked(self, users, first, last):
        """How many days each person works from one day to another, ``{user: days}``.

        By the calendar of the person's resource (an employee for example) and the
        absences there; else by the calendar of the company.
        """
        self.ensure_one()
        zone = self._kpi_work_zone()
        start = zone.localize(datetime.combine(first, time.min))
        stop = zone.localize(datetime.combine(last + timedelta(days=1), time.min))
        # sudo: how many days, not why somebody is away
        company = self.sudo()
        resources = company.env["resource.resource"].search(
            Domain("user_id", "in", users.ids)
            & Domain("company_id", "in", [False, company.id]),
            order="company_id, id desc",
        )
        usual = company.resource_calendar_id
        days = {}
        for calendar, found in resources.grouped(
            lambda resource: resource.calendar_id or usual
        ).items():
            worked = calendar._work_intervals_batch(start, stop, found)
            for resource in found:
                days[resource.user_id.id] = _days(calendar, worked[resource.id])
        if set(users.ids) - days.keys():
            worked = usual._work_intervals_batch(start, stop)[False]
            common = _days(usual, worked)
            days = dict.fromkeys(users.ids, common) | days
        return {user: days[user.id] for user in users}


def _days(calendar, intervals):
    return calendar._get_attendance_intervals_days_data(intervals)["days"]
