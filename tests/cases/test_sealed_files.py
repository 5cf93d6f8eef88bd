"""Files are sealed with the key of their case: on disk nothing can be read, moved or cut short."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from cases.case_keys import CASE_KEYS
from cases.documents import store
from cases.documents.actions import documents, sealing, uploads, virus_scans
from cases.documents.clamav import ClamdClient, ScanReply, ScanVerdict
from cases.documents.file_types import UnfitFile
from cases.documents.sealed_files import BLOCK, BrokenSeal, open_sealed, seal_chunks
from cases.models import Document, Upload
from devtools.case_builder import CaseBuilder, cast, scope
from drills.sealed_files import content_of, key_of_case
from people.access.key_folder import KeyUnavailable
from people.access.scopes import Refused
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


def test_a_file_changed_after_its_first_block_is_handed_out_not_even_in_part(builder):
    row = add_text(builder, b"y" * 3 * BLOCK)
    path = on_disk(row)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    assert_not_read(builder, row)


def test_a_file_from_before_that_was_changed_is_not_handed_out(builder, from_before):
    on_disk(from_before).write_bytes(TEXT + b"And he said yes.")
    assert_not_read(builder, from_before)


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
    before = Upload.objects.unscoped("test").count()
    with pytest.raises(Refused, match="cannot be opened or kept now, so nothing was recorded"):
        add_documents(builder)
    assert not path.exists() and Upload.objects.unscoped("test").count() == before
    path.write_bytes(kept)
    assert read(row) == TEXT


def receive(builder, content=TEXT):
    """An upload of the officer's."""
    return uploads.receive_upload(
        builder.case, upload("account.txt", content), "TEXT", mg_form="MG11",
        by=builder_scope(builder), at=builder.at,
    )  # fmt: skip


def add_documents(builder):
    return builder.do(
        documents.add_documents, "officer", case=builder.case,
        documents=[(upload("more.txt", TEXT), "MG11")],
    )  # fmt: skip


def test_keys_are_wrapped_again_and_older_secrets_go(builder, settings, capsys):
    row = add_text(builder)
    old, settings.CASE_KEYS = settings.CASE_KEYS, ["new", *settings.CASE_KEYS]
    for needed in (1, 0):
        call_command("rotate_case_keys")
        assert f"{needed} of them needed an older one" in capsys.readouterr().out
    settings.CASE_KEYS = ["new"]
    assert read(row) == TEXT
    settings.CASE_KEYS = old
    with pytest.raises(CommandError, match="Put back the key that does"):
        call_command("rotate_case_keys")


# Files from before


@pytest.fixture
def from_before(builder, settings):
    """A document stored before the service sealed any."""
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
    entries = AuditEntry.objects.filter(verb="seal_file", case_id=builder.case.pk)
    names = [old.name, str(from_before.stored_as)]
    assert {tuple(entry.ids) for entry in entries} == {
        (str(from_before.pk), *names),
        (str(upload_row.pk), *names),
    }
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


def test_a_file_in_quarantine_stays_one_with_its_document(builder, settings):
    """Sealed while it waits for the scanner: the document that it becomes opens."""
    settings.CLAMD, settings.SEAL_FILES = "127.0.0.1:1", False
    waiting = receive(builder)
    settings.SEAL_FILES = True
    call_command("seal_files")
    virus_scans._apply_scan_verdict(waiting, ScanVerdict(ScanReply.CLEAN), builder.at)
    row = Document.objects.unscoped("test").get()
    assert row.is_sealed and read(row) == TEXT


def test_a_file_that_does_not_open_is_not_scanned_and_its_sender_hears(builder, settings):
    settings.CLAMD = "127.0.0.1:1"
    waiting = receive(builder, b"x" * 3 * BLOCK)
    path = on_disk(waiting)
    path.write_bytes(path.read_bytes()[:-1])
    scanner = ClamdClient(settings.CLAMD, seconds=1)
    assert virus_scans.scan_next_upload(scanner=scanner, at=builder.at)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.look_at) in {("HELD", None), ("WAITING", waiting.look_at)}
    CASE_KEYS.destroy(builder.case.pk)
    later = builder.at + timedelta(days=1)
    assert virus_scans.scan_next_upload(scanner=scanner, at=later)
    waiting.refresh_from_db()
    # The reason is of a case whose texts cannot be kept any more.
    assert waiting.status == "HELD" and waiting.why == "This text was destroyed with its case."


def test_the_release_before_adds_no_sealed_file_as_if_it_were_not(builder, settings):
    settings.CLAMD = "127.0.0.1:1"
    waiting = receive(builder)
    waiting.is_sealed = False  # as it reads the row
    with pytest.raises(IntegrityError, match="This file is sealed"), transaction.atomic():
        uploads.admit_upload(waiting, by=builder_scope(builder), at=builder.at)


def test_a_key_lost_while_files_wait_is_not_made_anew(builder, settings):
    settings.CLAMD = "127.0.0.1:1"
    receive(builder)
    Path(settings.CASE_KEY_ROOT, str(builder.case.pk)).unlink()
    with pytest.raises(UnfitFile, match="Contact your IT service desk"):
        receive(builder)


def test_no_key_is_made_by_sealing_a_case_whose_key_is_lost(builder, from_before, settings):
    add_text(builder)
    Path(settings.CASE_KEY_ROOT, str(builder.case.pk)).unlink()
    with pytest.raises(CommandError, match=str(from_before.stored_as)):
        call_command("seal_files")
    assert on_disk(from_before).read_bytes() == TEXT
    assert not Path(settings.CASE_KEY_ROOT, str(builder.case.pk)).exists()


def test_nothing_is_sealed_while_the_release_before_serves(from_before, settings):
    settings.SEAL_FILES = False
    with pytest.raises(CommandError, match="SEAL_FILES is 0"):
        call_command("seal_files")


def test_a_file_in_quarantine_is_sealed_too(builder, settings):
    settings.CLAMD = "127.0.0.1:1"
    made = receive(builder)
    assert (made.status, made.is_sealed, read(made)) == ("WAITING", True, TEXT)
    assert b"that night" not in on_disk(made).read_bytes()


def builder_scope(builder):
    return scope(builder.cast.officer, at=builder.at)


def test_a_failing_key_is_said_of_the_file_that_was_sent(builder, settings):
    CASE_KEYS.get_or_create(builder.case.pk)
    settings.CASE_KEYS = ["another"]
    with pytest.raises(UnfitFile, match="could not be saved"):
        receive(builder)


@pytest.mark.django_db(transaction=True)
def test_what_was_sealed_before_the_command_was_ended_stays_sealed(settings, monkeypatch, capsys):
    settings.SEAL_FILES = False
    builder = CaseBuilder(cast())
    rows = [add_text(builder), add_text(builder, b"Another account.")]
    settings.SEAL_FILES = True
    seal, done = sealing._seal_file, []

    def ended_at_second(*args):
        if done:
            raise KeyboardInterrupt
        done.append(seal(*args))
        return done[0]

    monkeypatch.setattr(sealing, "_seal_file", ended_at_second)
    with pytest.raises(KeyboardInterrupt):
        call_command("seal_files")
    assert not connection.in_atomic_block
    for row in rows:
        row.refresh_from_db()
    assert sorted(row.is_sealed for row in rows) == [False, True]
    assert {read(row) for row in rows} == {TEXT, b"Another account."}
    monkeypatch.undo()
    call_command("seal_files")
    assert "Sealed 1 files." in capsys.readouterr().out
