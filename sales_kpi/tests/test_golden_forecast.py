"""How good forecasts were: decision 28."""

from odoo.tests import tagged

from .forecast_case import ForecastCase

JANUARY = ("2026-01-01", "2026-01-31")
QUARTER = ("2026-01-01", "2026-03-31")


@tagged("post_install", "-at_install")
class TestGoldenForecast(ForecastCase):
    def test_total_and_sum_of_teams(self):
        """F 100/80, A 80/100: together nothing is off, each team is off by 20.

        Sum of teams: 1 - 40/180 = 77.8 %; North 1 - 20/80 = 75 %, South 80 %.
        """
        north, south = self.team("North"), self.team("South")
        self.frozen("2026-01", 180, 180)
        self.frozen("2026-01", 100, 80, north)
        self.frozen("2026-01", 80, 100, south)
        at = "2026-02-10"
        self.assertEqual(self.figure("forecast_accuracy", *JANUARY, at=at), (1, 1))
        found = self.figures("forecast_accuracy", *JANUARY, at=at, groupby="team_id")
        self.assertEqual((found[north.id], found[south.id]), (0.75, 0.8))
        both = [("team_id", "in", [north.id, south.id])]
        self.assertEqual(
            self.figure("forecast_accuracy", *JANUARY, at=at, domain=both), (1, 1)
        )
        days = dict(zip(("date_from", "date_to"), JANUARY, strict=True))
        options = {"period": "custom", **days}
        with self.at(at):
            parts = self.env["sales.kpi"].dashboard_calculation(
                "forecast_accuracy", options
            )["parts"]
        found = {part["label"]: part["value"] for part in parts}
        teams = 1 - found["Error of each team"] / found["Won value of the teams"]
        self.assertAlmostEqual(teams, 0.778, 3)
        self.assertEqual(found["Error"], 0)

    def test_three_months(self):
        """F 80/120/0, A 100/100/50: WAPE (20 + 20 + 50)/250 = 36 %, bias -50/250."""
        for month, forecast, actual in (
            ("2026-01", 80, 100),
            ("2026-02", 120, 100),
            ("2026-03", 0, 50),
        ):
            self.frozen(month, forecast, actual)
        at = "2026-04-10"
        value, n = self.figure("forecast_accuracy", *QUARTER, at=at)
        self.assertEqual((round(value, 9), n), (0.64, 3))
        value, n = self.figure("forecast_bias", *QUARTER, at=at)
        self.assertEqual((round(value, 9), n), (-0.2, 3))
        self.assertEqual(
            self.figures("forecast_accuracy", *QUARTER, at=at, granularity="month"),
            {"2026-01-01": 0.8, "2026-02-01": 0.8, "2026-03-01": 0},
        )

    def test_one_forecast_too_high(self):
        """50 forecast, 40 came: 1 - 10/40 = 75 %; more than twice as much: 0 %."""
        self.frozen("2026-01", 50, 40)
        self.frozen("2026-02", 90, 40)
        at = "2026-04-10"
        self.assertEqual(self.figure("forecast_accuracy", *JANUARY, at=at), (0.75, 1))
        value, _n = self.figure("forecast_accuracy", "2026-02-01", "2026-02-28", at=at)
        self.assertEqual(value, 0)

    def test_each_has_an_accuracy_of_its_own(self):
        """Won 100: forecast 90, judged 70, classic 150."""
        self.judged(self.frozen("2026-01", 90, 100, classic_value=150), 70)
        self.frozen("2026-02", 90, 100, classic_value=100)  # nobody judged
        at = "2026-03-10"
        months = ("2026-01-01", "2026-02-28")
        for code, value, n in (
            ("forecast_accuracy", 0.9, 2),
            ("forecast_accuracy_manager", 0.7, 1),
            ("forecast_accuracy_classic", 0.75, 2),
        ):
            with self.subTest(code=code):
                found = self.figure(code, *months, at=at)
                self.assertEqual((round(found[0], 9), found[1]), (value, n))

    def test_what_has_no_accuracy(self):
        """Nothing was won; a month still runs; none was made; it was withheld; it was
        not made at the start."""
        self.frozen("2026-01", 50, 0)
        self.frozen("2026-02", 50, 0, is_final=False)
        self.frozen("2026-03", 0, 50, reason="few_won")
        self.frozen("2026-04", 50, 50, is_start=False)
        at = "2026-06-10"
        self.assertEqual(
            self.figures(
                "forecast_accuracy",
                "2026-01-01",
                "2026-05-31",
                at=at,
                granularity="month",
            ),
            dict.fromkeys(f"2026-{month:02}-01" for month in range(1, 6)),
        )

    def test_other_dimensions_have_none(self):
        self.frozen("2026-01", 50, 50)
        value, _n = self.figure(
            "forecast_accuracy",
            *JANUARY,
            at="2026-02-10",
            domain=[("user_id", "=", self.env.uid)],
        )
        self.assertIsNone(value)

    def test_members_of_a_team_do_not_see_it_and_leaders_their_own(self):
        leader, member = self.user("f_leader"), self.user("f_member")
        north = self.team("North", [leader, member], user_id=leader.id)
        self.frozen("2026-01", 100, 80, north)
        self.frozen("2026-01", 180, 180)
        for person, value in ((leader, 0.75), (member, None)):
            with self.subTest(person=person.login), self.at("2026-02-10"):
                self.refresh()
                [row] = (
                    self.env["sales.kpi"]
                    .with_user(person)
                    .evaluate(["forecast_accuracy"], *JANUARY)["rows"]
                )
                self.assertEqual(row["values"]["forecast_accuracy"]["value"], value)
                listed = self.env["sales.kpi.forecast"].with_user(person).search([])
                self.assertEqual(listed.team_id, north if value else north.browse())

    def test_facts_are_what_a_rebuild_would_write(self):
        forecast = self.frozen("2026-01", 100, 80)
        self.assertVerified("2026-02-10")
        self.assertEqual(self.facts("forecast", "2026-01").amount, 100)
        forecast.actual_value = 90
        self.assertVerified("2026-02-10")
        self.assertEqual(self.facts("forecast", "2026-01").margin, 10)
        forecast.unlink()
        self.assertVerified("2026-02-10")
        self.assertEqual(self.facts("forecast", "2026-01").count, 0)
