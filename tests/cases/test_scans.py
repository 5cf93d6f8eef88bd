"""Quarantine: a file becomes a document only after the scanner has found nothing in it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction

from cases.action_plans.actions import action_items
from cases.documents.actions import documents, virus_scans
from cases.documents.clamav import ClamdClient, ScanReply, ScanVerdict
from cases.models import Document, Event, Marking, Upload
from devtools.case_builder import CaseBuilder, cast
from devtools.fake_clamav import LOCKED, VIRUS, listening
from rasso import readiness, tasks
from tests.cases.test_document_pages import ROWS, stored_files
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.sample_files import PROGRAM, upload
from tests.support.cases.sealed_rows import opened_values, update_in_clear
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def daemon(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with listening() as found:
        settings.CLAMD = found.address
        yield found


@pytest.fixture
def builder(daemon):
    return CaseBuilder(cast()).allocate()


def upload_file(builder, content=b"A note.", name="note.txt", who="officer", **more):
    """Upload a file."""
    paper = (ContentFile(content, name=name), "MG11")
    assert not builder.do(
        documents.add_documents, who, case=builder.case, documents=[paper], **more
    )  # fmt: skip


def scan_due_files(builder, daemon, seconds=5):
    """Scan all files that are due. Returns their number."""
    scanner, done = ClamdClient(daemon.address, seconds=seconds), 0
    while virus_scans.scan_next_upload(scanner=scanner, at=builder.at):
        done += 1
    return done


def uploads_on_case(builder):
    rows = Upload.objects.unscoped("test").filter(case=builder.case)
    return sorted(rows, key=lambda each: (each.at, each.title))


def document_titles(builder):
    rows = Document.objects.unscoped("test").filter(case=builder.case, is_current=True)
    return sorted(opened_values(rows, "title"))


# Before the scan


def test_nothing_is_a_document_before_it_is_scanned(builder, daemon, settings):
    sent = {"batch-0-mg_form": "MG11", "batch-0-documents": [upload("a.txt", b"x")], **ROWS}
    page = submit_form(
        client_for(builder.cast.officer), page_url("add-document", builder.case), **sent
    )
    assert "1 file is waiting for the virus scan" in page_text(page)
    assert "Waiting for the virus scan a.txt" in page_text(page)
    assert not document_titles(builder)
    assert len(stored_files(settings.DOCUMENT_ROOT)) == 1
    listed = page_text(
        client_for(builder.cast.officer).get(page_url("see-documents", builder.case))
    )
    assert "1 waits for the virus scan" in listed
    assert "No document has been added yet." in listed
    theirs = page_text(
        client_for(builder.cast.prosecutor).get(page_url("see-documents", builder.case))
    )
    assert "waits for" not in theirs
    assert not Event.objects.unscoped("test").filter(verb="add_document").exists()


def test_where_nothing_is_found_it_is_the_document_its_sender_meant(builder, daemon):
    upload_file(builder, kept_because="It names an informant.")
    assert scan_due_files(builder, daemon) == 1
    [document] = Document.objects.unscoped("test").filter(case=builder.case)
    assert (document.title, document.form, document.scan) == ("note.txt", "MG11", "CLEAN")
    assert (document.added_by, document.agency) == (
        builder.cast.officer, builder.cast.officer.agency,
    )  # fmt: skip
    assert document.only_side == "POLICE"
    assert Marking.objects.unscoped("test").get().because == "It names an informant."
    [event] = Event.objects.unscoped("test").filter(verb="add_document")
    assert (event.by, event.document) == (builder.cast.officer, document)
    [row] = uploads_on_case(builder)
    assert (row.status, row.document, row.look_at) == ("KEPT", document, None)
    page = page_text(client_for(builder.cast.officer).get(page_url("see-document", document)))
    assert "No virus was found in this file" in page
    assert "has not been scanned" not in page


def test_a_file_sent_with_an_answer_comes_to_the_action_once_it_is_scanned(builder, daemon):
    builder.plan()
    [item] = builder.items
    builder.do(
        action_items.answer_item, "officer", item=item, answer="DONE", text="Done.",
        files=[upload("a.txt", b"x")], mg_form="MG5",
    )  # fmt: skip
    reader, sender = client_for(builder.cast.prosecutor), client_for(builder.cast.officer)
    waits = "1 file that was sent with this is waiting for the virus scan."
    assert waits in page_text(sender.get(page_url("see-item", item)))
    page = page_text(reader.get(page_url("see-item", item)))
    assert "a.txt" not in page and "virus" not in page  # a missing file is not listed
    scan_due_files(builder, daemon)
    assert "a.txt" in page_text(reader.get(page_url("see-item", item)))
    assert waits not in page_text(sender.get(page_url("see-item", item)))


def test_a_newer_version_takes_the_place_once_it_is_scanned_and_only_one_does(builder, daemon):
    upload_file(builder)
    scan_due_files(builder, daemon)
    [old] = Document.objects.unscoped("test").filter(case=builder.case)
    officer = client_for(builder.cast.officer)
    for name in ("first.txt", "second.txt"):
        page = submit_form(
            officer,
            page_url("replace-document", old),
            file=upload(name, b"x"),
            because="A page. Both sides know the reason.",
        )
        assert "Waiting for the virus scan" in page_text(page)
        builder.at += timedelta(hours=1)
    assert document_titles(builder) == ["note.txt"]
    assert not Delivery.objects.filter(notice="document_replaced").exists()
    builder.at = max(row.look_at for row in uploads_on_case(builder) if row.look_at)
    scan_due_files(builder, daemon)
    assert document_titles(builder) == ["first.txt"]
    assert Delivery.objects.filter(notice="document_replaced").count() == 1
    assert "a newer version has since replaced" in uploads_on_case(builder)[-1].why


# Kept in quarantine


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        (VIRUS, "INFECTED", "holds what the virus scanner calls Stand-In.Test-1"),
        (LOCKED, "HELD", "part of it is encrypted. Save it without a password"),
        (b"x" * 200, "HELD", "is too large for the virus scanner"),
    ],
)
def test_an_infected_or_unreadable_file_stays_and_its_sender_is_told(
    builder, daemon, settings, content, status, told
):
    daemon.most = 100
    upload_file(builder, content)
    scan_due_files(builder, daemon)
    [row] = uploads_on_case(builder)
    assert (row.status, row.document, row.look_at) == (status, None, None)
    assert not document_titles(builder)
    assert [path.name for path in stored_files(settings.DOCUMENT_ROOT)] == [str(row.stored_as)]
    assert documents.clear_orphans(at=builder.at + timedelta(days=3000)) == 0
    [notice] = Delivery.objects.filter(notice="upload_not_added")
    assert (notice.recipient, notice.subject) == (builder.cast.officer, builder.case.urn)
    assert told in page_text(
        client_for(builder.cast.officer).get(page_url("see-uploads", builder.case))
    )
    assert "note.txt" not in page_text(
        client_for(builder.cast.prosecutor).get(page_url("see-uploads", builder.case))
    )
    assert scan_due_files(builder, daemon) == 0


@pytest.mark.parametrize("trouble", ["dead", "slow", "confused"])
def test_while_the_scanner_says_nothing_a_file_waits_and_its_page_says_so(builder, daemon, trouble):
    upload_file(builder)
    if trouble == "dead":
        scanner = ClamdClient("127.0.0.1:1", seconds=1)
    else:
        daemon.silent, daemon.answer = (0.3, None) if trouble == "slow" else (0, "ERROR")
        scanner = ClamdClient(daemon.address, seconds=0.1)
    assert virus_scans.scan_next_upload(scanner=scanner, at=builder.at)
    page = page_text(client_for(builder.cast.officer).get(page_url("see-uploads", builder.case)))
    assert "The virus scanner does not answer. It will be asked again" in page
    assert not document_titles(builder)
    assert not virus_scans.scan_next_upload(scanner=scanner, at=builder.at), "asked again at once"
    daemon.silent, daemon.answer = 0, None
    builder.at += timedelta(minutes=2)
    assert scan_due_files(builder, daemon) == 1
    assert document_titles(builder) == ["note.txt"]


def test_an_unfit_file_is_refused_at_once_and_never_scanned(builder, daemon):
    upload_file(builder, PROGRAM, "a.pdf")
    assert [row.status for row in uploads_on_case(builder)] == ["REFUSED"]
    assert scan_due_files(builder, daemon) == 0
    assert daemon.heard == 0


# Scanned once, by any worker


def test_a_worker_leaves_a_file_that_is_being_scanned(builder):
    upload_file(builder)
    seen = []

    class Slow:
        def scan(self, file):
            seen.append(
                virus_scans.scan_next_upload(scanner=self, at=builder.at + timedelta(seconds=1))
            )
            return ScanVerdict(ScanReply.CLEAN)

    assert virus_scans.scan_next_upload(scanner=Slow(), at=builder.at)
    assert seen == [False]
    assert document_titles(builder) == ["note.txt"]


def test_a_scan_that_comes_back_after_its_lease_changes_nothing(builder):
    upload_file(builder)
    much_later = builder.at + timedelta(hours=1)

    class Overtaken:
        """A scanner during whose answer another one finds a virus in the same file."""

        def scan(self, file):
            if not Upload.objects.unscoped("test").filter(status="INFECTED").exists():
                other = type("Other", (), {"scan": lambda *_: ScanVerdict(ScanReply.INFECTED, "V")})
                virus_scans.scan_next_upload(scanner=other(), at=much_later)
            return ScanVerdict(ScanReply.CLEAN)

    virus_scans.scan_next_upload(scanner=Overtaken(), at=builder.at)
    assert not document_titles(builder)
    assert [row.status for row in uploads_on_case(builder)] == ["INFECTED"]


def test_the_task_scans_what_waits_and_nothing_where_no_scanner_is_set(builder, daemon, settings):
    upload_file(builder)
    settings.CLAMD = ""
    tasks.scan()
    assert daemon.heard == 0
    settings.CLAMD = daemon.address
    tasks.scan()
    assert document_titles(builder) == ["note.txt"]


# The database


def test_the_database_keeps_what_was_sent_and_forgets_no_file(builder):
    upload_file(builder)
    rows = Upload.objects.unscoped("test").filter(case=builder.case)
    for change in ({"title": "x"}, {"stored_as": uuid4()}, {"kept_because": "x"}):
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            update_in_clear(rows, **change)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows.delete()
    for change, rule in (
        ({"status": "KEPT", "look_at": None}, "became_a_document"),
        ({"status": "HELD", "look_at": None}, "or_says_why"),
        ({"look_at": None}, "waits_to_be_scanned"),
    ):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            rows.update(**change)


def test_a_file_that_a_clock_a_year_ahead_put_off_is_scanned_all_the_same(builder, daemon):
    upload_file(builder)
    daemon.answer = "not now"
    builder.at += timedelta(days=365)
    scan_due_files(builder, daemon)
    builder.at -= timedelta(days=365)
    daemon.answer = None
    assert scan_due_files(builder, daemon) == 1
    assert document_titles(builder) == ["note.txt"]


def test_the_operator_hears_of_a_file_that_is_not_scanned(builder, daemon):
    def is_well(since, minutes):
        found = readiness.readiness_problems(at=since + timedelta(minutes=minutes))
        return "files not scanned for too long" not in found

    assert is_well(builder.at, 60)
    upload_file(builder)
    sent_at = uploads_on_case(builder)[0].at
    assert is_well(sent_at, 10) and not is_well(sent_at, 11)
    assert scan_due_files(builder, daemon) == 1 and is_well(sent_at, 60)
