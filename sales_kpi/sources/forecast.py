from odoo import models
from odoo.tools import SQL

from .event import PUBLIC_DIMENSIONS, Event
from .source import row

#: event: (column of what was forecast, whether it was)
FORECASTS = {
    "forecast": ("expected_value", SQL("forecast.reason IS NULL")),
    "forecast_manager": ("manager_value", SQL("forecast.manager_date IS NOT NULL")),
    "forecast_classic": ("classic_value", SQL("TRUE")),
}
VALUE = frozenset({"count", "amount", "margin"})


class SalesKpiSourceForecast(models.AbstractModel):
    """Forecasts made at the start of a month that is over, and what came of them.

    A fact per month and unit: a company (without a team) or one of its teams. They
    are two views of the same, so readers take the one or the other
    (models/forecast_reader.py). ``amount`` is what was forecast, ``margin`` what it
    was off by (forecast - actual), so that forecast - margin is what was won.
    """

    _name = "sales.kpi.source.forecast"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of forecasts"

    _kpi_source = "forecast"
    _kpi_events = tuple(
        Event(name, measures=VALUE, dimensions=PUBLIC_DIMENSIONS) for name in FORECASTS
    )

    def _refs(self):
        return SQL("SELECT id FROM sales_kpi_forecast WHERE is_start AND is_final")

    def _rows(self, refs, as_of):
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT %(row)s
                  FROM sales_kpi_forecast forecast
                 WHERE forecast.id = ANY(%(refs)s)
                   AND forecast.is_start
                   AND forecast.is_final
                   AND %(is_made)s
                """,
                row=row(
                    ref=SQL("forecast.id"),
                    event=SQL("%s", event),
                    day=SQL("forecast.month"),
                    company_id=SQL("forecast.company_id"),
                    team_id=SQL("forecast.team_id"),
                    amount=SQL.identifier("forecast", column),
                    margin=SQL(
                        "%s - COALESCE(forecast.actual_value, 0)",
                        SQL.identifier("forecast", column),
                    ),
                ),
                refs=list(refs),
                is_made=is_made,
            )
            for event, (column, is_made) in FORECASTS.items()
        )
