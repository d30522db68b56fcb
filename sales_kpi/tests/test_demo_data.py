from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import TransactionCase, tagged

from ..demo.demo_story import SILENT_DAYS

COVERAGE = ["pipeline_coverage", "pipeline_coverage_total"]
#: Whom the running targets are for.
TARGET_SCOPES = {"company", "customer", "team", "user"}


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
        codes = self.env["sales.kpi"].search([("code", "not in", COVERAGE)])
        codes = codes.mapped("code")
        figures = self.figures(codes, self.year_begins, self.today)
        self.assertEqual([code for code in codes if figures[code] is None], [])

    def test_pipeline_covers_a_target(self):
        """Coverage is that of a target, so it has a value for the days of one."""
        target = self.env["sales.kpi.target"].search(
            [
                ("kpi_id.code", "=", "won_value"),
                ("scope", "=", "team"),
                ("state", "=", "active"),
            ],
            limit=1,
        )
        [row] = self.kpis(self.manager).evaluate(
            COVERAGE,
            target.date_from.isoformat(),
            target.date_to.isoformat(),
            domain=[("team_id", "=", target.team_id.id)],
        )["rows"]
        values = {code: cell["value"] for code, cell in row["values"].items()}
        self.assertGreater(values["pipeline_coverage_total"], 0)
        self.assertGreater(values["pipeline_coverage"], 0)

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

    def test_milestones_are_reached_with_evidence(self):
        """Five milestones, each fewer times than the one before; some are skipped."""
        team = self.env.ref("sales_kpi.crm_team_mid_market_demo")
        counts = [
            self.env["sales.kpi.journal"].search_count(
                [("milestone_id", "=", stage.id)]
            )
            for stage in team._milestones()
        ]
        self.assertEqual(len(counts), 5)
        self.assertEqual(counts, sorted(counts, reverse=True))
        self.assertGreater(counts[-1], 40)
        rows = self.env["sales.kpi.journal"].search([("kind", "=", "milestone")])
        self.assertTrue(rows.filtered("is_implied"))
        self.assertTrue(rows.filtered("is_back_dated"))
        self.assertGreater(len({at.strftime("%Y-%m") for at in rows.mapped("at")}), 20)
        evidence = self.env["crm.lead.milestone"].search([("is_implied", "=", False)])
        kinds = set(evidence.evidence_type_id.mapped("code"))
        self.assertEqual(kinds, {"note", "email", "meeting", "order"})
        bare = evidence.filtered(lambda one: not one.evidence_type_id)
        self.assertFalse(bare)

    def test_board_knows_what_is_needed(self):
        """As the manager sees it: a need, an inflow and a light for each milestone."""
        team = self.env.ref("sales_kpi.crm_team_mid_market_demo")
        board = team.with_user(self.manager).get_milestone_board()
        self.assertIsNone(board["problem"])
        for row in board["milestones"]:
            self.assertGreater(row["needed"], 0, row["stage"])
            self.assertIn(row["status"], ("green", "amber", "red"), row["stage"])

    def test_dead_horses_are_parked_and_come_back(self):
        Lead = self.env["crm.lead"]
        parked = Lead.search([("is_parked", "=", True)])
        self.assertGreaterEqual(len(parked), 10)
        for lead in parked:
            self.assertGreaterEqual(
                lead.date_parked - (lead.date_last_customer_action or lead.create_date),
                timedelta(days=SILENT_DAYS),
                lead.name,
            )
        self.assertTrue(parked.filtered("is_parked_initially"))
        self.assertTrue(Lead.search_count([("date_revived", "!=", False)]))

    def test_forecasts_of_the_past_are_known(self):
        """Months that are over, with Odoo's forecast and a judgement beside ours."""
        starts = self.env["sales.kpi.forecast"].search(
            [("is_start", "=", True), ("is_final", "=", True), ("team_id", "=", False)]
        )
        self.assertGreaterEqual(len(starts), 18)
        recent = starts.sorted("month")[-6:]
        self.assertTrue(all(recent.mapped("expected_value")))
        self.assertTrue(all(recent.mapped("manager_value")))
        self.assertTrue(any(recent.mapped("classic_value")))

    def test_targets_in_every_state(self):
        targets = self.env["sales.kpi.target"].search([])
        states = {"draft", "proposed", "accepted", "active", "reached", "missed"}
        self.assertEqual(set(targets.mapped("state")), states | {"cancelled"})
        active = targets.filtered(lambda target: target.state == "active")
        every = {"on_track", "at_risk", "off_track"}
        self.assertEqual(set(active.mapped("status")), every)
        self.assertTrue(targets.filtered("decline_reason"))
        self.assertEqual(set(active.mapped("scope")), TARGET_SCOPES)
        self.assertIn("down", active.mapped("direction"))
        self.assertIn("percent", active.mapped("unit"))

    def test_partners_sell(self):
        """Offers of two years with every answer, and some that wait for one now."""
        offers = self.env["crm.lead.offer"].search([])
        self.assertGreater(len(offers), 120)
        states = Counter(offers.mapped("state"))
        self.assertEqual(
            set(states),
            {"offered", "accepted", "declined", "expired", "taken", "withdrawn"},
        )
        now = self.env.cr.now()
        for offer in offers:
            moments = (offer.date_offered, offer.date_accepted, offer.date_closed)
            known = [at for at in moments if at]
            self.assertEqual(known, sorted(known), offer.display_name)
            self.assertLessEqual(max(known), now, offer.display_name)
            is_over = offer.date_expires and offer.date_expires <= now
            self.assertFalse(offer.state == "offered" and is_over)
        self.assertTrue(offers.filtered("date_reclaimed"))
        self.assertTrue(offers.filtered("is_feedback_overdue"))
        self.assertTrue(any(offers.mapped("customer_rating")))
        partner = self.env.ref("sales_kpi.res_partner_nordwerk_demo")
        mine = offers.filtered(lambda offer: offer.partner_id == partner)
        self.assertTrue(mine.filtered(lambda offer: offer.state == "offered"))
        self.assertTrue(mine.filtered(lambda offer: offer.feedback_status == "won"))
        self.assertTrue(mine.filtered("is_feedback_overdue"))
        open_leads = self.env["crm.lead"].search(
            [*self.env["crm.lead"]._held_by(partner)]
        )
        self.assertGreaterEqual(len(open_leads), 2)

    def test_partners_of_every_kind(self):
        """Who reports too little is blocked, and looks at leads that he would get."""
        partners = self.env["res.partner"].search([("is_sales_partner", "=", True)])
        self.assertEqual(len(partners), 8)
        blocked = self.env.ref("sales_kpi.res_partner_neckar_demo")
        self.assertEqual(blocked.feedback_state, "blocked")
        free = (partners - blocked).mapped("feedback_state")
        self.assertEqual(set(free), {"free"})
        absences = self.env["res.partner.absence"]
        absent = absences._on(partners, self.today)
        away = self.env.ref("sales_kpi.res_partner_tirol_demo")
        self.assertEqual(set(absent), set(away.ids))
        waiting = self.env["crm.lead"].search([("routing_state", "=", "offering")])
        teasers = waiting._teaser_partners(blocked)
        self.assertTrue(any(teasers.values()))
        materials = self.env["sales.kpi.material"].search([])
        self.assertGreater(max(len(one.version_ids) for one in materials), 1)
        self.assertTrue(materials.filtered("lead_id"))
        self.assertTrue(any(materials.mapped("download_count")))

    def test_facts_are_what_a_rebuild_would_write(self):
        self.env["sales.kpi.fact"]._refresh_queue()
        self.assertEqual(self.env["sales.kpi.fact"]._verify(), [])

    def test_second_load_adds_nothing(self):
        Lead = self.env["crm.lead"].with_context(active_test=False)
        before = Lead.search_count([])
        self.env["sales.kpi.demo"]._generate()
        self.assertEqual(Lead.search_count([]), before)
