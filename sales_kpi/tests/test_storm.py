"""Whatever happens to leads in whatever order: the facts are right afterwards."""

from datetime import datetime, timedelta
from random import Random

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import SalesKpiCase
from .storm import Storm


class StormCase(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.user("storm_ann") | cls.user("storm_ben") | cls.user("storm_c")
        cls.teams = cls.team("North", cls.people[:2]) | cls.team(
            "South", cls.people[2:]
        )
        country = cls.env.ref("base.de")
        cls.territories = cls.env["crm.territory"].create(
            [
                {
                    "name": name,
                    "company_id": cls.company.id,
                    "area_ids": [Command.create({"country_id": country.id})],
                }
                for name in ("One", "Two")
            ]
        )

    def _weather(self, seed, actions):
        """Act at random moments of some weeks, with refreshes in between."""
        random = Random(seed)
        storm = Storm(self.env, random, self.company, self.teams, self.people)
        now = datetime.fromisoformat("2026-01-05 08:00")
        for _number in range(actions):
            now += timedelta(minutes=random.randint(0, 900))
            with self.at(now):
                storm.act()
            if random.random() < 0.15:
                self.refresh(now)
        self.assertVerified(now + timedelta(days=30))
        self._assert_stock_is_where_the_leads_are(storm)
        return storm

    def _assert_stock_is_where_the_leads_are(self, storm):
        leads = self.env["crm.lead"].browse(storm.lead_ids).exists()
        for territory in self.territories:
            here = leads.filtered(
                lambda lead, territory=territory: (
                    lead.territory_id == territory
                    and lead.active
                    and lead.won_status == "pending"
                    and not lead.is_parked
                    and not lead.kpi_excluded
                )
            )
            [(count,)] = self.env.execute_query(
                SQL(
                    """SELECT COALESCE(SUM(count), 0) FROM sales_kpi_fact
                        WHERE event = 'pipeline' AND territory_id = %s
                          AND lead_id = ANY(%s)""",
                    territory.id,
                    leads.ids,
                )
            )
            self.assertEqual(count, len(here))

    def _assert_stock_is_what_is_open(self, storm):
        """The pipeline facts add up to the open leads themselves."""
        leads = self.env["crm.lead"].browse(storm.lead_ids).exists()
        is_open = leads.filtered(
            lambda lead: (
                lead.active
                and lead.won_status == "pending"
                and not lead.is_parked
                and not lead.kpi_excluded
            )
        )
        for person in (*self.people, self.env["res.users"]):
            owned = is_open.filtered(lambda lead, person=person: lead.user_id == person)
            stock = self._sums("pipeline", person, leads)
            self.assertEqual(stock[0], len(owned))
            self.assertAlmostEqual(stock[1], sum(owned.mapped("expected_revenue")))

    def _sums(self, event, person, leads):
        [row] = self.env.execute_query(
            SQL(
                """SELECT COALESCE(SUM(fact.count), 0), COALESCE(SUM(fact.amount), 0)
                     FROM sales_kpi_fact fact
                    WHERE fact.event = %s AND fact.user_id IS NOT DISTINCT FROM %s
                      AND fact.lead_id = ANY(%s)""",
                event,
                person.id or None,
                leads.ids,
            )
        )
        return float(row[0]), float(row[1])

    def _assert_wins_are_those_that_stand(self, storm):
        leads = self.env["crm.lead"].browse(storm.lead_ids).exists()
        won = leads.filtered(
            lambda lead: lead.won_status == "won" and not lead.kpi_excluded
        )
        [(count,)] = self.env.execute_query(
            SQL(
                """SELECT COALESCE(SUM(count), 0) FROM sales_kpi_fact
                    WHERE event = 'lead_won' AND lead_id = ANY(%s)
                      AND source_ref = lead_id""",
                leads.ids,
            )
        )
        self.assertEqual(count, len(won))

    def _assert_parkings_are_those_that_stand(self, storm):
        leads = self.env["crm.lead"].browse(storm.lead_ids).exists()
        parked = leads.filtered(lambda lead: lead.is_parked and not lead.kpi_excluded)
        [(count,)] = self.env.execute_query(
            SQL(
                """SELECT COALESCE(SUM(count), 0) FROM sales_kpi_fact
                    WHERE event IN ('lead_parked', 'lead_parked_early')
                      AND lead_id = ANY(%s) AND source_ref = lead_id""",
                leads.ids,
            )
        )
        self.assertEqual(count, len(parked))


@tagged("post_install", "-at_install")
class TestStorm(StormCase):
    def test_storm(self):
        for seed in (1, 2):
            storm = self._weather(seed, 80)
            self._assert_stock_is_what_is_open(storm)
            self._assert_wins_are_those_that_stand(storm)
            self._assert_parkings_are_those_that_stand(storm)

    def test_rebuild_changes_nothing(self):
        self._weather(3, 60)
        before = self._all_facts()
        with self.at("2026-06-01"):
            self.env["sales.kpi.fact"].rebuild()
        self.assertEqual(self._all_facts(), before)

    def _all_facts(self):
        return self.env.execute_query(
            SQL(
                """SELECT source, source_ref, event, date, team_id, user_id, stage_id,
                          lead_id, count, amount, round(hours::numeric, 6), reversed
                     FROM sales_kpi_fact
                    WHERE company_id = %s
                 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11""",
                self.company.id,
            )
        )


@tagged("post_install", "-at_install", "-standard", "sales_kpi_full")
class TestLongStorm(StormCase):
    def test_long_storm(self):
        for seed in range(10, 15):
            storm = self._weather(seed, 150)
            self._assert_stock_is_what_is_open(storm)
            self._assert_wins_are_those_that_stand(storm)
            self._assert_parkings_are_those_that_stand(storm)
