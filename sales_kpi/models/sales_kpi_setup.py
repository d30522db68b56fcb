"""What the set-up of a company means for its dashboard."""

from odoo import api, models
from odoo.tools import format_date

#: Events that take a customer from before the go-live for a new one (decision 3).
NEWCOMER_EVENTS = frozenset({"customer_won", "new_business"})


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def dashboard_skip_setup(self):
        """Ask no more for the set-up of the present company.

        :raise AccessError: for users who are not KPI managers
        """
        self.env.company._kpi_skip_setup()

    @api.model
    def _dashboard_data(self, options):
        data = super()._dashboard_data(options)
        is_open = self.env.company.kpi_setup == "open"
        return {**data, "asks_setup": is_open and self._may_set_up()}

    @api.model
    def _may_set_up(self):
        return self.env.user.has_group("sales_kpi.group_manager")

    def _help_words(self):
        words, note = super()._help_words(), self._go_live_note()
        if note:
            words["caveat"] = " ".join(filter(None, [words.get("caveat"), note]))
        return words

    def _go_live_note(self):
        """Why new customers may be old ones, or None."""
        go_live = self.env.company.kpi_go_live
        if not go_live or self.kind != "formula":
            return None
        if not NEWCOMER_EVENTS & self._events_of(self.code):
            return None
        return self.env._(
            "From the go-live of %(go_live)s until %(until)s, customers from before look "
            "new unless “Customer since” is on their contact.",
            go_live=format_date(self.env, go_live),
            until=format_date(self.env, self.env.company._kpi_uncertain_until()),
        )
