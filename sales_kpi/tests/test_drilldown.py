"""Every figure of the dashboard leads to the facts that give it again."""

from datetime import timedelta

from odoo.tests import TransactionCase, tagged

from .drilldown_case import DrilldownChecks, every_dashboard


@tagged("post_install", "-at_install", "-standard", "sales_kpi_demo")
class TestDrilldown(DrilldownChecks, TransactionCase):
    """Two years of a demo company: every KPI, every role, several periods and scopes."""

    PERIODS = ("this_month", "last_quarter")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.env["sales.kpi.fact"]._refresh_queue()
        cls.env["sales.kpi"].search([]).is_used = True
        cls.manager = cls.env.ref("base.user_admin")
        cls.seller = cls.env.ref("sales_kpi.res_users_ben_demo")
        cls.leader = cls.env.ref("sales_kpi.res_users_anna_demo")
        cls.team = cls.env.ref("sales_kpi.crm_team_mid_market_demo")

    def setUp(self):
        super().setUp()
        self.today = self.env["sales.kpi"]._today()
        self.listed = set()

    def kpis(self, user):
        return self.env(
            user=user.id, context={"allowed_company_ids": self.company.ids}
        )["sales.kpi"]

    def check(self, user, **options):
        kpis = self.kpis(user)
        with_value = set()
        for data in every_dashboard(kpis, options):
            self.assertTilesEvaluate(kpis, data)
            for tile in data["tiles"]:
                with self.subTest(user=user.login, kpi=tile["code"], **options):
                    self.assertTileLeadsToFacts(kpis, data, tile)
                    if tile["value"] is not None:
                        with_value.add(tile["code"])
        return with_value

    def test_manager(self):
        """Who sees all: in every period, also a free one that cuts months."""
        for period in self.PERIODS:
            self.check(self.manager, period=period)
        last = self.today - timedelta(days=20)
        first = last - timedelta(days=200)
        self.check(
            self.manager,
            period="custom",
            date_from=first.isoformat(),
            date_to=last.isoformat(),
        )

    def test_every_kpi_is_listed_where_persons_are_shown(self):
        """No KPI of the catalogue is without a list, the personal ones included."""
        self.company.write(
            {"kpi_show_persons": True, "kpi_persons_agreement": "Agreement of the test"}
        )
        self.check(self.manager, period="last_12_months")
        catalogue = set(self.env["sales.kpi"].search([]).mapped("code"))
        self.assertEqual(self.listed, catalogue)

    def test_salesperson(self):
        """Who sees himself only also gets the list of how he works."""
        with_value = self.check(self.seller, period="last_12_months")
        self.assertEqual(self.listed & with_value, with_value)

    def test_team_leader(self):
        """A leader: all he sees, his team, himself."""
        self.check(self.leader, period="last_quarter")
        scope = [["team_id", self.team.id]]
        self.check(self.leader, period="last_12_months", scope=scope)
        scope = [["user_id", self.leader.id]]
        self.check(self.leader, period="last_12_months", scope=scope)

    def test_scopes(self):
        """A source, a customer with its contacts, a category with its children."""
        customer = (
            self.env["sales.kpi.fact"]
            .search([("event", "=", "revenue")], limit=1)
            .customer_id
        )
        for field, record in (
            ("source_id", self.env.ref("sales_kpi.utm_source_website_demo")),
            ("customer_id", customer),
            ("categ_id", self.env.ref("sales_kpi.product_category_machine_demo")),
        ):
            scope = [[field, record.id]]
            self.check(self.manager, period="last_12_months", scope=scope)
