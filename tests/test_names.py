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
# Nor do these in a failing test, whose stack is helpers and fixtures.
BARE_IN_TESTS = BARE | {
    "added", "again", "alike", "alone", "answered", "apart", "at", "begun", "beside", "behind",
    "by", "decided", "drawn", "early", "elsewhere", "ended", "everybody", "everything", "few",
    "first", "given", "going_out", "held", "here", "judged", "kept", "known", "later", "looked",
    "made", "met", "missing", "moved", "named", "newest", "no", "now", "of", "offered", "on",
    "only", "opened", "other", "others", "owed", "passed", "posted", "published", "read_by",
    "recorded", "referred", "refused", "returned", "road", "roads", "saw", "seen", "seen_by",
    "sent", "sent_back", "settled", "some", "somebody", "still", "taken_back", "telling", "there",
    "to", "told", "tried", "two", "typed", "unseen", "used", "waited", "where", "withdrawn",
    "written", "yes",
}  # fmt: skip
RIDDLES = ("a_", "an_", "of_", "the_", "what_", "who_", "whose_")  # a noun phrase is no name
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


def helpers_and_fixtures():
    """{name: files} of the helpers in tests/support, and of the fixtures of all tests."""
    homes = defaultdict(set)
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            decorators = " ".join(ast.unparse(each) for each in node.decorator_list)
            if "support" in path.parts or "fixture" in decorators:
                homes[node.name].add(str(path.relative_to(ROOT)))
    return homes


def test_definitions_are_found():
    homes = definitions()
    assert len(homes) > 3000
    assert homes["open_case_action"] == {"cases/actions/open_case_action.py"}


def test_no_definition_has_a_bare_name():
    homes = definitions()
    assert {name: homes[name] for name in BARE & homes.keys()} == {}


def test_no_helper_or_fixture_of_tests_has_a_bare_name():
    homes = helpers_and_fixtures()
    assert len(homes["builder"]) > 100
    bare = [each for each in homes if each in BARE_IN_TESTS or each.startswith(RIDDLES)]
    assert {name: homes[name] for name in bare} == {}


def test_each_helper_of_tests_says_what_it_does():
    undescribed = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in (ROOT / "tests" / "support").rglob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert undescribed == []


def test_no_test_hides_another_of_its_name():
    """A second definition of a name replaces the first, which then never runs."""
    twice = []
    for path in (ROOT / "tests").rglob("*.py"):
        tree = ast.parse(path.read_text())
        for body in [
            tree.body,
            *(node.body for node in tree.body if isinstance(node, ast.ClassDef)),
        ]:
            names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
            twice += [
                f"{path.relative_to(ROOT)}: {each}" for each in names if names.count(each) > 1
            ]
    assert twice == []


def test_a_name_is_defined_in_few_files():
    many = {name: files for name, files in definitions().items() if len(files) > MOST_FILES}
    assert many.keys() <= NAMED_BY_DJANGO, many


def test_no_module_is_a_drawer_for_what_has_no_place():
    modules = {path for part in (*PARTS, "tests") for path in (ROOT / part).rglob("*.py")}
    drawers = {str(path.relative_to(ROOT)) for path in modules if path.stem in DRAWERS}
    assert drawers == {SETTINGS}
