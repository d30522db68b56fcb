"""Whoever asks from wherever: a fact has one date and one amount (T2, T3, T6)."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestFactDates(SalesKpiCase):
    company_tz = "Europe/Berlin"

    def dates(self, event="lead_won"):
        self.refresh("2026-12-31 12:00")
        facts = self.env["sales.kpi.fact"].search(
            [("event", "=", event), ("company_id", "=", self.company.id)],
            order="at, id",
        )
        return [str(fact.date) for fact in facts]

    def win_at(self, moment, user=None, **context):
        env = self.env(user=user, context={**self.env.context, **context})
        with self.at("2025-12-01 12:00"):
            lead = self.lead(user_id=user and user.id)
        with self.at(moment):
            lead.with_env(env).action_set_won()

    def test_late_evening_belongs_to_the_local_day(self):
        """Won on 31 January at 23:30 UTC: in Berlin it is February."""
        self.win_at("2026-01-31 23:30")
        self.win_at("2026-01-31 22:30")
        self.assertEqual(self.dates(), ["2026-01-31", "2026-02-01"])
        self.assertEqual(self.counts("lead_won", "2026-01", "2026-02"), [1, 1])
        self.assertVerified("2026-12-31 12:00")

    def test_the_time_zone_of_who_works_or_refreshes_does_not_matter(self):
        found = set()
        for zone in (False, "UTC", "Europe/Berlin", "Pacific/Auckland"):
            name = (zone or "none").split("/")[-1].lower()
            user = self.user(f"kpi_{name}", tz=zone)
            self.win_at("2026-01-31 23:30", user, tz=zone)
            refreshed = self.env["sales.kpi.fact"].with_user(user).with_context(tz=zone)
            with self.at("2026-02-01 08:00"):
                refreshed.refresh()
            facts = self.env["sales.kpi.fact"].search(
                [("event", "=", "lead_won"), ("user_id", "=", user.id)]
            )
            found |= {(str(fact.date), str(fact.at)) for fact in facts}
        self.assertEqual(found, {("2026-02-01", "2026-01-31 23:30:00")})

    def test_days_of_the_clock_change_count_once(self):
        # 29 March begins at 23:00 UTC and ends at 22:00, 25 October the other way
        moments = {
            "2026-03-28 22:59:59": "2026-03-28",
            "2026-03-28 23:00:00": "2026-03-29",
            "2026-03-29 00:59:59": "2026-03-29",
            "2026-03-29 01:00:00": "2026-03-29",
            "2026-03-29 21:59:59": "2026-03-29",
            "2026-03-29 22:00:00": "2026-03-30",
            "2026-10-24 22:00:00": "2026-10-25",
            "2026-10-25 00:30:00": "2026-10-25",
            "2026-10-25 01:30:00": "2026-10-25",
            "2026-10-25 22:59:59": "2026-10-25",
            "2026-10-25 23:00:00": "2026-10-26",
        }
        for moment in moments:
            self.win_at(moment)
        self.assertEqual(self.dates(), list(moments.values()))
        self.assertEqual(self.counts("lead_won", "2026-03", "2026-10"), [6, 5])

    def test_first_and_last_moment_of_a_month(self):
        for moment in ("2026-01-31 22:59:59", "2026-01-31 23:00:00"):
            self.win_at(moment)
        self.assertEqual(self.dates(), ["2026-01-31", "2026-02-01"])
        self.assertEqual(self.counts("lead_won", "2026-01", "2026-02"), [1, 1])

    def test_each_company_has_its_own_day(self):
        auckland = self.env["res.company"].create({"name": "Auckland KPI company"})
        auckland.kpi_tz = "Pacific/Auckland"
        with self.at("2026-01-31 11:30"):  # 00:30 on 1 February in Auckland
            self.lead()
            self.lead(company_id=auckland.id)
        self.refresh("2026-02-10")
        self.assertEqual(self.counts("lead_created", "2026-01", "2026-02"), [1, 0])
        self.assertEqual(
            self.counts("lead_created", "2026-01", "2026-02", company_id=auckland),
            [0, 1],
        )

    def test_hours_over_the_clock_change(self):
        """From Friday 16:30 to Monday 09:15, local time, an hour is missing."""
        with self.at("2026-03-27 15:30"):
            lead = self.lead(expected_revenue=1)
        with self.at("2026-03-30 07:15"):
            lead.action_set_won()
        self.refresh("2026-03-31")
        won = self.facts("lead_won")
        # Odoo's own week: 8 to 12 and 13 to 17
        self.assertEqual((won.hours, won.work_hours), (63.75, 1.75))


@tagged("post_install", "-at_install")
class TestFactMoney(SalesKpiCase):
    def setUp(self):
        super().setUp()
        self.swiss = self.env["res.company"].create(
            {"name": "Swiss KPI company", "currency_id": self.env.ref("base.CHF").id}
        )
        self.env.user.company_ids = [Command.link(self.swiss.id)]

    def test_amounts_are_in_the_currency_of_their_company(self):
        with self.at("2026-01-10"):
            euro = self.lead(expected_revenue=100)
            franc = self.lead(company_id=self.swiss.id, expected_revenue=70)
        with self.at("2026-01-20"):
            (euro | franc).action_set_won()
        self.refresh()
        self.assertEqual(self.amounts("lead_won", "2026-01"), [100])
        self.assertEqual(
            self.amounts("lead_won", "2026-01", company_id=self.swiss), [70]
        )
        # a new rate does not change what happened
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.CHF").id,
                "company_id": self.company.id,
                "name": "2026-01-15",
                "rate": 2,
            }
        )
        self.assertVerified()
        self.assertEqual(
            self.amounts("lead_won", "2026-01", company_id=self.swiss), [70]
        )

    def test_a_lead_without_company_belongs_to_its_owner_else_the_main_company(self):
        main = self.env["res.company"].search([], order="id", limit=1)
        team = self.env["crm.team"].create({"name": "Shared", "company_id": False})
        seller = self.user("kpi_seller")
        before = self.facts("lead_created", company_id=main).count
        with self.at("2026-01-10"):
            leads = self.lead(company_id=False, team_id=team.id, user_id=seller.id)
            leads |= self.lead(company_id=False, team_id=team.id)
        self.assertFalse(leads.company_id)
        self.assertVerified()
        self.assertEqual(self.facts("lead_created").count, 1)
        self.assertEqual(self.facts("lead_created", company_id=main).count, before + 1)
