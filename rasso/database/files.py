"""
The functions, views and triggers that the database is to have, as `<app>/sql/*.sql` has them.

Such a file holds statements that begin with CREATE OR REPLACE FUNCTION, VIEW or TRIGGER. Each
stands below a comment that says what it does, and nothing else stands there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from hashlib import sha256
from pathlib import Path

from rasso.settings.environment import ROOT

APPS = ("people", "timeliness", "cases", "victims", "pilots", "rasso")
STATEMENT = re.compile(
    r"(?P<about>(?:^--[^\n]*\n)+)"
    r"(?P<text>CREATE OR REPLACE (?P<kind>FUNCTION|VIEW|TRIGGER) (?P<name>\w+)"
    r"(?:[^$;]|\$\$.*?\$\$)*;)\n",
    re.MULTILINE | re.DOTALL,
)
COMMENT = re.compile(r"^--.*$", re.MULTILINE)
TABLE = re.compile(r"\bON (\w+)")  # of a trigger; a column of that name is written "on"


class SqlNotUnderstood(Exception):
    """A file of SQL holds something that is not expected there."""


@dataclass(frozen=True)
class DatabaseObject:
    """
    One function, view or trigger.

    table: of a trigger, otherwise "". about: what it does, in one line of plain words. file: where
    it is written, from the project's folder.
    """

    kind: str
    name: str
    table: str
    about: str
    text: str
    file: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others: a trigger's name is its own on one table only."""
        return self.kind, self.name, self.table

    @property
    def fingerprint(self) -> str:
        """Changes whenever its text does."""
        return fingerprint(self.text)


def fingerprint(text: str) -> str:
    """A short name for a text, which another text does not have."""
    return sha256(text.encode()).hexdigest()[:16]


def sql_files() -> list[Path]:
    """Every file of SQL, those of the lowest app first."""
    return [path for app in APPS for path in sorted((ROOT / app / "sql").glob("*.sql"))]


def database_objects_in_file(path: Path) -> list[DatabaseObject]:
    """What one file holds. Raises CannotBeRead where something else stands there."""
    text = path.read_text(encoding="utf-8")
    file = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
    if left := COMMENT.sub("", STATEMENT.sub("", text)).strip():
        raise SqlNotUnderstood(
            f"{file}: neither a statement below its comment nor a comment: {left}"
        )
    return [_database_object(match, file) for match in STATEMENT.finditer(text)]


def _database_object(match: re.Match[str], file: str) -> DatabaseObject:
    kind, text = match["kind"].lower(), match["text"]
    table = TABLE.search(text) if kind == "trigger" else None
    about = " ".join(line.removeprefix("--").strip() for line in match["about"].splitlines())
    return DatabaseObject(kind, match["name"], table[1] if table else "", about, text, file)


def ordered_by_use(objects: Iterable[DatabaseObject]) -> Iterator[DatabaseObject]:
    """
    Each after those that it names: Postgres looks at what a function in SQL calls as it is made.

    Raises CannotBeRead where two of them have one name, and graphlib.CycleError where they name
    each other.
    """
    known: dict[tuple[str, str, str], DatabaseObject] = {}
    for each in objects:
        if each.key in known:
            raise SqlNotUnderstood(f"{each.file}: {each.name} stands in {known[each.key].file} too")
        known[each.key] = each
    makers = {each.name: each.key for each in known.values() if each.kind != "trigger"}
    graph = {
        each.key: {makers[word] for word in _words(each) & makers.keys()} - {each.key}
        for each in known.values()
    }
    return (known[key] for key in TopologicalSorter(graph).static_order())


def _words(each: DatabaseObject) -> set[str]:
    return set(re.findall(r"\w+", COMMENT.sub("", each.text)))
