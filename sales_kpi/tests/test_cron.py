import logging
from datetime import datetime
from unittest.mock import patch

import psycopg2.errors

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import SalesKpiCase

CRON_LOG = "odoo.addons.sales_kpi.models.sales_kpi_fact_cron"
REFRESH_LOG = "odoo.addons.sales_kpi.models.sales_kpi_fact_refresh"

SERIALIZATION_FAILURE = """
    DO $$ BEGIN RAISE EXCEPTION 'too slow' USING ERRCODE = '40001'; END $$
"""


@tagged("post_install", "-at_install")
class TestCron(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Fact = cls.env["sales.kpi.fact"]
        cls.refresh_everything()

    @classmethod
    def refresh_everything(cls):
        """What demo data left to do is none of these tests' business."""
        cls.env["sales.kpi.fact"]._refresh_queue()

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            done = self.env.ref(f"sales_kpi.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()
        self.assertIs(done, True)

    def waiting(self):
        self.env.cr.execute("SELECT source, ref, due FROM sales_kpi_dirty")
        return self.env.cr.fetchall()

    def test_refresh_works_off_the_queue(self):
        with self.at("2026-01-10"):
            leads = self.lead() | self.lead() | self.lead()
        with patch(f"{CRON_LOG}.CHUNK", 2):
            self.run_cron("refresh")
        self.assertEqual(self.counts("lead_created", "2026-01"), [len(leads)])
        self.assertEqual(self.waiting(), [])

    def test_refresh_with_nothing_to_do(self):
        self.run_cron("refresh")

    def test_refresh_repeats_after_a_serialization_failure(self):
        with self.at("2026-01-10"):
            self.lead()
        self.env.flush_all()
        calls = []
        refresh = type(self.Fact)._refresh_queue

        def collide(this, limit=None):
            calls.append(limit)
            if len(calls) == 1:
                this.env.cr.execute(SERIALIZATION_FAILURE, log_exceptions=False)
            return refresh(this, limit)

        with (
            patch.object(type(self.Fact), "_refresh_queue", collide),
            patch("odoo.service.model.time.sleep"),
            self.assertNoLogs("odoo", "WARNING"),
        ):
            self.run_cron("refresh")
        self.assertEqual(len(calls), 2)
        self.assertEqual(self.counts("lead_created", "2026-01"), [1])

    def test_refresh_gives_way_to_others(self):
        with self.at("2026-01-10"):
            self.lead()

        def collide(this, limit=None):
            this.env.cr.execute(SERIALIZATION_FAILURE, log_exceptions=False)

        with (
            patch.object(type(self.Fact), "_refresh_queue", collide),
            patch("odoo.service.model.time.sleep"),
            self.assertNoLogs("odoo", "WARNING"),
        ):
            self.run_cron("refresh")
        self.assertTrue(self.waiting())

    def break_lead(self, lead):
        """Make the facts of one lead fail, as a value out of range would."""
        source = type(self.env["sales.kpi.source.pipeline"])
        rows = source._rows

        def failing(this, refs, as_of):
            return SQL(
                "SELECT rows.* FROM (%s) AS rows WHERE 1 / (rows.ref - %s) IS NOT NULL",
                rows(this, refs, as_of),
                lead.id,
            )

        return patch.object(source, "_rows", failing)

    def test_a_failing_record_does_not_stop_the_others(self):
        with self.at("2026-01-10"):
            leads = self.lead() | self.lead() | self.lead() | self.lead()
        broken = leads[1]
        with self.break_lead(broken), self.assertLogs(REFRESH_LOG, "WARNING") as logs:
            self.run_cron("refresh")
        self.assertIn(str(broken.id), logs.output[0])
        self.assertEqual(self.counts("lead_created", "2026-01"), [4])
        self.assertEqual(self.counts("pipeline", "2026-01"), [3])
        [(source, ref, due)] = self.waiting()
        self.assertEqual((source, ref), ("pipeline", broken.id))
        self.assertGreater(due, datetime.now())  # noqa: DTZ005
        with self.break_lead(broken):
            [difference] = self.Fact._verify("pipeline", leads.ids)
        self.assertEqual(difference["source_ref"], broken.id)
        self.assertIn("division by zero", difference["error"])
        # repaired, it is computed when its turn comes
        self.env.cr.execute("UPDATE sales_kpi_dirty SET due = now() - interval '1h'")
        self.run_cron("refresh")
        self.assertEqual(self.counts("pipeline", "2026-01"), [4])

    def test_verify_queues_what_raw_sql_changed(self):
        with self.at("2026-01-10"):
            lead = self.lead(expected_revenue=100)
        self.refresh()
        self.env.cr.execute(
            "UPDATE sales_kpi_journal SET amount = 130 WHERE res_id = %s", [lead.id]
        )
        self.env.cr.execute(
            "DELETE FROM sales_kpi_fact WHERE source = 'lead' AND source_ref = %s",
            [lead.id],
        )
        with self.assertLogs(CRON_LOG, logging.INFO) as logs:
            self.run_cron("verify")
        self.assertIn("2 differ", logs.output[-1])
        self.assertEqual(
            sorted(row[:2] for row in self.waiting()),
            [("lead", lead.id), ("pipeline", lead.id)],
        )
        self.assertVerified()
        self.assertEqual(self.amounts("pipeline", "2026-01"), [130])

    def test_verify_goes_on_where_it_stopped(self):
        with self.at("2026-01-10"):
            leads = self.lead() | self.lead() | self.lead() | self.lead()
        self.refresh()
        self.env.cr.execute(
            "DELETE FROM sales_kpi_fact WHERE source = 'lead' AND source_ref = ANY(%s)",
            [leads.ids],
        )
        seen = []
        requeue = type(self.Fact)._requeue

        def remember(this, name, refs):
            seen.extend((name, ref) for ref in refs)
            return requeue(this, name, refs)

        with (
            patch(f"{CRON_LOG}.CHUNK", 1),
            patch.object(type(self.Fact), "_requeue", remember),
            # out of time after every chunk
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 0
            ),
            patch.object(self.env.cr, "commit", lambda: None),
        ):
            self.Fact._cron_verify()
            self.assertEqual(len(seen), 1)
            while self.Fact._verify_position() != (None, 0):
                self.Fact._cron_verify()
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual({("lead", ref) for ref in leads.ids}, set(seen))
        self.assertVerified()

    def test_verify_sweeps_orphans(self):
        owner = self.user("kpi_orphan")
        with self.at("2026-01-10"):
            lead = self.lead(user_id=owner.id)
        self.refresh()
        gone = 2_000_000_000
        self.env.cr.execute(
            "UPDATE sales_kpi_fact SET user_id = %s WHERE lead_id = %s",
            [gone, lead.id],
        )
        self.env.cr.execute(
            "UPDATE sales_kpi_journal SET user_id = %s WHERE lead_id = %s",
            [gone, lead.id],
        )
        self.run_cron("verify")
        self.assertEqual(self.counts("lead_created", "2026-01"), [1])
        self.assertEqual(self.facts("lead_created", "2026-01", user_id=False).count, 1)
        self.assertVerified()

    def test_verify_locks_nothing_and_leaves_no_position(self):
        self.run_cron("verify")
        self.assertEqual(self.Fact._verify_position(), (None, 0))
        self.assertEqual(self.waiting(), [])

    def test_closing_closes_the_month_before(self):
        self.env.cr.execute("UPDATE res_company SET kpi_closing_from = '2000-01-01'")
        others = self.env["res.company"].search([("id", "!=", self.company.id)])
        others.kpi_closing_workday = 0
        with self.at("2026-01-10"):
            self.lead()
        with self.at("2026-02-16"):
            self.run_cron("close")
        self.assertEqual(str(self.company.kpi_locked_until), "2026-01-31")
        self.assertFalse(any(others.mapped("kpi_locked_until")))
        facts = self.Fact.search([("company_id", "=", self.company.id)])
        self.assertTrue(facts)
        self.assertTrue(all(facts.mapped("locked")))
        with self.at("2026-02-17"):
            self.run_cron("close")
        # several months were missed
        with self.at("2026-06-01"):
            self.run_cron("close")
        self.assertEqual(str(self.company.kpi_locked_until), "2026-04-30")

    def test_closing_of_one_company_does_not_stop_the_others(self):
        self.env.cr.execute("UPDATE res_company SET kpi_closing_from = '2000-01-01'")
        close = type(self.company)._kpi_close_until
        other = self.env["res.company"].create({"name": "Broken KPI company"})
        self.env.cr.execute("UPDATE res_company SET kpi_closing_from = '2000-01-01'")

        def fail(this, day, reason=""):
            if this == other:
                raise psycopg2.errors.DivisionByZero
            return close(this, day, reason)

        with (
            self.at("2026-02-16"),
            patch.object(type(self.company), "_kpi_close_until", fail),
            mute_logger("odoo.addons.sales_kpi.models.res_company_closing"),
        ):
            self.run_cron("close")
        self.assertEqual(str(self.company.kpi_locked_until), "2026-01-31")
        self.assertFalse(other.kpi_locked_until)
