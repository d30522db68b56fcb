from odoo import api, models
from odoo.tools import SQL


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    @api.model
    def _rebuild_history_range(self, first_id, last_id):
        """The rebuilt history also tells what the customers last did."""
        written = super()._rebuild_history_range(first_id, last_id)
        self.env["crm.lead"]._catch_up_customer_actions(
            SQL("BETWEEN %s AND %s", first_id, last_id)
        )
        return written
