"""Which KPIs the dashboard offers: by company, by team, by user (decision 36)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.sales_kpi_dashboard_tiles import DEFAULT_TILES
from .common import SalesKpiCase

MANAGER = "base.group_user,sales_kpi.group_manager"


class KpiUseCase(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.user("kpi_use_anna")
        cls.manager = cls.user("kpi_use_boss", groups=MANAGER)
        cls.kpis = cls.env["sales.kpi"]
        cls.order_value = cls.env.ref("sales_kpi.sales_kpi_order_value")
        cls.win_rate = cls.env.ref("sales_kpi.sales_kpi_win_rate")

    def used(self, user=None):
        kpis = self.kpis.with_user(user) if user else self.kpis
        return set(kpis._used().mapped("code"))

    def own_kpi(self, user, **values):
        values = {
            "name": "Own",
            "code": "own_kpi",
            "formula": "lead_created.count",
            **values,
        }
        return self.kpis.with_user(user).create(values)


@tagged("post_install", "-at_install")
class TestStarterSet(KpiUseCase):
    def test_a_dozen_with_the_default_tiles(self):
        starters = self.kpis.search([("is_starter", "=", True)])
        self.assertEqual(len(starters), 12)
        self.assertLessEqual(set(DEFAULT_TILES), set(starters.mapped("code")))

    def test_a_new_company_begins_with_it(self):
        starters = self.kpis.search([("is_starter", "=", True)])
        company = self.env["res.company"].create({"name": "Newcomer"})
        self.assertEqual(company.kpi_ids, starters)
        self.assertEqual(self.used(), set(starters.mapped("code")))

    def test_upgrade_gives_it_to_who_uses_none_and_keeps_every_choice(self):
        companies = self.env["res.company"].create(
            [{"name": "Empty"}, {"name": "Choosy"}, {"name": "Archived"}]
        )
        empty, choosy, archived = companies
        empty.kpi_ids = [Command.clear()]
        choosy.kpi_ids = self.order_value
        old = self.own_kpi(self.env.user, active=False)
        archived.kpi_ids = old
        for _time in range(2):
            self.env["res.company"]._use_starter_kpis_everywhere()
            self.assertEqual(len(empty.kpi_ids), 12)
            self.assertEqual(choosy.kpi_ids, self.order_value)
            self.assertEqual(archived.with_context(active_test=False).kpi_ids, old)

    def test_an_upgrade_turns_no_standard_kpi_on(self):
        self.win_rate.is_used = False
        data = {"xml_id": "sales_kpi.sales_kpi_win_rate", "values": {"name": "Rate"}}
        self.kpis._load_records([data], update=True)
        self.assertFalse(self.win_rate.is_used)


@tagged("post_install", "-at_install")
class TestUseByCompany(KpiUseCase):
    def test_each_company_by_itself(self):
        other = self.env["res.company"].create({"name": "Other KPI company"})
        self.order_value.is_used = True
        elsewhere = self.order_value.with_company(other)
        self.assertTrue(self.order_value.is_used)
        self.assertFalse(elsewhere.is_used)
        self.win_rate.with_company(other).is_used = False
        self.assertTrue(self.win_rate.is_used)
        found = self.kpis.with_company(other).search([("is_used", "=", False)])
        self.assertIn(self.win_rate, found)
        self.assertNotIn(self.win_rate, self.kpis.search([("is_used", "=", False)]))

    def test_an_own_kpi_is_in_use_where_its_author_works(self):
        kpi = self.own_kpi(self.manager)
        self.assertEqual(kpi.company_ids, self.company)
        self.assertTrue(kpi.copy().is_used)

    def test_only_who_may_change_kpis_decides(self):
        with self.assertRaises(AccessError):
            self.order_value.with_user(self.anna).is_used = True
        with self.assertRaises(AccessError):
            self.company.with_user(self.anna).read(["kpi_ids"])
        self.order_value.with_user(self.manager).is_used = True
        self.assertIn("order_value", self.used(self.anna))

    def test_formulas_and_figures_know_every_kpi(self):
        self.win_rate.is_used = False
        kpis = self.kpis.with_user(self.anna)
        answer = kpis.evaluate(["win_rate"], "2026-01-01", "2026-01-31")
        self.assertIn("win_rate", answer["rows"][0]["values"])
        kpi = self.own_kpi(self.manager, formula="win_rate * 2", period_ratio=True)
        self.assertEqual(kpi.formula, "win_rate * 2")


@tagged("post_install", "-at_install")
class TestUseByTeam(KpiUseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lea = cls.user("kpi_use_lea")
        cls.sam = cls.user("kpi_use_sam")
        cls.north = cls.team("North", cls.anna, user_id=cls.lea.id)
        cls.south = cls.team("South", cls.sam, user_id=False)

    def test_members_leaders_and_managers_are_offered_it(self):
        self.win_rate.team_ids = self.north
        for user in (self.anna, self.lea, self.manager):
            self.assertIn("win_rate", self.used(user), user.login)
        self.assertNotIn("win_rate", self.used(self.sam))

    def test_an_archived_or_hidden_team_does_not_open_it_for_all(self):
        self.win_rate.team_ids = self.south
        self.south.active = False
        self.assertNotIn("win_rate", self.used(self.anna))
        self.assertNotIn("win_rate", self.used(self.lea))

    def test_who_left_the_team_is_not_offered_it_any_more(self):
        self.win_rate.team_ids = self.north
        self.north.crm_team_member_ids.action_archive()
        self.assertNotIn("win_rate", self.used(self.anna))


@tagged("post_install", "-at_install")
class TestUseOnDashboard(KpiUseCase):
    def codes(self, user):
        data = self.kpis.with_user(user).dashboard_data({})
        return [tile["code"] for tile in data["tiles"]]

    def free(self, user):
        return {
            row["code"]: row["is_used"]
            for row in self.kpis.with_user(user).dashboard_free_tiles()
        }

    def test_a_tile_goes_and_comes_with_its_use(self):
        kpis = self.kpis.with_user(self.anna)
        kpis.dashboard_remove_tile("new_leads")
        kpis.dashboard_add_tile("deal_value")
        before = self.codes(self.anna)
        self.env.ref("sales_kpi.sales_kpi_deal_value").is_used = False
        self.assertEqual(self.codes(self.anna), before[:-1])
        self.env.ref("sales_kpi.sales_kpi_deal_value").is_used = True
        self.assertEqual(self.codes(self.anna), before)

    def test_default_tiles_are_those_in_use(self):
        self.win_rate.is_used = False
        self.assertEqual(set(self.codes(self.anna)), set(DEFAULT_TILES) - {"win_rate"})

    def test_without_default_tiles_the_others_in_use_show(self):
        self.company.kpi_ids = self.order_value
        self.assertEqual(self.codes(self.anna), ["order_value"])
        self.company.kpi_ids = [Command.clear()]
        self.assertEqual(self.codes(self.anna), [])

    def test_salespeople_choose_among_those_in_use(self):
        self.assertNotIn("order_value", self.free(self.anna))
        self.assertTrue(all(self.free(self.anna).values()))
        kpis = self.kpis.with_user(self.anna)
        kpis.dashboard_remove_tile("win_rate")
        with self.assertRaisesRegex(UserError, "not in use"):
            kpis.dashboard_add_tile("order_value")

    def test_a_manager_turns_it_on_by_adding_it(self):
        self.assertIs(self.free(self.manager)["order_value"], False)
        kpis = self.kpis.with_user(self.manager)
        kpis.dashboard_remove_tile("win_rate")
        kpis.dashboard_add_tile("order_value")
        self.assertTrue(self.order_value.is_used)
        self.assertIn("order_value", self.codes(self.manager))
        self.assertIn("order_value", self.free(self.anna))

    def test_no_room_turns_nothing_on(self):
        kpis = self.kpis.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "room for 7"):
            kpis.dashboard_add_tile("order_value")
        self.assertFalse(self.order_value.is_used)


@tagged("post_install", "-at_install")
class TestParentGoal(KpiUseCase):
    def test_no_kpi_serves_itself(self):
        self.win_rate.parent_id = self.order_value
        for parent in (self.order_value, self.win_rate):
            with self.assertRaisesRegex(ValidationError, "serve itself"):
                self.order_value.parent_id = parent

    def test_a_deleted_goal_leaves_its_kpis(self):
        kpi = self.own_kpi(self.manager)
        self.win_rate.parent_id = kpi
        kpi.unlink()
        self.assertFalse(self.win_rate.parent_id)
