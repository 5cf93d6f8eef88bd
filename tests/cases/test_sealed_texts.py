"""Text about a case is sealed with its key: in the database nothing can be read or moved."""

import os
from base64 import b64decode, b64encode
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from cases.case_keys import CASE_KEYS
from cases.correspondence.actions import message_threads
from cases.models import Message, Note
from cases.models.case_key_of_text import key_to_seal_case_with
from cases.models.stored_text import StoredText
from devtools.case_builder import CaseBuilder, cast
from drills.sealed_files import DoesNotOpen, key_of_case
from drills.sealed_texts import text_of
from people.access import key_folder, sealed_text
from people.access.key_folder import KeyUnavailable
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.rasso.test_database_objects import as_owner
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.sealed_rows import DESTROYED, MARKER, UNREADABLE, update_in_sql, write_note
from tests.support.module_fixtures import module_fixture

__all__ = ["as_owner"]
pytestmark = pytest.mark.django_db

CANNOT = "What is written on this case cannot be opened or kept now, so nothing was recorded."
KEY, CASE, ROW = bytes(range(32)), uuid4(), uuid4()
PLACE = ["cases_note", "text", str(ROW), ""]


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.CASE_KEY_ROOT = tmp_path / "case-keys"


@module_fixture
def people():
    return cast()


@pytest.fixture
def builder(people):
    return CaseBuilder(people).allocate()


def say(builder, text=MARKER):
    return builder.do(message_threads.open_thread, "officer", case=builder.case, text=text)


