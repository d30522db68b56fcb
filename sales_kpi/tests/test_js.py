"""The browser's tests: Hoot, and a tour from the dashboard to the facts."""

from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests import test_js

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestHoot(HttpCase):
    @no_retry
    def test_hoot(self):
        suite = test_js.HOOTCommon._generate_hash(self, "@sales_kpi")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )


@tagged("post_install", "-at_install")
class TestTour(HttpCase, SalesKpiCase):
    def test_from_dashboard_to_facts(self):
        """Win rate of this month: one won, one lost, in a company of its own."""
        manager = self.user("kpi_tour", groups="sales_team.group_sale_manager")
        team = self.team("Tour team", manager)
        won, lost = (
            self.lead(name=name, team_id=team.id, user_id=manager.id)
            for name in ("Tour won", "Tour lost")
        )
        won.action_set_won()
        lost.action_set_lost()
        self.env.flush_all()
        self.env["sales.kpi.fact"]._refresh_queue()
        self.start_tour(
            "/odoo/kpi-dashboard", "sales_kpi_dashboard_tour", login="kpi_tour"
        )
