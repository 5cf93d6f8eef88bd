"""`make quick`: which tests a change needs, and what it says of those it did not reach."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from rasso.settings.environment import ROOT
from tests.conftest import pytest_collection_modifyitems
from tools import quick

GUIDE = (ROOT / "CONTRIBUTING.md").read_text()


def chosen_test_files(*changed):
    return quick.test_files([Path(name) for name in changed])


def test_the_nearest_come_first():
    found = chosen_test_files(
        "cases/case_details/forms/suspects.py", "tests/victims/test_duties.py"
    )
    assert found[:5] == [
        "tests/victims/test_duties.py",
        "tests/cases/test_suspect_focus.py",
        "tests/cases/test_suspect_pages.py",
        "tests/cases/test_unidentified_suspects.py",
        "tests/test_house_rules.py",
    ]


def test_the_tests_that_the_guide_names_for_a_change_are_among_them():
    assert "tests/test_private_fields.py" in chosen_test_files("cases/models/suspect.py")
    assert "tests/cases/test_history_page.py" in chosen_test_files("cases/models/suspect.py")
    assert "tests/api/test_examples.py" in chosen_test_files("cases/api/serializers.py")
    assert "tests/pilots/test_shares.py" in chosen_test_files("pilots/sql/shares.sql")
    assert "tests/cases/test_completeness.py" in chosen_test_files("cases/referral_checks.py")


@pytest.mark.parametrize(
    "changed",
    [
        "cases/models/suspect.py",
        "cases/permissions/site.py",
        "victims/urls.py",
        "pilots/sql/shares.sql",
    ],
)
def test_what_may_be_missing_from_a_register_is_asked_of_each(changed):
    found = chosen_test_files(changed)
    for stem in ("test_matrix", "test_second_lock", "test_text_columns", "test_stale_pages"):
        assert [name for name in found if f"/{stem}.py::" in name], stem


def test_every_test_of_a_register_is_chosen_also_one_of_a_browser():
    found = [name for name in chosen_test_files("cases/models/suspect.py") if "::" in name]
    text = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(found) == text.count("\n@pytest.mark." + "register\n") > 30


def test_a_change_of_words_asks_no_register():
    found = chosen_test_files("cases/desk/queries/board.py")
    assert not [name for name in found if "::" in name]


def test_a_named_test_is_there_and_in_the_guide():
    for part, test in quick.NAMED_TESTS:
        path, _colons, name = test.partition("::")
        assert f"def {name}(" in (ROOT / path).read_text() if name else (ROOT / path).is_file()
        assert Path(path).stem in GUIDE, test
        assert part.strip("/").split("/")[0] in GUIDE, part


def test_a_module_that_many_tests_begin_with_does_not_choose_them_all():
    everywhere = chosen_test_files("cases/referrals/actions/referrals.py")
    assert "tests/cases/test_referrals.py" in everywhere
    assert len(everywhere) < 6


def test_a_migration_stays_as_django_writes_it():
    migration = Path("cases/migrations/0001_tables.py")
    checks = {check.name: check for check in quick.checks_for_kinds([migration])}
    assert quick.run_check(checks["format"]) and quick.run_check(checks["style"])


def test_a_run_that_was_stopped_says_which_files_it_reached_and_whether_any_failed(tmp_path):
    report = tmp_path / "report.xml"
    assert quick.ended_tests(report) == (set(), False)
    passed = '<testcase classname="tests.a.test_one.TestIt" name="test_so"/>'
    failed = '<testcase classname="tests.b.test_two"><failure/></testcase>'
    report.write_text(f"<testsuites><testsuite>{passed}</testsuite></testsuites>")
    ended, is_good = quick.ended_tests(report)
    assert is_good
    files = ["tests/a/test_one.py", "tests/a/test_one_more.py", "tests/b/test_two.py::test_it"]
    assert [name for name in files if quick.has_ended(name, ended)] == files[:1]
    report.write_text(f"<testsuites><testsuite>{passed}{failed}</testsuite></testsuites>")
    ended, is_good = quick.ended_tests(report)
    assert not is_good and quick.has_ended(files[2], ended)


def test_tests_run_in_the_order_of_the_command(monkeypatch):
    """Else those of the API and of security, which take longest, would come before the nearest."""
    nearest_first = ["tests/cases/test_cases.py", "tests/api/test_examples.py"]
    for order, expected in (("as given", nearest_first), ("", nearest_first[::-1])):
        monkeypatch.setenv("TESTS_ORDER", order)
        items = [SimpleNamespace(nodeid=f"{name}::test_it") for name in nearest_first]
        pytest_collection_modifyitems(items)
        assert [item.nodeid.partition("::")[0] for item in items] == expected
