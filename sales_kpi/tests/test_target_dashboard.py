"""Targets where people look: on the dashboard and in its workbook."""

import io

from odoo.tests import tagged

from .target_case import TargetValueCase

JUNE = ("2026-06-01", "2026-06-30")
NOW = "2026-06-12 18:00"


@tagged("post_install", "-at_install")
class TestTargetScreens(TargetValueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.user("screen_anna")
        cls.won(8000, "2026-06-02", user_id=cls.anna.id)
        cls.own = cls.target("won_value", 22_000, *JUNE, user_id=cls.anna.id)
        cls.rate = cls.target("win_rate", 0.5, *JUNE, user_id=cls.anna.id)
        cls.other = cls.target("won_value", 5, *JUNE, user_id=cls.user("screen_ben").id)
        cls.update(cls.own | cls.rate | cls.other, NOW)

    def mine(self, at=NOW, **context):
        with self.at(at):
            targets = self.targets.with_user(self.anna).with_context(**context)
            return {row["id"]: row for row in targets.dashboard_targets()}

    def test_everybody_sees_the_own_targets(self):
        rows = self.mine()
        self.assertEqual(set(rows), {self.own.id, self.rate.id})
        own = rows[self.own.id]
        self.assertEqual((own["value"], own["target"]), (8000, 22_000))
        self.assertEqual((own["expected"], own["is_expected"]), (10_000, True))
        self.assertAlmostEqual(own["pace_share"], 10 / 22)
        self.assertEqual((own["state"], own["holder"]), ("active", ""))

    def test_who_leads_a_team_holds_its_target(self):
        north = self.team("North", [self.anna], user_id=self.anna.id)
        target = self.target("won_value", 9, *JUNE, team_id=north.id)
        self.assertEqual(self.mine()[target.id]["holder"], "North")

    def test_what_does_not_add_up_has_no_place_to_be_at(self):
        row = self.mine()[self.rate.id]
        self.assertEqual((row["pace_share"], row["is_expected"]), (None, False))
        self.assertEqual((row["value"], row["status"]), (1, "on_track"))

    def test_words_are_those_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        field = self.targets._fields["status_reason"]
        german = dict(field._description_selection(self.env(context={"lang": "de_DE"})))
        self.rate.flush_recordset()
        row = self.mine(lang="de_DE")[self.rate.id]
        self.assertEqual(row["reason"], german[self.rate.status_reason])

    def test_ended_targets_stay_for_two_weeks(self):
        self.update(self.own | self.rate, "2026-07-01 04:00")
        self.assertEqual(len(self.mine("2026-07-14 12:00")), 2)
        self.assertEqual(self.mine("2026-07-15 12:00"), {})

    def sheets(self, user):
        from openpyxl import load_workbook

        options = {
            "period": "custom",
            "date_from": "2026-06-01",
            "date_to": "2026-06-30",
        }
        with self.at(NOW):
            kpis = self.env["sales.kpi"].with_user(user)
            _name, content = kpis._dashboard_xlsx(options)
        return load_workbook(io.BytesIO(content)).worksheets

    def test_a_sheet_has_the_targets_of_the_shown_days(self):
        sheet = self.sheets(self.anna)[-1]
        self.assertEqual(sheet.title, "Targets")
        rows = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
        self.assertEqual(len(rows), 2)
        cells = [cell.value for cell in rows[self.own.kpi_id.name]]
        self.assertEqual(cells[5:7], [22_000, 8000])
        self.assertAlmostEqual(cells[7], 8 / 22)
        self.assertEqual(cells[8:10], [10_000, 17_600])
        share = rows[self.rate.kpi_id.name][6]
        self.assertEqual((share.value, share.number_format), (1, "0.0%"))

    def test_without_targets_there_is_no_sheet(self):
        stranger = self.user("screen_nobody")
        titles = [sheet.title for sheet in self.sheets(stranger)]
        self.assertNotIn("Targets", titles)

    def test_no_value_is_an_empty_cell(self):
        self.target("sales_cycle", 5, "2026-06-30", "2026-06-30", user_id=self.anna.id)
        sheet = self.sheets(self.anna)[-1]
        [cells] = [
            [cell.value for cell in row]
            for row in sheet.iter_rows(min_row=2)
            if row[5].value == 5
        ]
        self.assertEqual(cells[6:12], [None] * 6)
