"""Every error of the engine has a sentence that can be translated."""

from odoo.tests import tagged

from ..engine.errors import MESSAGES, FormulaError, PeriodError
from ..engine.formula import USAGES
from ..models.kpi_errors import SENTENCES
from ..models.kpi_words import EVENTS, FUNCTIONS
from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestKpiErrors(SalesKpiCase):
    def test_every_code_has_its_sentence(self):
        self.assertEqual(list(SENTENCES), list(MESSAGES))
        for code, message in MESSAGES.items():
            self.assertEqual(str(SENTENCES[code]), message)

    def test_sentence_is_filled_in(self):
        error = FormulaError("unclosed", 7)
        text = self.env["sales.kpi"]._error_text(error)
        self.assertEqual(text, "The parenthesis at position 7 is never closed.")

    def test_missing_translation_keeps_the_parameters(self):
        self.env["res.lang"]._activate_lang("de_DE")
        error = PeriodError("inverted", start="2026-02-01", stop="2026-01-31")
        kpis = self.env["sales.kpi"].with_context(lang="de_DE")
        self.assertIn("2026-01-31", kpis._error_text(error))

    def test_every_event_and_function_has_words(self):
        events = self.env["sales.kpi.source"]._events()
        self.assertEqual(set(events) - set(EVENTS), set())
        self.assertEqual(set(FUNCTIONS), set(USAGES))
