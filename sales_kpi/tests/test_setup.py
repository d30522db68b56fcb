"""The set-up assistant asks, suggests, and writes for one company."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import SalesKpiCase

MANAGER = "base.group_user,sales_kpi.group_manager"


class SetupCase(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.user("kpi_setup_boss", groups=MANAGER, lang="en_US")
        cls.anna = cls.user("kpi_setup_anna")
        cls.stages = cls.env["crm.stage"]._kpi_stages(cls.company)
        cls.stages.is_sales_qualified = False

    def assistant(self, user=None, **values):
        setup = self.env["sales.kpi.setup"].with_user(user or self.manager)
        return setup.with_company(self.company).create(values)

    def settings(self, company=None):
        company = company or self.company
        names = ("kpi_tz", "kpi_go_live", "kpi_revenue_basis", "kpi_closing_workday")
        return tuple(company[name] for name in names)


@tagged("post_install", "-at_install")
class TestSetup(SetupCase):
    def test_forward_and_back_through_all_steps(self):
        wizard, seen = self.assistant(), []
        for _step in range(8):
            seen.append(wizard.step)
            wizard.action_next()
        self.assertEqual(
            seen,
            ["time", "language", "customers", "revenue", "closing", "qualified"]
            + 2 * ["kpis"],
        )
        wizard.action_back()
        self.assertEqual(wizard.step, "qualified")

    def test_nothing_is_written_before_the_end(self):
        before = self.settings()
        wizard = self.assistant(tz="Asia/Tokyo", closing_workday=3)
        wizard.action_next()
        self.assertEqual((self.settings(), self.company.kpi_setup), (before, "open"))

    def test_finish_writes_what_was_chosen(self):
        order_value = self.env.ref("sales_kpi.sales_kpi_order_value")
        win_rate = self.env.ref("sales_kpi.sales_kpi_win_rate")
        wizard = self.assistant(
            tz="Europe/Berlin",
            go_live="2024-01-01",
            revenue_basis="orders",
            closing_workday=5,
            qualified_stage_id=self.stages[1].id,
            kpi_ids=[Command.set((order_value + win_rate).ids)],
        )
        action = wizard.action_finish()
        self.assertEqual(action["tag"], "sales_kpi.dashboard")
        tz, go_live, basis, day = self.settings()
        self.assertEqual(
            (tz, str(go_live), basis, day), ("Europe/Berlin", "2024-01-01", "orders", 5)
        )
        self.assertEqual(self.company.kpi_ids, order_value + win_rate)
        self.assertEqual(self.company.kpi_setup, "done")
        self.assertEqual(
            self.stages.mapped("is_sales_qualified"),
            [False] + [True] * (len(self.stages) - 1),
        )

    def test_twice_is_as_once(self):
        self.assistant(closing_workday=5, revenue_basis="orders").action_finish()
        before, kpis = self.settings(), self.company.kpi_ids
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM sales_kpi_dirty")
        self.assistant().action_finish()
        self.assertEqual((self.settings(), self.company.kpi_ids), (before, kpis))
        self.env.flush_all()
        self.env.cr.execute("SELECT COUNT(*) FROM sales_kpi_dirty")
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_skipping_changes_nothing_and_asks_no_more(self):
        kpis, before = self.env["sales.kpi"].with_user(self.manager), self.settings()
        self.assertTrue(kpis.dashboard_data({})["asks_setup"])
        self.assistant(closing_workday=3).action_skip()
        self.assertEqual(self.settings(), before)
        self.assertEqual(self.company.kpi_setup, "skipped")
        self.assertFalse(kpis.dashboard_data({})["asks_setup"])

    def test_leaving_a_later_run_keeps_it_done(self):
        self.assistant().action_finish()
        self.assistant().action_skip()
        self.env["sales.kpi"].with_user(self.manager).dashboard_skip_setup()
        self.assertEqual(self.company.kpi_setup, "done")

    def test_each_company_by_itself(self):
        other = self.env["res.company"].create({"name": "Other set-up company"})
        before = self.settings(other)
        self.assistant(tz="Asia/Tokyo", closing_workday=2).action_finish()
        self.assertEqual(self.settings(other), before)
        self.assertEqual(other.kpi_setup, "open")
        self.assertEqual(len(other.kpi_ids), 12)

    def test_a_manager_sets_up_own_companies_only(self):
        other = self.env["res.company"].create({"name": "Foreign set-up company"})
        wizard = self.assistant(company_id=other.id)
        for action in (wizard.action_finish, wizard.action_skip):
            with self.assertRaisesRegex(AccessError, "Foreign"):
                action()

    def test_only_managers_set_up(self):
        with self.assertRaises(AccessError):
            self.assistant(self.anna)
        kpis = self.env["sales.kpi"].with_user(self.anna)
        with self.assertRaises(AccessError):
            kpis.dashboard_skip_setup()
        self.assertFalse(kpis.dashboard_data({})["asks_setup"])

    def test_bad_input_says_what_is_wrong_at_once(self):
        with self.assertRaisesRegex(ValidationError, "between 0 and 15"):
            self.assistant(closing_workday=99)
        with self.assertRaisesRegex(ValidationError, "go-live day"):
            self.assistant(go_live="2999-01-01")
        wizard = self.assistant(kpi_ids=[Command.clear()])
        with self.assertRaisesRegex(UserError, "at least one KPI"):
            wizard.action_finish()
        self.assertEqual(self.company.kpi_setup, "open")


@tagged("post_install", "-at_install")
class TestSuggestions(SetupCase):
    def test_time_zone_of_the_company_else_of_the_user(self):
        self.company.kpi_tz = "Europe/Vienna"
        self.assertEqual(self.assistant().tz, "Europe/Vienna")
        self.company.kpi_tz = "UTC"
        self.manager.tz = "Europe/Berlin"
        self.assertEqual(self.assistant().tz, "Europe/Berlin")
        self.company.kpi_setup = "done"
        self.assertEqual(self.assistant().tz, "UTC")

    def test_qualified_is_what_is_marked_else_the_second_stage(self):
        open_stages = self.stages.filtered(lambda stage: not stage.is_won)
        self.assertEqual(self.assistant().qualified_stage_id, open_stages[1])
        open_stages[2:].is_sales_qualified = True
        self.assertEqual(self.assistant().qualified_stage_id, open_stages[2])

    def test_the_form_offers_stages_of_the_company_that_are_open(self):
        other = self.env["res.company"].create({"name": "Other stage company"})
        team = self.env["crm.team"].create({"name": "T", "company_id": other.id})
        foreign = self.env["crm.stage"].create({"name": "F", "team_ids": team.ids})
        offered = Form(self.assistant()).record.stage_ids
        self.assertFalse(offered & foreign)
        self.assertFalse(any(offered.mapped("is_won")))
        with self.assertRaisesRegex(UserError, "do not pass"):
            self.assistant(qualified_stage_id=foreign.id).action_finish()

    def test_kpis_are_those_in_use(self):
        self.assertEqual(len(self.assistant().kpi_ids), 12)
        self.company.kpi_ids = [Command.clear()]
        self.assertEqual(len(self.assistant().kpi_ids), 12)

    def test_revenue_by_orders_where_nobody_invoices(self):
        self.assertEqual(self.assistant().revenue_basis, "invoices")
        self.order(100).action_confirm()
        wizard = self.assistant()
        self.assertEqual(wizard.revenue_basis, "orders")
        self.assertRegex(wizard.sales_text, "orders fit")
        self.company.kpi_setup = "done"
        self.assertEqual(self.assistant().revenue_basis, "invoices")

    def test_a_marked_stage_reads_the_past_again(self):
        lead = self.lead(type="lead", stage_id=self.stages[1].id)
        self.env.cr.execute(
            "UPDATE sales_kpi_journal SET origin = 'history' WHERE lead_id = %s",
            [lead.id],
        )
        self.refresh()
        self.assertEqual(self.facts("lead_qualified").count, 0)
        self.assistant(qualified_stage_id=self.stages[1].id).action_finish()
        self.refresh()
        self.assertEqual(self.facts("lead_qualified").count, 1)


@tagged("post_install", "-at_install")
class TestLanguage(SetupCase):
    def test_a_missing_language_is_installed_and_set(self):
        wizard = self.assistant(lang="de_DE")
        self.assertEqual(wizard.action_finish()["url"], "/odoo/kpi-dashboard")
        self.assertTrue(self.env["res.lang"]._lang_get("de_DE"))
        self.assertEqual(self.manager.lang, "de_DE")
        german = self.env.ref("sales_kpi.sales_kpi_order_intake")
        self.assertNotEqual(german.with_context(lang="de_DE").name, german.name)
        self.assertNotEqual(self.new_contact_lang(), "de_DE")

    def test_the_language_for_who_comes_new(self):
        self.assistant(lang="de_DE", is_default_lang=True).action_finish()
        self.assertEqual(self.new_contact_lang(), "de_DE")
        other = self.env["res.company"].create({"name": "Other language company"})
        contact = self.env["res.partner"].with_company(other).create({"name": "X"})
        self.assertNotEqual(contact.lang, "de_DE")

    def new_contact_lang(self):
        return self.env["res.partner"].create({"name": "New"}).lang

    def test_the_own_language_is_offered_as_well(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.manager.lang = "fr_FR"
        wizard = self.assistant()
        self.assertEqual(wizard.lang, "fr_FR")
        offered = dict(wizard._fields["lang"]._description_selection(wizard.env))
        self.assertEqual(set(offered), {"de_DE", "en_US", "fr_FR"})


@tagged("post_install", "-at_install")
class TestGoLive(SetupCase):
    """Acme and Bolt were imported with the go-live; Acme bought since, Cork came later."""

    accounting = True

    def setUp(self):
        super().setUp()
        with self.at("2026-01-01 08:00"):
            self.acme, self.bolt = self.partner("Acme"), self.partner("Bolt")
            self.partner("Vendor", supplier_rank=1)
            self.partner("Person", parent_id=self.acme.id, is_company=False)
            self.partner("Dated", customer_since="2020-01-01")
        with self.at("2026-01-02 08:00"):
            self.cork = self.partner("Cork")
        with self.at("2026-02-01 08:00"):
            for customer in (self.acme, self.cork):
                self.invoice("2026-02-01", 100, partner=customer)
        self.refresh("2026-02-02")
        self.day = self.acme.create_date.date()

    def undated(self):
        domain = self.company._kpi_undated_domain(self.day)
        return self.env["res.partner"].search(domain)

    def test_who_was_there_without_a_date(self):
        self.assertLessEqual(self.acme + self.bolt, self.undated())
        names = set(self.undated().mapped("name"))
        self.assertFalse(names & {"Vendor", "Person", "Dated", "Cork"})

    def test_how_many_look_new(self):
        wizard = self.assistant(go_live=self.day)
        self.assertRegex(wizard.undated_text, f"^{len(self.undated())} .*; 1 customers")
        self.acme.customer_since = "2021-05-01"
        self.assertEqual(self.company._kpi_undated(self.day)[1], 0)
        self.refresh("2026-02-02")
        self.assertEqual(self.company._kpi_undated(self.day)[1], 0)

    def test_the_date_of_a_contact_person_counts_as_well(self):
        self.acme.child_ids.customer_since = "2021-05-01"
        self.refresh("2026-02-02")
        self.assertEqual(self.company._kpi_undated(self.day)[1], 0)

    def test_they_are_shown(self):
        action = self.assistant(go_live=self.day).action_undated()
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, self.undated())
        with self.assertRaisesRegex(UserError, "go-live day"):
            self.assistant(go_live=False).action_undated()

    def test_it_is_suggested_by_the_first_sale(self):
        self.assertEqual(str(self.assistant().go_live), "2026-02-01")
        self.company.kpi_go_live = self.day
        self.assertEqual(self.assistant().go_live, self.day)

    def test_kpis_of_new_customers_say_so(self):
        new_business = self.env.ref("sales_kpi.sales_kpi_revenue_new_business")
        win_rate = self.env.ref("sales_kpi.sales_kpi_win_rate")
        before = new_business._help_words()["caveat"]
        self.company.kpi_go_live = self.day
        after = new_business._help_words()["caveat"]
        self.assertTrue(after.startswith(before))
        self.assertRegex(after, "01/01/2026.*01/01/2027")
        self.assertNotIn("go-live", win_rate._help_words()["caveat"])

    def test_no_date_is_invented(self):
        self.assistant(go_live=self.day).action_finish()
        self.refresh("2026-02-02")
        self.assertFalse(self.acme.customer_since)
        self.assertEqual(self.facts("customer_won", "2026-02").count, 2)
