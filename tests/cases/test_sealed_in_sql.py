"""A sealed text is in no expression of SQL, opens in JSON, and is sealed where rows only grow."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchVector, TrigramSimilarity
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Case as Which
from django.db.models import CharField, Count, F, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, Left, Length

from cases.case_keys import CASE_KEYS
from cases.models import Case, ClosingLine, ClosingReport, Message, Note
from cases.models.sealed_json import JSONFacts, Opened
from devtools.case_builder import CaseBuilder, cast
from people.access import sealed_text
from rasso.settings.environment import ROOT
from tests.rasso.test_database_objects import as_owner
from tests.support.cases.closing import close_investigation
from tests.support.cases.sealed_rows import DESTROYED, MARKER, UNREADABLE, update_in_sql, write_note
from tests.support.module_fixtures import module_fixture

__all__ = ["as_owner"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.CASE_KEY_ROOT = tmp_path / "case-keys"


@module_fixture
def people():
    return cast()


@pytest.fixture
def builder(people):
    return CaseBuilder(people).allocate()


def notes_of(builder):
    return Note.objects.unscoped("test").filter(case=builder.case)


def text_of_row(rows):
    return Subquery(rows.filter(pk=OuterRef("pk")).values("text")[:1])


# No expression


@pytest.mark.parametrize(
    "read",
    [
        lambda rows: rows.annotate(found=JSONObject(text="text")),
        lambda rows: rows.annotate(found=JSONObject(text=F("text"))),
        lambda rows: rows.annotate(found=Concat("text", Value("."))),
        lambda rows: rows.annotate(found=Cast("text", CharField())),
        lambda rows: rows.annotate(found=Coalesce(F("text"), Value(""))),
        lambda rows: rows.annotate(found=Length("text")),
        lambda rows: rows.annotate(found=Left("text", 3)),
        lambda rows: rows.annotate(found=Which(When(at=None, then=Value("")), default=F("text"))),
        lambda rows: rows.annotate(found=TrigramSimilarity("text", MARKER)),
        lambda rows: rows.annotate(found=SearchVector("text")),
        lambda rows: rows.values("case").annotate(found=Max("text")),
        lambda rows: rows.values("case").annotate(found=ArrayAgg("text")),
        lambda rows: rows.values("case").annotate(found=StringAgg("text", "; ")),
        lambda rows: rows.annotate(found=Concat(text_of_row(rows), Value("."))),
        lambda rows: rows.annotate(found=Coalesce(text_of_row(rows), text_of_row(rows))),
        lambda rows: rows.annotate(found=JSONFacts(text=text_of_row(rows))),
        lambda rows: rows.annotate(found=ArraySubquery(rows.values("text"))),
        lambda rows: rows.filter(only_side__in=rows.values("text")),
        lambda rows: rows.values("text").annotate(n=Count("pk")),
        lambda rows: rows.values("text").order_by("text"),
        lambda rows: rows.annotate(said=F("text")).order_by("said"),
        lambda rows: rows.values("text").distinct(),
        lambda rows: rows.values("text").union(rows.values("text")).order_by("text"),
        lambda rows: rows.order_by("text"),
        lambda rows: rows.order_by(F("text").desc()),
        lambda rows: rows.distinct("text").order_by(),
        lambda rows: rows.filter(only_side=F("text")),
        lambda rows: rows.filter(text=F("only_side")),
        lambda rows: rows.filter(text__contains="said"),
        lambda rows: rows.filter(text__in=["", MARKER]),
        lambda rows: rows.filter(text__trigram_similar=MARKER),
        lambda rows: rows.filter(text__startswith="H"),
        lambda rows: rows.filter(text__gt=""),
    ],
)  # fmt: skip
def test_postgres_makes_nothing_of_a_sealed_text(builder, read):
    write_note(builder)
    refusals = (DatabaseError, FieldError, TypeError)
    with pytest.raises(refusals, match="(?i)sealed"), transaction.atomic():
        list(read(notes_of(builder)))


def test_no_query_of_the_product_makes_json_past_the_one_that_opens_texts():
    of_django = re.compile(r"import[^\n]*\bJSONObject\b|functions\.JSONObject|JSONB_?AGG", re.I)
    places = [
        path for app in ("people", "timeliness", "cases", "victims", "pilots", "rasso")
        for path in (ROOT / app).rglob("*.py") if of_django.search(path.read_text())
    ]  # fmt: skip
    assert places == [ROOT / "cases/models/sealed_json.py"]


def test_a_condition_on_whether_it_is_empty_holds_in_every_way_of_asking(builder):
    write_note(builder)
    rows = notes_of(builder)
    some, none = rows.exclude(text=""), rows.filter(text="")
    assert some.count() == 1 and some.exists() and not none.exists()
    assert rows.filter(text__isnull=False).count() == 1
    cases = Case.objects.unscoped("test").filter(pk=builder.case.pk)
    assert not cases.filter(notes__text="").exists() and cases.exclude(notes__text="").exists()
    is_said = Which(When(text="", then=Value("no")), default=Value("yes"))
    assert rows.annotate(said=is_said).get().said == "yes"


# JSON, and one value


def test_facts_as_json_are_opened_however_deep_they_lie(builder):
    write_note(builder, "One.")
    write_note(builder, "Two.")
    inner = notes_of(builder).filter(case=OuterRef("pk")).order_by("at", "pk")
    facts = JSONFacts(
        urn="urn", first=Subquery(inner.values(facts=JSONFacts(text="text", by="by__name"))[:1]),
        all=ArraySubquery(inner.values(facts=JSONFacts(said="text"))),
    )  # fmt: skip
    found = Case.objects.unscoped("test").filter(pk=builder.case.pk).values_list(facts, flat=True)
    assert found.get() == {
        "urn": builder.case.urn, "first": {"text": "One.", "by": builder.cast.officer.name},
        "all": [{"said": "One."}, {"said": "Two."}],
    }  # fmt: skip


def test_one_column_is_opened_and_one_that_is_not_sealed_is_refused(builder):
    write_note(builder)
    rows = notes_of(builder)
    assert list(rows.values_list("only_side", Opened("text"))) == [("POLICE", MARKER)]
    with pytest.raises(TypeError, match="not sealed"):
        rows.values_list(Opened("only_side"))


def test_in_json_too_a_text_opens_in_its_own_place_and_with_its_key(builder, settings):
    one, two = write_note(builder, "One."), write_note(builder, "Two.")
    read = notes_of(builder).filter(pk=one.pk).values_list(JSONFacts(text="text"), flat=True)
    put(one, "text", stored(two))
    assert read.get() == {"text": UNREADABLE}
    put(one, "text", stored(one))
    other = CaseBuilder(builder.cast).allocate()
    note = write_note(other)
    put(note, "case_id", str(builder.case.pk))
    moved = notes_of(builder).filter(pk=note.pk).values_list(Opened("text"), flat=True)
    assert moved.get() == UNREADABLE
    CASE_KEYS.destroy(builder.case.pk)
    last = notes_of(builder).filter(pk=two.pk).values_list(JSONFacts(text="text"), flat=True)
    assert last.get() == {"text": DESTROYED}


def stored(row, column="text"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def put(row, column, value):
    """Write a column past the triggers, as whoever owns the server could."""
    statement = f"UPDATE {row._meta.db_table} SET {column} = %%L WHERE id = %%L"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT for_tests.run_past_triggers(format('{statement}', %s::text, %s::text))",
            [value, str(row.pk)],
        )


# Rows that find their case by another


def test_a_row_without_a_case_is_sealed_with_the_key_of_the_row_that_has_it(people, settings):
    builder = CaseBuilder(people)
    report = close_investigation(builder)
    line = ClosingLine.objects.filter(report=report).first()
    said = stored(line)
    assert said.startswith(sealed_text.MARK) and line.text
    assert sealed_text.owner_of(said) == builder.case.pk
    again = ClosingLine.objects.filter(report=report, number=line.number)
    assert again.values_list(Opened("text"), flat=True).get() == line.text
    other = ClosingLine.objects.filter(report=report).exclude(pk=line.pk).first()
    put(other, "text", said)
    assert ClosingLine.objects.get(pk=other.pk).text == UNREADABLE
    moved = ClosingLine.objects.filter(pk=other.pk)
    assert moved.values_list(Opened("text"), flat=True).get() == UNREADABLE
    assert moved.values_list(JSONFacts(text="text"), flat=True).get() == {"text": UNREADABLE}
    Path(settings.CASE_KEY_ROOT, str(builder.case.pk)).unlink()
    assert ClosingLine.objects.get(pk=line.pk).text == UNREADABLE


@pytest.mark.register
def test_every_model_that_seals_says_how_its_case_and_its_rows_are_found():
    for model in apps.get_models():
        sealed = [f for f in model._meta.concrete_fields if type(f).__name__.startswith("Sealed")]
        if not sealed or hasattr(model, "history_id"):
            continue
        names = {field.attname for field in model._meta.concrete_fields}
        key = type(model._meta.pk).__name__
        assert "case_id" in names or model.case_from, model
        assert key == "UUIDField" or set(model.row_named_by) <= names, model


# Rows that only grow


def test_the_owner_seals_sealed_columns_and_nothing_beside_them(as_owner, settings):
    settings.SEAL_TEXTS = False
    builder = CaseBuilder(cast())
    note = write_note(builder, "One.")
    close_investigation(builder)
    rows = Note.objects.unscoped("test").filter(pk=note.pk)
    mark = f"{sealed_text.MARK}AAAA"
    for column, value in (("text", "Two."), ("only_side", mark[:9]), ("at", "2026-01-01")):
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            update_in_sql(rows, column, value)
    with (
        pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic(),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("UPDATE cases_note SET text = %s, at = now()", [mark])
    with transaction.atomic():
        update_in_sql(rows, "text", mark)
        transaction.set_rollback(True)
    settings.SEAL_TEXTS = True
    call_command("seal_texts")
    for model in (Note, Message, ClosingReport, ClosingLine):
        for field in model._meta.concrete_fields:
            if type(field).__name__ == "SealedTextField":
                assert all_sealed(model._meta.db_table, field.column), (model, field)


def all_sealed(table, column):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} WHERE {column} <> '' AND NOT starts_with({column}, %s)",
            [sealed_text.MARK],
        )
        return cursor.fetchone() == (0,)
