"""Complaints about other systems (field notes, C.9), as tests of ours."""

from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestFieldNotes(SalesKpiCase):
    company_tz = "Europe/Berlin"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.ben = cls.user("notes_ann"), cls.user("notes_ben")
        cls.north = cls.team("North", cls.ann | cls.ben, user_id=cls.ann.id)

    def _value(self, code, first, last, env=None, **options):
        rows = (env or self.env)["sales.kpi"].evaluate([code], first, last, **options)
        return [row["values"][code]["value"] for row in rows["rows"]]

    def _won(self, created, closed, amount=1000, **values):
        with self.at(created):
            lead = self.lead(
                team_id=self.north.id,
                user_id=self.ann.id,
                expected_revenue=amount,
                **values,
            )
        with self.at(closed):
            lead.action_set_won()
        return lead

    def test_t2_the_number_does_not_depend_on_who_computes_it(self):
        self._won("2026-01-10 09:00", "2026-01-31 23:30")  # 1 February in Berlin
        self._won("2026-01-10 09:00", "2026-02-28 22:30")  # still 28 February
        self._won("2026-01-10 09:00", "2026-02-28 23:30")  # 1 March in Berlin
        self.refresh("2026-04-01")
        manager = self.user("notes_boss", "sales_kpi.group_manager")
        expected = [0, 2, 1]
        for zone, user in (
            (False, self.env.ref("base.user_root")),
            ("Europe/Berlin", manager),
            ("Pacific/Auckland", manager),
        ):
            manager.tz = zone
            env = self.env(user=user, context={**self.env.context, "tz": zone})
            for moment in ("2026-04-01 00:30", "2026-04-01 11:30", "2026-04-01 23:30"):
                with self.at(moment):
                    found = self._value(
                        "deals_closed",
                        "2026-01-01",
                        "2026-03-31",
                        env,
                        granularity="month",
                    )
                    self.assertEqual(found, expected, (zone, moment))
                    months = env["sales.kpi.report"]._read_group(
                        [("company_id", "=", self.company.id)],
                        ["date:month"],
                        ["deals_closed:avg"],
                    )
                    self.assertEqual(
                        {month.month: value for month, value in months},
                        {2: 2, 3: 1},  # a pivot has no row where nothing happened
                    )

    def test_t3_days_of_a_clock_change_count_once(self):
        for hour in ("00:30", "01:30", "02:30", "12:00", "21:59"):
            self._won("2026-03-01 09:00", f"2026-03-29 {hour}")
        self._won("2026-03-01 09:00", "2026-03-29 22:01")  # already the 30th
        for hour in ("22:00", "23:30", "12:00", "00:30", "01:30"):
            day = 24 if hour in ("22:00", "23:30") else 25
            self._won("2026-10-01 09:00", f"2026-10-{day} {hour}")
        self.refresh("2026-12-01")
        with self.at("2026-12-01"):
            spring = self._value("deals_closed", "2026-03-29", "2026-03-29")
            autumn = self._value("deals_closed", "2026-10-25", "2026-10-25")
            days = self._value(
                "deals_closed", "2026-03-01", "2026-10-31", granularity="day"
            )
        self.assertEqual((spring, autumn), ([5], [5]))
        self.assertEqual(sum(value or 0 for value in days), 11)

    def test_t5_what_happens_later_does_not_change_the_past(self):
        first = self._won("2026-01-05 09:00", "2026-01-15 09:00")
        other = self._won("2026-01-05 09:00", "2026-01-16 09:00")
        with self.at("2026-01-06 09:00"):
            lost = self.lead(team_id=self.north.id, user_id=self.ann.id)
            merged = self.lead(team_id=self.north.id, user_id=self.ann.id)
        with self.at("2026-01-20 09:00"):
            lost.action_set_lost()
        self.refresh("2026-01-31")

        def january():
            codes = ["new_leads", "deals_closed", "won_value", "win_rate"]
            with self.at("2026-06-01"):
                row = self.env["sales.kpi"].evaluate(
                    codes,
                    "2026-01-01",
                    "2026-01-31",
                    domain=[("user_id", "=", self.ann.id)],
                )["rows"][0]
            return [row["values"][code]["value"] for code in codes]

        before = january()
        self.assertEqual(before, [4, 2, 2000, 2 / 3])
        stages = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        with self.at("2026-03-01 09:00"):
            first.write({"stage_id": stages.id, "user_id": self.ben.id})
            lost.action_unarchive()
            other.user_id = self.ben
            other.expected_revenue = 5
            (merged | lost).merge_opportunity()
        with self.at("2026-04-01 09:00"):
            other.action_archive()
            first.copy()
        self.refresh("2026-06-01")
        self.assertEqual(january(), before)
        with self.at("2026-06-01"):
            march = self._value("deals_closed", "2026-03-01", "2026-03-31")
        self.assertEqual(march, [-1])
        self.assertVerified("2026-06-01")

    def test_t6_currencies_at_the_rate_of_the_day(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        us = self.env["res.company"].create(
            {"name": "KPI test US", "currency_id": dollar.id}
        )
        us.kpi_tz = "Europe/Berlin"
        self.env.user.company_ids += us
        euro = self.company.currency_id
        for company, currency, name, rate in (
            (self.company, dollar, "2026-01-01", 2.0),
            (self.company, dollar, "2026-02-01", 4.0),
        ):
            self.env["res.currency.rate"].create(
                {
                    "company_id": company.id,
                    "currency_id": currency.id,
                    "name": name,
                    "rate": rate,
                }
            )
        self.assertEqual(euro, self.env.company.currency_id)
        self._won("2026-01-05 09:00", "2026-01-15 09:00", amount=100)
        for day in ("2026-01-20 09:00", "2026-02-20 09:00"):
            with self.at(day):
                lead = self.env["crm.lead"].create(
                    {
                        "name": "US lead",
                        "type": "opportunity",
                        "company_id": us.id,
                        "team_id": False,
                        "user_id": False,
                        "expected_revenue": 100,
                    }
                )
                lead.action_set_won()
        self.refresh("2026-03-01")
        both = self.env(
            context={
                **self.env.context,
                "allowed_company_ids": [self.company.id, us.id],
            }
        )
        domain = [("company_id", "in", [self.company.id, us.id])]
        with self.at("2026-03-01"):
            found = self._value(
                "won_value",
                "2026-01-01",
                "2026-02-28",
                both,
                granularity="month",
                domain=domain,
            )
            months = both["sales.kpi.report"]._read_group(
                domain, ["date:month"], ["won_value:avg"]
            )
        self.assertEqual(found, [150, 25])
        self.assertEqual([value for _month, value in months], [150, 25])

    def test_t6_a_lead_without_company_belongs_to_its_team_s(self):
        with self.at("2026-01-05 09:00"):
            lead = self.env["crm.lead"].create(
                {"name": "No company", "type": "opportunity", "user_id": self.ann.id}
            )
            self.env.cr.execute(
                "UPDATE crm_lead SET company_id = NULL WHERE id = %s", [lead.id]
            )
            lead.invalidate_recordset()
            lead.write({"expected_revenue": 7})
        self.refresh("2026-03-01")
        self.assertEqual(self.counts("lead_created", "2026-01"), [1])

    def test_t12_the_facts_behind_a_number_add_up_to_it(self):
        for number in range(5):
            self._won("2026-01-05 09:00", f"2026-01-{10 + number} 09:00", 100 * number)
        self.refresh("2026-03-01")
        with self.at("2026-03-01"):
            [total] = self._value(
                "won_value",
                "2026-01-01",
                "2026-01-31",
                domain=[("team_id", "=", self.north.id)],
            )
            facts = self.env["sales.kpi.report"].search(
                [
                    ("event", "=", "lead_won"),
                    ("date", ">=", "2026-01-01"),
                    ("date", "<=", "2026-01-31"),
                    ("team_id", "=", self.north.id),
                ]
            )
        self.assertEqual(sum(facts.mapped("amount")), total)
        self.assertEqual(len(facts.lead_id), 5)
