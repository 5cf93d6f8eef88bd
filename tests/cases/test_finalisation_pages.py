"""Pages for finalising a suspect's case administratively, and for reopening it."""

from uuid import uuid4

import pytest

from cases.models import Finalisation
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate()


@pytest.fixture
def manager(builder):
    return client_for(builder.cast.manager)


def finalise_on_page(browser, builder, **typed):
    sent = {"reason": "NOT_FOUND", "text": "Not at either address."} | typed
    return submit_form(browser, page_url("finalise-administratively", builder.suspects[0]), **sent)


def test_the_page_says_that_it_is_no_decision_and_what_practice_is(builder, manager):
    address = page_url("finalise-administratively", builder.suspects[0])
    assert address in links_on_page(manager.get(page_url("see-case", builder.case)))
    text = page_text(manager.get(address))
    assert "never counted as no further action" in text
    assert "Practice offers this" not in text  # no plan has been sent
    builder.plan()
    text = page_text(manager.get(address))
    assert "In practice this is offered from" in text and "Where it comes from: practice" in text
    assert "Until then no one is asked for these open actions" in text


def test_both_sides_read_it_on_the_case_and_it_is_told_apart_from_decisions(builder, manager):
    text = page_text(finalise_on_page(manager, builder))
    assert "Suspect 1 finalised administratively. The police have been notified." in text
    for who in (builder.cast.officer, builder.cast.prosecutor):
        text = page_text(client_for(who).get(page_url("see-case", builder.case)))
        assert (
            "Finalised The suspect cannot be found. This is not a decision. Mona Manager," in text
        )
        assert "What was tried Not at either address." in text
        text = page_text(client_for(who).get(page_url("see-decisions", builder.case)))
        assert "No decision has been made yet." in text and "This is not a decision." in text


def test_a_suspect_is_reopened_with_a_reason_and_both_are_kept(builder, manager):
    finalise_on_page(manager, builder)
    address = page_url("reopen-suspect", builder.suspects[0])
    assert address in links_on_page(manager.get(page_url("see-case", builder.case)))
    page = manager.post(address, {"form_key": ""})
    assert "Enter why you reopen it" in page_text(page) and "Not at either address." in page_text(
        page
    )
    assert "Suspect 1 reopened" in page_text(
        submit_form(manager, address, text="He was arrested. Both sides know the reason.")
    )
    assert builder.suspect().state == "WITH_PROSECUTOR"
    text = page_text(manager.get(page_url("see-decisions", builder.case)))
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
def test_an_invalid_finalisation_is_explained_and_no_typed_text_is_lost(
    builder, manager, typed, told
):
    sent = {
        "form_key": "",
        "reason": "OTHER",
        "text": "Three calls. Both sides know the reason.",
    } | typed
    page = manager.post(page_url("finalise-administratively", builder.suspects[0]), sent)
    assert told in page_text(page)
    assert sent["text"] in page.content.decode()
    assert not Finalisation.objects.unscoped("test").exists()


def test_the_second_of_two_clicks_counts_as_done(builder, manager):
    sent = {"form_key": uuid4(), "reason": "OTHER", "text": "x, as both sides know by now"}
    address = page_url("finalise-administratively", builder.suspects[0])
    assert [manager.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert Finalisation.objects.unscoped("test").count() == 1


def test_the_police_and_other_prosecutors_do_neither(builder):
    for who in (builder.cast.officer, builder.cast.other_prosecutor):
        for name in ("finalise-administratively", "reopen-suspect"):
            assert client_for(who).get(page_url(name, builder.suspects[0])).status_code == 403
