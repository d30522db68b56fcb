"""Finds the addon's tests in its source, and turns what the caller wants into Odoo's test tags."""

import ast
import re
from dataclasses import dataclass

from workplace import ADDON

FULL, DEMO, MARGIN = "sales_kpi_full", "sales_kpi_demo", "sales_kpi_margin"
#: So much of all tests is left to the lane that is done with the demo database earlier.
LATE_SHARE = 0.3


@dataclass(frozen=True)
class TestClass:
    file: str
    name: str
    methods: tuple
    tags: frozenset

    def matching(self, pattern):
        """The tags of the tests whose ``file.Class.method`` holds the pattern."""
        matches = [
            m for m in self.methods if pattern in f"{self.file}.{self.name}.{m}".lower()
        ]
        if pattern in f"{self.file}.{self.name}".lower():
            return [f"*/sales_kpi:{self.name}"]
        return [f"*/sales_kpi:{self.name}.{method}" for method in matches]


@dataclass
class Plan:
    """Test tags for the databases; None where there is nothing to run.

    ``margin``: those that need Odoo's app Margins. ``late``: what is taken from
    ``empty`` for a second empty database, so that both processors have work.
    """

    empty: str | None
    demo: str | None
    margin: str | None
    lifecycle: bool
    late: str | None = None


def make_plan(patterns=(), full=False):
    classes = list(_classes())
    if not patterns:
        more = f",{FULL}/sales_kpi" if full else ""
        has_demo = any(DEMO in test.tags for test in classes)
        late = list(_late(classes))
        return Plan(
            "/sales_kpi" + more + "".join(f",-/sales_kpi:{name}" for name in late),
            f"{DEMO}/sales_kpi" if has_demo else None,
            f"{MARGIN}/sales_kpi",
            lifecycle=True,
            late=",".join(f"/sales_kpi:{name}" for name in late),
        )
    tags = {None: [], DEMO: [], MARGIN: []}
    for test in classes:
        if full or FULL not in test.tags:
            kind = next((tag for tag in (DEMO, MARGIN) if tag in test.tags), None)
            for pattern in patterns:
                tags[kind] += test.matching(pattern.lower())
    lifecycle = any(pattern.lower() in "lifecycle" for pattern in patterns)
    return Plan(*(",".join(found) or None for found in tags.values()), lifecycle)


def _late(classes):
    """Names of the last classes, by file, that hold about LATE_SHARE of the tests."""
    usual = [test for test in classes if not test.tags & {FULL, DEMO, MARGIN}]
    left = LATE_SHARE * sum(len(test.methods) for test in usual)
    for test in reversed(usual):
        if left > 0 and test.methods:
            left -= len(test.methods)
            yield test.name


def not_imported():
    """Test files that Odoo will not find, because the package's ``__init__`` does not import them."""
    init = (
        (ADDON / "tests/__init__.py").read_text()
        if (ADDON / "tests/__init__.py").exists()
        else ""
    )
    files = sorted(path.stem for path in (ADDON / "tests").glob("test_*.py"))
    return [name for name in files if not re.search(rf"\b{name}\b", init)]


def javascript_tests():
    """How many Hoot tests the addon has, at most (``test(…)`` and ``test.tags(…)`` in its files)."""
    files = (ADDON / "static/tests").rglob("*.test.js")
    return sum(
        len(re.findall(r"^\s*test(?:\.\w+)*\(", path.read_text(), re.MULTILINE))
        for path in files
    )


def _classes():
    for path in sorted((ADDON / "tests").glob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                methods = tuple(
                    m.name
                    for m in node.body
                    if isinstance(m, ast.FunctionDef) and m.name.startswith("test")
                )
                yield TestClass(path.stem, node.name, methods, frozenset(_tags(node)))


def _tags(node):
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith(
            "tagged"
        ):
            yield from (
                arg.value for arg in decorator.args if isinstance(arg, ast.Constant)
            )
