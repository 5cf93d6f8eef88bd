"""Finding a case by its reference: a hidden case gets the same answer as a missing one."""

import re

import pytest
from django.utils import timezone

from cases.models import Case
from devtools.case_builder import Road, cast
from people.access import audit_log
from people.models import AuditEntry
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

UNKNOWN = "52ZZ9999926"
SORRY = "No case with this URN is open to you. Check it and try again."


@standing
def people():
    return cast()


@pytest.fixture
def road(people):
    return Road(people)


def find(person, urn):
    return as_(person).post(at("find-case"), {"urn": urn})


def test_a_case_one_may_read_is_opened_however_its_urn_is_written(people, road):
    parts = f"{road.urn[:2]}/{road.urn[2:4]}/{road.urn[4:9]}/{road.urn[9:]}"
    for typed in (road.urn, f" {road.urn} ", parts, road.urn.lower()):
        page = find(people.officer, typed)
        assert page.url == at("see-case", road.case)
        assert road.urn not in page.url


@pytest.mark.parametrize("hidden", ["other unit", "conflict", "restricted", "not yet referred"])
def test_hidden_and_missing_are_the_same_words_at_the_same_price(people, road, hidden):
    cases = Case.objects.unscoped("test").filter(pk=road.case.pk)
    who = people.supervisor
    if hidden == "other unit":
        who = cast().supervisor
    elif hidden == "conflict":
        in_conflict(who, road.case, at=timezone.now())
    elif hidden == "restricted":
        cases.update(is_restricted=True)
    else:
        who = people.assistant
    client = as_(who)
    client.get(at("find-case"))
    there, for_hidden = questions(client, at("find-case"), urn=road.urn)
    nowhere, for_missing = questions(client, at("find-case"), urn=UNKNOWN)
    assert SORRY in said(there)
    assert there.status_code == nowhere.status_code == 200
    assert alike(there, road.urn) == alike(nowhere, UNKNOWN)
    assert [plain(sql) for sql in for_hidden] == [plain(sql) for sql in for_missing]


def alike(page, urn):
    """A page without the typed reference and its random parts."""
    text = page.content.decode().replace(urn, "URN")
    return re.sub(r'(nonce|value)="[^"]{20,}"', "", text)


def plain(sql):
    """A statement without its values."""
    return re.sub(r"'[^']*'|\d+", "?", sql)


@pytest.mark.parametrize(
    ("typed", "error"),
    [("", "Enter a URN"), ("52RS", "Enter the URN as"), ("1" * 41, "40 characters")],
)
def test_what_is_no_urn_is_said_to_be_none_and_kept(people, typed, error):
    page = find(people.officer, typed)
    assert error in said(page)
    assert f'value="{typed}"' in page.content.decode() or not typed
    assert "<title>Error: " in page.content.decode()


def test_a_search_is_logged_as_a_hash_found_or_not(people, road):
    find(people.officer, road.urn)
    find(people.officer, UNKNOWN)
    found, missed = AuditEntry.objects.filter(verb="find_case").order_by("pk")
    assert found.sought == audit_log.keyed_hash(road.urn)
    assert (found.case_id, found.ids) == (road.case.pk, [str(road.case.pk)])
    assert missed.sought == audit_log.keyed_hash(UNKNOWN)
    assert (missed.case_id, missed.ids) == (None, [])


def test_a_reference_is_never_taken_from_an_address(people, road):
    page = as_(people.officer).get(at("find-case"), {"urn": road.urn})
    assert page.status_code == 200
    assert road.urn not in page.content.decode()


def test_the_search_box_is_beside_every_list(people):
    page = as_(people.manager).get("/").content.decode()
    assert f'action="{at("find-case")}"' in page
