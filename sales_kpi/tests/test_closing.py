from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .closing_case import ClosingCase


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
