from .common import SalesKpiCase


class GoldenCase(SalesKpiCase):
    """Golden examples of the decisions: what happened in, one figure out."""

    def figure(self, code, first, last, at=None, **options):
        """Value and n of a KPI in a period, as asked at a moment (default: its end)."""
        with self.at(at or f"{last} 23:59:00"):
            self.refresh()
            [row] = self.env["sales.kpi"].evaluate([code], first, last, **options)[
                "rows"
            ]
        figure = row["values"][code]
        return figure["value"], figure["n"]

    def figures(self, code, first, last, at=None, **options):
        """Values of a KPI by period, or by group where one is given."""
        with self.at(at or f"{last} 23:59:00"):
            self.refresh()
            rows = self.env["sales.kpi"].evaluate([code], first, last, **options)[
                "rows"
            ]
        return {
            row["group"][0] if row["group"] else row["period"]: row["values"][code][
                "value"
            ]
            for row in rows
        }

    def leads(self, number, moment, **values):
        with self.at(moment):
            return self.env["crm.lead"].concat(
                *(self.lead(**values) for _ in range(number))
            )

    def contact(self, leads, moment, kind="contacted"):
        with self.at(moment):
            self.env["sales.kpi.journal"]._record_contact(leads.ids, kind)

    def win(self, leads, moment):
        with self.at(moment):
            leads.action_set_won()

    def lose(self, leads, moment):
        with self.at(moment):
            leads.action_set_lost()

    def park(self, leads, moment):
        with self.at(moment):
            leads.action_park("Silent")

    def revive(self, leads, moment):
        with self.at(moment):
            leads.action_revive()
