"""Generate the page about columns of text from the register of them."""

from collections.abc import Iterator

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from rasso.database.text_columns import kept_how, read_text_columns

PAGE = settings.ROOT / "docs" / "security" / "text-columns.md"
MADE = (
    "Made by `manage.py text_columns_page` from `rasso/database/text_columns.toml`. Change that,"
    " not this. Why: [decision 109](../decisions/0109-seal-free-text-with-the-key-of-its-case.md)."
)
EACH = (
    "Every column of every table that holds text or bytes, with how it is kept in the database, in"
    " its copies and in its backups."
)


class Command(BaseCommand):
    help = "Write docs/security/text-columns.md; with --check, fail if it is out of date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options: object) -> None:
        text = text_columns_page()
        if not check:
            PAGE.write_text(text)
        elif not PAGE.exists() or PAGE.read_text() != text:
            raise CommandError(
                "docs/security/text-columns.md is out of date: run manage.py text_columns_page"
            )


def text_columns_page() -> str:
    """The page in Markdown."""
    parts = ["# How text is kept", MADE, EACH, "\n".join(_answer_lines()), "\n".join(_lines())]
    return "\n\n".join(parts) + "\n"


def _answer_lines() -> Iterator[str]:
    """A table of the answers, with how many columns have each."""
    found = list(kept_how().values())
    yield from ("| answer | what it means | columns |", "| --- | --- | --- |")
    for answer, sentence in read_text_columns().answers.items():
        yield f"| {answer} | {sentence} | {found.count(answer)} |"


def _lines() -> Iterator[str]:
    """A table of every table: one line for each of its answers."""
    told: dict[tuple[str, str], list[str]] = {}
    for (table, column), answer in kept_how().items():
        told.setdefault((table, answer), []).append(column)
    order = list(read_text_columns().answers)
    yield from ("| table | answer | columns |", "| --- | --- | --- |")
    for table, answer in sorted(told, key=lambda each: (each[0], order.index(each[1]))):
        yield f"| {table} | {answer} | {', '.join(told[table, answer])} |"
