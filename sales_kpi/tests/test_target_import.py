from pathlib import Path

from odoo.tests import tagged
from odoo.tools import mute_logger

from .target_agreement_case import TargetAgreementCase

FOLDER = Path(__file__).parents[1] / "static" / "xls"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tagged("post_install", "-at_install")
class TestTargetImport(TargetAgreementCase):
    """Targets and budgets come in by Odoo's importer, with the templates as they are."""

    def load_file(self, model, content, file_type, lang="en_US"):
        wizard = (
            self.env["base_import.import"]
            .with_context(lang=lang)
            .create(
                {
                    "res_model": model,
                    "file": content,
                    "file_name": "file",
                    "file_type": file_type,
                }
            )
        )
        options = {"has_headers": True, "quoting": '"', "separator": ","}
        preview = wizard.parse_preview(options)
        self.assertNotIn("error", preview)
        paths = [
            "/".join(preview["matches"][number])
            for number in range(len(preview["headers"]))
        ]
        return wizard.execute_import(paths, preview["headers"], preview["options"])

    def load_template(self, model, lang):
        self.env["res.lang"]._activate_lang(lang)
        self.env["ir.module.module"].search(
            [("name", "=", "sales_kpi")]
        )._update_translations(lang)
        [template] = self.env[model].get_import_templates()
        content = (FOLDER / template["template"].rsplit("/", 1)[1]).read_bytes()
        result = self.load_file(model, content, XLSX, lang)
        self.assertEqual(result["messages"], [])
        return self.env[model].browse(result["ids"])

    def test_targets(self):
        for lang in ("en_US", "de_DE"):
            with self.subTest(lang=lang):
                won, rate = self.load_template("sales.kpi.target", lang)
                self.assertEqual((won.kpi_id, won.scope), (self.kpi, "company"))
                self.assertEqual(
                    (won.target_value, won.period_kind), (280_000, "quarter")
                )
                self.assertEqual((rate.target_value, rate.state), (0.3, "draft"))
                (won | rate).unlink()

    def test_budgets(self):
        for lang in ("en_US", "de_DE"):
            with self.subTest(lang=lang):
                budgets = self.load_template("sales.kpi.budget", lang)
                self.assertEqual(sum(budgets.mapped("value")), 280_000)
                self.assertEqual(budgets.kpi_id, self.kpi)
                budgets.unlink()

    def test_a_person_belongs_to_the_own_team(self):
        content = (
            "KPI,For,Salesperson,Sales team,From,Until,Target\n"
            "won_value,Salesperson,Anna,,2027-01-01,2027-03-31,1000\n"
        )
        result = self.load_file("sales.kpi.target", content.encode(), "text/csv")
        self.assertEqual(result["messages"], [])
        target = self.env["sales.kpi.target"].browse(result["ids"])
        self.assertEqual((target.user_id, target.team_id), (self.anna, self.north))
        self.assertTrue(target.name)

    def test_what_is_wrong_is_said(self):
        """No target is imported as agreed, for nobody or with an unknown KPI."""
        for line, words in (
            ("won_value,Salesperson,,2027-01-01,2027-03-31,1", "which salesperson"),
            ("no_such,Company,,2027-01-01,2027-03-31,1", "no_such"),
            ("won_value,Company,,2027-03-31,2027-01-01,1", "ends on its first day"),
        ):
            content = f"KPI,For,Salesperson,From,Until,Target\n{line}\n"
            with self.subTest(line=line), mute_logger("odoo.sql_db"):
                result = self.load_file(
                    "sales.kpi.target", content.encode(), "text/csv"
                )
                self.assertFalse(result["ids"])
                self.assertIn(words, result["messages"][0]["message"])
