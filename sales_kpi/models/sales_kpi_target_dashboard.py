"""The own targets on the dashboard."""

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from .rpc_answer import for_caller
from .sales_kpi_target_closed import ENDED
from .sales_kpi_target_shown import RUNNING

#: So many are shown; the list has the others.
MOST_TARGETS = 8
#: Ended targets stay so many days.
ENDED_DAYS = 14


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    @api.model
    @api.readonly
    def dashboard_targets(self):
        """The targets that the caller holds: those that run, and those just ended.

        :return: ``[{'id', 'kpi', 'holder', 'unit', 'currency_id', 'direction',
            'state', 'status', 'reason', 'date_from', 'date_to', 'target', 'floor',
            'has_value', 'value', 'attainment', 'expected', 'is_expected',
            'pace_share'}]``, what ends first first
        """
        since = self.env["sales.kpi"]._today() - timedelta(days=ENDED_DAYS)
        ended = Domain("state", "in", ENDED) & Domain("date_to", ">=", since)
        targets = self.search(
            Domain("holder_id", "=", self.env.uid)
            & (Domain("state", "in", RUNNING) | ended),
            order="date_to, id",
            limit=MOST_TARGETS,
        )
        return for_caller([target._dashboard_words() for target in targets])

    def _dashboard_words(self):
        reasons = dict(self._fields["status_reason"]._description_selection(self.env))
        goal = self._goal("sum")
        is_sum = self.pace_kind not in ("level", False)
        # a lower bar is better for what must stay low, so there is no place to be at
        has_place = is_sum and goal.direction == "up" and goal.value > 0
        return {
            "id": self.id,
            "kpi": self.kpi_id.name,
            "holder": "" if self.user_id == self.env.user else self._scope_name(),
            "unit": self.unit,
            "currency_id": self.currency_id.id,
            "direction": goal.direction,
            "state": self.state,
            "status": self.status or None,
            "reason": ""
            if self.state in ENDED
            else reasons.get(self.status_reason, ""),
            "date_from": self.date_from.isoformat(),
            "date_to": self.date_to.isoformat(),
            "target": goal.value,
            "floor": goal.floor,
            "has_value": self.has_value,
            "value": self.actual_value,
            "attainment": self.attainment,
            "expected": self.expected_to_date,
            "is_expected": has_place and self.state == "active",
            "pace_share": self.expected_to_date / goal.value if has_place else None,
        }
