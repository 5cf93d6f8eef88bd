"""
Apply each fault to a copy of the committed code, and report which test fails.

    python -m mutants [numbers]

The first thirty-six faults were written from what the system promises, before its tests were read;
the others from what those tests missed. Each is a patch beside this file: the promise, the tests of
the parts concerned, the test that was found to fail, and the change that breaks the promise. A
fault is caught if one of its tests fails with it and passes without it; the test that was found
runs first.

Exits with 1 if fewer than nine in ten are caught, or if one cannot be tried.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MUST_CATCH = 0.9  # share of the faults that are tried
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "DEBUG", "SHARE")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+::.+?)(?: - .*)?$", re.MULTILINE)
LINES = 60  # lines of output shown when a test run says nothing about a fault
TESTS_FAILED = 1  # pytest's exit status when tests ran and some failed


@dataclass(frozen=True)
class Mutant:
    """One fault."""

    path: Path

    @property
    def number(self) -> str:
        return self.path.name[:2]

    @property
    def promise(self) -> str:
        """The promise that the fault breaks."""
        return self.path.read_text().partition("\n")[0]

    @property
    def tests(self) -> list[str]:
        """The test files of the parts concerned."""
        return self._named("Tests").split()

    @property
    def noticed_by(self) -> str:
        """The id of the test that fails with the fault."""
        return self._named("Noticed by")

    def _named(self, what: str) -> str:
        named: str
        [named] = re.findall(rf"^{what}: (.+)$", self.path.read_text(), re.MULTILINE)
        return named


def mutants(numbers: Collection[str] = ()) -> list[Mutant]:
    """All faults, or those with these numbers."""
    every = [Mutant(path) for path in sorted(HERE.glob("[0-9][0-9]-*.patch"))]
    return [each for each in every if not numbers or each.number in numbers]


class CannotTry(Exception):
    """It cannot be found out whether a test notices the fault."""


class Copy:
    """A clone of the committed code in its own folder, with its own servers and database."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder) / "copy"
        self.env = {name: value for name, value in os.environ.items() if name not in OURS}
        self.env["RASSO_STATE"] = str(self.folder / ".local/test")
        git("clone", "-q", HERE.parent, self.folder, at=HERE.parent)
        self.run("-m", "rasso.translations", "--compile")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], cwd=self.folder, env=self.env, capture_output=True,
            text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def test(self, *tests: str) -> tuple[int, str, str]:
        """(pytest's exit status, id of the first test that failed or "", end of the output)."""
        done = self.run("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", *tests)
        said = "\n".join((done.stdout + done.stderr).splitlines()[-LINES:])
        return done.returncode, next(iter(FAILED.findall(done.stdout)), ""), said

    def outcome(self, mutant: Mutant) -> tuple[bool, str]:
        """(whether the fault is caught, text for the report). Raises CannotTry."""
        if git("apply", mutant.path, at=self.folder, may_fail=True):
            raise CannotTry("no longer applies")
        try:
            ended, failed, said = self.test(mutant.noticed_by)
            if ended == 0:
                ended, failed, said = self.test(*mutant.tests)
        finally:
            git("checkout", "-q", ".", at=self.folder)
            git("clean", "-qfd", at=self.folder)
        if ended == 0:
            return False, "SURVIVED"
        if ended != TESTS_FAILED or not failed:
            raise CannotTry(f"pytest ended with {ended}:\n{said}")
        ended, _, said = self.test(failed)
        if ended:
            raise CannotTry(f"{failed} fails without it too:\n{said}")
        return True, f"caught by {failed}"


def git(*command: str | Path, at: Path, may_fail: bool = False) -> int:
    return subprocess.run(["git", *map(str, command)], cwd=at, check=not may_fail).returncode


def main(numbers: Collection[str]) -> int:
    chosen, caught, failed = mutants(numbers), 0, False
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        # Readable by the account that Postgres runs under when we are root.
        Path(folder).chmod(0o755)
        copy = Copy(folder)
        for mutant in chosen:
            try:
                is_caught, said = copy.outcome(mutant)
            except CannotTry as error:
                is_caught, said, failed = False, f"CANNOT BE TRIED: {error}", True
            caught += is_caught
            print(mutant.number, said if is_caught else f"{said} ({mutant.promise})", flush=True)
    print(f"{caught} of {len(chosen)} caught", flush=True)
    enough = chosen and caught >= len(chosen) * MUST_CATCH
    return 0 if enough and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