def stored(row, column="text"):
    """The column of a row as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def overwrite(row, value, column="text"):
    """Write a column past the triggers, as whoever owns the server could."""
    name = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT for_tests.run_past_triggers(format("
            f"'UPDATE {name} SET {column} = %%L WHERE id = %%L', %s::text, %s::text))",
            [value, str(row.pk)],
        )


def again(row):
    return type(row).objects.unscoped("test").get(pk=row.pk)


def notes_page(builder, who="officer"):
    return client_for(getattr(builder.cast, who)).get(page_url("see-notes", builder.case))


def key_path(settings, builder):
    return Path(settings.CASE_KEY_ROOT, str(builder.case.pk))


# The form


@pytest.mark.parametrize("text", ["x", "Zoë – “no”\n\t" * 40, "\x02s1.AAAA", "\U0001f512"])
def test_a_text_is_what_it_was_and_is_read_by_its_form_alone(text):
    sealed = sealed_text.seal_text(text, key=KEY, owner=CASE, place=PLACE)
    assert sealed_text.open_text(sealed, key=KEY, place=PLACE) == text
    found = text_of(sealed, key=KEY, case=CASE, table="cases_note", column="text", row=ROW)
    assert found == text and sealed_text.owner_of(sealed) == CASE
    assert sealed != sealed_text.seal_text(text, key=KEY, owner=CASE, place=PLACE)


def test_a_text_that_was_cut_short_or_changed_anywhere_does_not_open():
    sealed = sealed_text.seal_text(MARKER, key=KEY, owner=CASE, place=PLACE)
    for length in range(len(sealed_text.MARK), len(sealed)):
        with pytest.raises(sealed_text.BrokenSeal):
            sealed_text.open_text(sealed[:length], key=KEY, place=PLACE)
    parts = b64decode(sealed.removeprefix(sealed_text.MARK))
    for n in range(len(parts)):
        flipped = bytes([*parts[:n], parts[n] ^ 1, *parts[n + 1 :]])
        changed = sealed_text.MARK + b64encode(flipped).decode()
        with pytest.raises(sealed_text.BrokenSeal):
            sealed_text.open_text(changed, key=KEY, place=PLACE)
    with pytest.raises(sealed_text.BrokenSeal):
        sealed_text.open_text(sealed + "A", key=KEY, place=PLACE)


@pytest.mark.parametrize(
    "place",
    [
        ["cases_message", "text", str(ROW), ""], ["cases_note", "other", str(ROW), ""],
        ["cases_note", "text", str(uuid4()), ""], ["cases_note", "text", str(ROW), "2026-01-01"],
        ["cases_note", "text", str(ROW)],
    ],
)  # fmt: skip
def test_a_text_opens_in_its_own_place_alone(place):
    sealed = sealed_text.seal_text(MARKER, key=KEY, owner=CASE, place=PLACE)
    with pytest.raises(sealed_text.BrokenSeal):
        sealed_text.open_text(sealed, key=KEY, place=place)
    with pytest.raises(sealed_text.BrokenSeal):
        sealed_text.open_text(sealed, key=bytes(32), place=PLACE)


# In the database


def test_what_is_written_on_a_page_is_in_no_table_and_is_read_on_the_page(builder, settings):
    submit_form(client_for(builder.cast.officer), page_url("write-note", builder.case), text=MARKER)
    submit_form(
        client_for(builder.cast.officer), page_url("open-thread", builder.case), text=MARKER
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'"
            " AND has_table_privilege(relid, 'SELECT')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {name} t WHERE t::text LIKE %s", [f"%{MARKER}%"])
            assert cursor.fetchone() == (0,), name
    assert MARKER in page_text(notes_page(builder))
    threads = client_for(builder.cast.officer).get(page_url("see-threads", builder.case))
    assert MARKER in page_text(threads)
    note = Note.objects.unscoped("test").get()
    key = key_of_case(Path(settings.CASE_KEY_ROOT), builder.case.pk, settings.CASE_KEYS)
    about = {"key": key, "case": builder.case.pk, "table": "cases_note", "column": "text"}
    assert text_of(stored(note), row=note.pk, **about) == MARKER
    with pytest.raises(DoesNotOpen):
        text_of(stored(note), row=uuid4(), **about)


def test_a_text_that_was_put_in_another_place_is_not_shown(builder, people, caplog):
    one, two = write_note(builder, "One."), write_note(builder, "Two.")
    elsewhere = write_note(CaseBuilder(people).allocate(), "Three.")
    say(builder, "Four.")
    message = Message.objects.unscoped("test").get()
    own = stored(one)
    for other in (two, elsewhere, message):
        overwrite(one, stored(other))
        assert again(one).text == UNREADABLE
    overwrite(two, own)
    assert again(two).text == UNREADABLE
    overwrite(one, own)
    assert again(one).text == "One."
    assert "One." not in caplog.text and "does not open" in caplog.text


def test_a_row_that_was_put_on_another_case_does_not_open_there(builder, people):
    note, other = write_note(builder), CaseBuilder(people).allocate()
    overwrite(note, str(other.case.pk), column="case_id")
    assert again(note).text == UNREADABLE


def test_rows_are_found_by_whether_the_text_is_empty_alone_and_rewritten_one_by_one(builder):
    note = write_note(builder)
    rows = Note.objects.unscoped("test").filter(case=builder.case)
    assert rows.exclude(text="").count() == 1 and not rows.filter(text="").exists()
    for act in (
        lambda: rows.filter(text=MARKER), lambda: rows.filter(text__icontains="said"),
        lambda: rows.update(text="In clear."), lambda: rows.bulk_update([note], ["text"]),
        lambda: rows.update(text=Value("In clear.")), lambda: rows.update(text=F("only_side")),
        lambda: rows.update(text=Concat("text", Value("."))),
    ):  # fmt: skip
        with pytest.raises(TypeError, match="sealed"), transaction.atomic():
            act()
    [value] = rows.values_list("text", flat=True)
    assert isinstance(value, StoredText) and MARKER not in value.stored
    with pytest.raises(TypeError, match="opened before"):
        str(value)
    assert rows.only("at").get().text == rows.defer("case").get().text == MARKER


def test_many_rows_at_once_are_sealed_as_each_is(builder):
    facts = {"case": builder.case, "by": builder.cast.officer, "at": builder.at}
    made = [Note(only_side="POLICE", text=f"Note {n}.", **facts) for n in range(3)]
    Note.objects.unscoped("test").bulk_create(made)
    for n, row in enumerate(made):
        assert stored(row).startswith(sealed_text.MARK) and again(row).text == f"Note {n}."


# Keys


def test_a_page_of_many_texts_reads_and_opens_the_key_once(builder, monkeypatch):
    for n in range(12):
        write_note(builder, f"Note {n}.")
    key_folder.HELD.drop("case", str(builder.case.pk))
    read, unwrapped = [], []
    take, unwrap = Path.read_bytes, key_folder.KeyFolder._unwrap
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or take(path))
    monkeypatch.setattr(
        key_folder.KeyFolder, "_unwrap", lambda *args: unwrapped.append(1) or unwrap(*args)
    )
    page = page_text(notes_page(builder))
    assert all(f"Note {n}." in page for n in range(12))
    assert len(unwrapped) == 1
    assert [path.name for path in read].count(str(builder.case.pk)) == 1


def test_few_keys_are_held_and_not_for_long(settings, monkeypatch):
    cases = [uuid4() for _ in range(4)]
    for case in cases:
        CASE_KEYS.get_or_create(case)
    monkeypatch.setattr(key_folder, "HELD_KEYS", 2)
    for case in cases:
        assert CASE_KEYS.held_key(case) == CASE_KEYS.key(case)
    held = [case for kind, case in key_folder.HELD._held if kind == "case"]
    assert held == [str(case) for case in cases[-2:]]
    reads = []
    read = key_folder.KeyFolder.key
    monkeypatch.setattr(
        key_folder.KeyFolder, "key", lambda self, of: reads.append(of) or read(self, of)
    )
    CASE_KEYS.held_key(cases[-1])
    assert reads == []
    now = key_folder.time.monotonic()
    monkeypatch.setattr(key_folder.time, "monotonic", lambda: now + 61)
    CASE_KEYS.held_key(cases[-1])
    assert reads == [cases[-1]]


def test_a_key_that_another_process_destroyed_opens_nothing_from_then_on(builder, settings):
    note = write_note(builder)
    assert again(note).text == MARKER
    path = key_path(settings, builder)
    path.with_name("empty").write_bytes(b"")
    os.replace(path.with_name("empty"), path)
    assert again(note).text == DESTROYED
    page = notes_page(builder)
    assert page.status_code == 200 and DESTROYED in page_text(page)
    with pytest.raises(Refused, match=CANNOT):
        write_note(builder, "More.")


def test_a_lost_key_is_told_and_nothing_is_written_over_what_it_sealed(builder, settings, caplog):
    note = write_note(builder)
    before, path = stored(note), key_path(settings, builder)
    kept = path.read_bytes()
    path.unlink()
    page = notes_page(builder)
    assert page.status_code == 200 and UNREADABLE in page_text(page)
    assert f"The key of case {builder.case.pk} is missing" in caplog.text
    client, address = client_for(builder.cast.officer), page_url("write-note", builder.case)
    form_key = client.get(address).context["form"]["form_key"].value()
    answer = client.post(address, {"text": "Typed meanwhile.", "form_key": form_key})
    assert answer.status_code == 409
    assert CANNOT in page_text(answer) and "Typed meanwhile." in page_text(answer)
    assert not path.exists() and stored(note) == before
    path.write_bytes(kept)
    assert again(note).text == MARKER


def test_texts_open_after_the_keys_of_keys_were_changed(builder, settings):
    note = write_note(builder)
    before = stored(note)
    old, settings.CASE_KEYS = settings.CASE_KEYS, ["new", *settings.CASE_KEYS]
    call_command("rotate_case_keys")
    settings.CASE_KEYS = ["new"]
    assert again(note).text == MARKER and stored(note) == before
    settings.CASE_KEYS = old
    assert again(note).text == UNREADABLE


def test_a_case_has_one_key_whoever_makes_it_and_whatever_becomes_of_the_transaction():
    case, found, start = uuid4(), [], Barrier(8)

    def ask():
        start.wait()
        found.append(CASE_KEYS.get_or_create(case))

    threads = [Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_a_transaction_that_failed_leaves_the_key_that_the_next_one_uses(builder, settings):
    with pytest.raises(RuntimeError), transaction.atomic():
        write_note(builder)
        kept = key_path(settings, builder).read_bytes()
        raise RuntimeError
    note = write_note(builder)
    assert again(note).text == MARKER and key_path(settings, builder).read_bytes() == kept


def test_no_key_is_made_in_the_place_of_one_that_is_lost(builder, settings):
    write_note(builder)
    key_path(settings, builder).unlink()
    with pytest.raises(KeyUnavailable):
        key_to_seal_case_with(builder.case.pk)
    assert not key_path(settings, builder).exists()


# Releases beside each other, and what was stored before


def test_a_text_that_begins_like_a_sealed_one_is_always_sealed(builder, settings):
    settings.SEAL_TEXTS = False
    typed = f"{sealed_text.MARK}AAAA"
    note, plain = write_note(builder, typed), write_note(builder, "Plain.")
    assert stored(plain) == "Plain." and again(plain).text == "Plain."
    assert stored(note) != typed and again(note).text == typed


def test_what_was_stored_before_is_read_and_then_sealed_where_rows_only_grow(
    as_owner, settings, tmp_path
):
    settings.SEAL_TEXTS = False
    first, second = CaseBuilder(cast()).allocate(), CaseBuilder(cast()).allocate()
    rows = [write_note(first, "One."), write_note(second, "Two.")]
    say(first, "Three.")
    rows.append(Message.objects.unscoped("test").get())
    assert [stored(row) for row in rows] == ["One.", "Two.", "Three."]
    with pytest.raises(CommandError, match="SEAL_TEXTS is 0"):
        call_command("seal_texts")
    settings.SEAL_TEXTS = True
    later = write_note(first, "Four.")
    first_row = Note.objects.unscoped("test").filter(pk=rows[0].pk)
    sealed_later = stored(later)
    for value in ("Other.", "\x01s1.x"):
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            update_in_sql(first_row, "text", value)
    call_command("seal_texts")
    assert all(stored(row).startswith(sealed_text.MARK) for row in rows)
    assert [again(row).text for row in [*rows, later]] == ["One.", "Two.", "Three.", "Four."]
    assert stored(later) == sealed_later
    entries = AuditEntry.objects.filter(
        verb="seal_text", kind__in=[Note._meta.label, Message._meta.label]
    )
    assert {pk for entry in entries for pk in entry.ids} == {str(row.pk) for row in rows}
    before = [stored(row) for row in rows]
    call_command("seal_texts")
    assert [stored(row) for row in rows] == before
    for value in (f"{sealed_text.MARK}other", "Other."):
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            update_in_sql(first_row, "text", value)


def test_texts_of_a_case_whose_key_is_lost_stay_as_they_are(as_owner, settings):
    builder, other = CaseBuilder(cast()).allocate(), CaseBuilder(cast()).allocate()
    write_note(builder, "Sealed.")
    key_path(settings, builder).unlink()
    settings.SEAL_TEXTS = False
    lost, found = write_note(builder, "One."), write_note(other, "Two.")
    settings.SEAL_TEXTS = True
    with pytest.raises(CommandError, match=f"cases: {builder.case.pk}$"):
        call_command("seal_texts")
    assert stored(lost) == "One." and stored(found).startswith(sealed_text.MARK)
