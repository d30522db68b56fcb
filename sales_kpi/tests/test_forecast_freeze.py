"""Forecasts are frozen, measured and judged (S2-07, D12, D73, D74)."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.forecast_input import ForecastInput
from .forecast_case import ForecastCase

MONTHS = [f"2025-{month:02}" for month in range(1, 11)]


@tagged("post_install", "-at_install")
class TestForecastFreeze(ForecastCase):
    """A steady team until October 2025; 1 November is a Saturday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader, cls.member = cls.user("ff_leader"), cls.user("ff_member")
        cls.manager = cls.user("ff_manager", "sales_team.group_sale_manager")
        cls.north = cls.team("North", [cls.leader, cls.member], user_id=cls.leader.id)
        cls.stages = cls.process(cls.north, "Talk", "Offer", "Won")
        cls.steady(cls.north, cls.stages, MONTHS, cls.member)
        cls.forecasts = cls.env["sales.kpi.forecast"]
        cls.startClassPatcher(patch.object(ForecastInput, "draws", 20))

    def freeze(self, moment):
        with self.at(moment):
            self.refresh()
            if not self.company.kpi_forecast_tested:
                self.forecasts._backtest_first(self.company, lambda *done: 1)
            self.forecasts._freeze_due(self.company)

    def rows(self, *domain):
        return self.forecasts.search([("company_id", "=", self.company.id), *domain])

    def days(self, *domain):
        return sorted({str(day) for day in self.rows(*domain).mapped("as_of")})

    def test_on_first_working_days_of_months_and_weeks(self):
        """Saturday the 1st: nothing yet. Monday the 3rd begins both."""
        self.freeze("2025-11-01 03:00")
        self.assertEqual(self.days(("is_final", "=", False)), [])
        self.freeze("2025-11-03 03:00")
        self.freeze("2025-11-04 03:00")
        self.freeze("2025-11-10 03:00")
        live = ("is_backtest", "=", False)
        self.assertEqual(self.days(live), ["2025-11-03", "2025-11-10"])
        self.assertEqual(self.days(live, ("is_monthly", "=", True)), ["2025-11-03"])
        [start] = self.rows(live, ("is_start", "=", True), ("team_id", "=", False))
        self.assertEqual((str(start.month), start.horizon), ("2025-11-01", 1))
        made = self.rows(live, ("as_of", "=", "2025-11-10"))
        self.assertEqual(made.team_id, self.north)
        company = made.filtered(lambda row: not row.team_id)
        self.assertEqual(company.sorted("month").mapped("horizon"), [1, 2, 3, 4, 5, 6])
        # the team is all there is, so its forecast is that of the company
        self.assertEqual(
            company.mapped("expected_value"),
            (made - company).mapped("expected_value"),
        )

    def test_running_twice_writes_nothing_new(self):
        self.freeze("2025-11-03 03:00")
        rows = self.rows()
        before = rows.read()
        self.freeze("2025-11-03 15:00")
        self.assertEqual((self.rows(), self.rows().read()), (rows, before))

    def test_what_was_missed_is_made_up_for_and_marked(self):
        """No run from 4 to 17 November, a Monday; nor on 1 December."""
        self.freeze("2025-11-03 03:00")
        self.freeze("2025-11-18 03:00")
        late = ("is_final", "=", False), ("is_backtest", "=", True)
        self.assertEqual(self.days(*late), ["2025-11-10", "2025-11-17"])
        self.freeze("2025-12-02 03:00")
        self.assertEqual(self.days(*late)[-2:], ["2025-11-24", "2025-12-01"])

    def test_made_late_it_says_what_it_would_have_said(self):
        self.freeze("2025-11-03 03:00")
        made = self.rows(("as_of", "=", "2025-11-03")).mapped("expected_value")
        self.rows(("as_of", "=", "2025-11-03")).unlink()
        self.history(
            self.north, ("2025-11-03 09:00", "created", self.stages[0], "pending")
        )
        self.freeze("2025-11-04 03:00")
        self.assertEqual(
            self.rows(("as_of", "=", "2025-11-03")).mapped("expected_value"), made
        )

    def test_the_first_day_knows_how_good_it_would_have_been(self):
        """Ten months of 200 each; the first six of them are too few to forecast.

        Nine months can be tested, for of the first nothing was known at its start.
        """
        self.freeze("2025-11-03 03:00")
        tested = self.rows(
            ("is_start", "=", True), ("is_final", "=", True), ("team_id", "=", False)
        ).sorted("month")
        self.assertEqual(
            tested.mapped("month"), [date(2025, month, 1) for month in range(2, 11)]
        )
        self.assertTrue(all(tested.mapped("is_backtest")))
        self.assertEqual(set(tested.mapped("actual_value")), {200.0})
        self.assertEqual(
            tested.mapped("reason"),
            ["few_periods"] * 6 + [False] * 3,
        )
        value, n = self.figure(
            "forecast_accuracy", "2025-01-01", "2025-10-31", at="2025-11-03 04:00"
        )
        self.assertEqual(n, 3)
        self.assertGreater(value, 0.8)

    def test_backtest_by_button_keeps_what_was_made_in_time(self):
        self.freeze("2025-11-03 03:00")
        live = self.rows(("is_backtest", "=", False))
        before = live.read()
        with self.at("2025-12-02 10:00"):
            self.forecasts._settle(self.company)
            forecasts = self.forecasts.with_user(self.manager)
            forecasts.with_company(self.company).action_backtest()
        self.assertEqual(self.rows(("is_backtest", "=", False)), live)
        self.assertEqual(
            live.mapped("expected_value"), [row["expected_value"] for row in before]
        )
        with self.assertRaises(AccessError):
            self.forecasts.with_user(self.leader).action_backtest()

    def test_the_first_backtest_goes_on_where_it_ended(self):
        """The company is done when time is over; the next run does the team."""
        with self.at("2025-11-03 03:00"):
            self.refresh()
            in_time = self.forecasts._backtest_first(self.company, lambda *done: 0)
            self.assertFalse(in_time)
            self.assertFalse(self.company.kpi_forecast_tested)
            self.assertFalse(self.rows().team_id)
            first = self.rows()
            self.assertTrue(first)
            in_time = self.forecasts._backtest_first(self.company, lambda *done: 9)
        self.assertTrue(in_time)
        self.assertTrue(self.company.kpi_forecast_tested)
        self.assertEqual((self.rows() - first).team_id, self.north)
        self.assertEqual(self.rows().filtered(lambda row: not row.team_id), first)

    def test_a_month_that_is_over_knows_what_was_won(self):
        """Won in November: 300 and 50; of the 300 a third is taken back in December."""
        self.freeze("2025-11-03 03:00")
        start = self.rows(
            ("as_of", "=", "2025-11-03"), ("month", "=", "2025-11-01")
        ).filtered("team_id")
        for amount, day in ((300, "2025-11-20"), (50, "2025-11-30")):
            self.history(
                self.north,
                ("2025-11-04 08:00", "created", self.stages[0], "pending"),
                (f"{day} 08:00", "won", self.stages[2], "won"),
                amount=amount,
            )
        self.freeze("2025-11-30 03:00")
        self.assertFalse(start.is_final)
        self.freeze("2025-12-01 03:00")
        self.assertEqual((start.is_final, start.actual_value), (True, 350.0))
        self.assertVerified("2025-12-01 04:00")
        self.assertEqual(
            self.facts("forecast", "2025-11", team_id=self.north).amount,
            round(start.expected_value, 6),
        )

    def test_the_leader_judges_until_the_month_is_over(self):
        self.freeze("2025-11-03 03:00")
        row = self.rows(
            ("as_of", "=", "2025-11-03"), ("month", "=", "2025-11-01")
        ).filtered("team_id")
        expected = row.expected_value
        with self.at("2025-11-05 12:00"):
            row.with_user(self.leader).manager_value = 250
        self.assertEqual(
            (row.manager_value, row.manager_id, str(row.manager_date)),
            (250, self.leader, "2025-11-05 12:00:00"),
        )
        self.assertEqual(row.expected_value, expected)
        with self.at("2025-11-30 12:00"):
            row.with_user(self.leader).write({"manager_value": False})
            self.assertFalse(row.manager_date)
            row.with_user(self.leader).manager_value = 0
            self.assertTrue(row.manager_date)
        with self.at("2025-12-01 12:00"), self.assertRaises(UserError):
            row.with_user(self.leader).manager_value = 260

    def test_nobody_else_judges_and_nothing_else_is_written(self):
        self.freeze("2025-11-03 03:00")
        row = self.rows(
            ("as_of", "=", "2025-11-03"), ("month", "=", "2025-11-01")
        ).filtered("team_id")
        marketing = self.user("ff_marketing", "sales_kpi.group_marketing")
        with self.at("2025-11-05"):
            for person in (self.member, marketing):
                with self.subTest(person=person.login), self.assertRaises(AccessError):
                    row.with_user(person).manager_value = 1
            for values in (
                {"expected_value": 1},
                {"actual_value": 1, "manager_value": 1},
            ):
                with self.subTest(values=values), self.assertRaises(AccessError):
                    row.with_user(self.manager).write(values)
            for person in (self.leader, self.manager):
                with self.subTest(person=person.login), self.assertRaises(AccessError):
                    row.with_user(person).unlink()

    def test_a_judgement_stands_until_it_is_changed(self):
        """Given on the 12th in the forecast of the 10th: the start has it, too, and so
        has that of the 17th; changed there, the start keeps the first one."""
        self.freeze("2025-11-03 03:00")
        self.freeze("2025-11-10 03:00")
        november = ("month", "=", "2025-11-01"), ("team_id", "=", self.north.id)
        with self.at("2025-11-12"):
            row = self.rows(("as_of", "=", "2025-11-10"), *november)
            row.with_user(self.leader).manager_value = 300
        self.freeze("2025-11-17 03:00")
        with self.at("2025-11-18"):
            row = self.rows(("as_of", "=", "2025-11-17"), *november)
            self.assertEqual((row.manager_value, row.manager_id), (300, self.leader))
            row.with_user(self.leader).manager_value = 350
        self.assertEqual(
            self.rows(("is_backtest", "=", False), *november)
            .sorted("as_of")
            .mapped("manager_value"),
            [300, 300, 350],
        )

    def test_a_team_that_is_deleted_takes_its_forecasts_along(self):
        south = self.team("South")
        forecast = self.frozen("2025-09", 100, 80, south)
        self.refresh("2025-11-02")
        self.assertEqual(self.facts("forecast", "2025-09").count, 1)
        south.unlink()
        self.assertFalse(forecast.exists())
        self.assertVerified("2025-11-02")
        self.assertEqual(self.facts("forecast", "2025-09").count, 0)
