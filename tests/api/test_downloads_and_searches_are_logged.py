"""The audit log of downloads and searches is the same for pages and calls."""

from hashlib import sha256

import pytest

from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases.pages import client_for, page_url
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast()).submit()


@pytest.fixture(autouse=True)
def document_root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


def newest_entry(verb):
    return AuditEntry.objects.filter(verb=verb).latest("pk")


@pytest.mark.parametrize("way", ["page", "call"])
def test_the_log_has_which_bytes_were_handed_out(builder, officer, way):
    document = add_document(builder)
    if way == "page":
        answer = client_for(builder.cast.officer).get(page_url("download-document", document))
    else:
        answer = officer.get(f"/api/documents/{document.pk}/file/")
    given = sha256(b"".join(answer.streaming_content)).hexdigest()
    entry = newest_entry("download_document")
    assert (entry.content, entry.ids) == (given, [str(document.pk)])
    assert (entry.case_id, entry.user, entry.refused) == (builder.case.pk, builder.cast.officer, "")


def is_case_found(builder, officer, way, urn):
    """Find a case by its URN."""
    if way == "page":
        browser = client_for(builder.cast.officer)
        return browser.post(page_url("find-case"), {"sought": urn}).status_code == 302
    return bool(officer.get("/api/cases/", {"urn": urn}).json()["cases"])


@pytest.mark.parametrize("way", ["page", "call"])
def test_the_log_has_that_a_case_was_sought_by_its_urn_and_which_was_found(builder, officer, way):
    assert is_case_found(builder, officer, way, builder.urn)
    [entry] = AuditEntry.objects.filter(verb="find_case", case_id=builder.case.pk)
    assert entry.ids == [str(builder.case.pk)]
    assert entry.sought and builder.urn not in entry.sought
    assert not is_case_found(builder, officer, way, "52RS9999926")
    missed = newest_entry("find_case")
    assert missed.pk > entry.pk and missed.case_id is None
    assert missed.sought and missed.sought != entry.sought


@pytest.mark.parametrize("way", ["page", "call"])
def test_a_search_is_found_in_the_log_however_it_was_typed(builder, officer, way):
    sought = set()
    for typed in (builder.urn, builder.urn.lower(), f"  {builder.urn} "):
        is_case_found(builder, officer, way, typed)
        sought.add(newest_entry("find_case").sought)
    assert len(sought) == 1
