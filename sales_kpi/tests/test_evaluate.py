"""What ``evaluate`` promises beside the numbers (architecture §4, decision 20)."""

from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestEvaluate(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM sales_kpi_fact")
        cls.ann, cls.ben = cls.user("evaluate_ann"), cls.user("evaluate_ben")
        cls.team_a = cls.team("Evaluate A", cls.ann | cls.ben)

    def _rows(self, codes, first, last, user=None, **options):
        kpis = self.env["sales.kpi"].with_user(user or self.env.user)
        with self.at("2026-06-15"):
            return kpis.evaluate(codes, first, last, **options)["rows"]

    def _won(self, day, amount, user=None):
        with self.at(f"{day} 08:00"):
            lead = self.lead(
                team_id=self.team_a.id,
                user_id=(user or self.ann).id,
                expected_revenue=amount,
            )
        with self.at(f"{day} 09:00"):
            lead.action_set_won()
        return lead

    def test_every_period_has_a_row_and_its_full_first_day(self):
        self._won("2026-02-10", 100)
        self.refresh("2026-06-15")
        rows = self._rows(
            ["won_value"], "2026-01-15", "2026-04-10", granularity="month"
        )
        self.assertEqual(
            [(row["period"], row["values"]["won_value"]["value"]) for row in rows],
            [
                ("2026-01-01", None),
                ("2026-02-01", 100),
                ("2026-03-01", 0),
                ("2026-04-01", 0),
            ],
        )

    def test_a_period_that_has_not_begun_has_no_value(self):
        self._won("2026-02-10", 100)
        self.refresh("2026-06-15")
        rows = self._rows(
            ["won_value", "pipeline_volume"],
            "2026-05-01",
            "2026-08-31",
            granularity="month",
        )
        values = [row["values"]["won_value"]["value"] for row in rows]
        self.assertEqual(values, [0, 0, None, None])

    def test_revenue_has_no_value_before_the_first_invoice(self):
        with self.at("2026-02-10"):
            self.order(500).action_confirm()
        self.refresh("2026-06-15")
        [row] = self._rows(["revenue", "order_intake"], "2026-02-01", "2026-02-28")
        self.assertIsNone(row["values"]["revenue"]["value"])
        self.assertEqual(row["values"]["order_intake"], {"value": 500, "n": 1})

    def test_by_person_every_active_member_has_a_row(self):
        self._won("2026-02-10", 100)
        self.refresh("2026-06-15")
        rows = self._rows(
            ["deals_closed"],
            "2026-02-01",
            "2026-02-28",
            groupby="user_id",
            domain=[("team_id", "=", self.team_a.id)],
        )
        self.assertEqual(
            {row["group"][0]: row["values"]["deals_closed"]["value"] for row in rows},
            {self.ann.id: 1, self.ben.id: 0},
        )

    def test_stock_is_what_is_open_at_the_end_of_each_period(self):
        with self.at("2026-01-10"):
            leads = [
                self.lead(expected_revenue=value, user_id=self.ann.id)
                for value in (100, 200, 400)
            ]
        with self.at("2026-02-10"):
            leads[0].action_set_won()
            leads[1].expected_revenue = 250
        with self.at("2026-03-10"):
            leads[2].user_id = self.ben
        self.refresh("2026-06-15")
        months = self._rows(
            ["pipeline_value", "pipeline_volume"],
            "2026-01-01",
            "2026-03-31",
            granularity="month",
        )
        self.assertEqual(
            [row["values"]["pipeline_value"]["value"] for row in months],
            [700, 650, 650],
        )
        march = self._rows(
            ["pipeline_value"], "2026-03-01", "2026-03-31", groupby="user_id"
        )
        found = {
            row["group"][0]: row["values"]["pipeline_value"]["value"]
            for row in march
            if row["group"]
        }
        self.assertEqual((found[self.ann.id], found[self.ben.id]), (250, 400))

    def test_n_is_the_denominator_else_the_number_of_facts(self):
        self._won("2026-02-10", 100)
        self._won("2026-02-11", 300)
        with self.at("2026-02-12"):
            self.lead(user_id=self.ann.id).action_set_lost()
        self.refresh("2026-06-15")
        codes = ["win_rate", "deal_value", "won_value", "sales_cycle_median"]
        [row] = self._rows(codes, "2026-02-01", "2026-02-28")
        self.assertEqual([row["values"][code]["n"] for code in codes], [3, 2, 2, 2])
        self.assertEqual(row["values"]["deal_value"]["value"], 200)

    def test_as_a_salesperson_only_the_own_figures_count(self):
        self._won("2026-02-10", 100)
        self._won("2026-02-11", 300, self.ben)
        self.refresh("2026-06-15")
        mine = self.env(user=self.ben)["sales.kpi"]
        with self.at("2026-06-15"):
            row = mine.evaluate(["won_value"], "2026-02-01", "2026-02-28")["rows"][0]
        self.assertEqual(row["values"]["won_value"]["value"], 300)

    def test_personal_kpis_of_a_small_team_are_shown_to_nobody(self):
        with self.at("2026-02-10"):
            lead = self.lead(team_id=self.team_a.id, user_id=self.ann.id)
        with self.at("2026-02-11"):
            self.env["sales.kpi.journal"]._record_contact(lead.ids)
        self.refresh("2026-06-15")
        rows = self._rows(
            ["untouched_leads", "new_leads"],
            "2026-02-01",
            "2026-02-28",
            user=self.user("evaluate_boss", "sales_kpi.group_manager"),
            groupby="team_id",
        )
        row = next(
            row for row in rows if row["group"] and row["group"][0] == self.team_a.id
        )
        self.assertIsNone(row["values"]["untouched_leads"]["value"])
        self.assertEqual(row["values"]["new_leads"]["value"], 1)
        [total] = self._rows(["untouched_leads"], "2026-02-01", "2026-02-28")
        self.assertEqual(total["values"]["untouched_leads"]["value"], 0)

    def test_a_copy_of_a_standard_kpi_is_an_own_one(self):
        standard = self.env.ref("sales_kpi.sales_kpi_win_rate")
        first, second = standard.copy(), standard.copy()
        self.assertEqual((first.code, second.code), ("win_rate_2", "win_rate_3"))
        self.assertFalse(first.is_standard)
        first.formula = "lead_won.count"
        self.assertEqual(standard.formula, second.formula)
