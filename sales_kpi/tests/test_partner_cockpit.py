"""The partner manager's cockpit: the engine's figures, each with its list."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .cockpit_case import COCKPIT, MARCH, CockpitCase


@tagged("post_install", "-at_install")
class TestPartnerCockpit(CockpitCase):
    def test_who_may_see_it(self):
        for login, groups in (
            ("cockpit_seller", "sales_team.group_sale_salesman"),
            ("cockpit_marketing", "base.group_user,sales_kpi.group_marketing"),
            ("cockpit_portal", "base.group_portal"),
        ):
            person = self.user(login, groups)
            for method in ("cockpit_data", "cockpit_answers", "cockpit_forecast"):
                with self.subTest(login=login, method=method):
                    self.assertRaises(AccessError, self.asked_by, person, method)
            self.assertRaises(AccessError, self.asked_by, person, "open_offers", "open")
            self.assertRaises(
                AccessError, self.asked_by, person, "lead_outflow", self.a.id
            )
            self.assertRaises(
                AccessError, self.asked_by, person, "open_sold", "sell_out", None, None
            )
        self.assertTrue(self.data(user=self.leader)["partners"])

    def test_figures_are_those_of_the_engine(self):
        """Per partner and in total what evaluate says, for two periods."""
        self.picked(self.a, at="2026-03-02 09:30")
        self.picked(self.b, at="2026-03-02 11:00")
        late = self.picked(self.a, at="2026-03-03 10:00", offered="2026-03-03 09:00")
        with self.at("2026-03-03 10:45"):
            late._mark_contacted(self.a, "reached")
        data = self.data()
        codes = [column["code"] for column in data["columns"]]
        kpis = self.env["sales.kpi"].with_user(self.manager).with_company(self.company)
        with self.at("2026-03-31 12:00"):
            by_partner, total = (
                kpis.evaluate(
                    codes,
                    "2026-03-01",
                    "2026-03-31",
                    groupby=groupby,
                    domain=[("company_id", "=", self.company.id)],
                )["rows"]
                for groupby in ("sales_partner_id", None)
            )
        expected = {
            row["group"][0]: row["values"] for row in by_partner if row["group"]
        }
        expected[None] = total[0]["values"]
        for key, values in expected.items():
            cells = (
                self.row(data, self.env["res.partner"].browse(key))["values"]
                if key
                else data["total"]
            )
            for code in codes:
                with self.subTest(partner=key, code=code):
                    self.assertEqual(cells[code]["value"], values[code]["value"])
                    self.assertEqual(cells[code]["n"], values[code]["n"])
        self.assertIn(self.a.id, expected)

    def test_acceptance_beside_its_limit(self):
        """A accepts after half an hour, B after two: one hour is good."""
        self.picked(self.a, at="2026-03-02 09:30")
        self.picked(self.b, at="2026-03-02 11:00")
        data = self.data()
        cells = [
            self.row(data, partner)["values"]["acceptance_time_own"]
            for partner in (self.a, self.b, self.c)
        ]
        self.assertEqual([cell["value"] for cell in cells], [0.5, 2.0, None])
        self.assertEqual([cell["status"] for cell in cells], ["good", "bad", None])

    def test_what_became_of_offers(self):
        """A accepted one and was too late for one; B lost one and declined one."""
        self.picked(self.a)
        lead = self.offered("2026-03-03 09:00")
        with self.at("2026-03-03 10:00"):
            self.offer(lead, self.b).sudo()._decline(self.b, self.reason)
        self.run_scheduler("2026-03-03 13:05")
        data = self.data()
        self.assertEqual(
            self.row(data, self.a)["picks"],
            {"accepted": 1, "declined": 0, "expired": 1, "taken": 0},
        )
        self.assertEqual(
            self.row(data, self.b)["picks"],
            {"accepted": 0, "declined": 1, "expired": 0, "taken": 1},
        )

    def test_the_present_does_not_depend_on_the_period(self):
        """Two leads with A since 2 March: no call, no report, no word for 14 days."""
        offers = self.picked(self.a) + self.picked(self.a)
        last_year = {"period": "last_year"}
        row = self.row(self.data(last_year), self.a)
        self.assertEqual(
            row["now"],
            {"open": 2, "contact_overdue": 2, "feedback_overdue": 2, "silent": 2},
        )
        for key in row["now"]:
            action = self.asked_by(
                self.manager, "open_offers", key, self.a.id, last_year
            )
            found = self.env[action["res_model"]].with_user(self.manager)
            with self.subTest(key=key), self.at("2026-03-31 12:00"):
                self.assertEqual(found.search(action["domain"]), offers)
        with self.assertRaises(UserError):
            self.asked_by(self.manager, "open_offers", "secrets")

    def test_what_needs_the_manager_comes_first(self):
        self.picked(self.a)
        self.b.write({"sales_blocked": True, "sales_blocked_reason": "No reports"})
        blocked, late = self.data()["attention"]
        self.assertEqual(blocked["partner"], [self.b.id, self.b.display_name])
        self.assertEqual([worry["key"] for worry in blocked["worries"]], ["blocked"])
        self.assertEqual(late["partner"], [self.a.id, self.a.display_name])
        self.assertEqual(
            [(worry["key"], worry["text"]) for worry in late["worries"][:3]],
            [
                ("silent", "Silent leads: 1"),
                ("contact_overdue", "First contact overdue: 1"),
                ("feedback_overdue", "Feedback overdue: 1"),
            ],
        )

    def test_where_the_leads_of_a_partner_went(self):
        """B lost one to A and declined one after an hour that nobody has yet."""
        self.picked(self.a)
        lead = self.offered("2026-03-03 09:00", name="Small pump")
        with self.at("2026-03-03 10:00"):
            self.offer(lead, self.b).sudo()._decline(self.b, self.reason)
        found = self.asked_by(self.manager, "lead_outflow", self.b.id, MARCH)
        self.assertEqual(
            (found["total"], found["declined"], found["decline_hours"]), (2, 1, 1.0)
        )
        self.assertEqual(
            found["takers"],
            [
                {"partner": [self.a.id, self.a.display_name], "count": 1},
                {"partner": None, "count": 1},
            ],
        )
        self.assertEqual(found["rows"][0]["lead"], "Small pump")
        offers = self.env["crm.lead.offer"].with_user(self.manager)
        self.assertEqual(len(offers.search(found["offers"]["domain"])), 2)
        with self.assertRaises(UserError):
            self.asked_by(self.manager, "lead_outflow", 2**30)

    def test_limited_to_a_team_or_territory(self):
        self.picked(self.a)
        other = self.team("North", partner_routing="manual", offers_per_wave=2)
        for team, opened in ((self.south, 1), (other, 0)):
            row = self.row(self.data({"scope": [["team_id", team.id]]}), self.a)
            with self.subTest(team=team.name):
                self.assertEqual(row["now"]["open"], opened)
                self.assertEqual(row["picks"]["accepted"], opened)
        for scope in ([["user_id", self.leader.id]], "nonsense", [["team_id"]]):
            with self.subTest(scope=scope), self.assertRaises(ValidationError):
                self.data({"scope": scope})

    def test_partners_of_other_companies_are_not_shown(self):
        foreign = self.env["res.company"].create({"name": "Other"})
        self.d.company_id = foreign
        ids = [row["id"] for row in self.data()["partners"]]
        self.assertIn(self.a.id, ids)
        self.assertNotIn(self.d.id, ids)

    def test_as_many_queries_for_many_partners(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.data()
            return self.env.cr.sql_log_count - before

        self.picked(self.a)
        queries()  # what is cached on first use
        few = queries()
        more = self.env["res.partner"].create(
            [
                {
                    "name": f"Partner {number}",
                    "is_company": True,
                    "is_sales_partner": True,
                }
                for number in range(40)
            ]
        )
        for partner in more[:3]:
            lead = self.offered("2026-03-04 09:00")
            with self.at("2026-03-04 10:00"):
                lead.action_hand_over(partner)
        queries()
        self.assertLessEqual(queries(), few + 2)

    def test_a_figure_that_turned_bad_is_told_without_asking_again(self):
        used = self.env["sales.kpi"].search([("code", "=", "contact_time")])
        bad = {
            "value": 3.0,
            "n": 20,
            "is_few": False,
            "before": 0.5,
            "change": {"value": 5.0, "kind": "relative", "verdict": "worse"},
            "status": "bad",
        }
        rows = [
            {
                "id": number,
                "name": f"Partner {number}",
                "state": {"key": "free", "text": "Takes leads", "reason": None},
                "now": self.env[COCKPIT]._nothing(),
                "values": {"contact_time": bad},
            }
            for number in range(40)
        ]
        self.env[COCKPIT]._attention(used, rows[:1])  # what is cached on first use
        with self.assertQueryCount(0):
            found = self.env[COCKPIT]._attention(used, rows)
        [worry] = found[0]["worries"]
        self.assertEqual(worry["key"], "contact_time")
        self.assertIn("3 h, before 0.5 h", worry["text"])
        self.assertLess(len(found), len(rows))


@tagged("post_install", "-at_install")
class TestPartnerCockpitActions(CockpitCase):
    def test_pause_and_end_of_the_pause(self):
        partner = self.a.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Tell why"):
            partner.action_pause_partner("  ")
        partner.action_pause_partner("Holidays")
        state = self.row(self.data(), self.a)["state"]
        self.assertEqual((state["key"], state["reason"]), ("paused", "Holidays"))
        self.assertIn("Holidays", self.a.message_ids[0].body)
        partner.action_resume_partner()
        self.assertEqual(self.row(self.data(), self.a)["state"]["key"], "free")

    def test_lift_a_block(self):
        self.a.write({"sales_blocked": True, "sales_blocked_reason": "Price war"})
        partner = self.a.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Tell why"):
            partner.action_unblock_partner()
        partner.action_unblock_partner("We talked")
        self.assertFalse(self.a.sales_blocked)
        self.assertIn("We talked", self.a.message_ids[0].body)

    def test_remind_of_what_is_late_only(self):
        offer = self.picked(self.a, at="2026-03-02 09:30")
        partner = self.a.with_user(self.manager).with_company(self.company)
        with (
            self.at("2026-03-02 09:45"),
            self.assertRaisesRegex(UserError, "nothing to remind"),
        ):
            partner.action_nudge()
        self.a.email = "a@partner.example"
        with self.at("2026-03-02 12:00"):
            done = partner.action_nudge()
            notices = self.env["crm.lead.offer.notice"].search(
                [("offer_id", "=", offer.id), ("event", "=", "reminder_contact")]
            )
        self.assertEqual(done["tag"], "display_notification")
        self.assertEqual(len(notices), 1)

    def test_only_partner_managers_steer(self):
        self.picked(self.a)
        seller = self.user("cockpit_seller2")
        partner = self.a.with_user(seller)
        for method in (
            "action_nudge",
            "action_pause_partner",
            "action_resume_partner",
            "action_unblock_partner",
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(partner, method)()
