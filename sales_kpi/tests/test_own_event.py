"""Own events: any model counts without code and follows its records."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .own_event_case import CALL, OwnEventCase


@tagged("post_install", "-at_install")
class TestOwnEvent(OwnEventCase):
    def test_records_before_and_after_the_definition_count(self):
        before = self.call(x_amount=10)
        self.whole()
        self.refresh()
        self.assertEqual(self.facts("calls_made", "2026-01").amount, 10)
        self.call(at="2026-01-31 23:59:59", x_amount=5)
        self.call(at="2026-02-01 00:00:00", x_amount=7)
        self.call(x_state="open", x_amount=1000)
        self.call(at=False, x_amount=1000)
        self.assertVerified()
        self.assertEqual(self.counts("calls_made", "2026-01", "2026-02"), [2, 1])
        self.assertEqual(self.amounts("calls_made", "2026-01", "2026-02"), [15, 7])
        self.assertEqual(
            self.facts("calls_made", "2026-01", user_id=self.anna).count, 2
        )
        before.unlink()
        self.assertVerified()
        self.assertEqual(self.counts("calls_made", "2026-01", "2026-02"), [1, 1])

    def test_changes_are_followed(self):
        call = self.call(x_amount=10)
        self.whole()
        self.refresh()
        call.x_state = "open"
        self.assertVerified()
        self.assertEqual(self.counts("calls_made", "2026-01"), [0])
        call.write({"x_state": "done", "x_at": "2026-03-01 12:00:00", "x_amount": 4})
        self.assertVerified()
        self.assertEqual(self.amounts("calls_made", "2026-01", "2026-03"), [0, 4])

    def test_time_between_two_moments(self):
        self.whole()
        self.call(x_begun="2026-01-10 08:30:00")  # a Saturday
        self.call(at="2026-01-12 10:00:00", x_begun="2026-01-09 15:00:00")
        self.call(at="2026-01-12 10:00:00")
        self.assertVerified()
        facts = self.facts("calls_made", "2026-01")
        self.assertEqual(facts.hours, 1.5 + 67)

    def test_the_kpi_counts_by_person_team_and_customer(self):
        company = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        contact = self.env["res.partner"].create(
            {"name": "Eva", "parent_id": company.id}
        )
        event = self.whole()
        self.env["sales.kpi"].with_user(self.olga).create(
            {"name": "Calls", "code": "calls", "formula": f"{event.code}.count"}
        )
        self.call(x_partner_id=contact.id)
        self.call(x_user_id=False)
        self.refresh()
        for groupby, group in (
            ("team_id", self.north),
            ("user_id", self.anna),
            ("customer_id", company),
        ):
            rows = self.env["sales.kpi"].evaluate(
                ["calls"], "2026-01-01", "2026-01-31", None, groupby
            )["rows"]
            values = {
                row["group"] and row["group"][0]: row["values"]["calls"]["value"]
                for row in rows
            }
            self.assertEqual(values[group.id], 2 if groupby == "team_id" else 1)

    def test_money_of_another_currency_counts_by_the_rate_of_the_day(self):
        """Two to one until 15 January, then four; the company's rate comes first."""
        foreign = self.env["res.currency"].create({"name": "XKP", "symbol": "x"})
        self.env["res.currency.rate"].create(
            [
                {"currency_id": foreign.id, "name": day, "rate": rate, **company}
                for day, rate, company in (
                    ("2026-01-01", 2, {"company_id": self.company.id}),
                    ("2026-01-15", 4, {"company_id": self.company.id}),
                    ("2026-01-20", 100, {"company_id": False}),
                )
            ]
        )
        self.own(
            amount_field_id=self.field("x_value"),
            company_field_id=self.field("x_company_id"),
        )
        for at, currency in (
            ("2026-01-10 10:00:00", foreign),
            ("2026-01-25 10:00:00", foreign),
            ("2026-01-25 10:00:00", self.company.currency_id),
            ("2026-01-25 10:00:00", self.env["res.currency"]),
        ):
            self.call(at=at, x_value=100, x_currency_id=currency.id)
        self.assertVerified()
        self.assertEqual(
            self.facts("calls_made", "2026-01-10", "2026-01-10").amount, 50
        )
        self.assertEqual(
            self.facts("calls_made", "2026-01-25", "2026-01-25").amount, 25 + 100 + 100
        )

    def test_how_people_work_is_protected(self):
        self.whole(is_protected=True)
        self.call()
        self.refresh()
        self.assertEqual(self.facts("calls_made_own", user_id=self.anna).count, 1)
        self.assertEqual(self.facts("calls_made", user_id=False).count, 1)

    def test_contacts_created_count(self):
        self.env["sales.kpi.event"].with_user(self.olga).create(
            {
                "name": "Contacts created",
                "code": "contacts_created",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "date_field_id": self.field("create_date", "res.partner"),
                "company_field_id": self.field("company_id", "res.partner"),
                "domain": "[('is_company', '=', True)]",
            }
        )
        with self.at("2026-01-15 10:00"):
            partner = self.env["res.partner"].create(
                {"name": "Firm", "is_company": True, "company_id": self.company.id}
            )
        self.assertVerified()
        self.assertEqual(self.counts("contacts_created", "2026-01"), [1])
        partner.active = False  # still was created
        self.assertVerified()
        self.assertEqual(self.counts("contacts_created", "2026-01"), [1])

    def test_closed_time_stays(self):
        self.whole()
        self.call(x_amount=10)
        self.refresh("2026-02-20")
        with self.at("2026-02-20"):
            self.company._kpi_close_until(date(2026, 1, 31))
            self.call(x_amount=5)
        self.refresh("2026-02-20")
        with self.at("2026-02-20"):
            self.assertEqual(self.env["sales.kpi.fact"]._verify(), [])
        self.assertEqual(self.amounts("calls_made", "2026-01", "2026-02"), [10, 5])

    def test_the_preview_tells_what_counts(self):
        self.call(x_amount=10)
        self.call(at=False)
        form = Form(self.env["sales.kpi.event"].with_user(self.olga))
        self.assertIn("Choose", form.preview)
        form.name, form.code = "Calls", "calls_seen"
        form.model_id = self.env["ir.model"]._get(CALL)
        form.date_field_id = self.env["ir.model.fields"].browse(self.field("x_at"))
        self.assertIn("1 records count", form.preview)
        self.assertIn("1 have no date", form.preview)
        form.domain = "[('x_user_id.login', '=', 'admin')]"
        self.assertIn("cannot use", form.preview)

    def test_an_event_in_use_stays(self):
        event = self.whole()
        self.env["sales.kpi"].create(
            {"name": "Calls", "code": "calls", "formula": "calls_made.count"}
        )
        for act in (
            event.unlink,
            lambda: event.write({"active": False}),
            lambda: event.write({"code": "other"}),
        ):
            with self.assertRaises(UserError):
                act()

    def test_facts_of_a_lost_model_are_swept_at_night(self):
        event = self.whole()
        self.call()
        self.refresh()
        self.env.cr.execute(  # as uninstalling the app does
            "UPDATE sales_kpi_event SET model_id = NULL WHERE id = %s", [event.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env["sales.kpi.fact"]._sweep_orphans()
        self.assertFalse(self.facts("calls_made").count)

    def test_who_may_not_read_the_records_gets_no_figures(self):
        self.whole()
        self.env["sales.kpi"].create(
            {"name": "Calls", "code": "calls", "formula": "calls_made.count"}
        )
        self.call()
        self.refresh()
        for user, value in ((self.olga, 1), (self.anna, None)):
            kpis = self.env["sales.kpi"].with_user(user)
            [row] = kpis.evaluate(["calls"], "2026-01-01", "2026-01-31")["rows"]
            self.assertEqual(row["values"]["calls"]["value"], value)
            for model in ("sales.kpi.fact", "sales.kpi.report"):
                facts = self.env[model].with_user(user)
                count = facts.search_count([("event", "=", "calls_made")])
                self.assertEqual(count, value or 0)

    def test_the_fact_leads_to_its_record(self):
        self.whole()
        call = self.call()
        self.refresh()
        fact = self.env["sales.kpi.fact"].search([("event", "=", "calls_made")])
        action = fact.with_user(self.olga).action_open_origin()
        self.assertEqual((action["res_model"], action["res_id"]), (CALL, call.id))


@tagged("post_install", "-at_install")
class TestOwnEventGone(OwnEventCase):
    def test_a_kpi_whose_model_went_away_has_no_value(self):
        event = self.own(
            date_field_id=self.field("x_gone"),
            company_field_id=self.field("x_company_id"),
        )
        self.env["sales.kpi"].create(
            {"name": "Calls", "code": "calls", "formula": "calls_made.count"}
        )
        self.call(x_gone="2026-01-10")
        self.refresh()
        self.assertEqual(self.facts("calls_made").count, 1)
        self.env["ir.model.fields"].browse(self.field("x_gone")).unlink()
        self.assertFalse(event.active)
        [row] = self.env["sales.kpi"].evaluate(["calls"], "2026-01-01", "2026-01-31")[
            "rows"
        ]
        self.assertIsNone(row["values"]["calls"]["value"])
        self.assertFalse(self.facts("calls_made").count)
