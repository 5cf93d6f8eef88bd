"""
One word for each thing, and names that say what they are wherever they are met (docs/glossary.md).
"""

import ast
from collections import defaultdict

from rasso.settings.environment import ROOT

PARTS = (
    "people", "timeliness", "cases", "victims", "pilots", "rasso", "devtools", "drills",
    "benchmarks", "tools",
)  # fmt: skip
# In a stack trace or a search result these names say nothing about what they are.
BARE = {
    "told", "said", "asked", "read", "tell", "say", "page", "line", "row", "begin", "keep",
    "listed", "counted", "found", "shown", "Line", "Row", "Page", "Reading", "Report", "Said",
    "Asked", "Outcome", "Step", "Change",
}  # fmt: skip
BARE |= {f"_{name}" for name in BARE}
NAMED_BY_DJANGO = {"Command", "main"}
MOST_FILES = 3  # files that may define the same name
DRAWERS = {"base", "common", "core", "helpers", "misc", "utils"}
SETTINGS = "rasso/settings/base.py"  # settings of every environment


def definitions():
    """{name of a function or class at a module's top level: the files that define it}."""
    homes = defaultdict(set)
    for part in PARTS:
        for path in (ROOT / part).rglob("*.py"):
            if "migrations" not in path.parts:
                for node in ast.parse(path.read_text()).body:
                    if isinstance(node, ast.FunctionDef | ast.ClassDef):
                        homes[node.name].add(str(path.relative_to(ROOT)))
    return homes


def test_definitions_are_found():
    homes = definitions()
    assert len(homes) > 3000
    assert homes["open_case_action"] == {"cases/actions/open_case_action.py"}


def test_no_definition_has_a_bare_name():
    homes = definitions()
    assert {name: homes[name] for name in BARE & homes.keys()} == {}


def test_a_name_is_defined_in_few_files():
    many = {name: files for name, files in definitions().items() if len(files) > MOST_FILES}
    assert many.keys() <= NAMED_BY_DJANGO, many


def test_no_module_is_a_drawer_for_what_has_no_place():
    modules = {path for part in PARTS for path in (ROOT / part).rglob("*.py")}
    drawers = {str(path.relative_to(ROOT)) for path in modules if path.stem in DRAWERS}
    assert drawers == {SETTINGS}
