"""What is shown by a victim's consent is recorded once, as it is shown; or it is not shown."""

import pytest
from django.db import connection, transaction

from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.support_service import (
    add_service,
    give_consent,
    record_of,
    refer_and_accept,
)
from victims.actions.liaison_notes import send_liaison_note
from victims.models import Shown

pytestmark = pytest.mark.django_db
TEXT = "Please ring after six: Marigold shift."
PAGES = ["see-contacts", "see-victim-support", "see-support"]


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).submit())
    builder.support = refer_and_accept(builder, categories=["MILESTONES"])
    give_consent(builder, builder.support, ["IS_SUPPORTED", "LIAISON"], recipient="POLICE")
    about = {"support": builder.support, "roles": ["CONTACT_OFFICER"], "text": TEXT}
    builder.do(send_liaison_note, "isva", **about)
    return builder


def reader_and_url(builder, name):
    """(client of a person who is shown something, URL of the page)."""
    is_service = name == "see-support"
    who = builder.cast.isva if is_service else builder.cast.contact
    return client_for(who), page_url(name, builder.support if is_service else record_of(builder))


def open_as_reader(builder, name, method="get"):
    client, address = reader_and_url(builder, name)
    return getattr(client, method)(address)


def stored_facts_shown():
    rows = Shown.objects.unscoped("test").order_by("category", "code")
    return list(rows.values_list("to__name", "category", "code", "at"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_loaded_twice_keeps_when_it_was_first_seen(builder, name):
    assert stored_facts_shown() == []
    open_as_reader(builder, name)
    first = stored_facts_shown()
    assert len(first) == 1
    open_as_reader(builder, name)
    assert stored_facts_shown() == first


@pytest.mark.parametrize("name", PAGES)
def test_a_request_without_the_body_has_shown_no_fact(builder, name):
    answer = open_as_reader(builder, name, "head")
    assert answer.status_code == 200 and answer.content == b""
    assert stored_facts_shown() == []
    assert AuditEntry.objects.latest("pk").verb == name.replace("-", "_")  # the request is logged


@pytest.mark.parametrize("name", PAGES)
def test_a_fact_that_cannot_be_recorded_as_seen_is_not_shown(builder, name):
    client, address = reader_and_url(builder, name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        answer = client.get(address)
        transaction.set_rollback(True)
    assert answer.status_code == 503
    assert "Marigold" not in answer.content.decode()
    assert stored_facts_shown() == []
