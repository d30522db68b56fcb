from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .closing_case import MANAGER, ClosingCase


@tagged("post_install", "-at_install")
class TestReopening(ClosingCase):
    def setUp(self):
        super().setUp()
        self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-01-31", at="2026-02-16")

    def test_a_reason_is_needed(self):
        company = self.company.with_user(self.manager)
        for reason in ("", "  ", False):
            with self.assertRaises(UserError):
                company.action_kpi_reopen(reason)

    def test_it_is_logged(self):
        self.reopen(at="2026-02-17 08:00")
        log = self.env["sales.kpi.log"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.assertEqual(
            (log.action, log.user_id, log.reason, str(log.date), log.date_until),
            (
                "reopened",
                self.manager,
                "Late bill",
                "2026-02-17 08:00:00",
                date(2025, 12, 31),
            ),
        )

    def test_only_managers_of_the_company(self):
        seller = self.user("kpi_seller")
        with self.assertRaises(AccessError):
            self.company.with_user(seller).action_kpi_reopen("Please")
        foreign = self.env["res.company"].create({"name": "Other KPI company"})
        stranger = self.user("kpi_stranger", groups=MANAGER)
        stranger.write({"company_ids": [(6, 0, foreign.ids)], "company_id": foreign.id})
        company = self.company.with_user(stranger).with_context(
            allowed_company_ids=foreign.ids
        )
        with self.assertRaises(AccessError):
            company.action_kpi_reopen("Please")

    def test_nothing_is_closed_after_the_day(self):
        company = self.company.with_user(self.manager)
        with self.assertRaises(UserError):
            company.action_kpi_reopen("Please", "2026-01-31")
        with self.assertRaises(UserError):
            company.action_kpi_reopen("Please", "January")
        company.action_kpi_reopen("Please", "2026-01-10")
        self.assertEqual(self.company.kpi_locked_until, date(2026, 1, 10))

    def test_the_dialog_closes_and_reopens(self):
        with self.at("2026-03-16 10:00"):
            dialog = Form(self.env["sales.kpi.closing"].with_user(self.manager))
            self.assertEqual(dialog.date_until, date(2026, 2, 28))
            self.assertFalse(dialog.is_reopening)
            dialog.save().action_apply()
            self.assertEqual(self.company.kpi_locked_until, date(2026, 2, 28))
            dialog = Form(self.env["sales.kpi.closing"].with_user(self.manager))
            with self.assertRaises(UserError):
                dialog.save().action_apply()
            dialog = Form(self.env["sales.kpi.closing"].with_user(self.manager))
            dialog.date_until = date(2026, 1, 31)
            self.assertTrue(dialog.is_reopening)
            dialog.reason = "Late bill"
            dialog.save().action_apply()
            self.assertEqual(self.company.kpi_locked_until, date(2026, 1, 31))
        self.assertVerified("2026-03-16 11:00")

    def test_the_dialog_is_for_managers(self):
        with self.assertRaises(AccessError):
            self.env["sales.kpi.closing"].with_user(self.user("kpi_seller")).create({})


@tagged("post_install", "-at_install")
class TestClosingDay(ClosingCase):
    """January 2026: the tenth working day is Wednesday, the 14th."""

    def due(self, at):
        with self.at(at):
            self.env["sales.kpi.workday"]._cover()
            return self.company._kpi_closing_day()

    def from_the_beginning(self):
        self.env.cr.execute("UPDATE res_company SET kpi_closing_from = '2000-01-01'")
        self.company.invalidate_recordset()

    def test_the_month_before_closes_on_the_tenth_working_day(self):
        self.from_the_beginning()
        self.assertEqual(self.due("2026-01-13 23:59"), date(2025, 11, 30))
        self.assertEqual(self.due("2026-01-14 00:00"), date(2025, 12, 31))
        self.assertEqual(self.due("2026-01-31 12:00"), date(2025, 12, 31))
        self.assertEqual(self.due("2026-02-02 12:00"), date(2025, 12, 31))

    def test_the_day_is_that_of_the_reporting_time_zone(self):
        self.from_the_beginning()
        self.company.resource_calendar_id.tz = "Pacific/Auckland"
        self.company.kpi_tz = "Pacific/Auckland"
        self.assertEqual(self.due("2026-01-13 10:00"), date(2025, 11, 30))
        self.assertEqual(self.due("2026-01-13 11:00"), date(2025, 12, 31))

    def test_never(self):
        self.from_the_beginning()
        self.company.kpi_closing_workday = 0
        self.assertIsNone(self.due("2026-01-20 12:00"))

    def test_not_before_the_month_of_the_installation_is_over(self):
        self.env.cr.execute("UPDATE res_company SET kpi_closing_from = '2026-01-20'")
        self.company.invalidate_recordset()
        self.assertIsNone(self.due("2026-01-31 12:00"))
        self.assertIsNone(self.due("2026-02-02 12:00"))
        self.assertEqual(self.due("2026-02-13 12:00"), date(2026, 1, 31))

    def test_a_reopened_month_stays_open_until_the_next_closing(self):
        self.from_the_beginning()
        self.close("2026-01-31", at="2026-02-16")
        self.reopen(at="2026-02-17")
        self.assertIsNone(self.due("2026-02-18"))
        self.assertIsNone(self.due("2026-03-02"))
        self.assertEqual(self.due("2026-03-16"), date(2026, 2, 28))
