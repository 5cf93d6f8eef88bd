"""The audit log of downloads and searches is the same for pages and calls."""

from hashlib import sha256

import pytest

from devtools.case_builder import Road, cast
from people.models import AuditEntry
from tests.support.cases.pages import as_, at
from tests.support.cases.sample_files import a_document
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast()).submit()


@pytest.fixture(autouse=True)
def documents_of_their_own(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


def newest(verb):
    return AuditEntry.objects.filter(verb=verb).latest("pk")


@pytest.mark.parametrize("road_taken", ["page", "call"])
def test_the_log_has_which_bytes_were_handed_out(road, officer, road_taken):
    document = a_document(road)
    if road_taken == "page":
        answer = as_(road.cast.officer).get(at("download-document", document))
    else:
        answer = officer.get(f"/api/documents/{document.pk}/file/")
    given = sha256(b"".join(answer.streaming_content)).hexdigest()
    entry = newest("download_document")
    assert (entry.content, entry.ids) == (given, [str(document.pk)])
    assert (entry.case_id, entry.user, entry.refused) == (road.case.pk, road.cast.officer, "")


def find(road, officer, road_taken, urn):
    """Find a case by its URN."""
    if road_taken == "page":
        return as_(road.cast.officer).post(at("find-case"), {"urn": urn}).status_code == 302
    return bool(officer.get("/api/cases/", {"urn": urn}).json()["cases"])


@pytest.mark.parametrize("road_taken", ["page", "call"])
def test_the_log_has_that_a_case_was_sought_by_its_urn_and_which_was_found(
    road, officer, road_taken
):
    assert find(road, officer, road_taken, road.urn)
    [entry] = AuditEntry.objects.filter(verb="find_case", case_id=road.case.pk)
    assert entry.ids == [str(road.case.pk)]
    assert entry.sought and road.urn not in entry.sought
    assert not find(road, officer, road_taken, "52RS9999926")
    missed = newest("find_case")
    assert missed.pk > entry.pk and missed.case_id is None
    assert missed.sought and missed.sought != entry.sought


@pytest.mark.parametrize("road_taken", ["page", "call"])
def test_a_search_is_found_in_the_log_however_it_was_typed(road, officer, road_taken):
    sought = set()
    for typed in (road.urn, road.urn.lower(), f"  {road.urn} "):
        find(road, officer, road_taken, typed)
        sought.add(newest("find_case").sought)
    assert len(sought) == 1
