"""Figures of many targets from one pass over the facts.

Targets that differ in their group and days alone are read together: a person, a team
or a customer is a group of the same question.
"""

from dataclasses import dataclass

from odoo.fields import Domain

from ..engine.formula import Function, atoms, is_stock, walk
from ..engine.period import Period
from ..engine.target_pace import Pace, parts, workdays_in, years_before
from .kpi_reading import NO_VALUE

#: Earlier periods of equal length that say how far such periods lie apart.
EARLIER = 12
YEARS = 3


@dataclass(frozen=True)
class Question:
    """What targets that are read together have in common.

    ``kpis``: the model ``sales.kpi`` with the rights, company and definitions by which
    they are measured.
    """

    kpis: object
    code: str
    groupby: str | None
    domain: Domain

    def figures(self, asked, frame):
        """``{(group, period): {'value', 'n'}}`` for such pairs."""
        asked = set(asked)
        if not asked:
            return {}
        groups = {group for group, _period in asked}
        periods = sorted({period for _group, period in asked}, key=_bounds)
        domain = self.domain
        if self.groupby:
            domain &= Domain(self.groupby, "in", list(groups))
        personal = self.kpis._personal_scope(domain, self.groupby)
        dimensions = self.kpis._asked(domain, self.groupby)
        if not self.kpis._is_applicable(self.code, dimensions, personal):
            return dict.fromkeys(asked, NO_VALUE)
        trees = {self.code: self.kpis._tree(self.code)}
        [reading] = self.kpis._readings(
            trees, periods, frame, self.groupby, domain, personal
        )
        return {
            (group, period): reading.values(period, group).get(self.code, NO_VALUE)
            for group, period in asked
        }

    def of_all(self, company):
        """The same question about the whole company."""
        return Question(
            self.kpis, self.code, None, Domain("company_id", "=", company.id)
        )

    def shape(self):
        """How the KPI fills a period (``engine.target.SHAPES``)."""
        tree = self.kpis._tree(self.code)[0]
        found = atoms(tree)
        if not self.kpis._is_additive(self.code) or any(
            isinstance(part, Function) for part in walk(tree)
        ):
            return "level"
        if any(is_stock(atom) for atom in found):
            return "stock"
        return "level" if any(atom.window for atom in found) else "sum"

    def first_day(self):
        """The day from which the KPI has data, None if it has none."""
        first = self.kpis._first_days()
        names = self.kpis._events_of(self.code)
        if not names or not names <= first.keys():
            return None
        return max(first[name] for name in names)


def free(start, stop):
    """The days as a period of its own."""
    return Period(start, stop, None, start)


def pace_of(period, frame, weights=None):
    """The pace of a period by the working days of a frame."""
    worked = workdays_in(period.start, period.stop, frame.is_workday)
    return Pace(period.start, period.stop, frozenset(worked), weights)


def earlier_periods(period, first):
    """Equal periods before, the latest first, none from before the first data."""
    found, months = [], _months(period)
    for number in range(1, EARLIER + 1):
        days = _moved(period, months, number)
        oldest = years_before((period.start, period.stop), YEARS)[0]
        if first is None or days[0] < max(first, oldest):
            break
        found.append(days)
    return found


def same_days_of_years(period, first):
    """The same days of earlier years, the latest first, as far as there are data."""
    days = [
        years_before((period.start, period.stop), year) for year in range(1, YEARS + 1)
    ]
    return [pair for pair in days if first is not None and pair[0] >= first]


def steps(days, frame):
    """The parts of some days, each from the first day on: their figures cumulate."""
    start, stop = days
    worked = workdays_in(start, stop, frame.is_workday)
    return [free(start, end) for _first, end in parts(start, stop, worked)]


def _bounds(period):
    return period.start, period.stop


def _months(period):
    """How many whole months a period is, 0 if it is none."""
    if period.start.day != 1 or period.stop.day != 1:
        return 0
    years = period.stop.year - period.start.year
    return 12 * years + period.stop.month - period.start.month


def _moved(period, months, number):
    """A period moved back by so many times its length."""
    if not months:
        length = (period.stop - period.start) * number
        return period.start - length, period.stop - length
    return _months_back(period.start, months * number), _months_back(
        period.stop, months * number
    )


def _months_back(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=year, month=month + 1)
