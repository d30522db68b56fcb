"""The workbook holds what the dashboard shows."""

import io
import json

from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .dashboard_case import NOW, DashboardCase


@tagged("post_install", "-at_install")
class TestDashboardXlsx(DashboardCase):
    def book(self, kpis=None, **options):
        from openpyxl import load_workbook

        with self.at(NOW):
            name, content = (self.kpis if kpis is None else kpis)._dashboard_xlsx(
                options
            )
        self.assertTrue(name.endswith(".xlsx"))
        return load_workbook(io.BytesIO(content))

    def rows(self, sheet):
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def overview(self, book):
        """The words above the table, and its rows by the name of the KPI."""
        rows = self.rows(book.worksheets[0])
        header = next(number for number, row in enumerate(rows) if row[0] == "KPI")
        return rows[:header], {row[0]: row[1:] for row in rows[header + 1 :]}

    def test_overview_equals_the_tiles(self):
        data = self.data(period="this_quarter", comparison="year_ago")
        book = self.book(period="this_quarter", comparison="year_ago")
        words, rows = self.overview(book)
        self.assertEqual(list(rows), [tile["name"] for tile in data["tiles"]])
        for tile in data["tiles"]:
            change = tile["change"] and tile["change"]["value"]
            self.assertEqual(
                rows[tile["name"]][:4],
                [tile["value"], tile["n"], tile["before"], change],
            )
        labels = [row[0] for row in words if row[0]]
        self.assertEqual(
            labels, ["KPI dashboard", "Company", "Period", "Compared with", "As of"]
        )

    def test_working_days_of_the_comparison_are_said(self):
        words, _rows = self.overview(self.book(comparison="workdays"))
        [text] = [row[1] for row in words if row[0] == "Compared with"]
        self.assertEqual(text, "02/09/2026 – 02/28/2026 (working days: 15)")

    def test_trend_and_data_equal_the_trend(self):
        data = self.data(period="last_12_months")
        book = self.book(period="last_12_months")
        _header, *rows = self.rows(book.worksheets[1])
        self.assertEqual(
            rows, [[tile["name"], *tile["trend"]] for tile in data["tiles"]]
        )
        _header, *rows = self.rows(book.worksheets[2])
        self.assertEqual(
            [(row[0], row[2].date().isoformat(), row[3], row[4]) for row in rows],
            [
                (tile["code"], day, value, number)
                for tile in data["tiles"]
                for day, value, number in zip(
                    data["trend"]["periods"],
                    tile["trend"],
                    tile["trend_n"],
                    strict=True,
                )
            ],
        )

    def test_no_value_is_an_empty_cell(self):
        future = {"period": "custom", "date_from": "2027-01-01"}
        _words, rows = self.overview(self.book(**future, date_to="2027-01-31"))
        self.assertIsNone(rows["Win rate"][0])
        self.assertIn("not begun", rows["Win rate"][4])

    def test_panes_are_frozen_and_each_kpi_has_a_line(self):
        book = self.book()
        trend = book.worksheets[1]
        self.assertEqual(trend.freeze_panes, "B2")
        self.assertEqual(len(trend._charts), len(self.data()["tiles"]))

    def test_number_formats_follow_unit_and_language(self):
        formats = self.kpis._workbook_formats(self.data())
        self.assertEqual(formats["percent"], "0.0%")
        self.assertIn("€", formats["money"])
        self.assertEqual(formats["count"], "#,##0")
        self.env["res.lang"]._activate_lang("de_DE")
        german = self.kpis.with_context(lang="de_DE")._workbook_formats(self.data())
        self.assertEqual(german["percent"], "0.0\N{NO-BREAK SPACE}%")

    def test_names_never_become_formulas(self):
        self.north.name = "=cmd()"
        self.env["sales.kpi"].search([("code", "=", "win_rate")]).name = "@SUM(1)"
        book = self.book(scope=[["team_id", self.north.id]])
        kinds = {
            cell.value: cell.data_type
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
        }
        self.assertEqual(kinds["=cmd()"], "s")
        self.assertEqual(kinds["@SUM(1)"], "s")
        self.assertNotIn("f", kinds.values())

    def test_labels_are_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("de_DE")
        book = self.book(self.kpis.with_context(lang="de_DE"))
        self.assertEqual(
            book.sheetnames, ["Dashboard", "Verlauf", "Daten", "Definitionen"]
        )
        labels = {row[0] for row in self.rows(book.worksheets[0])}
        self.assertTrue({"KPI-Dashboard", "Unternehmen", "Zeitraum"} <= labels)

    def test_definitions_say_how_it_is_computed(self):
        _header, *rows = self.rows(self.book().worksheets[3])
        kpi = self.env["sales.kpi"].search([("code", "=", "win_rate")])
        [found] = [row for row in rows if row[1] == "win_rate"]
        self.assertEqual(found[2], kpi.meaning)
        self.assertEqual(found[5], kpi.formula)

    def test_only_who_sees_figures_exports_them(self):
        outsider = new_test_user(self.env, "kpi_outsider", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.kpis.with_user(outsider)._dashboard_xlsx({})


@tagged("post_install", "-at_install")
class TestDashboardXlsxRoute(HttpCase, DashboardCase):
    def test_one_click_downloads(self):
        self.user("kpi_excel", groups="sales_team.group_sale_manager")
        self.authenticate("kpi_excel", "kpi_excel")
        options = json.dumps({"period": "last_month"})
        answer = self.url_open(
            "/sales_kpi/dashboard.xlsx", data={"options": options, **self._csrf()}
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        self.assertTrue(answer.content.startswith(b"PK"))

    @mute_logger("odoo.http")
    def test_what_makes_no_sense_is_said(self):
        self.user("kpi_excel", groups="sales_team.group_sale_manager")
        self.authenticate("kpi_excel", "kpi_excel")
        for options in ("[]", "nonsense", '{"period": "never"}'):
            answer = self.url_open(
                "/sales_kpi/dashboard.xlsx", data={"options": options, **self._csrf()}
            )
            self.assertEqual(answer.status_code, 500)
            self.assertIn("UserError", answer.text)

    def _csrf(self):
        return {"csrf_token": Request.csrf_token(self)}
