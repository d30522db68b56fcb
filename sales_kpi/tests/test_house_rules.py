"""House rules that no linter knows (docs/architecture.md, "The house")."""

import ast
from pathlib import Path

import odoo.models
from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).parents[1]
LONGEST = 300
#: What each folder of ours may import of ours, besides itself.
MAY_IMPORT = {
    "engine": {"engine"},
    "sources": {"engine", "sources"},
    "models": {"engine", "sources", "models", "standard_codes"},
    "report": {"engine", "sources", "report", "standard_codes"},
    "wizard": {"engine", "wizard"},
    "controllers": {"engine", "controllers"},
}
ENGINE_MAY = {"odoo.tools", "dateutil"}
#: Methods that ORM classes are meant to define without calling super.
FREE = {"init", "_table_query", "_compute_display_name"}


def files(pattern, *folders):
    for folder in folders or (".",):
        for path in sorted((ADDON / folder).rglob(pattern)):
            if "node_modules" not in path.parts and "i18n" not in path.parts:
                yield path


def trees(*folders):
    for path in files("*.py", *folders):
        yield path, ast.parse(path.read_text())


def code_folders():
    return [folder for folder in MAY_IMPORT if (ADDON / folder).is_dir()]


@tagged("post_install", "-at_install")
class TestHouseRules(BaseCase):
    def _assert_none(self, found):
        self.assertFalse(list(found), "see docs/architecture.md, “The house”")

    def test_files_are_short(self):
        self._assert_none(
            f"{path.name}: {lines} lines"
            for pattern in ("*.py", "*.js", "*.xml", "*.scss")
            for path in files(pattern)
            if (lines := len(path.read_text().splitlines())) > LONGEST
        )

    def test_layers_import_downwards_only(self):
        found = []
        for folder in code_folders():
            for path, tree in trees(folder):
                for node in ast.walk(tree):
                    if not isinstance(node, ast.ImportFrom) or node.level < 2:
                        continue
                    target = (node.module or "").split(".")[0]
                    targets = [target] if target else [n.name for n in node.names]
                    found += [
                        f"{folder}/{path.name} imports {name}"
                        for name in targets
                        if name not in MAY_IMPORT[folder]
                    ]
        self._assert_none(found)

    def test_engine_knows_nothing_of_odoo(self):
        found = []
        for path, tree in trees("engine"):
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names = [node.module]
                else:
                    continue
                found += [
                    f"{path.name} imports {name}"
                    for name in names
                    if name.split(".")[0] in ("odoo", "psycopg2")
                    and name not in ENGINE_MAY
                ]
        self._assert_none(found)

    def test_sql_is_written_not_assembled(self):
        found = []
        for path, tree in trees(*code_folders()):
            found += [
                f"{path.name}:{node.lineno}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and self._is_assembled(node)
            ]
        self._assert_none(found)

    def _is_assembled(self, call):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if not call.args:
            return False
        first = call.args[0]
        if name == "SQL":
            return not isinstance(first, ast.Constant)
        if name in ("execute", "execute_values"):
            return isinstance(first, ast.BinOp | ast.JoinedStr) or (
                isinstance(first, ast.Call)
                and getattr(first.func, "attr", "") in ("format", "join")
            )
        return False

    def test_sudo_says_why(self):
        found = []
        for path in files("*.py", *code_folders()):
            before = ""
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if ".sudo()" in line and "# sudo:" not in before + line:
                    found.append(f"{path.name}:{number}")
                before = line
        self._assert_none(found)

    def test_no_method_of_the_orm_is_replaced_by_accident(self):
        orm = {
            name for name in vars(odoo.models.BaseModel) if not name.startswith("__")
        }
        found = []
        for path, tree in trees(*code_folders()):
            for node in ast.walk(tree):
                if not isinstance(node, ast.ClassDef):
                    continue
                found += [
                    f"{path.name}: {node.name}.{method.name}"
                    for method in node.body
                    if isinstance(method, ast.FunctionDef)
                    and method.name in orm - FREE
                    and not self._calls_super(method)
                ]
        self._assert_none(found)

    def _calls_super(self, method):
        return any(
            isinstance(node, ast.Name) and node.id == "super"
            for node in ast.walk(method)
        )

    def test_every_test_file_is_imported(self):
        listed = (ADDON / "tests" / "__init__.py").read_text().split()
        self._assert_none(
            path.name for path in files("test_*.py", "tests") if path.stem not in listed
        )
