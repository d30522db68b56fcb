"""Working hours are those of Odoo's calendar, whatever the interval."""

import random
from datetime import timedelta

import pytz

from odoo.tests import tagged

from .workday_case import WorkdayCase, moment

INTERVALS = 1000
HOLIDAYS = (
    ("2025-12-25", "2025-12-27"),
    ("2026-01-01", "2026-01-02"),
    ("2026-04-03", "2026-04-07"),
    ("2026-05-01", "2026-05-02"),
    ("2026-10-03", "2026-10-04"),
)


@tagged("post_install", "-at_install")
class TestWorkdayRandom(WorkdayCase):
    def test_a_thousand_intervals_across_holidays_and_clock_changes(self):
        """With breaks, half days and a day that begins at night."""
        self.work(("8", "12"), ("12.5", "17.25"))
        self.calendar.attendance_ids.filtered(
            lambda line: line.dayofweek == "4" and line.day_period == "afternoon"
        ).unlink()
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": first,
                    "calendar_id": self.calendar.id,
                    "date_from": moment(first) - timedelta(hours=1),
                    "date_to": moment(last) - timedelta(hours=1),
                }
                for first, last in HOLIDAYS
            ]
        )
        with self.at("2025-11-01"):
            self.Workday._cover()
        dice = random.Random(19)
        begin = moment("2025-12-01")
        wrong = []
        for _number in range(INTERVALS):
            start = begin + timedelta(minutes=dice.randrange(300 * 24 * 60))
            # short and long ones alike
            length = dice.choice((60, 24 * 60, 7 * 24 * 60, 90 * 24 * 60))
            stop = start + timedelta(minutes=dice.randrange(length))
            ours = self.Workday._hours_between(self.company, start, stop)
            theirs = self.calendar.get_work_hours_count(
                start.replace(tzinfo=pytz.UTC), stop.replace(tzinfo=pytz.UTC)
            )
            if abs(ours - theirs) > 1e-6:
                wrong.append((start, stop, ours, theirs))
        self.assertFalse(wrong[:5], f"{len(wrong)} of {INTERVALS} differ")
