"""What a forecast knows, and what it says (S4-22, S4-23, D70-D72)."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.forecast_input import ForecastInput, Scope
from .forecast_case import ForecastCase

MONTHS = [f"2025-{month:02}" for month in range(1, 11)]


@tagged("post_install", "-at_install")
class TestForecast(ForecastCase):
    """A steady team: every month four leads, two won at 100 each, until October 2025."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader, cls.member = cls.user("fc_leader"), cls.user("fc_member")
        cls.north = cls.team("North", [cls.leader, cls.member], user_id=cls.leader.id)
        cls.stages = cls.process(cls.north, "Talk", "Offer", "Won")
        cls.steady(cls.north, cls.stages, MONTHS, cls.member)
        cls.forecasts = cls.env["sales.kpi.forecast"]
        cls.startClassPatcher(patch.object(ForecastInput, "draws", 20))

    def leads(self, day):
        return {
            lead.lead_id: lead.case
            for lead in self.forecasts._leads(self.company, date.fromisoformat(day))
        }

    def at_work(self, team=None, day="2025-11-03 08:00"):
        """The steps of a lead created on 3 November."""
        return self.history(
            team or self.north, (day, "created", self.stages[0], "pending")
        )

    def test_only_what_was_known_on_the_morning(self):
        """A lead of 1 March, at the offer on the 10th, won on the 20th."""
        lead_id = min(self.leads("2025-03-02").keys() - self.leads("2025-02-28").keys())
        first, second = date(2025, 3, 1).toordinal(), date(2025, 3, 10).toordinal()
        for day, entries, end in (
            ("2025-03-10", [(0, first, 100.0)], None),
            ("2025-03-11", [(0, first, 100.0), (1, second, 100.0)], None),
            ("2025-03-21", [(0, first, 100.0), (1, second, 100.0)], "won"),
        ):
            with self.subTest(day=day):
                case = self.leads(day)[lead_id]
                self.assertEqual([tuple(entry) for entry in case.entries], entries)
                self.assertEqual(case.end, end)
        self.assertEqual(case.end_day, date(2025, 3, 20).toordinal())

    def test_days_are_those_of_the_company(self):
        """31 March 22:30 UTC is 1 April in Berlin."""
        self.company.kpi_tz = "Europe/Berlin"
        lead_id = self.at_work(day="2025-03-31 22:30")
        self.assertNotIn(lead_id, self.leads("2025-04-01"))
        [entry] = self.leads("2025-04-02")[lead_id].entries
        self.assertEqual(date.fromordinal(entry.day), date(2025, 4, 1))

    def test_parked_merged_and_deleted_leads_are_out(self):
        talk = self.stages[0]
        start = ("2025-11-03 08:00", "created", talk, "pending")
        parked = self.history(
            self.north, start, ("2025-11-04", "parked", talk, "parked")
        )
        revived = self.history(
            self.north,
            start,
            ("2025-11-04", "parked", talk, "parked"),
            ("2025-11-05", "revived", talk, "pending"),
        )
        merged = self.history(
            self.north,
            start,
            ("2025-11-04", "merged", talk, "pending"),
            ("2025-11-04", "deleted", talk, "pending"),
        )
        deleted = self.history(
            self.north, start, ("2025-11-04", "deleted", talk, "pending")
        )
        found = self.leads("2025-11-10")
        self.assertEqual((found[parked].end, found[deleted].end), ("lost", "lost"))
        self.assertIsNone(found[revived].end)
        gone, back = (date(2025, 11, day).toordinal() for day in (4, 5))
        self.assertEqual(found[revived].returns, ((gone, back),))
        # on the day between it was lost, as far as anybody knew
        self.assertEqual(self.leads("2025-11-05")[revived].end, "lost")
        self.assertNotIn(merged, found)
        # on the day before it was merged, it was a lead like others
        self.assertIsNone(self.leads("2025-11-04")[merged].end)

    def test_milestones_are_the_steps_where_a_team_has_them(self):
        self.stages[1].is_milestone = True
        offer = self.stages[1]
        lead_id = self.history(
            self.north,
            ("2025-11-03 08:00", "created", self.stages[0], "pending"),
            ("2025-11-05 08:00", "milestone", offer, "pending"),
            ("2025-11-07 08:00", "milestone", offer, "pending"),
            amount=70,
        )
        [entry] = self.leads("2025-11-10")[lead_id].entries
        self.assertEqual(tuple(entry), (0, date(2025, 11, 5).toordinal(), 70.0))

    def test_teams_with_other_steps_go_by_another_process(self):
        """Where a team has no milestones: its own stages, and those of every team."""
        south = self.team("South")
        talk, _order = self.process(south, "Call", "Order")
        start = ("2025-11-03 08:00", "created", talk, "pending")
        lead_id = self.history(south, start)
        cases = self.leads("2025-11-10")
        ways = {case.process for case in cases.values()}
        self.assertEqual(len(ways), 2)
        for way in ways:
            is_south = way == cases[lead_id].process
            self.assertEqual(talk.id in way, is_south)
            self.assertEqual(self.stages[0].id in way, not is_south)

    def test_won_is_the_kpi_won_value(self):
        """Decision 28: what a forecast is measured against."""
        self.refresh("2025-11-02")
        won = self.figures("won_value", "2025-01-01", "2025-10-31", granularity="month")
        with self.at("2025-11-02"):
            _first, history = ForecastInput(self.forecasts, self.company).history(
                Scope()
            )
        self.assertEqual(history, list(won.values()))
        self.assertEqual(history, [200.0] * 10)

    def test_a_steady_team_is_forecast_as_it_is(self):
        """Four leads at work on 1 November: two will be won, 200 as every month."""
        for _ in range(4):
            self.at_work(day="2025-11-01 09:00")
        self.refresh("2025-11-02")
        with self.at("2025-11-02 06:00"):
            rows = self.north.get_milestone_forecast(2)
        november = rows[0]
        self.assertEqual([row["month"] for row in rows], ["2025-11-01", "2025-12-01"])
        self.assertIsNone(november["reason"])
        self.assertAlmostEqual(november["expected"], 200, delta=20)
        self.assertLessEqual(november["low"], november["expected"])
        self.assertGreaterEqual(november["high"], november["expected"])
        self.assertAlmostEqual(sum(november["weights"].values()), 1)
        self.assertAlmostEqual(
            november["expected"],
            sum(
                november["methods"][name] * w for name, w in november["weights"].items()
            ),
        )
        self.assertAlmostEqual(
            november["methods"]["flow"],
            november["won"] + november["from_pipeline"] + november["from_inflow"],
        )
        self.assertGreater(november["from_pipeline"], 100)

    def test_what_came_later_changes_nothing(self):
        self.refresh("2025-11-02")
        with self.at("2025-11-02"):
            before = self.north.get_milestone_forecast(3, "2025-09-01")
        for _ in range(3):
            self.at_work(day="2025-09-01 12:00")
        self.history(
            self.north,
            ("2025-09-02 08:00", "created", self.stages[0], "pending"),
            ("2025-10-02 08:00", "won", self.stages[2], "won"),
            amount=9_000,
        )
        self.refresh("2025-11-02")
        with self.at("2025-11-02"):
            after = self.north.get_milestone_forecast(3, "2025-09-01")
        self.assertEqual(after, before)

    def test_too_few_data_are_said_to_be_too_few(self):
        south = self.team("South")
        stages = self.process(south, "Talk", "Offer", "Won")
        self.steady(south, stages, MONTHS[-3:])
        self.refresh("2025-11-02")
        with self.at("2025-11-02"):
            [row] = south.get_milestone_forecast(1)
        self.assertEqual((row["expected"], row["low"], row["high"]), (None,) * 3)
        self.assertEqual(row["reason"], "few_won")
        self.assertEqual(
            row["reason_text"], "Too few deals were won so far to learn from."
        )

    def test_classic_is_value_by_probability_at_the_expected_date(self):
        """600 at 50 % in November, 400 at 10 % in December; one is parked, one won."""
        with self.at("2025-11-02 09:00"):
            for amount, probability, deadline in (
                (600, 50, "2025-11-20"),
                (400, 10, "2025-12-24"),
                (900, 90, "2025-12-24"),
                (800, 90, False),
            ):
                lead = self.lead(
                    team_id=self.north.id,
                    expected_revenue=amount,
                    date_deadline=deadline,
                    stage_id=self.stages[0].id,
                )
                lead.probability = probability
                if amount == 900:
                    lead.is_parked = True
            self.refresh()
            rows = self.north.get_milestone_forecast(2)
        self.assertEqual([row["classic"] for row in rows], [300.0, 40.0])

    def test_a_person_is_forecast_from_the_own_leads(self):
        """The leader has no lead; the member has all of those of the team."""
        self.refresh("2025-11-02")
        forecasts = self.forecasts.with_user(self.member)
        with self.at("2025-11-02"):
            [own] = forecasts.get_forecast(1, user_id=self.member.id)
            [led] = self.forecasts.with_user(self.leader).get_forecast(
                1, user_id=self.member.id
            )
            [none] = self.forecasts.with_user(self.leader).get_forecast(
                1, user_id=self.leader.id
            )
        self.assertIsNone(own["reason"])
        self.assertEqual(own, led)
        self.assertEqual(none["reason"], "few_periods")
        with self.assertRaises(AccessError):
            forecasts.get_forecast(1, user_id=self.leader.id)

    def test_who_may_ask(self):
        for person, may_team, may_company in (
            (self.member, False, False),
            (self.leader, True, False),
            (self.user("fc_market", "sales_kpi.group_marketing"), True, True),
            (self.user("fc_portal", "base.group_portal"), False, False),
        ):
            for may, ask in (
                (may_team, self.north.with_user(person).get_milestone_forecast),
                (may_company, self.forecasts.with_user(person).get_forecast),
            ):
                with self.subTest(person=person.login, ask=ask.__name__):
                    if may:
                        self.assertTrue(ask(1))
                    else:
                        self.assertRaises(AccessError, ask, 1)

    def test_impossible_questions(self):
        for months, day in (
            (0, None),
            (25, None),
            ([], None),
            ("abc", None),
            (["2001-01"], None),
            (None, None),
            (1, "tomorrow"),
            (1, "2999-01-01"),
        ):
            with self.subTest(months=months, day=day), self.assertRaises(UserError):
                self.north.get_milestone_forecast(months, day)
