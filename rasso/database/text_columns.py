"""
The register of columns that hold text or bytes: how each is kept at rest (text_columns.toml).

A history table keeps its columns as the table does whose history it is; besides, it has those of
`history`.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps

REGISTER = Path(__file__).with_name("text_columns.toml")
SEALED_WITH_CASE_KEY = "case key"


@dataclass(frozen=True)
class TextColumns:
    """
    The register. answers: {answer: its sentence}. kept: {table: {column: answer}}, without history
    tables. history: {column: answer} of the columns that every history table has of its own.
    """

    answers: dict[str, str]
    kept: dict[str, dict[str, str]]
    history: dict[str, str]


def read_text_columns() -> TextColumns:
    """Read the register. Raises ValueError where an answer is none, or a column has two."""
    told = tomllib.loads(REGISTER.read_text())
    answers: dict[str, str] = told["answers"]
    kept = {table: _by_column(table, lists, answers) for table, lists in told["table"].items()}
    return TextColumns(answers, kept, _by_column("history", told["history"], answers))


def _by_column(table: str, lists: dict[str, list[str]], answers: dict[str, str]) -> dict[str, str]:
    """{column: answer} of one table."""
    found: dict[str, str] = {}
    for answer, columns in lists.items():
        if answer not in answers:
            raise ValueError(f"{table}: “{answer}” is no answer")
        for column in columns:
            if column in found:
                raise ValueError(f"{table}.{column} has two answers")
            found[column] = answer
    return found


def tables_with_history() -> dict[str, str]:
    """{history table: the table whose history it is}."""
    return {
        model._meta.db_table: model.instance_type._meta.db_table
        for model in apps.get_models()
        if hasattr(model, "instance_type")
    }


def kept_how() -> dict[tuple[str, str], str]:
    """{(table, column): answer} of every column, of history tables too."""
    register = read_text_columns()
    found = {(table, name): how for table, of in register.kept.items() for name, how in of.items()}
    for history, table in tables_with_history().items():
        model = next(each for each in apps.get_models() if each._meta.db_table == history)
        columns = {field.column for field in model._meta.concrete_fields}
        of_row = register.kept.get(table, {})
        its_own = {name: how for name, how in register.history.items() if name not in of_row}
        found |= {
            (history, name): how for name, how in (of_row | its_own).items() if name in columns
        }
    return found
