"""Salesperson, team leader and manager, each in the browser with the own figures."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, SalesKpiCase):
    """Six deals of this month in three teams, and some of the months before.

    This month: North won A (seller), lost B (seller), won C (mate); South lost D, E;
    West won F. The seller won one last month and lost one in the month before.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller, cls.mate = cls.user("kpi_seller"), cls.user("kpi_seller_mate")
        cls.other, cls.far = cls.user("kpi_seller_other"), cls.user("kpi_seller_far")
        cls.leader = cls.user("kpi_leader")
        # Odoo shows settings to administrators only
        groups = "sales_team.group_sale_manager,base.group_system"
        cls.manager = cls.user("kpi_manager", groups)
        led = {"user_id": cls.leader.id}
        cls.north = cls.team("North", cls.seller | cls.mate, **led)
        cls.south = cls.team("South", cls.other, **led)
        cls.west = cls.team("West", cls.far)
        now = cls.env.cr.now()
        last_month = now.replace(day=1, hour=10) - timedelta(days=10)
        month_before = last_month.replace(day=1) - timedelta(days=10)
        for name, person, team, is_won, moment in (
            ("Old lost", cls.seller, cls.north, False, month_before),
            ("Old won", cls.seller, cls.north, True, last_month),
            ("Deal A", cls.seller, cls.north, True, now),
            ("Deal B", cls.seller, cls.north, False, now),
            ("Deal C", cls.mate, cls.north, True, now),
            ("Deal D", cls.other, cls.south, False, now),
            ("Deal E", cls.other, cls.south, False, now),
            ("Deal F", cls.far, cls.west, True, now),
        ):
            with cls.at(cls, moment):
                lead = cls.lead(cls, name=name, user_id=person.id, team_id=team.id)
                lead.action_set_won() if is_won else lead.action_set_lost()
        cls.env["sales.kpi.fact"]._refresh_queue()

    def test_salesperson(self):
        """From the menu to the own figures, the leads behind, the own tiles."""
        self.start_tour("/odoo", "sales_kpi_salesperson_tour", login="kpi_seller")

    def test_team_leader(self):
        """A team of two, a cell of the board, a workbook."""
        self.start_tour(
            "/odoo/kpi-dashboard", "sales_kpi_leader_tour", login="kpi_leader"
        )

    def test_manager(self):
        """All teams, an own KPI, the settings, the closing."""
        self.start_tour(
            "/odoo/kpi-dashboard", "sales_kpi_manager_tour", login="kpi_manager"
        )
        self.assertEqual(self.company.kpi_minimum_n, 2)
        self.assertTrue(self.company.kpi_locked_until)

    def test_shared_url(self):
        """Who gets the address of a view sees that view."""
        self.start_tour(
            f"/odoo/kpi-dashboard?period=last_month&scope=team_id:{self.north.id}"
            "&kpi=win_rate",
            "sales_kpi_shared_url_tour",
            login="kpi_manager",
        )
