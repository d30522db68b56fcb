"""Needs and arrivals at the milestones of a team, by month and by day."""

from datetime import date, timedelta
from functools import cache, cached_property

from dateutil.relativedelta import relativedelta

from ..engine.cascade import (
    cascade,
    first_day,
    lag_months,
    last_workdays,
    needed_between,
)
from ..engine.section import Assumed, Measured, choose
from .sales_kpi_fact_milestone import Arrivals

DAY = timedelta(days=1)


class MilestoneReader:
    """Reads once what cascade and board of a team show.

    ``month``: the month that is shown; ``first_month``: the first one looked back to.
    ``user``: only what this person brought, against the own share of the target.
    ``team`` is in the environment of who computes: sudo, in the team's company.
    """

    def __init__(self, team, month, first_month=None, user=None):
        self.team = team
        self.env = team.env
        self.user = user
        self.frame = self.env["sales.kpi"]._frame()
        self.today = self.frame.today
        self.month = month
        self.first_month = first_month or month
        #: Today; of a month that is over its last day.
        self.as_of = min(self.today, last_day(month))
        self.milestones = list(team._milestones())

    @cached_property
    def rates(self):
        """By milestone: what was measured and what people assume.

        The stored measurement of today is quick; an older one is made anew.
        """
        known = {
            rate.stage_id.id: rate
            for rate in self.env["crm.milestone.rate"].search(
                [("team_id", "=", self.team.id)]
            )
        }
        stored = [known.get(stage.id) for stage in self.milestones]
        if all(rate and rate.measured_on == self.today for rate in stored):
            return [(rate._measured(), rate._assumed()) for rate in stored]
        fresh = self.env["sales.kpi.fact"]._milestone_rates(self.team)
        return [
            (
                fresh.get((self.team.id, stage.id), Measured()),
                rate._assumed() if rate else Assumed(),
            )
            for stage, rate in zip(self.milestones, stored, strict=True)
        ]

    @cached_property
    def chosen(self):
        """By milestone but the last: the section to reckon with, and its origin."""
        return [choose(measured, assumed) for measured, assumed in self.rates[:-1]]

    @cached_property
    def sections(self):
        return [section for section, _origin in self.chosen]

    @cached_property
    def lags(self):
        """Whole months from each milestone to the last one."""
        return lag_months(self.sections)

    @cached_property
    def light_days(self):
        """The last working days of the shown time."""
        return last_workdays(self.as_of, self.frame.is_workday)

    @cached_property
    def targets(self):
        """What the last milestone must bring, by month."""
        first = min([self.first_month, *map(first_day, self.light_days[:1])])
        last = max(self.month, first_day(self.as_of))
        months = (last.year - first.year) * 12 + last.month - first.month
        return self.team._milestone_targets(
            first, months + max(self.lags) + 1, self.user
        )

    @cache  # noqa: B019 - a reader lives as long as one question
    def needs(self, month):
        """The needs of a month, the first milestone first."""
        values = [measured.mean_value for measured, _assumed in self.rates]
        return cascade(self.targets, month, self.sections, values)

    @cache  # noqa: B019 - likewise
    def workdays(self, month):
        """The working days of a month."""
        length = (last_day(month) - month).days + 1
        days = (month + DAY * number for number in range(length))
        return [day for day in days if self.frame.is_workday(day)]

    @cached_property
    def week_length(self):
        """The working days of this week; of another month those of a mean week."""
        if self.month == first_day(self.today):
            monday = self.today - DAY * self.today.weekday()
            return sum(
                self.frame.is_workday(monday + DAY * number) for number in range(7)
            )
        days = (last_day(self.month) - self.month).days + 1
        return len(self.workdays(self.month)) * 7 / days

    def per_workday(self, place, month, what):
        """What a working day of a month needs of ``what``: amount or count."""
        need = getattr(self.needs(month)[place], what)
        days = len(self.workdays(month))
        return need / days if days and need is not None else None

    def needed_on(self, days, place, what):
        """What some working days need together; None if a month of them is unknown."""
        months = {first_day(day) for day in days}
        per_day = {month: self.per_workday(place, month, what) for month in months}
        return needed_between(days, per_day) if days else None

    @cached_property
    def arrivals(self):
        """What arrived from the first day that is looked at, by milestone and day."""
        first = min([self.first_month, *self.light_days[:1]])
        return self.env["sales.kpi.fact"]._milestone_arrivals(
            self.team, first, last_day(self.month), self.user
        )

    def arrived(self, place, first, last):
        """What arrived at a milestone between two days, both included."""
        days = self.arrivals.get(self.milestones[place].id, {})
        found = (what for day, what in days.items() if first <= day <= last)
        return sum(found, Arrivals())


def last_day(month: date) -> date:
    """The last day of the month that begins on a day."""
    return month + relativedelta(months=1) - DAY
