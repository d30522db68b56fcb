"""Each user has tiles of his own."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.sales_kpi_dashboard_tiles import DEFAULT_TILES
from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestDashboardTiles(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.ben = cls.user("kpi_tiles_anna"), cls.user("kpi_tiles_ben")
        cls.kpis = cls.env["sales.kpi"].with_user(cls.anna)

    def codes(self, kpis=None):
        data = (self.kpis if kpis is None else kpis).dashboard_data({})
        return [tile["code"] for tile in data["tiles"]]

    def test_default_until_something_is_chosen(self):
        default = self.codes()
        self.assertEqual(set(default), set(DEFAULT_TILES))
        self.assertFalse(self.env["sales.kpi.tile"].search_count([]))

    def test_remove_add_move_and_reset(self):
        default = self.codes()
        self.kpis.dashboard_remove_tile(default[0])
        self.assertEqual(self.codes(), default[1:])
        self.kpis.dashboard_add_tile("deal_value")
        self.assertEqual(self.codes(), [*default[1:], "deal_value"])
        self.kpis.dashboard_move_tile("deal_value", -6)
        self.assertEqual(self.codes(), ["deal_value", *default[1:]])
        self.kpis.dashboard_move_tile("deal_value", 1)
        self.assertEqual(self.codes()[:2], [default[1], "deal_value"])
        self.kpis.dashboard_reset_tiles()
        self.assertEqual(self.codes(), default)

    def test_tiles_of_others_stay(self):
        of_ben = self.env["sales.kpi"].with_user(self.ben)
        self.kpis.dashboard_remove_tile("win_rate")
        self.assertIn("win_rate", self.codes(of_ben))
        of_ben.dashboard_move_tile("win_rate", -9)
        self.assertNotIn("win_rate", self.codes())
        tiles = self.env["sales.kpi.tile"].with_user(self.ben).search([])
        self.assertEqual(tiles.user_id, self.ben)
        with self.assertRaises(AccessError):
            tiles.with_user(self.anna).sequence = 5
        with self.assertRaises(AccessError):
            tiles[:1].with_user(self.anna).copy({"user_id": self.ben.id})

    def test_at_most_seven_and_at_least_one(self):
        with self.assertRaisesRegex(UserError, "room for 7"):
            self.kpis.dashboard_add_tile("deal_value")
        for code in self.codes()[1:]:
            self.kpis.dashboard_remove_tile(code)
        with self.assertRaises(UserError):
            self.kpis.dashboard_remove_tile(self.codes()[0])

    def test_only_active_kpis_are_tiles(self):
        self.kpis.dashboard_remove_tile("win_rate")
        kpi = self.env["sales.kpi"].search([("code", "=", "deal_value")])
        self.kpis.dashboard_add_tile("deal_value")
        kpi.active = False
        self.assertNotIn("deal_value", self.codes())
        with self.assertRaises(UserError):
            self.kpis.dashboard_add_tile("deal_value")
        with self.assertRaises(UserError):
            self.kpis.dashboard_add_tile("nonsense")

    def test_free_tiles_are_the_others(self):
        free = self.kpis.dashboard_free_tiles()
        codes = {row["code"] for row in free}
        self.assertFalse(codes & set(self.codes()))
        self.assertIn("deal_value", codes)
        self.assertTrue(all(row["category"] and row["name"] for row in free))

    def test_reading_never_writes(self):
        for name, is_readonly in (
            ("dashboard_data", True),
            ("dashboard_free_tiles", True),
            ("dashboard_add_tile", False),
            ("dashboard_remove_tile", False),
            ("dashboard_move_tile", False),
            ("dashboard_reset_tiles", False),
        ):
            method = getattr(type(self.kpis), name)
            self.assertEqual(bool(getattr(method, "_readonly", False)), is_readonly)

    def test_who_sees_no_figures_has_no_tiles(self):
        outsider = new_test_user(self.env, "kpi_outsider", groups="base.group_user")
        kpis = self.env["sales.kpi"].with_user(outsider)
        for call in (
            kpis.dashboard_free_tiles,
            kpis.dashboard_reset_tiles,
            lambda: kpis.dashboard_add_tile("deal_value"),
        ):
            with self.assertRaises(AccessError):
                call()
