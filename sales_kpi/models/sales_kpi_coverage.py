"""How the coverage of a target is explained (decision 9)."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ..engine.formula import COVERAGE_KINDS
from ..engine.period import resolve

_lt = LazyTranslate(__name__)

COVERAGES = ("pipeline_coverage", "pipeline_coverage_total")
#: kind of atom: (what it is, how it is counted)
COVERAGE_PARTS = {
    "goal": (
        _lt("Target of the period"),
        _lt("Of won value, else of new business; 0 if none is active."),
    ),
    "goal_done": (_lt("Reached so far"), _lt("Of what the target is about.")),
}


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _calculation_part(self, atom, reader, period, domain, is_listed):
        """The list holds what reaches the target; the target is no fact."""
        part = super()._calculation_part(atom, reader, period, domain, is_listed)
        if atom.kind not in COVERAGE_KINDS:
            return part
        days = resolve(atom.window, period, reader.frame)
        _goal, event = reader.goals.goal(days, None)
        facts = part["facts"]
        if facts:
            start, stop = reader.days[atom, period]
            rows = (
                Domain("event", "=", event)
                & Domain("date", ">=", start.isoformat())
                & Domain("date", "<", stop.isoformat())
            )
            facts = {**facts, "domain": list(rows & domain)}
        label, how = COVERAGE_PARTS[atom.kind]
        return {
            **part,
            "label": self.env._(label),
            "how": self.env._(how),
            "facts": facts if atom.kind == "goal_done" else None,
        }

    @api.model
    def _no_value_hint(self, kpi, answer, period, domain, seen=None):
        hint = super()._no_value_hint(kpi, answer, period, domain, seen)
        if not hint or kpi.method not in COVERAGES or period.start > self._today():
            return hint
        _answer, parts = self._calculated(kpi, period, self._frame(), Domain(domain))
        if not parts:
            return hint
        [_pipeline, goal, *_done] = parts
        if goal["value"]:
            return self.env._("Reached: nothing of the target is left to be covered.")
        return self.env._(
            "There is no active target of won value or new business for exactly this "
            "period."
        )
