"""Generate the page about triggers, functions, views and policies from what installs them."""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from rasso.database.append_only import ClosedTable, closed_tables
from rasso.database.files import DatabaseObject, database_objects_in_file, sql_files
from rasso.database.policies import conditions

PAGE = settings.ROOT / "docs" / "triggers.md"
MADE = (
    "Made by `manage.py triggers_page` from `<app>/sql/`. Change those, not this. How:"
    " [CONTRIBUTING](../CONTRIBUTING.md); why they are in the database:"
    " [decision 52](decisions/0052-keep-sql-in-files.md)."
)
POLICIES = (
    "Row-level security, the second lock ([decision 87]"
    "(decisions/0087-second-lock-by-row-level-security.md)), made from what the models declare. The"
    " role `rasso_acts` reads and writes every row, but none of what a support service keeps for"
    " itself: of those two tables the condition is that of the role `rasso_entries`."
)
EVENT = re.compile(r"\b((?:BEFORE|AFTER) .*?)\s+ON \w+", re.DOTALL)
CALLS = re.compile(r"EXECUTE FUNCTION (\w+)")
ARGUMENTS = re.compile(r"FUNCTION (\w+\(.*?\))\s+RETURNS", re.DOTALL)


class Command(BaseCommand):
    help = "Write docs/triggers.md from the SQL files; with --check, fail if it is out of date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options: object) -> None:
        text = triggers_page()
        if not check:
            PAGE.write_text(text)
        elif not PAGE.exists() or PAGE.read_text() != text:
            raise CommandError("docs/triggers.md is out of date: run manage.py triggers_page")


def triggers_page() -> str:
    """The page in Markdown."""
    objects = [each for path in sql_files() for each in database_objects_in_file(path)]
    parts = [
        "# What the database does by itself",
        MADE,
        "## Triggers",
        _table(("Table", "When", "What happens", "Trigger", "File"), _trigger_rows(objects)),
        "## Functions that are asked",
        _table(("Function", "What it answers", "File"), _function_rows(objects)),
        "## Views",
        _table(("View", "What it holds", "File"), _view_rows(objects)),
        "## Tables of which no row is changed",
        _table(("Table", "File"), _fixed_rows(closed_tables())),
        "## Tables of which no row is removed",
        _table(("Table", "Columns that stay as they are written", "File"), _kept_rows()),
        "## Rows that whoever reads may read",
        POLICIES,
        _table(("Table", "Condition"), _policy_rows()),
    ]
    return "\n\n".join(parts) + "\n"


def _trigger_rows(objects: list[DatabaseObject]) -> Iterator[tuple[str, ...]]:
    """Rows of the trigger table. "What happens" is the first sentence of the function's comment."""
    functions = [each for each in objects if each.kind == "function"]
    does = {each.name: each.about.partition(". ")[0].rstrip(".") for each in functions}
    triggers = [each for each in objects if each.kind == "trigger"]
    for each in sorted(triggers, key=lambda each: (each.table, each.name)):
        event, called = EVENT.search(each.text), CALLS.search(each.text)
        if event and called:
            when = f"{each.about}<br>`{_in_a_line(event[1])}`"
            yield each.table, when, f"{does[called[1]]}.", f"`{each.name}`", each.file


def _function_rows(objects: list[DatabaseObject]) -> Iterator[tuple[str, ...]]:
    for each in objects:
        arguments = ARGUMENTS.search(each.text)
        if each.kind == "function" and arguments and "RETURNS trigger" not in each.text:
            yield f"`{_in_a_line(arguments[1])}`", each.about, each.file


def _view_rows(objects: list[DatabaseObject]) -> Iterator[tuple[str, ...]]:
    return ((f"`{each.name}`", each.about, each.file) for each in objects if each.kind == "view")


def _fixed_rows(tables: list[ClosedTable]) -> Iterator[tuple[str, ...]]:
    return ((table.name, table.file) for table in tables if table.is_fixed)


def _kept_rows() -> Iterator[tuple[str, ...]]:
    for table in closed_tables():
        if not table.is_fixed:
            columns = [*table.named, *(each for some in table.valued.values() for each in some)]
            yield table.name, ", ".join(columns).replace('"', ""), table.file


def _policy_rows() -> Iterator[tuple[str, ...]]:
    return ((table, f"`{_in_a_line(told)}`") for table, told in sorted(conditions().items()))


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
