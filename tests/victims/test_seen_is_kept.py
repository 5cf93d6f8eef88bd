"""What is shown by a victim's consent is recorded once, as it is shown; or it is not shown."""

import pytest
from django.db import connection, transaction

from devtools.case_builder import Road, cast
from people.models import AuditEntry
from tests.support.cases.pages import as_, at
from tests.support.module_fixtures import standing
from tests.support.victims.support_service import agree, record_of, supported, with_service
from victims.actions.liaison_notes import send_liaison_note
from victims.models import Shown

pytestmark = pytest.mark.django_db
TEXT = "Please ring after six: Marigold shift."
PAGES = ["see-contacts", "see-victim-support", "see-support"]


@standing
def road():
    road = with_service(Road(cast()).submit())
    road.support = supported(road, categories=["MILESTONES"])
    agree(road, road.support, ["IS_SUPPORTED", "LIAISON"], recipient="POLICE")
    about = {"support": road.support, "roles": ["CONTACT_OFFICER"], "text": TEXT}
    road.do(send_liaison_note, "isva", **about)
    return road


def who_asks(road, name):
    """(client of a person who is shown something, URL of the page)."""
    is_service = name == "see-support"
    who = road.cast.isva if is_service else road.cast.contact
    return as_(who), at(name, road.support if is_service else record_of(road))


def ask(road, name, method="get"):
    client, address = who_asks(road, name)
    return getattr(client, method)(address)


def shown():
    rows = Shown.objects.unscoped("test").order_by("category", "code")
    return list(rows.values_list("to__name", "category", "code", "at"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_loaded_twice_keeps_when_it_was_first_seen(road, name):
    assert shown() == []
    ask(road, name)
    first = shown()
    assert len(first) == 1
    ask(road, name)
    assert shown() == first


@pytest.mark.parametrize("name", PAGES)
def test_nobody_has_seen_what_was_asked_for_without_its_body(road, name):
    answer = ask(road, name, "head")
    assert answer.status_code == 200 and answer.content == b""
    assert shown() == []
    assert AuditEntry.objects.latest("pk").verb == name.replace("-", "_")  # the request is logged


@pytest.mark.parametrize("name", PAGES)
def test_what_cannot_be_kept_as_seen_is_not_shown(road, name):
    client, address = who_asks(road, name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        answer = client.get(address)
        transaction.set_rollback(True)
    assert answer.status_code == 503
    assert "Marigold" not in answer.content.decode()
    assert shown() == []
