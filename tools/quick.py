"""
Check what has changed, in under a minute, before a commit: make quick [BASE=origin/main]

Runs style, types, imports, migrations and words for the files changed since BASE, and nearest tests
first, until the time is up: those changed, those named like the changed modules, those that
CONTRIBUTING.md names for such a change, those that say what stands in no register, and those that
import the changed modules. Prints which
were not reached, and fails if none was. make check and make test run everything.
"""

import ast
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
SECONDS = 45  # seconds for tests; the rest of the minute is for the checks beside them
ALWAYS = "tests/test_house_rules.py"
APPS = ("people", "timeliness", "cases", "victims", "pilots", "rasso")
MOST_IMPORTERS = 10  # a module that more test files import is what they begin with
# Part of a path, and the tests that CONTRIBUTING.md names for a change there; the slow ones are
# left to make test.
NAMED_TESTS = (
    ("/models/", "tests/test_private_fields.py"),
    ("/models/", "tests/cases/test_history_page.py"),
    ("/forms/", "tests/api/test_examples.py"),
    ("/api/", "tests/api/test_examples.py"),
    ("people/identity/capacities.py", "tests/people/test_guardian.py"),
    ("timeliness/periods.toml", "tests/timeliness/test_periods.py"),
    ("cases/deadlines.py", "tests/cases/test_settled_lengths.py"),
    ("/sql/", "tests/rasso/test_database_objects.py"),
    ("pilots/sql/shares.sql", "tests/pilots/test_shares.py"),
    ("pilots/measures/", "tests/pilots/test_shares.py"),
)
# Parts of a path: what changes there may have to be in a register.
REGISTERED = ("/models/", "/permissions/", "/forms/", "/sql/", "urls.py", "notices.py", "states.py")
MARK = "pytest.mark.register"


@dataclass(frozen=True)
class Check:
    """A check: its name and its command."""

    name: str
    command: tuple[str, ...]


def main() -> None:
    began = time.monotonic()
    changed = changed_files(os.environ.get("BASE") or "origin/main")
    if not changed:
        sys.exit("Nothing has changed. make test runs everything.")
    files = test_files(changed)
    with ThreadPoolExecutor() as pool:
        others = [pool.submit(run_check, check) for check in checks_for_kinds(changed)]
        is_good = run_tests(files, began)
        results = [each.result() for each in others]
    print(f"{len(changed)} changed files, {time.monotonic() - began:.0f} s")
    sys.exit(not (is_good and all(results)))


def changed_files(base: str) -> list[Path]:
    """The files that differ from where this branch left `base`, and those not yet in git."""
    known = git_words("rev-parse", "-q", "--verify", base)
    since = git_words("merge-base", base, "HEAD") if known else ["HEAD"]
    names = git_words("diff", "--name-only", *since) + git_words(
        "ls-files", "--others", "--exclude-standard"
    )
    return [Path(name) for name in dict.fromkeys(names) if (ROOT / name).is_file()]


