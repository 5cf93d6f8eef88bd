"""Each column that holds text or bytes says how it is kept, and the database has no other."""

import re
import tomllib

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from rasso.database import text_columns
from rasso.management.commands import text_columns_page
from rasso.settings.environment import ROOT

pytestmark = pytest.mark.django_db

# Asked of Postgres, and of no privilege: a table that no model knows is found too, and one that the
# application may not read. Types: text, strings, JSON, bytes, what is searched, and arrays of text.
STORED = """
SELECT relname, attname FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
  AND attnum > 0 AND NOT attisdropped
  AND (typcategory IN ('S', 'U') OR typcategory = 'A' AND typname NOT IN ('_int2', '_int4', '_int8',
       '_uuid')) AND typname NOT IN ('uuid', 'xid', 'tid', 'cid')
"""


def stored_columns():
    with connection.cursor() as cursor:
        cursor.execute(STORED)
        return {tuple(row) for row in cursor.fetchall()}


def told_columns():
    """What the file tells, read without the product: {(table, column)}, {columns of histories}."""
    told = tomllib.loads((ROOT / "rasso/database/text_columns.toml").read_text())
    return {
        (table, column)
        for table, lists in told["table"].items()
        for columns in lists.values()
        for column in columns
    }, {column for columns in told["history"].values() for column in columns}


@pytest.mark.register
def test_every_stored_column_says_how_it_is_kept_and_every_row_names_one_that_is_stored():
    told, of_histories = told_columns()
    stored = stored_columns()
    histories = {(t, c) for t, c in stored if re.match(r"[a-z]+_historical", t)}
    assert len(stored) > 700 and len(histories) > 80
    asks = "say how it is kept in rasso/database/text_columns.toml, then make words"
    assert stored - histories == told, f"{(stored - histories) ^ told}: {asks}"
    for table, column in histories:
        of = table.replace("_historical", "_", 1)
        assert (of, column) in told or column in of_histories, (table, column)


def test_the_register_tells_the_same_of_each_as_the_page_does():
    assert set(text_columns.kept_how()) == stored_columns()


@pytest.mark.register
def test_what_is_said_to_be_sealed_with_the_key_of_a_case_is_and_nothing_else():
    register = tomllib.loads((ROOT / "rasso/database/text_columns.toml").read_text())
    own = register["history"]["case key"]  # of history tables alone
    told = register["table"] | {"history": register["history"]}
    said = {(t, c) for t, lists in told.items() for c in lists.get("case key", [])}
    assert len(said) >= 3
    sealed = {
        (
            "history"
            if field.column in own
            else model._meta.db_table.replace("_historical", "_", 1),
            field.column,
        )
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if type(field).__name__.startswith("Sealed")
    }
    assert sealed == said


def test_the_page_is_what_the_register_says():
    call_command("text_columns_page", "--check")


def test_a_page_that_says_otherwise_is_told(monkeypatch, tmp_path):
    other = tmp_path / "page.md"
    other.write_text("Nothing.")
    monkeypatch.setattr(text_columns_page, "PAGE", other)
    with pytest.raises(CommandError, match="out of date"):
        call_command("text_columns_page", "--check")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ('[answers]\nchoice = "A."\n[history]\n[table.a]\n"some day" = ["b"]\n', "is no answer"),
        (
            '[answers]\nchoice = "A."\nlog = "B."\n[history]\n'
            '[table.a]\nchoice = ["b"]\nlog = ["b"]\n',
            "has two answers",
        ),
    ],
)
def test_no_column_has_another_answer_or_two(file, says, monkeypatch, tmp_path):
    path = tmp_path / "text_columns.toml"
    path.write_text(file)
    monkeypatch.setattr(text_columns, "REGISTER", path)
    with pytest.raises(ValueError, match=says):
        text_columns.read_text_columns()
