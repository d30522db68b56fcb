"""Comparing working days tells nothing more about how others work (decision 33)."""

from odoo.tests import tagged

from .privacy_case import NOW, PrivacyCase


@tagged("post_install", "-at_install")
class TestComparedPeople(PrivacyCase):
    """20 February: the 15 working days of the month and the 15 up to 31 January."""

    def setUp(self):
        super().setUp()
        self.contacts = self.env["sales.kpi"].create(
            {
                "name": "Contacts",
                "code": "compared_contacts",
                "formula": "lead_contacted.count",
                "unit": "count",
            }
        )

    def tile(self, user, **options):
        kpis = self.env_of(user)["sales.kpi"]
        self.env["sales.kpi.tile"].create(
            {"user_id": user.id, "kpi_id": self.contacts.id}
        )
        with self.at(NOW):
            data = kpis.dashboard_data({"comparison": "workdays", **options})
        self.assertEqual(data["comparison"]["workdays"], 15)
        self.assertEqual(data["comparison"]["date_from"], "2026-01-12")
        [tile] = data["tiles"]
        return tile

    def test_others_are_compared_by_whole_months_only(self):
        tile = self.tile(self.boss)
        self.assertEqual(tile["value"], 0.0)
        self.assertIsNone(tile["before"])
        self.assertIsNone(tile["change"])
        self.assertIn("whole months", tile["before_hint"])

    def test_everybody_compares_the_own_days(self):
        tile = self.tile(self.anna)
        self.assertEqual((tile["value"], tile["before"]), (0.0, 0.0))
        self.assertIsNone(tile["before_hint"])
