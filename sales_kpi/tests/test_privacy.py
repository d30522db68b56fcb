"""Decision 33 over every door: whose figures, from whom, by which way."""

from itertools import combinations

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .privacy_case import JANUARY, NOW, PrivacyCase

PERSONAL = "untouched_leads"
RESULT = "new_leads"


@tagged("post_install", "-at_install")
class TestPrivacy(PrivacyCase):
    def of(self, *teams):
        return [("team_id", "in", [team.id for team in teams])]

    def test_everybody_sees_himself(self):
        self.assertEqual(self.figure(self.anna), 1)
        self.assertEqual(self.figure(self.anna, self.of(self.north)), 1)
        self.assertEqual(self.figure(self.anna, self.person(self.anna)), 1)
        self.assertEqual(
            {
                group: value
                for group, value in self.figures(self.anna, groupby="user_id").items()
                if value is not None
            },
            {self.anna.id: 1},
        )

    def test_nobody_sees_another_person(self):
        for user in (self.sam, self.lea, self.boss):
            self.assertIsNone(self.figure(user, self.person(self.anna)))
            self.assertIsNone(self.figure(user, self.person(self.anna, user)))
            found = self.figures(user, groupby="user_id")
            self.assertFalse({g: v for g, v in found.items() if v and g != user.id})
            for days in (JANUARY, ("2026-01-05", "2026-01-05")):
                with self.subTest(user=user.login, days=days):
                    self.assertIsNone(
                        self.figure(user, [("user_id", "!=", user.id)], days=days)
                    )

    def test_a_leader_sees_the_own_large_team(self):
        self.assertEqual(self.figure(self.lea, self.of(self.north)), 5)
        self.assertIsNone(self.figure(self.lea, self.of(self.east)))
        self.assertIsNone(self.figure(self.lea, self.of(self.south)))
        self.assertIsNone(self.figure(self.lea, self.of(self.north, self.south)))
        self.assertIsNone(self.figure(self.lea))
        found = self.figures(self.lea, groupby="team_id")
        self.assertEqual({g: v for g, v in found.items() if v}, {self.north.id: 5})

    def test_a_leader_of_large_teams_sees_them_together(self):
        self.south.user_id = False
        self.assertEqual(self.figure(self.lea), 5)
        self.east.user_id = self.lea
        self.assertEqual(self.figure(self.lea), 10)

    def test_a_manager_sees_companies_and_large_teams(self):
        self.assertEqual(self.figure(self.boss), 10)
        self.assertEqual(self.figure(self.boss, self.of(self.north, self.east)), 10)
        self.assertIsNone(self.figure(self.boss, self.of(self.south)))
        self.assertEqual(
            {g: v for g, v in self.figures(self.boss, groupby="team_id").items() if v},
            {self.north.id: 5, self.east.id: 5},
        )
        self.assertEqual(
            self.figures(self.boss, groupby="company_id"), {self.company.id: 10}
        )

    def test_what_large_teams_leave_over_is_not_a_difference(self):
        self.works(self.sam, self.south)
        self.assertIsNone(self.figure(self.boss))
        self.assertEqual(self.figure(self.boss, self.of(self.north)), 5)
        self.assertNotIn(None, self.figures(self.boss, groupby="team_id"))

    def test_who_has_no_team_is_not_a_difference(self):
        self.works(self.boss, self.env["crm.team"])
        self.assertIsNone(self.figure(self.boss))

    def test_five_people_in_small_teams_are_enough(self):
        for number in range(4):
            other = self.user(f"kpi_other_{number}")
            self.team(f"Small {number}", other)
        self.works(self.sam, self.south)
        self.assertEqual(self.figure(self.boss), 11)

    def test_other_cuts_have_no_value(self):
        partner, source = self.partner(), self.env["utm.source"].create({"name": "S"})
        cuts = [
            [("team_id", "!=", self.north.id)],
            [("team_id", "not in", self.north.ids)],
            [("team_id", "=", False)],
            [("team_id", "in", [False, self.north.id])],
            ["!", ("team_id", "=", self.north.id)],
            ["|", ("team_id", "=", self.north.id), ("team_id", "=", False)],
            [("team_id", "ilike", "o")],
            [("customer_id", "=", partner.id)],
            [("customer_id", "!=", partner.id)],
            [("source_id", "=", source.id)],
            [("source_id", "=", False)],
            [("stage_id", "!=", False)],
            ["!", "&", ("team_id", "=", self.north.id), ("source_id", "=", source.id)],
        ]
        for domain in cuts:
            with self.subTest(domain=domain):
                self.assertIsNone(self.figure(self.boss, domain))
        for groupby in ("customer_id", "source_id", "stage_id", "country_id"):
            found = self.figures(self.boss, groupby=groupby)
            self.assertFalse(any(found.values()), groupby)

    def test_days_and_weeks_have_no_value(self):
        for days in (
            ("2026-01-05", "2026-01-05"),
            ("2026-01-01", "2026-01-30"),
            ("2026-01-02", "2026-01-31"),
            ("2025-12-30", "2026-01-06"),
        ):
            self.assertIsNone(self.figure(self.boss, days=days))
            self.assertEqual(self.figure(self.anna, days=("2026-01-05", days[1])), 1)
        self.assertEqual(self.figure(self.boss, days=("2026-01-01", "2026-12-31")), 10)

    def test_cases_mature_by_whole_months(self):
        kpi = self.env["sales.kpi"].search([("code", "=", "contacts")])
        for user, days, value in (
            (self.boss, 40, 0),  # till 11 January
            (self.anna, 40, 1),
            (self.boss, 20, 10),  # till 31 January
            (self.boss, 48, 0),
            (self.anna, 48, 0),
        ):
            kpi.cohort_days = days
            self.assertEqual(self.figure(user), value, (user.login, days))

    def test_no_difference_of_two_answers_is_about_fewer_than_five(self):
        self.works(self.sam, self.south)
        self.works(self.boss, self.env["crm.team"])
        teams = (self.north, self.east, self.south)
        cuts = [[]] + [
            self.of(*chosen)
            for size in (1, 2, 3)
            for chosen in combinations(teams, size)
        ]
        for user in (self.boss, self.lea):
            shown = [self.figure(user, cut) for cut in cuts]
            known = [value for value in shown if value is not None]
            self.assertTrue(known)
            for one, other in combinations(known, 2):
                self.assertIn(abs(one - other), (0, 5, 10))

    def test_with_an_agreement_the_record_rules_decide(self):
        self.show_persons()
        self.assertEqual(self.figure(self.boss, self.person(self.anna)), 1)
        self.assertEqual(self.figure(self.boss, days=("2026-01-05", "2026-01-05")), 10)
        self.assertEqual(self.figure(self.lea, self.person(self.anna)), 1)
        self.assertEqual(self.figure(self.lea), 5)
        self.assertEqual(self.figure(self.sam, self.person(self.anna)), 0)

    def test_results_are_not_touched(self):
        self.assertEqual(self.figure(self.lea, self.person(self.anna), code=RESULT), 1)
        self.assertEqual(self.figure(self.boss, code=RESULT), 10)

    def test_the_company_of_a_shared_team_is_no_cut(self):
        other = self.env["res.company"].create({"name": "Other KPI company"})
        self.north.company_id = False
        self.boss.company_ids += other
        kpis = self.env_of(self.boss)["sales.kpi"].with_context(
            allowed_company_ids=[other.id, self.company.id]
        )
        with self.at(NOW):
            for domain in (self.of(self.north), [("company_id", "=", other.id)]):
                [row] = kpis.evaluate(["contacts"], *JANUARY, domain=domain)["rows"]
                self.assertIsNone(row["values"]["contacts"]["value"])

    def test_dashboard_shows_what_evaluate_says(self):
        self.env["sales.kpi"].search([("code", "!=", "contacts")]).active = False
        days = {"period": "custom", "date_from": JANUARY[0], "date_to": JANUARY[1]}
        for user, scope, value in (
            (self.boss, [], 10),
            (self.boss, [["team_id", self.north.id]], 5),
            (self.boss, [["team_id", self.south.id]], None),
            (self.boss, [["user_id", self.anna.id]], None),
            (self.lea, [], None),
            (self.anna, [], 1),
        ):
            with self.at(NOW), self.subTest(user=user.login, scope=scope):
                kpis = self.env_of(user)["sales.kpi"]
                [tile] = kpis.dashboard_data({**days, "scope": scope})["tiles"]
                self.assertEqual(tile["value"], value)
                if value is None:
                    self.assertIn("at least five", tile["hint"])
                    self.assertFalse(any(tile["trend"]) or any(tile["trend_n"]))

    def test_preview_says_no_more_than_evaluate(self):
        def january(user):
            with self.at(NOW):
                months = self.env_of(user)["sales.kpi"].preview_formula(
                    "lead_contacted.count", months=2
                )["months"]
            return months[0]["value"]

        self.assertEqual(january(self.boss), 10)
        self.assertEqual(january(self.anna), 1)
        self.assertIsNone(january(self.lea))

    def test_rows_of_facts_are_the_own_ones(self):
        for user in (self.boss, self.lea, self.anna, self.sam):
            for model in ("sales.kpi.fact", "sales.kpi.report"):
                for context in (
                    {},
                    {"sales_kpi_own": False},
                    {"sales_kpi_events": ["lead_contacted"]},
                    {"sales_kpi_groupby": [], "sales_kpi_mine": True},
                ):
                    facts = self.env_of(user)[model].with_context(**context)
                    domain = [("event", "=like", "lead_contacted%")]
                    found = facts.search(domain).sudo()
                    self.assertEqual(
                        found.user_id, user if user == self.anna else user.browse()
                    )
                    self.assertEqual(len(found), len(found.user_id))
                    groups = facts._read_group(domain, ["team_id"], ["count:sum"])
                    self.assertEqual(len(groups), 1 if user == self.anna else 0)

    def test_the_analysis_shows_the_own_figures(self):
        measures = [f"{PERSONAL}:avg"]
        for user in (self.boss, self.lea, self.anna):
            report = self.env_of(user)["sales.kpi.report"]
            for groupby in ([], ["team_id"], ["date:day"], ["user_id", "team_id"]):
                for domain in ([], self.of(self.north), self.person(self.sam)):
                    with self.subTest(user=user.login, by=groupby, domain=domain):
                        rows = report._read_group(domain, groupby, measures)
                        mine = user == self.anna and domain != self.person(self.sam)
                        for row in rows:
                            own = mine and (
                                "user_id" not in groupby or row[0] == self.anna
                            )
                            self.assertEqual(row[-1] is False, not own, row)
        total, people = self.env_of(self.boss)[
            "sales.kpi.report"
        ].formatted_read_grouping_sets([], [[], ["user_id"]], measures)
        self.assertFalse(any(row[measures[0]] for row in total + people))

    def test_the_list_behind_a_figure_holds_own_facts_only(self):
        domain = self.env["sales.kpi"]._facts_domain(PERSONAL)
        for user in (self.boss, self.lea):
            facts = self.env_of(user)["sales.kpi.report"].search(domain)
            self.assertEqual(set(facts.mapped("event")), {"lead_cohort"})
            with self.assertRaises(AccessError):
                hidden = self.env["sales.kpi.fact"].search(
                    [("event", "=", "lead_contacted")], limit=1
                )
                hidden.with_user(user).action_open_origin()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_has_no_sales_role_sees_nothing(self):
        self.north.user_id = self.plain
        for user in (self.plain, self.portal):
            kpis = self.env_of(user)["sales.kpi"]
            for call in (
                lambda kpis=kpis: kpis.evaluate(["contacts"], *JANUARY),
                lambda kpis=kpis: kpis.evaluate([PERSONAL], *JANUARY, None, "team_id"),
                lambda kpis=kpis: kpis.dashboard_data(),
                lambda kpis=kpis: kpis.preview_formula("lead_contacted.count"),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_the_public_half_keeps_company_and_team_only(self):
        event = self.env["sales.kpi.fact"].search([("event", "=", "lead_contacted")])
        fact = event[:1]
        self.assertTrue(fact.team_id)
        for name in ("user_id", "customer_id", "source_id", "stage_id", "lead_id"):
            self.assertFalse(any(event.mapped(name)), name)
