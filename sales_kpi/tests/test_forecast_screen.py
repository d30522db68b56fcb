"""The screen of the forecast: months to come, judgements, how good it was."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..engine.combination import METHODS
from ..models import sales_kpi_forecast_screen as screen
from ..models.forecast_input import ForecastInput
from .forecast_case import ForecastCase

MONTHS = [f"2025-{month:02}" for month in range(1, 11)]


@tagged("post_install", "-at_install")
class TestForecastScreen(ForecastCase):
    """Ten steady months; frozen on 3 November, asked on the 5th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader, cls.member = cls.user("fs_leader"), cls.user("fs_member")
        cls.manager = cls.user("fs_manager", "sales_team.group_sale_manager")
        cls.north = cls.team("North", [cls.leader, cls.member], user_id=cls.leader.id)
        cls.south = cls.team("South")
        cls.stages = cls.process(cls.north, "Talk", "Offer", "Won")
        cls.steady(cls.north, cls.stages, MONTHS, cls.member)
        cls.startClassPatcher(patch.object(ForecastInput, "draws", 20))

    def setUp(self):
        super().setUp()
        with self.at("2025-11-03 03:00"):
            self.refresh()
            forecasts = self.env["sales.kpi.forecast"]
            forecasts._backtest_first(self.company, lambda *done: 1)
            forecasts._freeze_due(self.company)

    def data(self, person, *args, at="2025-11-05 09:00"):
        with self.at(at):
            forecasts = self.env["sales.kpi.forecast"].with_user(person)
            return forecasts.with_company(self.company).forecast_data(*args)

    def test_each_role_sees_what_is_his(self):
        for person, units in (
            (self.manager, ["company", self.south.id, self.north.id, "me"]),
            (self.leader, [self.north.id, "me"]),
            (self.member, ["me"]),
        ):
            with self.subTest(person=person.login):
                data = self.data(person)
                found = [unit["key"] for unit in data["units"]]
                self.assertEqual((found[0], found[-1]), (units[0], "me"))
                self.assertLessEqual(set(units), set(found))
                self.assertEqual(data["unit"], units[0])
        for person, unit in (
            (self.leader, "company"),
            (self.leader, self.south.id),
            (self.member, self.north.id),
            (self.manager, "nobody"),
        ):
            with self.subTest(person=person.login, unit=unit):
                self.assertRaises(AccessError, self.data, person, unit)
        portal = self.user("fs_portal", "base.group_portal")
        self.assertRaises(AccessError, self.data, portal)

    def test_what_is_no_unit_is_refused_in_words(self):
        for odd in (True, 0.5, "abc", [1], {"a": 1}):
            with self.assertRaisesRegex(AccessError, "may not see"):
                self.env["sales.kpi.forecast"].forecast_data(odd)

    def test_months_are_those_of_the_public_method(self):
        data = self.data(self.leader, self.north.id)
        with self.at("2025-11-05 09:00"):
            rows = self.north.with_user(self.leader).get_milestone_forecast(6)
        self.assertTrue(data["is_live"])
        for key in ("month", "expected", "low", "high", "classic", "won"):
            self.assertEqual(
                [month[key] for month in data["months"]], [row[key] for row in rows]
            )
        [first, *_others] = data["months"]
        labels = [part["label"] for part in first["weights"]]
        self.assertIn("Flow of leads", labels)
        self.assertLessEqual(set(METHODS), set(screen.LABELS))
        self.assertAlmostEqual(
            sum(part["value"] * part["weight"] for part in first["weights"]),
            first["expected"],
        )

    def test_a_large_crm_shows_what_was_frozen(self):
        with patch.object(screen, "LIVE_LEADS", -1):
            data = self.data(self.leader, self.north.id)
            live = self.data(self.leader, self.north.id, True)
        row = self.env["sales.kpi.forecast"].search(
            [
                ("team_id", "=", self.north.id),
                ("as_of", "=", "2025-11-03"),
                ("month", "=", "2025-11-01"),
            ]
        )
        self.assertEqual((data["is_live"], data["as_of"]), (False, "2025-11-03"))
        self.assertEqual(data["months"][0]["expected"], row.expected_value)
        self.assertEqual((live["is_live"], live["as_of"]), (True, "2025-11-05"))

    def test_the_leader_judges_in_the_row_that_the_screen_names(self):
        judgement = self.data(self.leader, self.north.id)["months"][0]["judgement"]
        self.assertEqual((judgement["value"], judgement["is_open"]), (None, True))
        with self.at("2025-11-05 10:00"):
            row = self.env["sales.kpi.forecast"].browse(judgement["id"])
            row.with_user(self.leader).write({"manager_value": 300})
        judged = self.data(self.leader, self.north.id)["months"][0]["judgement"]
        self.assertEqual((judged["value"], judged["by"]), (300, self.leader.name))
        marketing = self.user(
            "fs_marketing", "base.group_user,sales_kpi.group_marketing"
        )
        seen = self.data(marketing, self.north.id)["months"][0]["judgement"]
        self.assertEqual((seen["value"], seen["is_open"]), (300, False))

    def test_how_good_it_was(self):
        """Of ten months of 200 the last three have a forecast; the classic one was 0."""
        data = self.data(self.manager)
        [start] = [row for row in data["accuracy"] if row["horizon"] == 1]
        self.assertEqual((start["months"], start["backtested"]), (3, 3))
        self.assertEqual(start["last"], 1.0)
        self.assertEqual(start["classic"], 0.0)
        self.assertIsNone(start["judgement"])
        # North is all there is
        self.assertEqual(start["teams"], start["forecast"])
        self.assertEqual(
            [(month["month"], month["actual"]) for month in data["past"]],
            [(f"2025-{month:02}-01", 200.0) for month in (8, 9, 10)],
        )

    def test_my_leads_have_no_frozen_past(self):
        data = self.data(self.member)
        self.assertEqual(data["unit"], "me")
        self.assertEqual((data["accuracy"], data["past"]), ([], []))
        self.assertEqual({month["judgement"] for month in data["months"]}, {None})

    def test_behind_it_are_the_leads_in_progress(self):
        with self.at("2025-11-04"):
            values = {"team_id": self.north.id, "stage_id": self.stages[0].id}
            mine = self.lead(**values, user_id=self.member.id)
            others = self.lead(**values)
            parked = self.lead(**values)
            parked.is_parked = True
        found = {
            unit: self.env["crm.lead"].search(self.data(person, unit)["leads"])
            for person, unit in (
                (self.member, "me"),
                (self.leader, self.north.id),
                (self.manager, "company"),
            )
        }
        self.assertEqual(found["me"], mine)
        self.assertEqual(found[self.north.id], mine + others)
        self.assertLessEqual(mine + others, found["company"])
