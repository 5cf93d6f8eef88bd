"""Adding a service entry leaves the same traces as only opening the page."""

from collections import Counter
from uuid import uuid4

import pytest
from django.core import mail

from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.security.private_entry import TYPED, markers_in
from tests.support.security.side_effects import LogCollector, table_rows
from tests.support.service_entries import service_rows
from tests.support.victims.support_service import ALL, add_service, refer_and_accept

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).submit())
    builder.support = refer_and_accept(builder, categories=ALL)
    return builder


def rows_left_by(acts):
    """{table: rows added} by acts, without the service's own tables."""
    before = table_rows()
    acts()
    after = table_rows()
    added = {name: Counter(after[name]) - Counter(rows) for name, rows in before.items()}
    return {name: list(rows.elements()) for name, rows in added.items() if rows}


def test_adding_an_entry_or_being_refused_leaves_the_same_rows_as_looking(builder):
    browser, address = client_for(builder.cast.isva), page_url("service-entries", builder.support)
    browser.get(address)
    looked = rows_left_by(lambda: browser.get(address))
    with LogCollector() as heard:
        wrote = rows_left_by(
            lambda: browser.post(address, TYPED | {"form_key": uuid4()}, follow=True)
        )
        wrong = TYPED | {"minutes": "x", "form_key": uuid4()}
        refused = rows_left_by(lambda: browser.post(address, wrong))
    assert len(service_rows()) == 1
    assert looked == wrote == refused
    assert looked.keys() == {"people_auditentry", "people_unsealedentry"}
    [row] = looked["people_auditentry"]
    assert "see_support" in row and "entr" not in row
    assert not mail.outbox
    assert "597" not in heard.text and not markers_in(heard.text)


def test_correcting_an_entry_leaves_the_same_rows_as_looking(builder):
    browser, address = client_for(builder.cast.isva), page_url("service-entries", builder.support)
    browser.post(address, TYPED | {"form_key": uuid4()}, follow=True)
    looked = rows_left_by(lambda: browser.get(address))
    to = f"{address}?correct={service_rows()[0]['id']}"
    opened = rows_left_by(lambda: browser.get(to))
    sent = TYPED | {"why": "MISTAKE", "form_key": uuid4()}
    wrote = rows_left_by(lambda: browser.post(to, sent, follow=True))
    refused = rows_left_by(lambda: browser.post(to, sent | {"why": "", "form_key": uuid4()}))
    assert len(service_rows()) == 2
    assert looked == opened == wrote == refused


def test_what_cannot_be_corrected_leaves_the_same_rows_as_looking(builder):
    browser, address = client_for(builder.cast.isva), page_url("service-entries", builder.support)
    looked = rows_left_by(lambda: browser.get(address))
    to = f"{address}?correct={uuid4()}"
    opened = rows_left_by(lambda: browser.get(to, follow=True))
    sent = TYPED | {"why": "MISTAKE", "form_key": uuid4()}
    refused = rows_left_by(lambda: browser.post(to, sent))
    assert looked == opened == refused
    [row] = looked["people_auditentry"]
    assert "NOT_FOUND" not in row and not service_rows()


def test_the_page_of_the_case_leaves_the_same_mark_as_the_page_of_the_entries(builder):
    browser = client_for(builder.cast.service_manager)
    browser.get(
        page_url("see-support", builder.support)
    )  # records what is shown for the first time
    first = rows_left_by(lambda: browser.get(page_url("see-support", builder.support)))
    second = rows_left_by(lambda: browser.get(page_url("service-entries", builder.support)))
    assert first == second
