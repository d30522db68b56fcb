from collections import Counter
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import BaseCase, TransactionCase, tagged

from ..demo import demo_words as words
from ..demo.demo_clock import is_closed
from ..demo.demo_plan import Plan
from ..demo.sales_kpi_demo import company_name

#: Days on which the demo data may be installed: New Year, leap day, ends of months,
#: weekends, the quiet weeks.
DAYS = (
    datetime(2026, 1, 1, 0, 5),
    datetime(2026, 5, 31, 23, 59),
    datetime(2026, 8, 15, 12),
    datetime(2026, 11, 21, 21),
    datetime(2026, 12, 31, 9),
    datetime(2027, 3, 1, 7),
    datetime(2028, 2, 29, 18),
)


class TestDemoPlan(BaseCase):
    """The same story on whatever day it is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plans = {day: Plan(day) for day in DAYS}
        cls.stories = {day: plan.steps() for day, plan in cls.plans.items()}

    def test_same_day_same_story(self):
        self.assertEqual(repr(Plan(DAYS[0]).steps()), repr(self.stories[DAYS[0]]))

    def test_story_ends_today(self):
        """Two years, in the order of time, up to the last working day."""
        for day, steps in self.stories.items():
            begin = (day - relativedelta(months=24)).date().replace(day=1)
            self.assertEqual(steps, sorted(steps), day)
            self.assertEqual(steps[0].at.date().replace(day=1), begin)
            self.assertLess(steps[-1].at, day)
            idle = timedelta(days=12 if (day.month, day.day) == (1, 1) else 9)
            self.assertGreater(steps[-1].at, day - idle)

    def test_nobody_works_on_closed_days(self):
        for day, steps in self.stories.items():
            closed = {step.at.date() for step in steps if is_closed(step.at.date())}
            self.assertEqual(closed, set(), day)

    def test_cases_begin_once(self):
        """With an enquiry, or with an order of who asks no more."""
        for day, steps in self.stories.items():
            begun = Counter(s.case for s in steps if s.act in ("create", "order"))
            self.assertEqual(set(begun.values()), {1}, day)
            first = {step.case: step.act for step in reversed(steps)}
            self.assertEqual(set(first.values()), {"create", "order"}, day)

    def test_everything_happens(self):
        """Repeated, excluded, lost, reopened and won leads, cancelled meetings."""
        for day, steps in self.stories.items():
            acts = Counter(step.act for step in steps)
            rare = {act: acts[act] for act in ("repeat", "exclude", "cancel_meeting")}
            self.assertGreaterEqual(min(rare.values()), 2, (day, rare))
            self.assertGreaterEqual(acts["reopen"], 5, day)
            self.assertGreater(acts["lose"], acts["win"], day)
            self.assertGreater(acts["win"], 60, day)

    def test_some_leads_are_stale(self):
        """Open, and untouched for four months."""
        for day, steps in self.stories.items():
            last = {step.case: step for step in steps}
            stale = [
                step
                for step in last.values()
                if step.act not in ("win", "lose", "order", "exclude")
                and step.at < day - timedelta(days=120)
            ]
            self.assertGreaterEqual(len(stale), 10, day)

    def test_seasons(self):
        """Spring and autumn are strong, August and Christmas are quiet."""
        for day, steps in self.stories.items():
            enquiries = Counter(s.at.month for s in steps if s.act == "create")
            mean = enquiries.total() / 12
            fairs = [enquiries[month] for month in (3, 4, 9, 10)]
            self.assertGreater(sum(fairs) / 4, 1.05 * mean, day)
            self.assertLess(enquiries[8], 0.8 * mean, day)
            self.assertLess(enquiries[12], mean, day)

    def test_fairs_bring_many_leads_and_few_customers(self):
        for day, steps in self.stories.items():
            origin = {s.case: s.data["origin"] for s in steps if s.act == "create"}
            leads = Counter(origin.values())
            wins = Counter(origin[step.case] for step in steps if step.act == "win")
            self.assertGreater(leads["fair"], leads["referral"], day)
            self.assertLess(wins["fair"], wins["referral"], day)

    def test_service_grows_fastest(self):
        for day, steps in self.stories.items():
            year_ago = day - timedelta(days=365)
            asked = [step for step in steps if step.act == "create"]
            before = Counter(s.data["need"] for s in asked if s.at < year_ago)
            since = Counter(s.data["need"] for s in asked if s.at >= year_ago)
            growth = {need: since[need] / before[need] for need in before}
            self.assertEqual(max(growth, key=growth.get), "service", (day, growth))

    def test_every_customer_has_a_name_of_its_own(self):
        most = max(plan.customers for plan in self.plans.values())
        self.assertEqual(len({company_name(number) for number in range(most)}), most)
        self.assertLess(most, len(words.STEMS) * len(words.TRADES))


@tagged("post_install", "-at_install", "-standard", "sales_kpi_demo")
class TestDemoData(TransactionCase):
    """What a visitor of the demo database sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.manager = cls.env.ref("sales_kpi.res_users_maria_demo")
        cls.today = cls.env["sales.kpi"]._today()
        cls.year_begins = cls.today.replace(day=1) - relativedelta(months=11)

    def kpis(self, user):
        return (
            self.env["sales.kpi"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
        )

    def figures(self, codes, first, last, team=None):
        """The values of the manager for some months, of a team if it is given."""
        domain = team and [("team_id", "=", self.env.ref(f"sales_kpi.{team}").id)]
        [row] = self.kpis(self.manager).evaluate(
            codes, first.isoformat(), last.isoformat(), domain=domain
        )["rows"]
        return {code: cell["value"] for code, cell in row["values"].items()}

    def facts(self, event):
        return self.env["sales.kpi.fact"].search_count([("event", "=", event)])

    def test_no_kpi_is_empty(self):
        """Every active KPI has a value for the last twelve months, future ones too."""
        codes = self.env["sales.kpi"].search([]).mapped("code")
        figures = self.figures(codes, self.year_begins, self.today)
        self.assertEqual([code for code in codes if figures[code] is None], [])

    def test_every_tile_has_a_trend(self):
        data = self.kpis(self.manager).dashboard_data({"period": "last_12_months"})
        for tile in data["tiles"]:
            known = [value for value in tile["trend"] if value is not None]
            self.assertGreaterEqual(len(known), 9, tile["code"])
            self.assertGreater(len(set(known)), 5, tile["code"])

    def test_salesperson_sees_own_figures(self):
        ben = self.env.ref("sales_kpi.res_users_ben_demo")
        data = self.kpis(ben).dashboard_data({"period": "last_12_months"})
        empty = [tile["code"] for tile in data["tiles"] if tile["value"] is None]
        self.assertEqual(empty, [])

    def test_leader_sees_the_large_team(self):
        anna = self.env.ref("sales_kpi.res_users_anna_demo")
        team = self.env.ref("sales_kpi.crm_team_mid_market_demo")
        data = self.kpis(anna).dashboard_data(
            {"period": "last_12_months", "scope": [["team_id", team.id]]}
        )
        empty = [tile["code"] for tile in data["tiles"] if tile["value"] is None]
        self.assertEqual(empty, [])

    def test_story_of_the_shared_duty(self):
        """The mid-market answers in half the time, and wins more; key accounts do not."""
        codes = ["response_time_median", "win_rate"]
        before = self.year_begins - relativedelta(years=1)
        end = self.year_begins - timedelta(days=1)
        team = "crm_team_mid_market_demo"
        then = self.figures(codes, before, end, team)
        now = self.figures(codes, self.year_begins, self.today, team)
        slower, faster = then["response_time_median"], now["response_time_median"]
        self.assertLess(faster, 0.7 * slower)
        self.assertGreater(now["win_rate"], then["win_rate"])

    def test_figures_are_plausible(self):
        codes = ["win_rate", "sales_cycle_median", "response_time", "hit_rate"]
        figures = self.figures(codes, self.year_begins, self.today)
        ranges = {
            "win_rate": (0.2, 0.55),
            "sales_cycle_median": (14, 90),
            "response_time": (0.5, 8),
            "hit_rate": (0.1, 0.5),
        }
        for code, (low, high) in ranges.items():
            self.assertTrue(low < figures[code] < high, (code, figures[code]))

    def test_second_currency_at_the_rate_of_the_day(self):
        orders = self.env["sale.order"].search(
            [
                ("currency_id", "!=", self.company.currency_id.id),
                ("pricelist_id.company_id", "=", self.company.id),
                ("state", "=", "sale"),
            ]
        )
        self.assertGreater(len(orders), 5)
        self.assertGreater(len(set(orders.mapped("currency_rate"))), 3)
        confirmed = self.env["sales.kpi.fact"].search(
            [("event", "=", "order_confirmed"), ("order_id", "in", orders.ids)]
        )
        amounts = Counter()
        for fact in confirmed:
            amounts[fact.order_id] += fact.amount
        for order in orders:
            own = order.currency_id._convert(
                order.amount_untaxed,
                self.company.currency_id,
                self.company,
                order.date_order.date(),
                round=False,
            )
            self.assertAlmostEqual(amounts[order], own, 2)

    def test_leads_of_every_fate(self):
        kinds = Counter(
            dict(
                self.env["sales.kpi.journal"]._read_group(
                    [("res_model", "=", "crm.lead")], ["kind"], ["__count"]
                )
            )
        )
        for kind in ("lost", "reopened", "merged", "disqualified", "won"):
            self.assertGreaterEqual(kinds[kind], 2, kind)
        merged = self.env["sales.kpi.journal"].search([("kind", "=", "merged")])
        months = {at.strftime("%Y-%m") for at in merged.mapped("at")}
        self.assertGreater(len(months), 2, "merged then, not at the installation")
        Lead = self.env["crm.lead"].with_context(active_test=False)
        self.assertTrue(Lead.search_count([("kpi_excluded", "=", True)]))
        self.assertTrue(Lead.search_count([("user_id", "=", False)]))
        long_ago = self.today - timedelta(days=120)
        stale = [
            ("won_status", "=", "pending"),
            ("active", "=", True),
            ("team_id.company_id", "=", self.company.id),
            ("date_last_stage_update", "<", long_ago),
        ]
        self.assertGreaterEqual(Lead.search_count(stale), 10)

    def test_customers_leave_and_return(self):
        for event in ("customer_won", "customer_lost", "customer_returned"):
            self.assertTrue(self.facts(event), event)

    def test_facts_are_what_a_rebuild_would_write(self):
        self.env["sales.kpi.fact"]._refresh_queue()
        self.assertEqual(self.env["sales.kpi.fact"]._verify(), [])

    def test_second_load_adds_nothing(self):
        Lead = self.env["crm.lead"].with_context(active_test=False)
        before = Lead.search_count([])
        self.env["sales.kpi.demo"]._generate()
        self.assertEqual(Lead.search_count([]), before)
