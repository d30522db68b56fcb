"""How a target stands on a day: the figures of ``sales.kpi.target``."""

from functools import cached_property

from ..engine.target import attainment, final_state, is_reached, judge, mark, run_rate
from ..engine.target_projection import Earlier, project

#: The figures of a target that nobody may see.
NOTHING = {
    "actual_value": 0.0,
    "has_value": False,
    "value_cases": 0,
    "expected_to_date": 0.0,
    "projected_value": 0.0,
    "projected_low": 0.0,
    "projected_high": 0.0,
    "attainment": 0.0,
    "status": False,
    "required_rate": 0.0,
    "workdays_left": 0,
    "mark_reached": 0,
}


class Assessment:
    """A target, its figure and its pace, on the day of a frame.

    :param shape: how the KPI fills the period (``engine.target.SHAPES``)
    :param figure: ``{'value', 'n'}`` from the first day up to now
    :param past: see :meth:`SalesKpiTarget._past_data`
    """

    def __init__(self, target, shape, figure, pace, past, frame):
        self.target = target
        self.shape = shape
        self.actual, self.cases = figure["value"], figure["n"]
        self.pace = pace
        self.past = past
        self.today = frame.today

    @cached_property
    def goal(self):
        return self.target._goal(self.shape)

    @property
    def is_over(self):
        return self.today >= self.pace.stop

    @property
    def has_begun(self):
        return self.today >= self.pace.start

    @cached_property
    def share(self):
        """How much of the target is expected by the end of today."""
        return self.pace.share(self.today)

    @cached_property
    def passed(self):
        """How much of the working time has passed, for what does not accumulate."""
        if self.shape == "sum":
            return self.share
        worked = len(self.pace.worked)
        if self.is_over or not worked:
            return self.share
        return self.pace.workdays_passed(self.today) / worked

    @property
    def opening(self):
        return self.past.get("opening")

    def expected(self, day):
        """Where the figure has to be by the end of a day, None before the period."""
        if day < self.pace.start:
            return None
        if self.shape == "sum":
            decimals = self.target._decimals()
            return self.pace.expected(self.goal.value, day, decimals)
        wanted = self.goal.value
        if self.goal.direction == "band" and (self.actual or 0) < self.goal.floor:
            wanted = self.goal.floor
        opening = self.opening
        if self.shape == "level" or opening is None or is_reached(self.goal, opening):
            return wanted
        # a stock has the period to get there
        return opening + (wanted - opening) * self.pace.share(day)

    @cached_property
    def earlier(self):
        """Equal periods before, by the same place in their working days."""
        return [
            Earlier(self._by_now(figures), figures[-1])
            for figures in self.past["earlier"]
        ]

    def _by_now(self, figures):
        """The figure of an earlier period at the place of today, between its parts."""
        place = self.passed * len(figures)
        number = min(int(place), len(figures) - 1)
        before = figures[number - 1] if number else self._start_of(figures)
        return before + (figures[number] - before) * (place - number)

    def _start_of(self, figures):
        return 0.0 if self.shape == "sum" else figures[0]

    @cached_property
    def projection(self):
        return project(
            self.shape,
            self.actual,
            self.passed if self.has_begun else 0,
            self.cases,
            self.earlier,
            self.opening,
            self.target.unit == "percent",
        )

    @cached_property
    def judgement(self):
        share = self.passed if self.has_begun else 0
        return judge(self.goal, self.actual, self.projection, share, self.is_over)

    @property
    def state(self):
        """An active target ends with its period, whatever its figure is."""
        if self.target.state == "active" and self.is_over:
            return final_state(self.goal, self.actual)
        return self.target.state

    def values(self):
        """The fields of the target, as they are to be stored."""
        vals = {
            "state": self.state,
            "pace_kind": self.past["kind"] if self.shape == "sum" else "level",
            "pace_data": self.past,
            "valued_on": self.today,
            "value_error": False,
        }
        if vals["state"] != self.target.state:
            vals["closed_date"] = self.target.env.cr.now().replace(microsecond=0)
        if self.target._may_show_values():
            return vals | self.figures()
        return vals | NOTHING | {"status_reason": "private"}

    def figures(self):
        """What only those may know who may see the figure itself."""
        projection = self.projection
        value = projection.value if projection else 0.0
        left = self.pace.workdays_left(self.today)
        return {
            "actual_value": self.actual or 0.0,
            "has_value": self.actual is not None,
            "value_cases": self.cases,
            "expected_to_date": self.expected(self.today) or 0.0,
            "projected_value": value,
            "projected_low": _or(projection and projection.low, value),
            "projected_high": _or(projection and projection.high, value),
            "attainment": attainment(self.goal, self.actual) or 0.0,
            "status": self.judgement.status or False,
            "status_reason": self.judgement.reason,
            "required_rate": run_rate(self.goal, self.actual, left) or 0.0,
            "workdays_left": left,
            "mark_reached": mark(self.goal, self.actual),
        }


def _or(number, other):
    return other if number is None else number
