from odoo import api, models
from odoo.tools import SQL

from .dimension_field import Dimension


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    territory_id = Dimension("crm.territory", readonly=True)

    @api.model
    def _relabel_territories(self, moves):
        """Rewrite the territory of leads in the rows of time that is not closed.

        For a territory that becomes known, or is defined anew: both tell more about
        the same happening. A lead that moves gets a row of its own instead.

        :param moves: SELECT lead id, the territory to replace and the new one
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE sales_kpi_journal AS journal
                   SET territory_id = move.new
                  FROM (%s) AS move(lead_id, old, new), res_company company
                 WHERE journal.lead_id = move.lead_id
                   AND journal.res_model IN ('crm.lead', 'calendar.event')
                   AND journal.territory_id IS NOT DISTINCT FROM move.old
                   AND company.id = journal.company_id
                   AND (company.kpi_locked_until IS NULL
                        OR (journal.at AT TIME ZONE 'UTC' AT TIME ZONE company.kpi_tz
                           )::date > company.kpi_locked_until)
                """,
                moves,
            )
        )
        self.invalidate_model(["territory_id"])
