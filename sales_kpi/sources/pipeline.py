from odoo import models
from odoo.tools import SQL

from .event import Event
from .lead import LEAD_DIMENSIONS, VALUE
from .lead_states import dimensions, state_ctes
from .source import row


class SalesKpiSourcePipeline(models.AbstractModel):
    """Open leads as signed movements, so that a sum up to a day is the stock then."""

    _name = "sales.kpi.source.pipeline"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of the pipeline"

    _kpi_source = "pipeline"
    _kpi_events = (
        Event("pipeline", VALUE, LEAD_DIMENSIONS, stock=True),
        Event("pipeline_qualified", VALUE, LEAD_DIMENSIONS, stock=True),
    )

    def _refs(self):
        return self.env["sales.kpi.source.lead"]._refs()

    def _rows(self, refs, as_of):
        """A change of owner, stage, place, partner, amount or openness is two moves.

        The leaving half repeats the state before, so per dimension and in total the
        sum of all movements is what is open.
        """
        return SQL(
            """
            WITH %(states)s, movement AS (
                SELECT lead.id, step.at, side.sign, stock.event, side.company_id,
                       side.team_id, side.user_id, side.stage_id, side.territory_id,
                       side.sales_partner_id, side.amount
                  FROM step
                  JOIN lead ON lead.id = step.res_id
            CROSS JOIN LATERAL (VALUES
                       (-1, step.old_open, step.old_qualified, step.old_company_id,
                        step.old_team_id, step.old_user_id, step.old_stage_id,
                        step.old_territory_id, step.old_sales_partner_id,
                        step.old_amount),
                       (1, step.is_open, step.is_qualified, step.company_id,
                        step.team_id, step.user_id, step.stage_id, step.territory_id,
                        step.sales_partner_id, step.amount)
                       ) AS side(sign, is_open, is_qualified, company_id, team_id,
                                 user_id, stage_id, territory_id, sales_partner_id,
                                 amount)
                  JOIN (VALUES ('pipeline', FALSE), ('pipeline_qualified', TRUE))
                       AS stock(event, only_qualified)
                    ON side.is_qualified OR NOT stock.only_qualified
                 WHERE side.is_open
                   AND (step.old_open, step.old_qualified, step.old_company_id,
                        step.old_team_id, step.old_user_id, step.old_stage_id,
                        step.old_territory_id, step.old_sales_partner_id,
                        step.old_amount) IS DISTINCT FROM
                       (step.is_open, step.is_qualified, step.company_id,
                        step.team_id, step.user_id, step.stage_id, step.territory_id,
                        step.sales_partner_id, step.amount)
            )
            SELECT %(row)s FROM movement JOIN lead USING (id)
            """,
            states=state_ctes(refs),
            row=row(
                event=SQL("movement.event"),
                at=SQL("movement.at"),
                sign=SQL("movement.sign"),
                amount=SQL("movement.amount"),
                **dimensions("movement"),
            ),
        )