def git_words(*arguments: str) -> list[str]:
    """The words of git's answer; none where it found nothing."""
    command = [shutil.which("git") or "git", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.split()


def checks_for_kinds(changed: list[Path]) -> list[Check]:
    """The checks that files of these kinds need."""
    python = [str(path) for path in changed if path.suffix == ".py"]
    found = []
    if python:
        found += [
            Check("style", (f"{BIN}/ruff", "check", "-q", "--force-exclude", *python)),
            Check("format", (f"{BIN}/ruff", "format", "-q", "--force-exclude", "--check", *python)),
            Check("types", (f"{BIN}/mypy",)),
            Check("imports", (f"{BIN}/lint-imports", "--no-cache")),
        ]
    if any("models" in path.parts or "migrations" in path.parts for path in changed):
        manage = f"{BIN}/python", "-W", "ignore", "manage.py"
        found.append(Check("migrations", (*manage, "makemigrations", "--check", "--dry-run")))
    if any(path.parts[0] in (*APPS, "templates") for path in changed):
        found.append(Check("words", (f"{BIN}/python", "-m", "rasso.translations", "--check")))
    return found


def run_check(check: Check) -> bool:
    """Run a check. Returns whether it passed; prints its output if it failed."""
    answer = subprocess.run(check.command, cwd=ROOT, capture_output=True, text=True)
    if answer.returncode:
        print(f"{check.name}:\n{answer.stdout}{answer.stderr}", flush=True)
    return answer.returncode == 0


def test_files(changed: Iterable[Path]) -> list[str]:
    """The test files of a change, the nearest first; of some only one test."""
    stems = {(path.parts[0], path.stem.strip("_")) for path in changed if path.suffix != ".po"}
    tests = [path.relative_to(ROOT) for path in sorted((ROOT / "tests").rglob("test_*.py"))]
    imported = {path: imported_by(ROOT / path) for path in tests}
    modules = [
        name
        for name in {name for path in changed for name in modules_of(path)}
        if sum(name in names for names in imported.values()) <= MOST_IMPORTERS
    ]
    found = [path for path in changed if path.parts[0] == "tests" and path in imported]
    found += [path for path in tests if any(is_named_for(path, app, stem) for app, stem in stems)]
    nearest = [*map(str, found), ALWAYS, *named_tests(changed), *register_tests(changed, tests)]
    nearest += [str(path) for path in tests if imported[path].intersection(modules)]
    return list(dict.fromkeys(nearest))


def named_tests(changed: Iterable[Path]) -> list[str]:
    """The tests of `NAMED_TESTS` for the changed files."""
    paths = [str(path) for path in changed if path.parts[0] in APPS]
    return [test for part, test in NAMED_TESTS if any(part in path for path in paths)]


def register_tests(changed: Iterable[Path], tests: Iterable[Path]) -> list[str]:
    """The tests that name what stands in no register, if something changed that may have to."""
    paths = [str(path) for path in changed if path.parts[0] in APPS]
    if not any(part in path for path in paths for part in REGISTERED):
        return []
    return [f"{path}::{name}" for path in tests for name in marked_tests(ROOT / path)]


def marked_tests(path: Path) -> list[str]:
    """The names of a file's tests with the mark of registers."""
    text = path.read_text()
    if MARK not in text:
        return []
    return [
        node.name
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(each) == MARK for each in node.decorator_list)
    ]


def modules_of(path: Path) -> list[str]:
    """
    The modules that a changed file is or is used by: of a template, those that name it.
    """
    if path.suffix == ".py":
        return [".".join(path.with_suffix("").parts).removesuffix(".__init__")]
    if path.parts[0] != "templates":
        return []
    name = "/".join(path.parts[1:])
    users = git_words("grep", "-lF", name, "--", *(f"{app}/*.py" for app in APPS))
    return [name for user in users for name in modules_of(Path(user))]


def is_named_for(test: Path, app: str, stem: str) -> bool:
    """Whether a test of the app has the stem in its name, as test_suspect_pages has suspects."""
    return test.parent.name == app and len(stem) > 3 and stem.removesuffix("s") in test.stem


@cache
def imported_by(path: Path) -> set[str]:
    """The modules that a file imports, and what it imports from each as if that were a module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def run_tests(files: list[str], began: float) -> bool:
    """
    Run the tests until one fails or the time is over. Returns whether some passed and none failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [f"{BIN}/python", "-m", "pytest", "-qx", "--tb=short", "-n", "2"]
        command += ["--dist", "loadfile", "-m", "not browser", f"--junitxml={report}", *files]
        environment = os.environ | {"TESTS_ORDER": "as given"}
        process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, env=environment)
        try:
            return process.wait(SECONDS - (time.monotonic() - began)) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGINT)
            process.wait()
            ended, is_good = ended_tests(report)
    missed = [name for name in files if not has_ended(name, ended)]
    told = f"Not reached: make test ARGS='{' '.join(missed)}'" if missed else "Each was begun."
    print(f"Stopped after {SECONDS} seconds. {told}")
    return is_good


def ended_tests(report: Path) -> tuple[set[str], bool]:
    """
    (modules and classes of the tests that have ended, whether there are some and none failed), from
    pytest's report in JUnit's form; if it wrote none, none has ended.
    """
    if not report.exists():
        return set(), False
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - of our own pytest
    has_failed = any(case.find(kind) is not None for case in cases for kind in ("failure", "error"))
    return {case.get("classname", "") for case in cases}, bool(cases) and not has_failed


def has_ended(name: str, ended: Iterable[str]) -> bool:
    """Whether a test of the file, or of the file of the test, has ended."""
    module = name.partition(".py")[0].replace("/", ".")
    return any(f"{each}.".startswith(f"{module}.") for each in ended)


if __name__ == "__main__":
    main()
