"""The workbook holds what the screen shows, also after another program saved it."""

import csv
import io
import os
import subprocess
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from odoo.tests import TransactionCase, tagged

from .dashboard_case import NOW, DashboardCase
from .drilldown_case import every_dashboard
from .workbook_case import FORMATS, WorkbookChecks, load

#: Comma, quotes where needed, UTF-8, as shown, every sheet.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
XLSX = "xlsx:Calc MS Excel 2007 XML"
SECONDS = 120  # LibreOffice takes two, a busy machine longer


@tagged("post_install", "-at_install", "-standard", "sales_kpi_demo")
class TestWorkbook(WorkbookChecks, TransactionCase):
    """Every KPI of the catalogue: tiles, board, comparison, scope, in two languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sales.kpi"].search([]).is_used = True
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.company = cls.env.ref("base.main_company")
        cls.team = cls.env.ref("sales_kpi.crm_team_mid_market_demo")

    def check(self, lang, user, **options):
        context = {"allowed_company_ids": self.company.ids, "lang": lang}
        kpis = self.env(user=user.id, context=context)["sales.kpi"]
        units, cells = set(), 0
        for data in every_dashboard(kpis, options):
            _name, content = kpis._dashboard_xlsx(options)
            cells += self.assertHolds(load(content), data, FORMATS[lang])
            units |= {tile["unit"] for tile in data["tiles"]}
        self.assertGreater(cells, 43 * 20)
        self.assertTrue(units <= FORMATS[lang].keys())

    def test_every_kpi_in_two_languages(self):
        manager = self.env.ref("base.user_admin")
        self.check("en_US", manager, period="last_12_months", comparison="previous")
        self.check("de_DE", manager, period="last_quarter", comparison="year_ago")

    def test_a_scope_and_no_comparison(self):
        leader = self.env.ref("sales_kpi.res_users_anna_demo")
        scope = [["team_id", self.team.id]]
        self.check("en_US", leader, period="this_year", scope=scope)
        self.check("de_DE", leader, period="last_month", comparison="none")


@tagged("post_install", "-at_install")
class TestLibreOffice(WorkbookChecks, DashboardCase):
    """LibreOffice reads the workbook and saves the same cells (script/setup has it)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.north.name = "=1+1"
        cls.source = cls.env["utm.source"].create({"name": "+49 89 1234"})
        names = ("=2+3", "@SUM(1)", "-4+5", "+6", '=HYPERLINK("http://x","y")')
        cls.company.name = "=7*8"
        for name, kpi in zip(names, cls.kpis._dashboard_kpis(), strict=False):
            kpi.name = name
        scope = [["team_id", cls.north.id], ["source_id", cls.source.id]]
        options = {"period": "this_quarter", "scope": scope}
        cls.narrow = cls._export(cls, "narrow", options)
        cls.wide = cls._export(cls, "wide", {"period": "last_12_months"})

    def _export(self, name, options):
        """Save the workbook; return what the screen shows."""
        with self.at(self, NOW):
            _name, content = self.kpis._dashboard_xlsx(options)
            (self.folder / f"{name}.xlsx").write_bytes(content)
            return self.kpis.dashboard_data(options)

    def convert(self, to):
        """Both workbooks in another format, in a folder of its own."""
        target = self.folder / to.partition(":")[0]
        if target.exists():
            return target
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                to,
                "--outdir",
                target,
                self.folder / "narrow.xlsx",
                self.folder / "wide.xlsx",
            ],
            check=True,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "HOME": str(self.folder)},
        )
        return target

    def test_cells_stay_as_on_the_screen(self):
        """Values, dates and text that looks like a formula, on every sheet."""
        target = self.convert(XLSX)
        for name in ("narrow", "wide"):
            content = (target / f"{name}.xlsx").read_bytes()
            saved, written = (
                load(content),
                load((self.folder / f"{name}.xlsx").read_bytes()),
            )
            self.assertGreater(self.assertHolds(saved, getattr(self, name)), 100)
            self.assertEqual(saved.sheetnames, written.sheetnames)
            for sheet in written.sheetnames:
                self.assertEqual(self._texts(saved[sheet]), self._texts(written[sheet]))
        texts = self._texts(load((target / "narrow.xlsx").read_bytes()).worksheets[0])
        self.assertTrue(
            {"=1+1", "+49 89 1234", "=7*8", "=2+3", "@SUM(1)", "-4+5"} <= texts
        )

    def _texts(self, sheet):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        return {cell.value for cell in cells if cell.data_type == "s"}

    def test_charts_are_kept(self):
        target = self.convert(XLSX)
        with zipfile.ZipFile(target / "wide.xlsx") as archive:
            charts = [n for n in archive.namelist() if n.startswith("xl/charts/chart")]
        self.assertEqual(len(charts), len(self.wide["tiles"]))

    def test_values_read_as_on_the_screen(self):
        """CSV as shown: the number formats say what the tiles say."""
        target = self.convert(CSV)
        rows = self._csv(target / "wide-Dashboard.csv")
        start = next(number for number, row in enumerate(rows) if row[0] == "KPI") + 1
        shown = {row[0]: row[1:5] for row in rows[start:]}
        tiles = {tile["code"]: tile for tile in self.wide["tiles"]}
        rate, leads = tiles["win_rate"], tiles["new_leads"]
        self.assertEqual(shown[rate["name"]][0], f"{rate['value']:.1%}")
        self.assertEqual(shown[rate["name"]][1], str(rate["n"]))
        points = f"{rate['change']['value']:+.1%} (points)"
        self.assertEqual(shown[rate["name"]][3], points)
        self.assertEqual(shown[leads["name"]][0], str(round(leads["value"])))
        board = self._csv(target / "wide-Trend.csv")[1 : len(tiles) + 1]
        row = next(row for row in board if row[0] == rate["name"])
        values = ["" if v is None else f"{v:.1%}" for v in rate["trend"]]
        self.assertEqual(row[1:], values)

    def _csv(self, path):
        return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))

    def test_prints(self):
        """As PDF: each sheet, with the names that look like formulas."""
        from pypdf import PdfReader

        pages = PdfReader(self.convert("pdf") / "wide.pdf").pages
        self.assertGreaterEqual(len(pages), 4)
        text = "\n".join(page.extract_text() for page in pages)
        for tile in self.wide["tiles"]:
            self.assertIn(tile["code"], text)
        for name in ("=2+3", "@SUM(1)", "-4+5"):
            self.assertIn(name, text)
