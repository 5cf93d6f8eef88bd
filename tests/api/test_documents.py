"""The facts of a document in the API are the same as on the pages."""

import pytest

from cases.documents import store
from cases.documents.actions import police_only
from cases.documents.queries.document_readers import document_readers
from cases.models import Document, Scan
from devtools.case_builder import CaseBuilder, cast, scope
from people.models import AuditEntry
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.sample_files import add_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def builder(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return CaseBuilder(cast()).allocate()


@pytest.fixture
def prosecutor(builder):
    return Caller(builder.cast.cps).for_(builder.cast.prosecutor)


def documents_by_title(caller, builder):
    answer = caller.get(f"/api/cases/{builder.case.pk}/documents/")
    assert answer.status_code == 200, answer.content
    return {each["title"]: each for each in answer.json()["documents"]}


def keep_document(builder, document):
    builder.do(
        police_only.keep_document_to_police,
        "officer",
        document=document,
        because="It names him. Both sides know the reason.",
    )


def reveal_document_of(builder, document):
    builder.do(
        police_only.reveal_document,
        "officer",
        document=document,
        because="It no longer does. Both sides know the reason.",
    )


def test_whether_a_document_was_scanned_is_told_as_the_page_tells_it(builder, officer, prosecutor):
    scanned, unscanned = (
        add_document(builder, "scanned.pdf"),
        add_document(builder, "unscanned.pdf"),
    )
    Document.objects.unscoped("test").filter(pk=scanned.pk).update(scan=Scan.CLEAN)

    for caller in (officer, prosecutor):
        told = documents_by_title(caller, builder)
        assert told["scanned.pdf"]["is_scanned"] is True
        assert told["unscanned.pdf"]["is_scanned"] is False
    page = client_for(builder.cast.officer)
    assert "No virus was found in this file" in page_text(
        page.get(page_url("see-document", scanned))
    )
    assert "has not been scanned" in page_text(page.get(page_url("see-document", unscanned)))


def test_the_police_are_told_what_is_kept_to_them_and_the_cps_nothing_of_it(
    builder, officer, prosecutor
):
    add_document(builder, "shared.pdf")
    before = documents_by_title(prosecutor, builder)
    kept = add_document(builder, "kept.pdf")
    keep_document(builder, kept)

    told = documents_by_title(officer, builder)
    assert told["kept.pdf"]["only_police"] is True
    assert told["shared.pdf"]["only_police"] is False
    assert documents_by_title(prosecutor, builder) == before
    assert before["shared.pdf"]["only_police"] is False

    reveal_document_of(builder, kept)
    assert documents_by_title(officer, builder)["kept.pdf"]["only_police"] is False
    assert documents_by_title(prosecutor, builder)["kept.pdf"]["only_police"] is False


@pytest.mark.parametrize("ask", ["of_a_system", "of_a_person"])
def test_a_file_that_the_disk_does_not_give_is_said_to_be_so_and_is_in_the_log_as_not_read(
    builder, officer, settings, ask
):
    document = add_document(builder)
    store.remove_file(document.stored_as)
    if ask == "of_a_system":
        answer = officer.get(f"/api/documents/{document.pk}/file/")
        assert answer.status_code == 503 and answer.json()["title"] == "Not available now"
        assert answer.json()["detail"].startswith("This file cannot be read now.")
    else:
        browser = client_for(builder.cast.officer)
        browser.raise_request_exception = False
        answer = browser.get(page_url("download-document", document))
        assert answer.status_code == 500

    for secret in (str(settings.DOCUMENT_ROOT), str(document.stored_as)):
        assert secret not in answer.content.decode()
    entry = AuditEntry.objects.get(verb="download_document")
    assert entry.user == builder.cast.officer and entry.ids == [str(document.pk)]
    assert entry.refused.startswith("This file cannot be read now.") and entry.content == ""
    assert not document_readers(document, scope(builder.cast.officer)).own_side
