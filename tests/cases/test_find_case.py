"""Finding a case by its whole URN: a hidden case gets the same answer as a missing one."""

import re

import pytest
from django.utils import timezone

from cases.models import Case
from devtools.case_builder import CaseBuilder, cast
from people.access import audit_log
from people.models import AuditEntry
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

UNKNOWN = "52ZZ9999926"
SORRY = "No case with this URN is open to you. Check it and try again."


@module_fixture
def people():
    return cast()


@pytest.fixture
def builder(people):
    return CaseBuilder(people)


def find_case_page(person, urn):
    return client_for(person).post(page_url("find-case"), {"sought": urn})


def test_a_case_one_may_read_is_opened_however_its_urn_is_written(people, builder):
    parts = f"{builder.urn[:2]}/{builder.urn[2:4]}/{builder.urn[4:9]}/{builder.urn[9:]}"
    for typed in (builder.urn, f" {builder.urn} ", parts, builder.urn.lower()):
        page = find_case_page(people.officer, typed)
        assert page.url == page_url("see-case", builder.case)
        assert builder.urn not in page.url


@pytest.mark.parametrize("hidden", ["other unit", "conflict", "restricted", "not yet referred"])
def test_hidden_and_missing_are_the_same_words_at_the_same_price(people, builder, hidden):
    cases = Case.objects.unscoped("test").filter(pk=builder.case.pk)
    who = people.supervisor
    if hidden == "other unit":
        who = cast().supervisor
    elif hidden == "conflict":
        add_conflict(who, builder.case, at=timezone.now())
    elif hidden == "restricted":
        cases.update(is_restricted=True)
    else:
        who = people.assistant
    client = client_for(who)
    client.get(page_url("find-case"))
    there, for_hidden = page_and_queries(client, page_url("find-case"), sought=builder.urn)
    nowhere, for_missing = page_and_queries(client, page_url("find-case"), sought=UNKNOWN)
    assert SORRY in page_text(there)
    assert there.status_code == nowhere.status_code == 200
    assert comparable_page(there, builder.urn) == comparable_page(nowhere, UNKNOWN)
    assert [without_values(sql) for sql in for_hidden] == [
        without_values(sql) for sql in for_missing
    ]


def comparable_page(page, urn):
    """A page without the typed reference and its random parts."""
    text = page.content.decode().replace(urn, "URN")
    return re.sub(r'(nonce|value)="[^"]{20,}"', "", text)


def without_values(sql):
    """A statement without its values."""
    return re.sub(r"'[^']*'|\d+", "?", sql)


def test_a_search_is_logged_as_a_hash_found_or_not(people, builder):
    find_case_page(people.officer, builder.urn)
    find_case_page(people.officer, UNKNOWN)
    found, missed = AuditEntry.objects.filter(verb="find_case").order_by("pk")
    assert found.sought == audit_log.keyed_hash(builder.urn)
    assert (found.case_id, found.ids) == (builder.case.pk, [str(builder.case.pk)])
    assert missed.sought == audit_log.keyed_hash(UNKNOWN)
    assert (missed.case_id, missed.ids) == (None, [])


def test_a_reference_is_never_taken_from_an_address(people, builder):
    page = client_for(people.officer).get(page_url("find-case"), {"sought": builder.urn})
    assert page.status_code == 200
    assert builder.urn not in page.content.decode()


def test_the_search_box_is_beside_every_list(people):
    page = client_for(people.manager).get("/").content.decode()
    assert f'action="{page_url("find-case")}"' in page
