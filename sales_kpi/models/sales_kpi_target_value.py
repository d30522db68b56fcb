"""What targets have come to: values, pace, projection, status and the end.

Many at once: all targets of a KPI for persons (teams, customers …) are groups of one
question to the facts, see :class:`Question`.
"""

import logging
from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.errors import KpiError
from ..engine.target import Goal
from .target_assessment import Assessment
from .target_reader import Question, pace_of

_logger = logging.getLogger(__name__)

#: Of these a target may be one that cannot be computed; others go on.
ERRORS = (KpiError, LookupError, UserError, ValidationError, ArithmeticError)
REASONS = [
    ("not_begun", "The period has not begun yet."),
    ("too_early", "It is too early to say."),
    ("on_pace", "It goes on as it should."),
    ("behind", "Behind, but it can still be reached."),
    ("out_of_reach", "At this pace it will not be reached."),
    ("exceeded", "Already more than it may be at most."),
    ("reached", "Reached."),
    ("missed", "Missed."),
    ("no_value", "There is no value yet: no case has come in."),
    ("private", "How people work is told of at least five people only."),
    ("error", "It could not be computed."),
]


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    has_value = fields.Boolean(readonly=True, copy=False)
    value_cases = fields.Integer(
        "Cases", readonly=True, copy=False, help="How many cases the value rests on."
    )
    projected_low = fields.Float(
        "Projection from",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Nine of ten periods like this end above it.",
    )
    projected_high = fields.Float(
        "Projection to",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Nine of ten periods like this end below it.",
    )
    required_rate = fields.Float(
        "Needed per working day",
        readonly=True,
        copy=False,
        aggregator=None,
        help="What each working day must bring from today on, today included. Where "
        "lower is better: what it may bring at most.",
    )
    workdays_left = fields.Integer(
        "Working days left", readonly=True, copy=False, help="Today included."
    )
    status_reason = fields.Selection(REASONS, "Why", readonly=True, copy=False)
    mark_reached = fields.Integer(
        "Interim mark (%)",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The highest of 50, 90 and 100 % that is reached.",
    )
    pace_kind = fields.Selection(
        [
            ("season", "By the season of earlier years"),
            ("season_company", "By the season of the company"),
            ("linear", "Evenly over working days"),
            ("level", "The same on every day"),
        ],
        "Pace",
        readonly=True,
        copy=False,
        help="How the target spreads over its period. A rate, a duration or a stock is "
        "to be the same on every day.",
    )
    valued_on = fields.Date("Computed on", readonly=True, copy=False, index=True)
    value_error = fields.Char("Problem", readonly=True, copy=False)

    def _update_values(self):
        """Compute and store the figures of proposed, accepted and active targets.

        Whose period is over and who is active ends as reached or missed, also at 0 and
        without a value. Only what changed is written. A target that cannot be computed
        is logged and says so; the others go on.

        :return: the targets that changed
        """
        # each target is limited to the facts of its company
        # sudo: figures are computed for whoever may see the target
        targets = self.sudo().filtered(lambda target: target._is_followed())
        changed = self.browse()
        for group in targets._value_groups():
            changed |= group._update_group()
        return changed

    def _value_groups(self):
        """Targets that are read together, see :class:`Question`."""
        groups = defaultdict(self.browse)
        for target in self:
            groups[target._question_key()] |= target
        return list(groups.values())

    def _question_key(self):
        groupby, _group, domain = self._scope_filter()
        day = self.definition_date or self.date_to
        return self.company_id.id, self.kpi_id.id, day, groupby, repr(domain)

    def _update_group(self):
        """Update targets of one question; if that fails, find out which one it is."""
        try:
            with self.env.cr.savepoint():
                return self._write_assessed(self._assessments())
        except ERRORS as error:
            if len(self) > 1:
                return self.browse().union(*(target._update_group() for target in self))
            return self._note_error(error)

    def _note_error(self, error):
        _logger.warning("Target %s could not be computed", self.id, exc_info=error)
        text = str(error)
        if isinstance(error, KpiError):
            text = self.env["sales.kpi"]._error_text(error)
        values = {"status": False, "status_reason": "error", "value_error": text}
        return self._write_changed({self: {**values, "valued_on": self._today()}})

    def _write_assessed(self, assessments):
        return self._write_changed(
            {target: found.values() for target, found in assessments.items()}
        )

    def _write_changed(self, values):
        """Write what differs from what is stored."""
        changed = self.browse()
        for target, vals in values.items():
            new = {name: value for name, value in vals.items() if target[name] != value}
            if new:
                target.with_context(sales_kpi_target_values=True).write(new)
            if new.keys() - {"valued_on"}:
                changed |= target
        return changed

    def _assessments(self):
        """How each target of one question stands, ``{target: Assessment}``."""
        question, frame = self._question()
        asked = {target: (target._group(), target._period()) for target in self}
        figures = question.figures(asked.values(), frame)
        past = self._past_data(question, frame)
        shape, paces = question.shape(), {}
        found = {}
        for target in self:
            weights = past[target]["weights"]
            key = (target._period(), weights and tuple(weights))
            if key not in paces:
                paces[key] = pace_of(key[0], frame, key[1])
            found[target] = Assessment(
                target, shape, figures[asked[target]], paces[key], past[target], frame
            )
        return found

    def _question(self):
        """What targets of one group ask, and the days it is asked by."""
        first = self[:1]
        groupby, _group, domain = first._scope_filter()
        # sudo: see _update_values
        kpis = first._kpi_model().sudo()
        kpis = kpis.with_context(allowed_company_ids=first.company_id.ids)._in_era(
            first._period()
        )
        return Question(kpis, first.kpi_id.code, groupby, domain), kpis._frame()

    def _group(self):
        return self._scope_filter()[1]

    def _goal(self, shape):
        """What is to be reached, as the engine knows it."""
        if self.target_type == "band":
            return Goal(self.band_max, "band", shape, self.band_min)
        direction = "down" if self.direction == "down" else "up"
        return Goal(self.target_value, direction, shape)

    def _decimals(self):
        """To how many decimals the target is spread over days."""
        is_money = self.unit == "money"
        return self.currency_id.decimal_places if is_money else 2

    def _today(self):
        return self.company_id._kpi_today()
