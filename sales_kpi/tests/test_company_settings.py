from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestTimeZone(SalesKpiCase):
    """Another reporting time zone moves the facts near midnight, and only these."""

    company_tz = "Europe/Berlin"

    def queued(self):
        self.env.cr.execute("SELECT DISTINCT source, ref FROM sales_kpi_dirty")
        return sorted(self.env.cr.fetchall())

    def setUp(self):
        super().setUp()
        with self.at("2026-01-31 23:30"):  # already February in Berlin
            self.late = self.lead()
        with self.at("2026-01-15 12:00"):
            self.noon = self.lead()
        self.refresh("2026-02-16")
        self.assertEqual(self.counts("lead_created", "2026-01", "2026-02"), [1, 1])
        self.env.cr.execute("DELETE FROM sales_kpi_dirty")

    def test_only_what_moves_is_computed_again(self):
        with self.at("2026-02-16"):
            self.company.kpi_tz = "UTC"
        self.assertEqual(
            self.queued(), [("lead", self.late.id), ("pipeline", self.late.id)]
        )
        self.assertVerified("2026-02-16")
        self.assertEqual(self.counts("lead_created", "2026-01", "2026-02"), [2, 0])

    def test_the_same_time_zone_queues_nothing(self):
        with self.at("2026-02-16"):
            self.company.kpi_tz = "Europe/Berlin"
            self.company.write({"kpi_tz": "Europe/Berlin", "name": "Renamed"})
        self.assertEqual(self.queued(), [])

    def test_closed_time_is_corrected_only_where_it_was_left(self):
        with self.at("2026-02-16"):
            self.company._kpi_close_until(self.late.create_date.date())  # 31 January
            self.company.kpi_tz = "America/New_York"
        self.assertVerified("2026-02-16")
        # what was on 1 February is now in closed January: a correction
        self.assertEqual(self.counts("lead_created", "2026-01", "2026-02"), [1, 1])
        fact = self.env["sales.kpi.fact"].search(
            [("lead_id", "=", self.late.id), ("event", "=", "lead_created")]
        )
        self.assertEqual((str(fact.date), fact.correction), ("2026-02-01", True))

    def test_out_of_closed_time(self):
        with self.at("2026-01-31 20:00"):
            evening = self.lead()
        with self.at("2026-02-16"):
            self.company._kpi_close_until(self.late.create_date.date())
            self.env.cr.execute("DELETE FROM sales_kpi_dirty")
            self.company.kpi_tz = "Asia/Tokyo"
        self.assertIn(("lead", evening.id), self.queued())
        self.assertVerified("2026-02-16")
        facts = self.env["sales.kpi.fact"].search(
            [("lead_id", "=", evening.id), ("event", "=", "lead_created")],
            order="id",
        )
        self.assertEqual(
            [(str(fact.date), fact.count) for fact in facts if fact.count],
            [("2026-01-31", 1), ("2026-02-01", 1), ("2026-02-01", -1)],
        )

    def test_facts_dated_by_documents_move_with_their_midnight(self):
        self.env.cr.execute(
            """
            INSERT INTO sales_kpi_fact (event, date, at, source, source_ref, company_id)
            VALUES ('test', '2026-01-10', '2026-01-09 23:00', 'test', 7, %(company)s),
                   ('test', '2026-01-10', '2026-01-10 12:00', 'test', 8, %(company)s)
            """,
            {"company": self.company.id},
        )
        self.company.kpi_tz = "Europe/Helsinki"  # midnight in Berlin is the same day
        self.assertIn(("test", 7), self.queued())
        self.assertNotIn(("test", 8), self.queued())

    def test_names_that_the_database_does_not_know_are_refused(self):
        self.env.cr.execute("SELECT name FROM pg_timezone_names")
        known = {name for (name,) in self.env.cr.fetchall()}
        zones = [
            name
            for name, _label in self.company._fields["kpi_tz"].selection(self.company)
        ]
        unknown = next((name for name in zones if name not in known), None)
        if unknown:
            with self.assertRaises(ValidationError):
                self.company.kpi_tz = unknown
        self.company.kpi_tz = "Pacific/Auckland"


@tagged("post_install", "-at_install")
class TestCompanySettings(SalesKpiCase):
    def test_values_out_of_range_are_refused(self):
        for name, value in (
            ("kpi_closing_workday", -1),
            ("kpi_closing_workday", 16),
            ("kpi_minimum_n", -1),
            ("kpi_silence_months", 0),
            ("kpi_new_business_months", -3),
        ):
            with self.assertRaisesRegex(ValidationError, "between"):
                self.company[name] = value

    def test_defaults(self):
        company = self.env["res.company"].create({"name": "New KPI company"})
        self.assertEqual(
            (
                company.kpi_revenue_basis,
                company.kpi_silence_months,
                company.kpi_new_business_months,
                company.kpi_minimum_n,
                company.kpi_show_persons,
                company.kpi_closing_workday,
                company.kpi_tz,
            ),
            ("invoices", 12, 12, 10, False, 10, company.resource_calendar_id.tz),
        )

    def test_free_mail_domains(self):
        self.company.kpi_free_mailers = "Example.com\nfree.example, @other.example;"
        self.assertEqual(
            self.company._kpi_free_mail_domains(),
            {"example.com", "free.example", "other.example"},
        )
        with self.assertRaises(ValidationError):
            self.company.kpi_free_mailers = "everybody"

    def test_persons_are_shown_only_by_an_agreement(self):
        with self.assertRaises(ValidationError):
            self.company.kpi_show_persons = True
        with self.assertRaises(ValidationError):
            self.company.write({"kpi_show_persons": True, "kpi_persons_agreement": " "})

    def test_who_showed_persons_when_and_by_what_right(self):
        admin = self.user("kpi_admin", groups="base.group_system")
        with self.at("2026-01-10 08:00"):
            self.company.with_user(admin).write(
                {"kpi_show_persons": True, "kpi_persons_agreement": "Agreement 1"}
            )
        self.company.kpi_persons_agreement = "Agreement 2"
        self.company.kpi_show_persons = False
        self.company.name = "Renamed"
        log = self.env["sales.kpi.log"].search(
            [("company_id", "=", self.company.id)], order="id"
        )
        self.assertEqual(
            [(entry.action, entry.reason) for entry in log],
            [
                ("persons_shown", "Agreement 1"),
                ("persons_shown", "Agreement 2"),
                ("persons_hidden", ""),
            ],
        )
        self.assertEqual(
            (log[0].user_id, str(log[0].date)), (admin, "2026-01-10 08:00:00")
        )

    def test_settings_page(self):
        groups = "base.group_system,sales_kpi.group_manager"
        admin = self.user("kpi_admin", groups=groups)
        settings = self.env["res.config.settings"].with_user(admin)
        with Form(settings.with_company(self.company)) as page:
            page.kpi_minimum_n = 7
            page.kpi_revenue_basis = "orders"
            page.save().execute()
        self.assertEqual(self.company.kpi_minimum_n, 7)
        self.assertEqual(self.company.kpi_revenue_basis, "orders")
