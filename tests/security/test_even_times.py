"""What is not found, and every search, ends at a whole step of time; nothing else waits."""

from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from devtools.case_builder import CaseBuilder, cast
from people.web import even_times
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
WORK = 0.037  # seconds that each request seems to take


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate()


@pytest.fixture
def waits(monkeypatch, settings):
    """The seconds of each sleep. Every request seems to take WORK until then."""
    settings.UNFOUND_STEP_SECONDS = 0.1
    clock, slept = [1000.0], []

    def monotonic():
        clock[0] += WORK
        return clock[0]

    def sleep(seconds):
        # In a test, the test's own transaction is around that of the page.
        slept.append((round(seconds, 6), len(connection.savepoint_ids)))

    monkeypatch.setattr(even_times.time, "monotonic", monotonic)
    monkeypatch.setattr(even_times.time, "sleep", sleep)
    return slept


def test_the_wait_is_up_to_the_next_step(settings, monkeypatch):
    settings.UNFOUND_STEP_SECONDS, slept = 0.1, []
    monkeypatch.setattr(even_times.time, "sleep", lambda seconds: slept.append(round(seconds, 6)))
    for took in (0.0, 0.01, 0.099, 0.101, 0.25):
        monkeypatch.setattr(even_times.time, "monotonic", lambda took=took: 1000 + took)
        even_times.wait_for_step(1000)
    assert slept == [0, 0.09, 0.001, 0.099, 0.05]
    settings.UNFOUND_STEP_SECONDS = 0
    even_times.wait_for_step(1000)
    assert len(slept) == 5


def test_hidden_and_missing_rows_wait_alike_after_their_transaction(builder, waits):
    browser = client_for(cast().officer)
    for name, row in (("see-case", builder.case), ("see-victim", builder.victim)):
        for pk in (row.pk, uuid4()):
            outside = len(connection.savepoint_ids)
            assert browser.get(reverse(name, args=[pk])).status_code == 404
            assert browser.post(reverse(name, args=[pk]), {"text": "x"}).status_code == 404
            assert waits == [(round(0.1 - WORK, 6), outside)] * 2
            waits.clear()


def test_the_api_waits_too(builder, waits):
    system = Caller(cast().police)
    for pk in (builder.case.pk, uuid4()):
        assert system.get(f"/api/cases/{pk}/").status_code == 404
    assert [seconds for seconds, _ in waits] == [round(0.1 - WORK, 6)] * 2


@pytest.mark.parametrize(("name", "field"), [("find-case", "sought"), ("find-victim", "value")])
def test_a_search_waits_whether_it_finds_or_not(builder, waits, name, field):
    for who in (builder.cast.officer, cast().officer):
        sent = {field: builder.urn, "by": "name"}
        assert client_for(who).post(page_url(name), sent).status_code in (200, 302)
    assert [seconds for seconds, _ in waits] == [round(0.1 - WORK, 6)] * 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ask-to-be-let-in", "I take the case over."),
        ("declare-unseen-conflict", "The suspect is my brother."),
    ],
)
def test_a_form_that_takes_a_urn_waits_whatever_it_is(builder, waits, name, reason):
    for urn in (builder.urn, "01ZZ0000126"):
        sent = {"urn": urn, "reason": reason, "kind": "RELATIVE"}
        assert client_for(builder.cast.officer).post(page_url(name), sent).status_code == 302
    assert len(waits) == 2


def test_pages_that_are_shown_or_refused_do_not_wait(builder, waits):
    browser = client_for(builder.cast.officer)
    assert browser.get(page_url("see-case", builder.case)).status_code == 200
    assert browser.get(reverse("see-wordings")).status_code == 403
    assert browser.get("/nowhere/").status_code == 404  # no row was asked for
    assert client_for(builder.cast.officer).get(reverse("find-case")).status_code == 200
    assert waits == []
