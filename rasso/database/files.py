"""
Read the functions, views and triggers of the database from `<app>/sql/*.sql`.

A file holds only CREATE OR REPLACE FUNCTION, VIEW or TRIGGER statements, each below a comment that
says what it does.
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
    """An SQL file holds something unexpected."""


@dataclass(frozen=True)
class DatabaseObject:
    """
    One function, view, trigger or policy.

    table: of a trigger or policy, otherwise "". about: its comment, on one line. file: path from
    the project root.
    """

    kind: str
    name: str
    table: str
    about: str
    text: str
    file: str

    @property
    def key(self) -> tuple[str, str, str]:
        """(kind, name, table): a name on a table is unique there only."""
        return self.kind, self.name, self.table

    @property
    def fingerprint(self) -> str:
        """Fingerprint of its text."""
        return fingerprint(self.text)


def fingerprint(text: str) -> str:
    """The first 16 hex digits of a text's SHA-256."""
    return sha256(text.encode()).hexdigest()[:16]


def sql_files() -> list[Path]:
    """Every SQL file, lowest app first."""
    return [path for app in APPS for path in sorted((ROOT / app / "sql").glob("*.sql"))]


def database_objects_in_file(path: Path) -> list[DatabaseObject]:
    """The objects in one file. Raises SqlNotUnderstood for anything else in it."""
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
    Sort objects after those they use: Postgres checks the calls of an SQL function on creation.

    Raises SqlNotUnderstood for two objects of one name, graphlib.CycleError for a cycle.
    """
    known: dict[tuple[str, str, str], DatabaseObject] = {}
    for each in objects:
        if each.key in known:
            raise SqlNotUnderstood(f"{each.file}: {each.name} stands in {known[each.key].file} too")
        known[each.key] = each
    makers = {each.name: each.key for each in known.values() if not each.table}
    graph = {
        each.key: {makers[word] for word in _words(each) & makers.keys()} - {each.key}
        for each in known.values()
    }
    return (known[key] for key in TopologicalSorter(graph).static_order())


def _words(each: DatabaseObject) -> set[str]:
    return set(re.findall(r"\w+", COMMENT.sub("", each.text)))
