"""Pages for finalising a suspect's case administratively, and for reopening it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.models import Finalisation
from devtools.case_builder import Road, cast
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)


@standing
def road():
    return Road(cast(), suspects=2, at=START).allocate()


@pytest.fixture
def manager(road):
    return as_(road.cast.manager)


def finalise(browser, road, **typed):
    sent = {"reason": "NOT_FOUND", "text": "Not at either address."} | typed
    return follow(browser, at("finalise-administratively", road.suspects[0]), **sent)


def test_the_page_says_that_it_is_no_decision_and_what_practice_is(road, manager):
    address = at("finalise-administratively", road.suspects[0])
    assert address in links(manager.get(at("see-case", road.case)))
    text = said(manager.get(address))
    assert "never counted as no further action" in text
    assert "Practice offers this" not in text  # no plan has been sent
    road.plan()
    text = said(manager.get(address))
    assert "In practice this is offered from" in text and "Where it comes from: practice" in text
    assert "Until then no one is asked for these open actions" in text


def test_both_sides_read_it_on_the_case_and_it_is_told_apart_from_decisions(road, manager):
    text = said(finalise(manager, road))
    assert "Suspect 1 finalised administratively. The police have been notified." in text
    for who in (road.cast.officer, road.cast.prosecutor):
        text = said(as_(who).get(at("see-case", road.case)))
        assert (
            "Finalised The suspect cannot be found. This is not a decision. Mona Manager," in text
        )
        assert "What was tried Not at either address." in text
        text = said(as_(who).get(at("see-decisions", road.case)))
        assert "No decision has been made yet." in text and "This is not a decision." in text


def test_a_suspect_is_reopened_with_a_reason_and_both_are_kept(road, manager):
    finalise(manager, road)
    address = at("reopen-suspect", road.suspects[0])
    assert address in links(manager.get(at("see-case", road.case)))
    page = manager.post(address, {"form_key": ""})
    assert "Enter why you reopen it" in said(page) and "Not at either address." in said(page)
    assert "Suspect 1 reopened" in said(
        follow(manager, address, text="He was arrested. Both sides know the reason.")
    )
    assert road.suspect().state == "WITH_PROSECUTOR"
    text = said(manager.get(at("see-decisions", road.case)))
    assert (
        "Not at either address." in text and "He was arrested. Both sides know the reason." in text
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"reason": ""}, "Select why it is finalised"),
        ({"text": ""}, "Enter what has been tried"),
        ({"reason": "NO_REPLY"}, "The police do not owe anything on this suspect that is overdue."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(road, manager, typed, told):
    sent = {
        "form_key": "",
        "reason": "OTHER",
        "text": "Three calls. Both sides know the reason.",
    } | typed
    page = manager.post(at("finalise-administratively", road.suspects[0]), sent)
    assert told in said(page)
    assert sent["text"] in page.content.decode()
    assert not Finalisation.objects.unscoped("test").exists()


def test_the_second_of_two_clicks_counts_as_done(road, manager):
    sent = {"form_key": uuid4(), "reason": "OTHER", "text": "x, as both sides know by now"}
    address = at("finalise-administratively", road.suspects[0])
    assert [manager.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert Finalisation.objects.unscoped("test").count() == 1


def test_the_police_and_other_prosecutors_do_neither(road):
    for who in (road.cast.officer, road.cast.other_prosecutor):
        for name in ("finalise-administratively", "reopen-suspect"):
            assert as_(who).get(at(name, road.suspects[0])).status_code == 403
