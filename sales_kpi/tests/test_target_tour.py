from odoo.tests import HttpCase, tagged

from .target_agreement_case import TargetAgreementCase


@tagged("post_install", "-at_install")
class TestTargetTour(HttpCase, TargetAgreementCase):
    """From the draft to the curve, in the browser; each side clicks what is theirs."""

    def test_two_sides_agree(self):
        target = self.as_user(self.lea).create(
            {
                "kpi_id": self.kpi.id,
                "scope": "user",
                "user_id": self.anna.id,
                "company_id": self.company.id,
                "target_value": 1000,
            }
        )
        url = f"/odoo/kpi-targets/{target.id}"
        self.start_tour(url, "sales_kpi_target_propose_tour", login="target_lea")
        self.assertEqual(target.state, "proposed")
        mine = "/odoo/my-kpi-targets"
        self.start_tour(mine, "sales_kpi_target_accept_tour", login="target_anna")
        self.assertEqual(target.state, "accepted")
        self.start_tour(url, "sales_kpi_target_confirm_tour", login="target_boss")
        self.assertEqual(target.state, "active")
        self.assertEqual(target.approved_by_id, self.boss)
