"""Few targets, of the right kind: what the holder of targets is warned of (S2-03)."""

from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from .target_scope import CLOSED, OPEN

#: More than so many targets at a time are none.
FOCUS = 5


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    warning = fields.Text(
        "Hints",
        compute="_compute_warning",
        help="What makes targets work less well: too many, only yearly ones, only "
        "activities.",
    )

    @api.depends("state", "holder_id", "period_kind", "kpi_id.category", "date_to")
    @api.depends_context("lang")
    def _compute_warning(self):
        focus = self._focus_of_holders()
        for target in self:
            target.warning = "\n".join(target._warnings(focus)) or False

    def _focus_of_holders(self):
        """What else their holders work on: ``{holder: Counter of (kind, category)}``.

        Without the targets themselves, which are counted as they are on the screen.
        """
        today = self.env["sales.kpi"]._today()
        others = (
            Domain("holder_id", "in", self.holder_id.ids)
            & Domain("state", "in", OPEN)
            & Domain("date_to", ">=", today)
        )
        # sudo: how many targets of which kind, not what they say
        rows = self.sudo()._read_group(
            others, ["holder_id", "period_kind", "kpi_id"], ["__count"]
        )
        focus = {}
        for holder, kind, kpi, count in rows:
            focus.setdefault(holder.id, Counter())[kind, kpi.category] += count
        return focus

    def _warnings(self, focus):
        if self.state in CLOSED or not self.holder_id:
            return
        found = Counter(focus.get(self.holder_id.id))
        if self._origin.state not in OPEN or not self._is_running():
            found[self.period_kind, self.kpi_id.category] += 1
        if found.total() > FOCUS:
            yield self.env._(
                "%(holder)s has %(number)s targets at a time. More than five are hard "
                "to keep in view: which matter most?",
                holder=self.holder_id.name,
                number=found.total(),
            )
        if {kind for kind, _category in found} == {"year"}:
            yield self.env._(
                "Only yearly targets: add one by quarter or month, so that there is "
                "time to act."
            )
        if {category for _kind, category in found} == {"activity"}:
            yield self.env._(
                "Only activities are measured: add a target for what comes of them."
            )
        if self._origin and self.state == "draft" and not self._has_demand():
            yield self.env._(
                "“More” is no target. Say how much: a value, a change or limits."
            )
        if self.date_to and self.date_to < self.env["sales.kpi"]._today():
            yield self.env._("The period is over already.")

    def _is_running(self):
        return bool(self.date_to) and self.date_to >= self.env["sales.kpi"]._today()
