"""Which revenue is expected when from which partner."""

from odoo import api, models

from .rpc_answer import for_caller

MONTHS = 6


class SalesPartnerCockpit(models.AbstractModel):
    _inherit = "sales.partner.cockpit"

    @api.model
    @api.readonly
    def cockpit_forecast(self):
        """What the leads with each partner bring in the months to come.

        It takes the present state of all leads, so it is a question of its own.

        :return: ``{'reason': None or why there is nothing, 'months': ISO dates,
            'rows': [{'partner': [id, name], 'months': [{'value', 'low', 'high'} or
            None]}]}``, the partner with the most first
        """
        self._check_may_see()
        found = self.env["sales.kpi.forecast"]._forecast_by_partner(MONTHS)
        months = sorted({part["month"] for parts in found.values() for part in parts})
        names = self._names("res.partner", found)
        rows = [
            {"partner": [partner_id, names[partner_id]], "months": _row(parts, months)}
            for partner_id, parts in found.items()
            if any(part["value"] for part in parts)
        ]
        rows.sort(key=lambda row: (-_sum(row), row["partner"][1]))
        return for_caller(
            {
                "reason": None if rows else self._no_forecast(found),
                "months": [month.isoformat() for month in months],
                "rows": rows,
            }
        )

    @api.model
    def _no_forecast(self, found):
        if any(part["value"] is None for parts in found.values() for part in parts):
            return self.env._(
                "There are too few won and lost leads to learn from. It takes ten won "
                "deals and twenty leads that were won or lost."
            )
        return self.env._("No partner is working on a lead at the moment.")


def _row(parts, months):
    """What is expected in each month, None where nothing is known of it."""
    by_month = {part["month"]: part for part in parts}
    names = ("value", "low", "high")
    return [
        {name: by_month[month][name] for name in names} if month in by_month else None
        for month in months
    ]


def _sum(row):
    return sum(part["value"] or 0 for part in row["months"] if part)
