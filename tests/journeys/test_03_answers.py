"""
Journey 3: the police answer actions one by one, and suspects return as theirs are answered.

The officer sends documents with one answer and says that another cannot be provided; the prosecutor
accepts one, says what is missing from the other, and cancels a third.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from cases.models import ActionItem, Document, Turn
from cases.states import State
from devtools.case_builder import Road, cast
from tests.support.cases.pages import as_, at, day, follow, links, said, unseen
from tests.support.cases.sample_files import PROGRAM, pdf, upload
from tests.support.module_fixtures import standing
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
START = timezone.now() - timedelta(days=3)


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@standing
def road():
    """Three actions: about the first suspect, about both, and about the second."""
    road = Road(cast(), suspects=2, at=START).allocate()
    first, second = road.suspects
    return road.plan(
        {"suspects": [first], "text": "The statement of the friend."},
        {"suspects": [first, second], "text": "The footage of the club."},
        {"suspects": [second], "text": "The download of the phone."},
    )


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


@pytest.fixture
def prosecutor(road):
    return as_(road.cast.prosecutor)


def states(road):
    return [road.suspect(n).state for n in range(2)]


def test_the_police_answer_item_by_item_and_the_case_comes_back(road, officer, prosecutor):
    statement, footage, download = road.items
    answered_with_documents(road, officer, statement)
    cannot_be_provided(road, officer, footage)
    what_is_missing(road, officer, prosecutor, footage)
    cancelled_a_second_ago(road, officer, prosecutor, download)
    the_last_answer(road, officer, prosecutor, footage)

    for suspect in road.suspects:
        rows = Turn.objects.unscoped("test").filter(suspect=suspect)
        turns = list(rows.order_by("began_at", "ended_at"))
        assert all(turn.ended_at == after.began_at for turn, after in pairwise(turns))
        assert turns[-1].state == State.WITH_PROSECUTOR


def answered_with_documents(road, officer, item):
    """
    A file with the wrong content is refused without losing input; then two documents are added.
    """
    assert at("see-item", item) in links(officer.get(at("see-case", road.case)))
    typed = {"answer": "DONE", "done": "Taken on Monday.", "mg_form": "MG11"}
    address = at("answer-item", item)
    both = {"documents": [upload("a.pdf", pdf()), upload("b.pdf", PROGRAM)], "form_key": ""}
    page = officer.post(address, typed | both | unseen(officer, address))
    assert "“b.pdf”" in said(page) and "Taken on Monday." in said(page)
    assert not Document.objects.unscoped("test").exists()

    page = follow(
        officer, at("answer-item", item), **typed,
        documents=[upload("a.pdf", pdf()), upload("b.pdf", pdf())],
    )  # fmt: skip
    for document in Document.objects.unscoped("test").filter(case=road.case):
        assert at("see-document", document) in links(page)
    assert states(road) == [State.ACTION_PLAN] * 2  # both still wait for the footage


def cannot_be_provided(road, officer, item):
    """The first suspect has no open essential action, so they return to the prosecutor."""
    follow(officer, at("answer-item", item), answer="CANNOT", because="Overwritten after 30 days.")
    assert states(road) == [State.WITH_PROSECUTOR, State.ACTION_PLAN]
    clock = Turn.objects.unscoped("test").get(suspect=road.suspects[0], ended_at=None).clock
    assert (clock.rule, clock.confidence) == ("charging_green", "unverified")
    assert Delivery.objects.filter(recipient=road.cast.prosecutor, notice="turn_began").exists()


def what_is_missing(road, officer, prosecutor, item):
    """More is asked for, so the first suspect moves to the police again until the new date."""
    assert "Overwritten after 30 days." in said(prosecutor.get(at("see-item", item)))
    due_on = TODAY + timedelta(days=6)
    page = follow(
        prosecutor, at("say-what-is-missing", item), text="Ask the neighbouring shop.",
        **day("due_on", due_on),
    )  # fmt: skip
    assert "Ask the neighbouring shop." in said(page)
    assert states(road) == [State.ACTION_PLAN] * 2
    assert timezone.localdate(road.suspect(0).due_at) == due_on
    assert "Ask the neighbouring shop." in said(officer.get(at("answer-item", item)))


def cancelled_a_second_ago(road, officer, prosecutor, item):
    """The prosecutor cancels an action while the officer types the answer, which is not lost."""
    address = at("answer-item", item)
    typed = {"answer": "DONE", "done": "An hour of typing.", "form_key": ""}
    typed |= unseen(officer, address)
    follow(prosecutor, at("cancel-item", item), text="The footage would show it.")
    page = officer.post(address, typed)
    assert page.status_code == 409
    assert "This action was cancelled, so nothing more is needed." in said(page)
    assert "An hour of typing." in said(page)
    assert states(road) == [State.ACTION_PLAN] * 2  # the footage concerns both


def the_last_answer(road, officer, prosecutor, item):
    """No essential action is open: both suspects return, each with their own clock."""
    follow(officer, at("answer-item", item), answer="DONE", done="The shop had it.")
    assert states(road) == [State.WITH_PROSECUTOR] * 2
    follow(prosecutor, at("accept-answer", item))
    statuses = [row.status for row in ActionItem.objects.unscoped("test").order_by("number")]
    assert statuses == ["ANSWERED", "ACCEPTED", "CANCELLED"]
    follow(
        prosecutor,
        at("accept-answer", road.items[0]),
        text="Thank you. Both sides know the reason.",
    )
    running = Clock.objects.filter(about=road.case.pk, closed_at=None)
    assert {clock.rule for clock in running} == {"charging_green"}
    assert running.count() == 2
