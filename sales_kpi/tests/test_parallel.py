"""Many connections at once, real transactions: no fact is lost or doubled."""

import threading
import time
from random import Random
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from .storm import Storm


class ParallelCase(TransactionCase):
    """Commits, and therefore cleans up by itself."""

    def setUp(self):
        super().setUp()
        self._commit(lambda env: env["sales.kpi.fact"]._refresh_queue())
        self.before = self._commit(self._last_ids)
        self.company_id, self.team_ids, self.user_ids = self._commit(self._prepare)
        self.addCleanup(self._commit, self._clean)

    def _commit(self, work):
        """Run ``work(env)`` in a transaction of its own."""
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, self._context()))

    def _context(self):
        return {"tracking_disable": True, "no_reset_password": True}

    def _last_ids(self, env):
        """What was there before: later journal rows and facts are ours."""
        return env.execute_query(
            SQL(
                """SELECT COALESCE((SELECT MAX(id) FROM sales_kpi_journal), 0),
                          COALESCE((SELECT MAX(id) FROM sales_kpi_fact), 0)"""
            )
        )[0]

    def _prepare(self, env):
        company = env.ref("base.main_company")
        teams = env["crm.team"].create(
            [{"name": name, "company_id": company.id} for name in ("Kpi A", "Kpi B")]
        )
        users = env["res.users"].create(
            [
                {
                    "name": login,
                    "login": login,
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                }
                for login in ("kpi_parallel_a", "kpi_parallel_b")
            ]
        )
        return company.id, teams.ids, users.ids

    def _clean(self, env):
        """Delete what was committed, the journal of the deleted leads included."""
        orders = env["sale.order"].search([("client_order_ref", "=", "Storm")])
        orders.write({"state": "cancel"})
        orders.unlink()
        leads = env["crm.lead"].with_context(active_test=False)
        env["calendar.event"].search([("name", "=", "Storm")]).unlink()
        leads.search([("name", "=", "Storm")]).unlink()
        env["crm.team"].browse(self.team_ids).unlink()
        env["res.users"].browse(self.user_ids).unlink()
        env.flush_all()
        journal, fact = self.before
        env.cr.execute(SQL("DELETE FROM sales_kpi_journal WHERE id > %s", journal))
        env.cr.execute(SQL("DELETE FROM sales_kpi_fact WHERE id > %s", fact))
        env.cr.execute("DELETE FROM sales_kpi_dirty")

    def _worker(self, errors, work):
        """A thread that repeats what fails to serialize, as Odoo does for requests."""

        def run():
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, self._context())
                    retrying(lambda: work(env), env)
            except Exception as error:  # noqa: BLE001 - told by the main thread
                # who gave up after five tries, as a request does, changed nothing
                if not isinstance(error, SerializationFailure):
                    errors.append(error)

        return threading.Thread(target=run, daemon=True)

    def _run(self, *works):
        errors = []
        threads = [self._worker(errors, work) for work in works]
        # the main thread holds the registry's lock while tests run
        with (
            patch.object(Registry, "_lock", DummyRLock()),
            patch("odoo.service.model.random.uniform", lambda low, high: 0.01),
            mute_logger("odoo.sql_db", "odoo.service.model"),
        ):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
        return errors

    def _assert_right(self):
        self._commit(lambda env: env["sales.kpi.fact"]._refresh_queue())
        differences = self._commit(lambda env: env["sales.kpi.fact"]._verify())
        self.assertEqual(differences, [])

    def _create_leads(self, env, number):
        return (
            env["crm.lead"]
            .create(
                [
                    {
                        "name": "Storm",
                        "type": "opportunity",
                        "company_id": self.company_id,
                        "team_id": self.team_ids[0],
                        "expected_revenue": 100,
                    }
                    for _number in range(number)
                ]
            )
            .ids
        )

    def _count(self, event):
        [(count,)] = self._commit(
            lambda env: env.execute_query(
                SQL(
                    """SELECT COALESCE(SUM(count), 0) FROM sales_kpi_fact
                        WHERE event = %s AND team_id = ANY(%s)""",
                    event,
                    self.team_ids,
                )
            )
        )
        return count


@tagged("post_install", "-at_install")
class TestParallel(ParallelCase):
    def test_late_commit_is_not_lost(self):
        """What a long transaction wrote comes with the refresh after its commit."""
        written, refreshed = threading.Event(), threading.Event()

        def slow(env):
            self._create_leads(env, 3)
            env.flush_all()
            written.set()
            refreshed.wait(30)

        def fast(env):
            written.wait(30)
            self._create_leads(env, 2)

        def refresh(env):
            written.wait(30)
            time.sleep(0.2)
            env["sales.kpi.fact"]._refresh_queue()
            refreshed.set()

        self.assertEqual(self._run(slow, fast, refresh), [])
        self._assert_right()
        self.assertEqual(self._count("lead_created"), 5)

    def test_two_refreshes_of_one_lead_leave_one_set_of_facts(self):
        self._commit(lambda env: self._create_leads(env, 20))
        barrier, met = threading.Barrier(2), set()

        def refresh(env):
            env.cr.execute("SELECT COUNT(*) FROM sales_kpi_dirty")
            if threading.get_ident() not in met:
                met.add(threading.get_ident())
                barrier.wait(30)
            env["sales.kpi.fact"]._refresh_queue()

        self.assertEqual(self._run(refresh, refresh), [])
        self.assertEqual(self._count("lead_created"), 20)
        self._assert_right()

    def test_parallel_storm(self):
        self._parallel_storm(people=3, actions=12)

    def _parallel_storm(self, people, actions):
        lead_ids = self._commit(lambda env: self._create_leads(env, 12))
        works = []
        for seed in range(people):

            def person(env, seed=seed):
                random = Random(seed)
                for _number in range(actions):
                    storm = Storm(
                        env,
                        random,
                        env["res.company"].browse(self.company_id),
                        env["crm.team"].browse(self.team_ids),
                        env["res.users"].browse(self.user_ids),
                        lead_ids,
                    )
                    retrying(storm.act, env)

            works.append(person)

        def refresher(env):
            for _number in range(actions):
                retrying(env["sales.kpi.fact"]._refresh_queue, env)

        errors = self._run(*works, refresher, refresher)
        self.assertEqual(errors, [])
        self._assert_right()


@tagged("post_install", "-at_install", "-standard", "sales_kpi_full")
class TestManyParallel(ParallelCase):
    def test_many_parallel(self):
        TestParallel._parallel_storm(self, people=8, actions=60)
