"""The curve of a target: what is there, what should be, and where it leads."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.bucket import ONE_DAY, split
from ..engine.target import MARKS
from .rpc_answer import for_caller
from .target_reader import free

#: More days are drawn week by week.
MOST_DAYS = 100
WEEK = timedelta(days=7)
GRANULARITIES = ("month", "week", "day")


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    curve = fields.Json(
        "Development",
        compute="_compute_curve",
        help="The value so far, the pace it needs, and where it leads.",
    )

    @api.depends(
        "kpi_id", "target_value", "band_min", "band_max", "date_from", "date_to"
    )
    @api.depends_context("company", "uid", "lang")
    def _compute_curve(self):
        for target in self:
            saved = target._origin
            target.curve = saved._curve() if saved.id else False

    def _curve(self):
        """What the chart of a target shows; all lists go with ``days``.

        Whoever may read the target may see its figures, so they are read by superuser,
        limited to the company of the target.
        """
        self.ensure_one()
        if not self._may_show_values():
            return {"is_hidden": True, "reason": self._hidden_text()}
        # sudo: see above, the target was readable
        target = self.sudo()
        question, frame = target._question()
        found = target._assessments()[target]
        days = target._curve_days(frame.today)
        actual = target._actual_until(days, question, frame)
        return {
            "is_hidden": False,
            **target._curve_words(found),
            "days": [day.isoformat() for day in days],
            "actual": [actual.get(day) for day in days],
            "pace": [found.expected(day) for day in days],
            **_projected(found, days),
            "marks": target._curve_marks(found, days, actual),
            "revisions": target._curve_revisions(found, days),
            "breakdown": target._breakdown(target._usual_granularity()),
            "granularities": list(target._granularities()),
        }

    def _curve_words(self, found):
        """The single figures and what they are."""
        reasons = dict(self._fields["status_reason"]._description_selection(self.env))
        figures = found.figures()
        is_over = found.is_over
        # reached or missed is what the badge says
        is_told = is_over and found.actual is not None
        return {
            "name": self.name,
            "kpi": self.kpi_id.name,
            "unit": self.unit,
            "currency_id": self.currency_id.id,
            "direction": found.goal.direction,
            "shape": found.shape,
            "state": self.state,
            "target": found.goal.value,
            "floor": found.goal.floor,
            "today": None
            if is_over or not found.has_begun
            else found.today.isoformat(),
            "value": found.actual,
            "n": found.cases,
            "attainment": figures["attainment"] if found.actual is not None else None,
            "expected": found.expected(found.today),
            "status": figures["status"] or None,
            "reason": "" if is_told else reasons[figures["status_reason"]],
            "rate": figures["required_rate"] if found.shape == "sum" else None,
            "workdays_left": figures["workdays_left"],
            "pace_kind": found.past["kind"] if found.shape == "sum" else "level",
            "frozen": self._frozen_value(),
        }

    def _frozen_value(self):
        """What an ended target ended with; None while it runs."""
        if self.state not in ("reached", "missed"):
            return None
        return self.actual_value if self.has_value else None

    def _curve_days(self, today):
        """Every day of the period, or of a long one the end of every week, and today.

        How others work is told for whole months only, so for months (docs/privacy.md).
        """
        period = self._period()
        days = [period.start + timedelta(days=n) for n in range(period.days)]
        if self._is_coarse():
            days = [day for day in days if (day + ONE_DAY).day == 1]
        elif len(days) > MOST_DAYS:
            days = [day for day in days if day.weekday() == 6]
        kept = {*days, period.last_day}
        if period.start <= today < period.stop:
            kept.add(today)
        return sorted(kept)

    def _is_coarse(self):
        """Whether the target is of how several people work."""
        # sudo: which KPIs these are
        personal = self.kpi_id.id in self.env["sales.kpi"].sudo()._personal_kpi_ids()
        shown = self.company_id.sudo().kpi_show_persons  # sudo: a setting
        return personal and not shown and not self.user_id

    def _actual_until(self, days, question, frame):
        """The value from the first day up to each day that has come."""
        group, start = self._group(), self._period().start
        asked = {
            day: (group, free(start, day + ONE_DAY))
            for day in days
            if start <= day <= frame.today
        }
        figures = question.figures(asked.values(), frame)
        return {day: figures[pair]["value"] for day, pair in asked.items()}

    def _curve_marks(self, found, days, actual):
        """50, 90 and 100 %: when the pace is there, and when the value was."""
        goal = found.goal
        if found.shape != "sum" or goal.direction != "up" or goal.value <= 0:
            return []
        marks = []
        for percent in MARKS:
            value = goal.value * percent / 100
            due = (day for day in days if found.expected(day) >= value)
            there = (day for day in days if (actual.get(day) or 0) >= value)
            marks.append(
                {
                    "percent": percent,
                    "value": value,
                    "due": _iso(next(due, None)),
                    "reached": _iso(next(there, None)),
                }
            )
        return marks

    def _curve_revisions(self, found, days):
        """What the target was before, oldest first, and the pace it had until then."""
        zone = self.company_id._kpi_zone()
        revisions = []
        for revision in self.revision_ids.sorted("date"):
            day = fields.Datetime.context_timestamp(
                self.with_context(tz=zone.zone), revision.date
            ).date()
            revisions.append(
                {
                    "date": day.isoformat(),
                    "before": revision.band_max
                    if self.target_type == "band"
                    else revision.target_value,
                    "reason": revision.reason,
                    "by": revision.user_id.name or "",
                    "pace": [
                        self._pace_before(found, revision, other)
                        if other <= day
                        else None
                        for other in days
                    ],
                }
            )
        return revisions

    def _pace_before(self, found, revision, day):
        """The old target by the present pace, while it held."""
        if found.shape != "sum":
            return revision.target_value
        decimals = self._decimals()
        return found.pace.expected(revision.target_value, day, decimals)

    def _usual_granularity(self):
        months = split(self.date_from, self.date_to, "month")
        return "month" if len(months) > 1 or self._is_coarse() else "week"

    def _granularities(self):
        return ("month",) if self._is_coarse() else GRANULARITIES

    @api.readonly
    def get_breakdown(self, granularity):
        """The target by months, weeks or working days, see :meth:`_breakdown`.

        :raise AccessError: for who may not read the target
        :raise UserError: for another granularity, or where only months are shown
        """
        self.ensure_one()
        self.check_access("read")
        known = self._granularities()
        if granularity not in known or not self._may_show_values():
            raise UserError(
                self.env._(
                    "“%(given)s” does not divide this target. Possible are: %(known)s.",
                    given=granularity,
                    known=", ".join(known),
                )
            )
        return for_caller(self._breakdown(granularity))

    def _breakdown(self, granularity):
        """Parts of a period with what each is to bring and has brought.

        Of what accumulates the parts add up to the target to the cent; a rate or a
        stock is to be the same in each. Of days only working days are parts, and those
        that carry something.

        :param granularity: 'month', 'week' or 'day' (working days)
        :return: ``{'granularity', 'rows': [{'date_from', 'date_to', 'workdays',
            'target', 'cumulated', 'value'}]}``
        """
        # sudo: see _curve
        target = self.sudo()
        question, frame = target._question()
        found = target._assessments()[target]
        periods = split(self.date_from, self.date_to, granularity)
        group, decimals = target._group(), target._decimals()
        asked = {p: (group, p) for p in periods if p.start <= frame.today}
        figures = question.figures(asked.values(), frame)
        rows = []
        for period in periods:
            worked = sum(period.start <= day < period.stop for day in found.pace.worked)
            wanted = found.expected(period.last_day)
            if found.shape == "sum":
                days = (period.start, period.stop)
                wanted = found.pace.portion(found.goal.value, days, decimals)
            if granularity == "day" and not worked and not wanted:
                continue
            value = figures[asked[period]]["value"] if period in asked else None
            rows.append(
                {
                    "date_from": period.start.isoformat(),
                    "date_to": period.last_day.isoformat(),
                    "workdays": worked,
                    "target": wanted,
                    "cumulated": found.expected(period.last_day),
                    "value": value,
                }
            )
        return {"granularity": granularity, "rows": rows}


def _projected(found, days):
    """From the value of today along the pace to the end, with its range."""
    projection = found.projection
    nothing = dict.fromkeys(("projection", "projected", "low", "high"))
    if projection is None or found.is_over or found.passed >= 1:
        return nothing
    start, now = found.pace.share(found.today), found.actual

    def line(end):
        if end is None:
            return None
        return [
            now + (end - now) * (found.pace.share(day) - start) / (1 - start)
            if day >= found.today
            else None
            for day in days
        ]

    return {
        "projection": {
            "value": projection.value,
            "low": projection.low,
            "high": projection.high,
        },
        "projected": line(projection.value),
        "low": line(projection.low),
        "high": line(projection.high),
    }


def _iso(day):
    return day and day.isoformat()
