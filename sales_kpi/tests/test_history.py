"""What happened before the addon came is rebuilt from what Odoo kept."""

from datetime import datetime, timedelta
from random import Random
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .common import SalesKpiCase
from .storm import Storm

REBUILD = "odoo.addons.sales_kpi.models.sales_kpi_journal_rebuild"
#: What tracking can tell; merged and deleted leads leave no trace in Odoo.
TOLD = ("assign", "move", "revalue", "convert", "win", "lose", "reopen", "archive")


@tagged("post_install", "-at_install")
class TestHistory(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.user("history_ann") | cls.user("history_ben")
        cls.teams = cls.team("North", cls.people[:1]) | cls.team(
            "South", cls.people[1:]
        )
        cls.stages = cls.env["crm.stage"].search([("team_ids", "=", False)])

    def _forget(self):
        """Make the database one that never saw ``sales_kpi``."""
        self.env.flush_all()
        for table in ("sales_kpi_journal", "sales_kpi_fact", "sales_kpi_dirty"):
            self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
        self.env["sales.kpi.journal"].invalidate_model()
        self.env["sales.kpi.fact"].invalidate_model()

    def _rebuild(self, at="2026-12-31"):
        with self.at(at):
            written = self.env["sales.kpi.journal"].rebuild_history()
            self.env["sales.kpi.fact"]._refresh_queue()
        return written

    def _facts(self, leads):
        """Every fact of some leads, the moment to the second."""
        return self.env.execute_query(
            SQL(
                """SELECT event, date_trunc('second', at), team_id, user_id, stage_id,
                          company_id, SUM(count), SUM(amount)::float8,
                          round(SUM(hours)::numeric, 2)
                     FROM sales_kpi_fact
                    WHERE source_ref = ANY(%s) AND source IN ('lead', 'pipeline')
                 GROUP BY 1, 2, 3, 4, 5, 6
                   HAVING SUM(count) <> 0 OR SUM(amount) <> 0
                 ORDER BY 1, 2, 3, 4, 5, 6""",
                leads.ids,
            )
        )

    def test_tracked_life_is_rebuilt_as_it_was_recorded(self):
        random = Random(5)
        storm = Storm(self.env, random, self.company, self.teams, self.people)
        storm.actions = tuple(getattr(storm, name) for name in TOLD)
        now = datetime.fromisoformat("2026-01-05 08:00")
        for number in range(70):
            now += timedelta(hours=random.randint(1, 30))
            with self.at(now):
                if number < 12:
                    storm.enter()
                else:
                    storm.act()
        self.refresh("2026-12-31")
        leads = self.env["crm.lead"].browse(storm.lead_ids)
        recorded = self._facts(leads)
        self.assertGreater(len(recorded), 60)
        self._forget()
        self._rebuild()
        rebuilt = self._facts(leads)
        self.maxDiff = None
        self.assertEqual(rebuilt, recorded)

    def test_a_second_rebuild_adds_nothing(self):
        with self.at("2026-01-05 09:00"):
            lead = self.lead(team_id=self.teams[0].id, expected_revenue=500)
        with self.at("2026-01-09 09:00"):
            lead.action_set_won()
        self._forget()
        self._rebuild()
        first = self._facts(lead)
        self._rebuild()
        self.assertEqual(self._facts(lead), first)
        self.assertVerified("2026-12-31")

    def test_live_rows_stay_and_history_ends_where_they_begin(self):
        with self.at("2026-01-05 09:00"):
            lead = self.lead(team_id=self.teams[0].id, user_id=self.people[0].id)
        with self.at("2026-01-07 09:00"):
            lead.user_id = self.people[1]
        self._forget()
        with self.at("2026-02-01 09:00"):
            lead.action_set_won()
        self._rebuild()
        rows = self.env["sales.kpi.journal"].search_read(
            [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)],
            ["kind", "origin", "user_id"],
            order="at, id",
        )
        self.assertEqual(
            [(row["kind"], row["origin"]) for row in rows],
            [("created", "history"), ("assigned", "history"), ("won", "live")],
        )
        self.assertEqual(
            [row["user_id"][0] for row in rows],
            [self.people[0].id, self.people[1].id, self.people[1].id],
        )
        self.assertEqual(self.counts("lead_won", "2026-01", "2026-02"), [0, 1])

    def test_without_tracking_the_dates_of_the_lead_count(self):
        quiet = {"tracking_disable": True}
        with self.at("2026-01-05 09:00"):
            lead = self.lead(expected_revenue=300).with_context(**quiet)
            lost = self.lead(expected_revenue=200).with_context(**quiet)
        with self.at("2026-03-05 09:00"):
            lead.action_set_won()
        with self.at("2026-02-05 09:00"):
            lost.action_set_lost()
        self._forget()
        self._rebuild()
        self.assertEqual(self.amounts("lead_won", "2026-02", "2026-03"), [0, 300])
        self.assertEqual(self.counts("lead_lost", "2026-02", "2026-03"), [1, 0])
        self.assertEqual(self.counts("lead_qualified", "2026-01"), [2])

    def test_german_labels_of_outcomes_are_understood(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"].search(
            [("name", "=", "crm"), ("state", "=", "installed")]
        )._update_translations(["de_DE"])
        with self.at("2026-01-05 09:00"):
            lead = self.lead(expected_revenue=300)
        with self.at("2026-02-05 09:00"):
            lead.with_context(lang="de_DE").action_set_won()
        with self.at("2026-03-05 09:00"):
            lead.with_context(lang="de_DE").stage_id = self.stages[0]
        self._forget()
        self._rebuild()
        self.assertEqual(
            self.counts("lead_won", "2026-01", "2026-02", "2026-03"), [0, 1, -1]
        )

    def test_messages_and_meetings_become_contacts(self):
        customer = self.partner(email="customer@example.com")
        ann = self.people[0]
        with self.at("2026-01-05 09:00"):
            lead = self.lead(user_id=ann.id, partner_id=customer.id, type="lead")
        with self.at("2026-01-05 11:00"):
            lead.with_user(ann).message_post(
                body="Hello",
                partner_ids=customer.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        with self.at("2026-01-06 10:00"):
            lead.message_post(
                body="Thanks", message_type="email", author_id=customer.id
            )
        with self.at("2026-01-07 10:00"):
            self.env["calendar.event"].with_user(ann).create(
                {
                    "name": "Meeting",
                    "start": "2026-01-20 10:00",
                    "stop": "2026-01-20 11:00",
                    "opportunity_id": lead.id,
                    "partner_ids": (customer | ann.partner_id).ids,
                }
            )
        self.refresh("2026-02-01")
        recorded = self._facts(lead)
        for event in ("lead_contacted", "lead_engaged", "first_meeting_held"):
            self.assertEqual(self.counts(event, "2026-01"), [1], event)
        self.assertEqual(self.facts("first_meeting", "2026-01").quantity, 2)
        self._forget()
        self._rebuild("2026-02-01")
        self.assertEqual(self._facts(lead), recorded)

    def test_a_large_crm_is_rebuilt_in_batches_that_can_stop_and_go_on(self):
        with self.at("2026-01-05 09:00"):
            leads = self.env["crm.lead"].concat(
                *(self.lead(expected_revenue=100 * number) for number in range(9))
            )
        with self.at("2026-01-09 09:00"):
            leads[::2].action_set_won()
        self.refresh("2026-02-01")
        recorded = self._facts(leads)
        self._forget()
        Journal = self.env["sales.kpi.journal"]
        with patch(f"{REBUILD}.AT_ONCE", 2), self.at("2026-02-01"):
            Journal.rebuild_history()
            self.assertEqual(Journal.search_count([("lead_id", "in", leads.ids)]), 0)
            with self.enter_registry_test_mode():
                self.env.ref("sales_kpi.ir_cron_history").method_direct_trigger()
        self.assertIsNone(Journal._progress())
        self.refresh("2026-02-01")
        self.assertEqual(self._facts(leads), recorded)
