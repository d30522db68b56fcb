"""What the tests of the dashboard share: a company with a year of decisions."""

from .common import SalesKpiCase

NOW = "2026-03-20 12:00"


class DashboardCase(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.team("North")
        cls.kpis = cls.env["sales.kpi"]
        no_team = cls.env["crm.team"]
        for day, amount, team, is_won in (
            ("2025-03-05", 1000, cls.north, True),
            ("2026-01-10", 2000, cls.north, True),
            ("2026-02-03", 4000, no_team, True),
            ("2026-02-25", 500, cls.north, False),
            ("2026-03-02", 8000, cls.north, True),
            ("2026-03-09", 700, cls.north, False),
            ("2026-03-10", 900, no_team, False),
        ):
            cls._close(day, amount, team, is_won)
        with cls.at(cls, NOW):
            cls.env["sales.kpi.fact"]._refresh_queue()

    @classmethod
    def _close(cls, day, amount, team, is_won):
        with cls.at(cls, f"{day} 08:00"):
            lead = cls.lead(cls, expected_revenue=amount, team_id=team.id)
        with cls.at(cls, f"{day} 16:00"):
            if is_won:
                lead.action_set_won()
            else:
                lead.action_set_lost()

    def data(self, **options):
        with self.at(NOW):
            return self.kpis.dashboard_data(options)

    def tiles(self, **options):
        return {tile["code"]: tile for tile in self.data(**options)["tiles"]}
