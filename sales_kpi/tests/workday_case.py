from datetime import datetime

from odoo.fields import Command

from .common import SalesKpiCase

WEEK = ("0", "1", "2", "3", "4")


def moment(text):
    return datetime.fromisoformat(text)


class WorkdayCase(SalesKpiCase):
    company_tz = "Europe/Berlin"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.company.resource_calendar_id
        cls.Workday = cls.env["sales.kpi.workday"]
        cls.work(("9", "17"))

    @classmethod
    def work(cls, *hours, days=WEEK, calendar=None):
        """Replace the hours of a calendar, the same on each of the days."""
        calendar = calendar or cls.calendar
        calendar.attendance_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "name": day,
                        "dayofweek": day,
                        "hour_from": float(start),
                        "hour_to": float(stop),
                        "day_period": "morning" if float(stop) <= 12 else "afternoon",
                    }
                )
                for day in days
                for start, stop in hours
            ),
        ]

    def cover(self, at="2026-01-10"):
        with self.at(at):
            self.Workday._cover()

    def hours(self, start, stop):
        found = self.Workday._hours_between(self.company, moment(start), moment(stop))
        return round(found, 6)

    def rows(self):
        return self.Workday.search_read(
            [("company_id", "=", self.company.id)],
            ["start_at", "stop_at", "hours_before"],
            order="start_at",
            load=None,
        )
