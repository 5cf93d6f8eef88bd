"""Files are sealed with the key of their case: on disk nothing can be read, moved or cut short."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from cases.documents import store
from cases.documents.actions import documents, uploads
from cases.documents.case_keys import CASE_KEYS
from cases.documents.file_types import UnfitFile
from cases.documents.sealed_files import BLOCK, BrokenSeal, open_sealed, seal_chunks
from cases.models import Document, Upload
from devtools.case_builder import CaseBuilder, cast, scope
from drills.sealed_files import content_of, key_of_case
from people.access.key_folder import KeyUnavailable
from people.models import AuditEntry
from tests.support.cases.pages import client_for, page_url
from tests.support.cases.sample_files import add_document, upload
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

TEXT = b"What she said of that night.\n" * 10
KEY, NAME = bytes(range(32)), uuid4()


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.DOCUMENT_ROOT, settings.CASE_KEY_ROOT = tmp_path / "documents", tmp_path / "case-keys"


@module_fixture
def people():
    return cast()


@pytest.fixture
def builder(people):
    return CaseBuilder(people)


def add_text(builder, content=TEXT):
    return add_document(builder, "account.txt", content)


def on_disk(row):
    return store.stored_file_path(row.stored_as)


def read(row):
    with store.open_stored(row) as file:
        return file.read()


def download(builder, row):
    return client_for(builder.cast.officer).get(page_url("download-document", row))


def assert_not_read(builder, row):
    """The reader gets a page that says so and nothing of the file, and the log says it too."""
    client = client_for(builder.cast.officer)
    client.raise_request_exception = False
    answer = client.get(page_url("download-document", row))
    assert answer.status_code == 500 and not answer.streaming
    entry = AuditEntry.objects.filter(verb="download_document").latest("pk")
    assert entry.refused.startswith("This file cannot be read now.") and entry.content == ""


# The form


@pytest.mark.parametrize("length", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7])
def test_a_file_of_any_length_is_what_it_was_and_is_read_by_its_form_alone(length, tmp_path):
    content, path = os.urandom(length), tmp_path / "file"
    chunks = (content[at : at + 5000] for at in range(0, length, 5000))
    path.write_bytes(b"".join(seal_chunks(chunks, key=KEY, name=NAME)))
    with open_sealed(path.open("rb"), key=KEY, name=NAME) as file:
        assert file.read() == content
    assert content_of(path.read_bytes(), key=KEY, name=NAME) == content


def sealed(content=b"x" * (2 * BLOCK + 9)):
    return b"".join(seal_chunks([content], key=KEY, name=NAME))


START = 20 + 24  # the mark and the header
STEP = BLOCK + 17


@pytest.mark.parametrize(
    ("change", "of"),
    [
        (lambda it: b"", "nothing left"),
        (lambda it: it[:19], "cut in the mark"),
        (lambda it: it[:30], "cut in the header"),
        (lambda it: it[:START], "no block"),
        (lambda it: it[: START + STEP], "the last blocks gone"),
        (lambda it: it[:-1], "the last byte gone"),
        (lambda it: it + b"x", "a byte more"),
        (lambda it: it + it[START:], "all of it twice"),
        (lambda it: it[:START] + it[START + STEP :], "the first block gone"),
        (
            lambda it: it[:START] + it[START + STEP : START + 2 * STEP] + it[START : START + STEP]
            + it[START + 2 * STEP :],
            "blocks exchanged",
        ),
        (lambda it: it[:100] + bytes([it[100] ^ 1]) + it[101:], "a bit of the first block"),
        (lambda it: it[:-5] + bytes([it[-5] ^ 1]) + it[-4:], "a bit of the last block"),
        (lambda it: it[:25] + bytes([it[25] ^ 1]) + it[26:], "a bit of the header"),
        (lambda it: b"x" * len(it), "something else"),
    ],
)  # fmt: skip
def test_a_file_that_was_changed_does_not_open(change, of, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(change(sealed()))
    with pytest.raises(BrokenSeal), open_sealed(path.open("rb"), key=KEY, name=NAME) as file:
        file.read()


@pytest.mark.parametrize("facts", [{"key": bytes(32)}, {"name": uuid4()}])
def test_a_file_opens_with_its_own_key_and_under_its_own_name_alone(facts, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(sealed())
    with pytest.raises(BrokenSeal):
        open_sealed(path.open("rb"), **{"key": KEY, "name": NAME} | facts)


# Documents


def test_a_document_is_sealed_on_disk_and_whole_for_its_reader(builder, settings):
    row = add_text(builder)
    assert row.is_sealed and row.size == len(TEXT)
    assert b"that night" not in on_disk(row).read_bytes()
    key = key_of_case(Path(settings.CASE_KEY_ROOT), builder.case.pk, settings.CASE_KEYS)
    assert content_of(on_disk(row).read_bytes(), key=key, name=row.stored_as) == TEXT
    answer = download(builder, row)
    assert b"".join(answer) == TEXT
    assert answer["Content-Length"] == str(len(TEXT))


def test_each_case_has_a_key_of_its_own(people):
    first, second = CaseBuilder(people), CaseBuilder(people)
    rows = [add_text(each) for each in (first, second)]
    assert CASE_KEYS.key(first.case.pk) != CASE_KEYS.key(second.case.pk)
    taken, put = on_disk(rows[0]).read_bytes(), on_disk(rows[1])
    put.write_bytes(taken)
    with pytest.raises(BrokenSeal):
        read(rows[1])


def test_a_document_put_in_the_place_of_another_of_its_case_does_not_open(builder):
    first, second = add_text(builder, b"He was there."), add_text(builder, b"He was not there.")
    on_disk(second).write_bytes(on_disk(first).read_bytes())
    assert_not_read(builder, second)


def test_a_file_in_the_clear_in_the_place_of_a_sealed_one_does_not_open(builder):
    row = add_text(builder)
    on_disk(row).write_bytes(TEXT)
    assert_not_read(builder, row)


def test_a_destroyed_key_takes_every_file_of_its_case_with_it_and_no_other(people):
    builder, other = CaseBuilder(people), CaseBuilder(people)
    row, kept = add_text(builder), add_text(other)
    assert CASE_KEYS.destroy(builder.case.pk)
    assert_not_read(builder, row)
    with pytest.raises(KeyUnavailable):
        read(row)
    assert read(kept) == TEXT


def test_a_lost_key_is_not_made_anew(builder, settings):
    row = add_text(builder)
    path = Path(settings.CASE_KEY_ROOT, str(builder.case.pk))
    kept = path.read_bytes()
    path.unlink()
    refused = add_documents(builder)
    assert refused == [] and not path.exists()
    assert "could not be saved" in Upload.objects.unscoped("test").latest("at").why
    path.write_bytes(kept)
    assert read(row) == TEXT


def add_documents(builder):
    return builder.do(
        documents.add_documents, "officer", case=builder.case,
        documents=[(upload("more.txt", TEXT), "MG11")],
    )  # fmt: skip


def test_keys_are_wrapped_again_and_older_secrets_go(builder, settings):
    row = add_text(builder)
    old, settings.CASE_KEYS = settings.CASE_KEYS, ["new", *settings.CASE_KEYS]
    call_command("rotate_case_keys", verbosity=0)
    settings.CASE_KEYS = ["new"]
    assert read(row) == TEXT
    settings.CASE_KEYS = old
    with pytest.raises(CommandError, match="Put back the key that does"):
        call_command("rotate_case_keys")


# Files from before


@pytest.fixture
def from_before(builder, settings):
    settings.SEAL_FILES = False
    row = add_text(builder)
    settings.SEAL_FILES = True
    return row


def test_a_file_from_before_is_read_and_then_sealed(builder, from_before, capsys):
    old = on_disk(from_before)
    assert (from_before.is_sealed, old.read_bytes(), read(from_before)) == (False, TEXT, TEXT)
    call_command("seal_files")
    assert "Sealed 1 files." in capsys.readouterr().out
    from_before.refresh_from_db()
    assert from_before.is_sealed and not old.exists()
    assert read(from_before) == TEXT and b"that night" not in on_disk(from_before).read_bytes()
    upload_row = Upload.objects.unscoped("test").get(document=from_before)
    assert (upload_row.stored_as, upload_row.is_sealed) == (from_before.stored_as, True)
    entry = AuditEntry.objects.get(verb="seal_file")
    assert entry.case_id == builder.case.pk and str(from_before.pk) in entry.ids
    call_command("seal_files")
    assert "Sealed 0 files." in capsys.readouterr().out


def test_a_file_that_is_not_what_was_sent_is_named_and_left(builder, from_before):
    whole = add_text(builder)
    on_disk(from_before).write_bytes(b"changed")
    with pytest.raises(CommandError, match=str(from_before.stored_as)):
        call_command("seal_files")
    from_before.refresh_from_db()
    assert not from_before.is_sealed and on_disk(from_before).read_bytes() == b"changed"
    assert {path.name for path in on_disk(whole).parent.parent.glob("??/*")} == {
        str(row.stored_as) for row in Document.objects.unscoped("test")
    }


def test_nothing_is_sealed_while_the_release_before_serves(from_before, settings):
    settings.SEAL_FILES = False
    with pytest.raises(CommandError, match="SEAL_FILES is 0"):
        call_command("seal_files")


def test_a_file_in_quarantine_is_sealed_too(builder, settings):
    settings.CLAMD = "127.0.0.1:1"
    made = uploads.receive_upload(
        builder.case, upload("account.txt", TEXT), "TXT", mg_form="MG11",
        by=builder_scope(builder), at=builder.at,
    )  # fmt: skip
    assert (made.status, made.is_sealed, read(made)) == ("WAITING", True, TEXT)
    assert b"that night" not in on_disk(made).read_bytes()


def builder_scope(builder):
    return scope(builder.cast.officer, at=builder.at)


def test_a_failing_key_is_said_of_the_file_that_was_sent(builder, settings):
    settings.CASE_KEYS = ["another"]
    CASE_KEYS.get_or_create(builder.case.pk)
    settings.CASE_KEYS = ["a third"]
    with pytest.raises(UnfitFile, match="could not be saved"):
        uploads.receive_upload(
            builder.case, upload("account.txt", TEXT), "TXT", mg_form="MG11",
            by=builder_scope(builder), at=builder.at,
        )  # fmt: skip
