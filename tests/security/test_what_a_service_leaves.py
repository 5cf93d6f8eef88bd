"""Adding a service entry leaves the same traces as only opening the page."""

from collections import Counter
from uuid import uuid4

import pytest
from django.core import mail

from devtools.case_builder import Road, cast
from tests.support.cases.pages import as_, at
from tests.support.module_fixtures import standing
from tests.support.security.private_entry import TYPED, marks_in
from tests.support.security.side_effects import Heard, tables
from tests.support.victims.support_service import ALL, supported, with_service
from victims.models import ServiceEntry

pytestmark = pytest.mark.django_db


@standing
def road():
    road = with_service(Road(cast()).submit())
    road.support = supported(road, categories=ALL)
    return road


def left_by(acts):
    """{table: rows added} by acts, without the service's own tables."""
    before = tables()
    acts()
    after = tables()
    added = {name: Counter(after[name]) - Counter(rows) for name, rows in before.items()}
    return {name: list(rows.elements()) for name, rows in added.items() if rows}


def test_whoever_keeps_an_entry_or_is_refused_leaves_what_whoever_looks_leaves(road):
    browser, address = as_(road.cast.isva), at("service-entries", road.support)
    browser.get(address)
    looked = left_by(lambda: browser.get(address))
    with Heard() as heard:
        wrote = left_by(lambda: browser.post(address, TYPED | {"form_key": uuid4()}, follow=True))
        wrong = TYPED | {"minutes": "x", "form_key": uuid4()}
        refused = left_by(lambda: browser.post(address, wrong))
    assert ServiceEntry.objects.unscoped("test").count() == 1
    assert looked == wrote == refused and looked.keys() == {"people_auditentry"}
    [row] = looked["people_auditentry"]
    assert "see_support" in row and "entr" not in row
    assert not mail.outbox
    assert "597" not in heard.text and not marks_in(heard.text)


def test_the_page_of_the_case_leaves_the_same_mark_as_the_page_of_the_entries(road):
    browser = as_(road.cast.service_manager)
    browser.get(at("see-support", road.support))  # records what is shown for the first time
    first = left_by(lambda: browser.get(at("see-support", road.support)))
    second = left_by(lambda: browser.get(at("service-entries", road.support)))
    assert first == second
