from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SalesKpiCase

MANAGER = "base.group_user,sales_kpi.group_manager"


class ClosingCase(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Fact = cls.env["sales.kpi.fact"]
        cls.manager = cls.user("kpi_closer", groups=MANAGER)

    def close(self, day, at):
        with self.at(at):
            self.company._kpi_close_until(date.fromisoformat(day))

    def reopen(self, at, day=None):
        with self.at(at):
            self.company.with_user(self.manager).action_kpi_reopen("Late bill", day)

    def won_lead(self, created, won, amount):
        with self.at(created):
            lead = self.lead(expected_revenue=amount)
        with self.at(won):
            lead.action_set_won()
        return lead

    def raise_win(self, lead, amount):
        """Correct the amount of a win in the journal, as a rebuilt history would."""
        self.env.cr.execute(
            "UPDATE sales_kpi_journal SET amount = %s "
            "WHERE res_model = 'crm.lead' AND res_id = %s",
            [amount, lead.id],
        )
        self.env["crm.lead"]._kpi_mark(lead.ids)

    def stored(self, event):
        """(date, amount, count, locked, correction) of the facts of an event."""
        facts = self.Fact.search(
            [("company_id", "=", self.company.id), ("event", "=", event)],
            order="date, id",
        )
        return [(str(f.date), f.amount, f.count, f.locked, f.correction) for f in facts]


@tagged("post_install", "-at_install")
class TestClosing(ClosingCase):
    def test_late_change_is_a_correction_on_the_first_open_day(self):
        lead = self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-01-31", at="2026-02-16")
        self.assertEqual(self.stored("lead_won"), [("2026-01-20", 100, 1, True, False)])
        with self.at("2026-02-17"):
            self.raise_win(lead, 130)
        self.assertVerified("2026-02-17")
        self.assertEqual(
            self.stored("lead_won"),
            [
                ("2026-01-20", 100, 1, True, False),
                ("2026-02-01", 30, 0, False, True),
            ],
        )
        self.assertEqual(self.amounts("lead_won", "2026-01", "2026-02"), [100, 30])
        # and back again: nothing remains
        with self.at("2026-02-18"):
            self.raise_win(lead, 100)
        self.assertVerified("2026-02-18")
        self.assertEqual(len(self.stored("lead_won")), 1)

    def test_closing_computes_what_waits_first(self):
        self.won_lead("2026-01-05", "2026-01-20", 100)
        self.assertEqual(self.stored("lead_won"), [])
        self.close("2026-01-31", at="2026-02-16")
        self.assertEqual(self.stored("lead_won"), [("2026-01-20", 100, 1, True, False)])

    def test_closing_again_locks_the_correction(self):
        lead = self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-01-31", at="2026-02-16")
        with self.at("2026-02-17"):
            self.raise_win(lead, 130)
        self.close("2026-02-28", at="2026-03-16")
        self.assertVerified("2026-03-16")
        self.assertEqual(self.stored("lead_won")[1], ("2026-02-01", 30, 0, True, True))
        with self.at("2026-03-17"):
            self.raise_win(lead, 150)
        self.assertVerified("2026-03-17")
        self.assertEqual(
            self.stored("lead_won"),
            [
                ("2026-01-20", 100, 1, True, False),
                ("2026-02-01", 30, 0, True, True),
                ("2026-03-01", 20, 0, False, True),
            ],
        )

    def test_reopening_restores_what_a_rebuild_says(self):
        lead = self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-01-31", at="2026-02-16")
        with self.at("2026-02-17"):
            self.raise_win(lead, 130)
        self.refresh("2026-02-17")
        self.reopen(at="2026-02-18")
        self.assertEqual(self.company.kpi_locked_until, date(2025, 12, 31))
        self.assertVerified("2026-02-18")
        self.assertEqual(
            self.stored("lead_won"), [("2026-01-20", 130, 1, False, False)]
        )

    def test_reopening_one_of_two_months(self):
        lead = self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-01-31", at="2026-02-16")
        with self.at("2026-02-17"):
            self.raise_win(lead, 130)
        self.close("2026-02-28", at="2026-03-16")
        self.reopen(at="2026-03-17")
        self.assertEqual(self.company.kpi_locked_until, date(2026, 1, 31))
        self.assertVerified("2026-03-17")
        self.assertEqual(
            self.stored("lead_won"),
            [
                ("2026-01-20", 100, 1, True, False),
                ("2026-02-01", 30, 0, False, True),
            ],
        )

    def test_movements_that_cancel_out_come_back_when_reopened(self):
        """A lead imported into closed time, won within it: no stock, no correction."""
        self.close("2026-02-28", at="2026-03-16")
        self.won_lead("2026-01-05", "2026-02-20", 100)
        self.assertVerified("2026-03-17")
        self.assertEqual(self.stored("pipeline"), [])
        self.assertEqual(self.stored("lead_won"), [("2026-03-01", 100, 1, False, True)])
        self.reopen(at="2026-03-18", day="2025-12-31")
        self.assertVerified("2026-03-18")
        self.assertEqual(
            self.stored("pipeline"),
            [
                ("2026-01-05", 100, 1, False, False),
                ("2026-02-20", -100, -1, False, False),
            ],
        )

    def test_move_within_closed_time_is_no_correction(self):
        lead = self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-02-28", at="2026-03-16")
        self.env.cr.execute(
            "UPDATE sales_kpi_journal SET at = '2026-02-10' "
            "WHERE res_id = %s AND kind = 'won'",
            [lead.id],
        )
        self.env["crm.lead"]._kpi_mark(lead.ids)
        self.assertVerified("2026-03-17")
        won = self.stored("lead_won")
        # the hours of the sales cycle differ, its count and amount do not
        self.assertEqual(
            won,
            [
                ("2026-01-20", 100, 1, True, False),
                ("2026-03-01", 0, 0, False, True),
            ],
        )

    def test_reversal_after_closing_leaves_the_month_alone(self):
        lead = self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-01-31", at="2026-02-16")
        with self.at("2026-02-20"):
            lead.write({"stage_id": self.env["crm.stage"].search([], limit=1).id})
        self.assertVerified("2026-02-21")
        self.assertEqual(self.amounts("lead_won", "2026-01", "2026-02"), [100, -100])
        self.assertFalse(any(fact[4] for fact in self.stored("lead_won")))

    def test_deleted_or_merged_lead_stays_in_closed_time(self):
        one = self.won_lead("2026-01-05", "2026-01-20", 100)
        two = self.won_lead("2026-01-06", "2026-01-21", 50)
        with self.at("2026-01-22"):
            three = self.lead()
            four = self.lead()
        self.close("2026-01-31", at="2026-02-16")
        before = self.stored("lead_created")
        with self.at("2026-02-17"):
            one.unlink()
            (three | four).merge_opportunity()
        self.assertVerified("2026-02-18")
        self.assertEqual(self.stored("lead_created"), before)
        self.assertEqual(self.amounts("lead_won", "2026-01", "2026-02"), [150, 0])
        self.assertTrue(two.exists())

    def test_not_a_real_lead_is_corrected(self):
        lead = self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-01-31", at="2026-02-16")
        with self.at("2026-02-17"):
            lead.kpi_excluded = True
        self.assertVerified("2026-02-17")
        self.assertEqual(self.amounts("lead_won", "2026-01", "2026-02"), [100, -100])

    def test_other_companies_stay_open(self):
        other = self.env["res.company"].create({"name": "Open KPI company"})
        lead = self.won_lead("2026-01-05", "2026-01-20", 100)
        with self.at("2026-01-06"):
            foreign = self.lead(company_id=other.id)
        self.close("2026-01-31", at="2026-02-16")
        self.assertVerified("2026-02-16")
        found = self.Fact.search(
            [("event", "=", "lead_created"), ("lead_id", "in", (lead | foreign).ids)]
        )
        self.assertEqual(
            {(fact.company_id, fact.locked) for fact in found},
            {(self.company, True), (other, False)},
        )

    def test_lead_that_moves_to_another_company(self):
        other = self.env["res.company"].create({"name": "Open KPI company"})
        with self.at("2026-01-05"):
            lead = self.lead(expected_revenue=100)
        self.close("2026-01-31", at="2026-02-16")
        self.env.cr.execute(
            "UPDATE sales_kpi_journal SET company_id = %s WHERE res_id = %s",
            [other.id, lead.id],
        )
        self.env["crm.lead"]._kpi_mark(lead.ids)
        self.assertVerified("2026-02-17")
        self.assertEqual(self.counts("lead_created", "2026-01", "2026-02"), [1, -1])
        self.assertEqual(
            self.facts("lead_created", "2026-01", company_id=other).count, 1
        )

    def test_today_cannot_be_closed(self):
        with self.assertRaises(UserError):
            self.close("2026-02-16", at="2026-02-16 10:00")
        self.assertFalse(self.company.kpi_locked_until)

    def test_closing_twice_changes_nothing(self):
        self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-01-31", at="2026-02-16")
        self.close("2026-01-31", at="2026-02-17")
        self.close("2025-12-31", at="2026-02-17")
        self.assertEqual(self.company.kpi_locked_until, date(2026, 1, 31))
        log = self.env["sales.kpi.log"].search([("company_id", "=", self.company.id)])
        self.assertEqual(log.mapped("action"), ["closed"])

    def test_only_closing_moves_the_day(self):
        with self.assertRaises(UserError):
            self.company.kpi_locked_until = "2026-01-31"
        with self.assertRaises(UserError):
            self.env["res.company"].create(
                {"name": "New", "kpi_locked_until": "2026-01-31"}
            )

    def test_rebuild_keeps_closed_time(self):
        self.won_lead("2026-01-05", "2026-01-20", 100)
        self.close("2026-01-31", at="2026-02-16")
        ids = self.Fact.search([("company_id", "=", self.company.id)]).ids
        with self.at("2026-02-17"):
            self.Fact.rebuild()
            self.assertEqual(self.Fact._verify(), [])
        self.assertEqual(
            self.Fact.search([("company_id", "=", self.company.id)]).ids, ids
        )


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
