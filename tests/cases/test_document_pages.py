"""Adding documents, the page that warns of an unscanned file, and downloading."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases.documents import store
from cases.documents.actions import documents, uploads
from cases.models import Document, Event
from devtools.case_builder import CaseBuilder, cast, person
from people.access import audit_log
from people.models import AuditEntry
from rasso import tasks
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import PROGRAM, add_document, office_document, pdf, upload
from tests.support.module_fixtures import module_fixture
from timeliness.actions import heartbeats
from timeliness.models import Mark

pytestmark = pytest.mark.django_db

ROWS = {"batch-TOTAL_FORMS": "3", "batch-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def document_root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return settings.DOCUMENT_ROOT


@module_fixture
def builder():
    return CaseBuilder(cast()).submit()


@pytest.fixture
def officer(client, builder):
    client.force_login(builder.cast.officer)
    return client


def add_documents_on_page(client, builder, *files, **more):
    address = reverse("add-document", args=[builder.case.pk])
    sent = {"batch-0-documents": list(files), "batch-0-mg_form": "MG11", **ROWS, "form_key": ""}
    return client.post(address, sent | more)


def documents_on_case(builder):
    rows = Document.objects.unscoped("test").filter(case=builder.case)
    return sorted(rows, key=lambda each: each.title)


def stored_files(document_root):
    return [path for path in Path(document_root).rglob("*") if path.is_file()]


def test_an_empty_file_is_named_and_the_others_are_kept(officer, builder, document_root):
    answer = add_documents_on_page(
        officer, builder, upload("a.pdf", pdf()), upload("hollow.pdf", b""), upload("t.txt", b"T")
    )
    assert [row.title for row in documents_on_case(builder)] == ["a.pdf", "t.txt"]
    told = page_text(officer.get(answer.url))
    assert "“hollow.pdf” is empty. Check that you selected the right file." in told


def test_several_files_are_kept_at_once_each_with_what_it_is(officer, builder, document_root):
    content = pdf()
    answer = add_documents_on_page(
        officer, builder, upload("a.pdf", content), upload("b.docx", office_document())
    )
    assert answer.status_code == 302
    assert answer.url == reverse("see-documents", args=[builder.case.pk])
    first, second = documents_on_case(builder)
    assert (first.title, first.kind, first.size) == ("a.pdf", "PDF", len(content))
    assert first.sha256 == hashlib.sha256(content).hexdigest()
    assert first.added_by == builder.cast.officer
    assert (second.title, second.kind) == ("b.docx", "DOCX")
    assert store.open_stored(first).read() == content
    events = Event.objects.unscoped("test").filter(verb="add_document")
    assert {(event.note, event.document) for event in events} == {
        ("a.pdf", first),
        ("b.docx", second),
    }
    entry = AuditEntry.objects.filter(verb="add_document", operation="collection").get()
    assert entry.case_id == builder.case.pk


def test_files_lie_under_names_of_their_own_for_our_account_alone(officer, builder, document_root):
    add_documents_on_page(officer, builder, upload("Statement of Jane Doe.pdf", pdf()))
    [path] = stored_files(document_root)
    assert path.name == str(documents_on_case(builder)[0].stored_as)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert document_root.stat().st_mode & 0o777 == 0o700


def test_one_that_is_unfit_loses_none_of_the_others_and_the_page_says_which_and_why(
    officer, builder, document_root
):
    answer = add_documents_on_page(
        officer, builder, upload("a.pdf", pdf()), upload("b.pdf", PROGRAM)
    )
    assert answer.url == page_url("see-uploads", builder.case)
    page = officer.get(answer.url)
    assert "1 document added" in page_text(page)
    assert "1 file was not added" in page_text(page)
    assert "Not added b.pdf “b.pdf” does not hold what its name says" in page_text(page)
    assert page_url("add-document", builder.case) + "?form=MG11" in links_on_page(page)
    [document] = documents_on_case(builder)
    assert page_url("see-document", document) in links_on_page(page)
    assert len(stored_files(document_root)) == 1
    again = officer.get(page_url("add-document", builder.case) + "?form=MG11")
    assert again.context["rows"].forms[0]["mg_form"].value() == "MG11"


def test_the_result_of_a_file_is_for_the_sender_s_side_alone(officer, builder):
    add_documents_on_page(officer, builder, upload("a.pdf", pdf()), upload("b.pdf", PROGRAM))
    theirs = page_text(
        client_for(builder.cast.supervisor).get(page_url("see-uploads", builder.case))
    )
    assert "b.pdf" in theirs
    page = page_text(client_for(builder.cast.assistant).get(page_url("see-uploads", builder.case)))
    assert "Your side has sent no file yet." in page
    assert "b.pdf" not in page


def test_the_page_of_what_was_sent_costs_the_same_however_much_it_was(officer, builder):
    address = page_url("see-uploads", builder.case)
    add_documents_on_page(officer, builder, upload("a.pdf", pdf()), upload("b.pdf", PROGRAM))
    officer.get(address)
    _page, few = page_and_queries(officer, address)
    for n in range(9):
        add_documents_on_page(officer, builder, *(upload(f"{n}{m}.pdf", PROGRAM) for m in range(3)))
    officer.get(address)
    page, many = page_and_queries(officer, address)
    assert len(few) == len(many) <= 6
    older = officer.get(address, {"before": page.context["page"].older})
    assert len(page.context["page"].lines) == 25
    assert {line.title for line in older.context["page"].lines} >= {"a.pdf", "b.pdf"}


def test_no_file_at_all_is_asked_for_again(officer, builder):
    answer = add_documents_on_page(officer, builder)
    assert answer.status_code == 200
    assert "Select at least one file" in answer.text
    assert "<title>Error: " in answer.text


def test_one_file_too_many_is_answered_beside_the_question(officer, builder, document_root):
    answer = add_documents_on_page(
        officer, builder, *(upload(f"{n}.pdf", pdf()) for n in range(11))
    )
    assert "You can only select up to 10 files at the same time" in answer.text
    assert not stored_files(document_root)


def test_a_fault_after_a_file_was_written_removes_the_file(builder, document_root, monkeypatch):
    def fail(*args, **kwargs):
        assert stored_files(document_root)
        raise RuntimeError("after the file")

    monkeypatch.setattr(uploads, "add_timeline_event", fail)
    with pytest.raises(RuntimeError):
        add_document(builder)
    assert not stored_files(document_root)


def test_a_file_that_could_not_be_written_whole_is_not_left_in_part(document_root):
    def breaks():
        yield b"the first half"
        raise OSError

    with pytest.raises(OSError):
        store.store_file(breaks(), bytes(32))
    assert not stored_files(document_root)


def test_a_full_disk_is_a_sentence_and_keeps_nothing(officer, builder, document_root, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cases.documents.store.os.fsync", full)
    answer = add_documents_on_page(officer, builder, upload("a.pdf", pdf()))
    assert "“a.pdf” could not be saved. Try again later." in officer.get(answer.url).text
    assert not documents_on_case(builder)
    assert not stored_files(document_root)


def test_a_double_click_adds_once(officer, builder, document_root):
    key = "7f2c1a52-0d6f-4a55-9f3b-6b1c7f6d2e11"
    sent = [
        add_documents_on_page(
            officer, builder, upload("a.pdf", pdf()), upload("b.pdf", PROGRAM), form_key=key
        )
        for _ in range(2)
    ]
    assert {answer.url for answer in sent} == {page_url("see-uploads", builder.case)}
    assert len(documents_on_case(builder)) == len(stored_files(document_root)) == 1
    assert page_text(officer.get(sent[1].url)).count("Not added") == 1


def test_a_script_sends_one_by_one_and_is_told_of_each_in_a_sentence(officer, builder):
    key = "7f2c1a52-0d6f-4a55-9f3b-6b1c7f6d2e12"
    script = {"by_script": "1", "form_key": key}
    for _ in range(2):  # sent again, as if the first response had been lost
        answer = add_documents_on_page(officer, builder, upload("a.pdf", pdf()), **script)
        assert (answer.status_code, answer.text) == (200, "“a.pdf” was added.")
    assert len(documents_on_case(builder)) == 1
    answer = add_documents_on_page(officer, builder, upload("b.pdf", PROGRAM), by_script="1")
    assert answer.status_code == 422
    assert answer.text.startswith("“b.pdf” does not hold what its name says")
    answer = add_documents_on_page(
        officer, builder, upload("b.pdf", PROGRAM), by_script="1", **{"batch-0-mg_form": ""}
    )
    assert (answer.status_code, answer.text) == (400, "Select what it is")
    assert "was added" not in page_text(officer.get(page_url("see-documents", builder.case)))


def test_an_unscanned_file_opens_behind_a_page_that_says_so(officer, builder):
    document = add_document(builder)
    page = officer.get(reverse("see-document", args=[document.pk]))
    assert "This file has not been scanned for viruses" in page.text
    for fact in ("statement.pdf", "PDF", document.sha256, "Olive Officer"):
        assert fact in page.text
    assert reverse("download-document", args=[document.pk]) in page.text
    assert "statement" not in page.text.split("</title>")[0]


def test_a_download_is_a_file_to_keep_and_never_a_page(officer, builder):
    content = office_document()
    document = add_document(builder, "MG3 Jane’s “final”.docx", content)
    answer = officer.get(reverse("download-document", args=[document.pk]))
    assert answer.getvalue() == content
    assert answer["Content-Disposition"] == 'attachment; filename="MG3_Janes_final.docx"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert "wordprocessingml" in answer["Content-Type"]


@pytest.mark.parametrize("reader", ["prosecutor", "supervisor"])
def test_a_download_is_in_the_log_as_a_disclosure_of_that_very_file(client, builder, reader):
    document = add_document(builder)
    client.force_login(getattr(builder.cast, reader))
    client.get(reverse("download-document", args=[document.pk]))
    entry = AuditEntry.objects.get(verb="download_document")
    assert entry.operation == "disclosure"
    assert entry.content == document.sha256
    assert entry.capacities
    assert entry.ids == [str(document.pk)]
    assert entry.case_id == builder.case.pk
    assert entry.user == getattr(builder.cast, reader)


def test_nothing_is_handed_out_when_the_log_cannot_be_written(officer, builder, monkeypatch):
    document = add_document(builder)

    def fail(**facts):
        raise audit_log.AuditWriteFailed

    monkeypatch.setattr("people.access.audit_log.record_entry", fail)
    answer = officer.get(reverse("download-document", args=[document.pk]))
    assert answer.status_code == 503


@pytest.mark.parametrize("name", ["see-document", "download-document"])
def test_a_document_of_a_case_out_of_sight_is_not_there(client, builder, name):
    document = add_document(builder)
    client.force_login(person(cast().police, "refer_cases"))
    hidden = client.get(reverse(name, args=[document.pk]))
    missing = client.get(reverse(name, args=["00000000-0000-4000-8000-000000000000"]))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_the_cps_reads_and_adds_once_the_case_is_theirs(client, builder):
    document = add_document(builder)
    client.force_login(builder.cast.assistant)
    assert client.get(reverse("download-document", args=[document.pk])).status_code == 200
    assert add_documents_on_page(client, builder, upload("note.txt", b"ok")).status_code == 302


def test_the_cps_reads_nothing_before_sign_off(client):
    builder = CaseBuilder(cast()).write()
    document = add_document(builder)
    client.force_login(builder.cast.assistant)
    assert client.get(reverse("download-document", args=[document.pk])).status_code == 404


def test_files_without_a_row_are_removed_after_a_day_and_others_stay(builder, document_root):
    document = add_document(builder)
    left = store.store_file([b"left by a crash"], None)
    assert documents.clear_orphans(at=datetime.now(UTC) + timedelta(hours=23)) == 0
    assert documents.clear_orphans(at=datetime.now(UTC) + timedelta(hours=25)) == 1
    assert [path.name for path in stored_files(document_root)] == [str(document.stored_as)]
    entry = AuditEntry.objects.get(verb="clear_orphans")
    assert (entry.operation, entry.ids) == ("erasure", [str(left.name)])


def test_the_command_says_how_many_it_removes_and_removed(document_root, capsys):
    path = store.stored_file_path(store.store_file([b"left by a crash"], None).name)
    old = datetime.now(UTC).timestamp() - 25 * 3600
    os.utime(path, (old, old))
    call_command("clear_orphans", "--dry-run")
    assert path.exists()
    call_command("clear_orphans")
    assert not path.exists()
    assert capsys.readouterr().out == (
        "1 files would be removed that no document points at.\n"
        "Removed 1 files that no document points at.\n"
    )


class TestOnceADay:
    """The worker's task, whose last run was a day and an hour ago; one file was left before it."""

    @pytest.fixture
    def left(self, document_root):
        path = store.stored_file_path(store.store_file([b"left by a crash"], None).name)
        old = datetime.now(UTC).timestamp() - 50 * 3600
        os.utime(path, (old, old))
        return path

    def ran(self, *, hours):
        heartbeats.leave_heartbeat("orphans cleared", at=datetime.now(UTC) - timedelta(hours=hours))

    def test_it_removes_what_was_a_day_old_at_the_run_before(self, left):
        tasks.clear_orphans()
        assert left.exists()  # the first run of all
        self.ran(hours=25)
        tasks.clear_orphans()
        assert not left.exists()

    def test_it_runs_once_a_day_and_keeps_what_was_younger_then(self, left):
        self.ran(hours=23)
        tasks.clear_orphans()
        assert left.exists()
        self.ran(hours=27)
        tasks.clear_orphans()
        assert left.exists()

    def test_after_a_restore_it_waits_for_an_operator(self, left, capsys):
        self.ran(hours=25)
        call_command("after_restore")
        tasks.clear_orphans()
        assert left.exists()
        call_command("clear_orphans")
        assert not left.exists()
        later = store.stored_file_path(store.store_file([b"left later"], None).name)
        old = datetime.now(UTC).timestamp() - 60 * 3600
        os.utime(later, (old, old))
        Mark.objects.filter(name="restored").update(at=datetime.now(UTC) - timedelta(hours=30))
        self.ran(hours=26)
        tasks.clear_orphans()
        assert not later.exists()
