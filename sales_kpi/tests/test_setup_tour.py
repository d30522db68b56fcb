"""A newcomer's first minutes, in the browser."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_setup import SetupCase


@tagged("post_install", "-at_install")
class TestSetupTour(HttpCase, SetupCase):
    """A company of its own in which nothing has happened or been set up yet."""

    def test_from_the_banner_through_the_assistant(self):
        with mute_logger("odoo.http"):  # a wrong day is refused on the way
            self.start_tour("/odoo", "sales_kpi_setup_tour", login="kpi_setup_boss")
        self.assertEqual(self.company.kpi_setup, "done")
        self.assertEqual(self.company.kpi_revenue_basis, "orders")
        self.assertEqual(self.company.kpi_closing_workday, 5)
        self.assertIn("order_value", self.company.kpi_ids.mapped("code"))
        self.assertEqual(len(self.company.kpi_ids), 13)

    def test_skipped_and_found_again_in_the_first_steps(self):
        self.start_tour("/odoo", "sales_kpi_skip_setup_tour", login="kpi_setup_boss")
        self.assertEqual(self.company.kpi_setup, "skipped")
