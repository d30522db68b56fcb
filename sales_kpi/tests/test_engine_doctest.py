import doctest
import importlib
import pkgutil

from odoo.tests import BaseCase, tagged

from .. import engine


@tagged("post_install", "-at_install")
class TestEngineDoctest(BaseCase):
    def test_examples_in_docstrings_hold(self):
        for info in pkgutil.iter_modules(engine.__path__):
            with self.subTest(module=info.name):
                module = importlib.import_module(f"{engine.__name__}.{info.name}")
                found = doctest.testmod(module)
                self.assertFalse(found.failed, f"{found.failed} examples fail")
