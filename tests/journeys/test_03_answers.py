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
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import (
    client_for,
    date_parts,
    hidden_fields_at,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.sample_files import PROGRAM, pdf, upload
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
START = days_ago(3)


@pytest.fixture(autouse=True)
def document_root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@module_fixture
def builder():
    """Three actions: about the first suspect, about both, and about the second."""
    builder = CaseBuilder(cast(), suspects=2, at=START).allocate()
    first, second = builder.suspects
    return builder.plan(
        {"suspects": [first], "text": "The statement of the friend."},
        {"suspects": [first, second], "text": "The footage of the club."},
        {"suspects": [second], "text": "The film of the shop."},
    )


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def states(builder):
    return [builder.suspect(n).state for n in range(2)]


def test_the_police_answer_item_by_item_and_the_case_comes_back(builder, officer, prosecutor):
    statement, footage, download = builder.items
    answer_with_documents(builder, officer, statement)
    answer_cannot(builder, officer, footage)
    say_what_is_missing(builder, officer, prosecutor, footage)
    answer_cancelled_item(builder, officer, prosecutor, download)
    answer_last_item(builder, officer, prosecutor, footage)

    for suspect in builder.suspects:
        rows = Turn.objects.unscoped("test").filter(suspect=suspect)
        turns = list(rows.order_by("began_at", "ended_at"))
        assert all(turn.ended_at == after.began_at for turn, after in pairwise(turns))
        assert turns[-1].state == State.WITH_PROSECUTOR


def answer_with_documents(builder, officer, item):
    """
    A file with the wrong content is refused without losing input; then two documents are added.
    """
    case = officer.get(page_url("see-case", builder.case))
    assert page_url("see-plan", item.plan) in links_on_page(case)
    plan = officer.get(page_url("see-plan", item.plan))
    assert page_url("see-item", item) in links_on_page(plan)
    typed = {"answer": "DONE", "done": "Taken on Monday.", "mg_form": "MG11"}
    address = page_url("answer-item", item)
    both = {"documents": [upload("a.pdf", pdf()), upload("b.pdf", PROGRAM)], "form_key": ""}
    page = officer.post(address, typed | both | hidden_fields_at(officer, address))
    assert "“b.pdf”" in page_text(page) and "Taken on Monday." in page_text(page)
    assert not Document.objects.unscoped("test").exists()

    page = submit_form(
        officer, page_url("answer-item", item), **typed,
        documents=[upload("a.pdf", pdf()), upload("b.pdf", pdf())],
    )  # fmt: skip
    for document in Document.objects.unscoped("test").filter(case=builder.case):
        assert page_url("see-document", document) in links_on_page(page)
    assert states(builder) == [State.ACTION_PLAN] * 2  # both still wait for the footage


def answer_cannot(builder, officer, item):
    """The first suspect has no open essential action, so they return to the prosecutor."""
    submit_form(
        officer,
        page_url("answer-item", item),
        answer="CANNOT",
        because="Overwritten after 30 days.",
    )
    assert states(builder) == [State.WITH_PROSECUTOR, State.ACTION_PLAN]
    clock = Turn.objects.unscoped("test").get(suspect=builder.suspects[0], ended_at=None).clock
    assert (clock.rule, clock.confidence) == ("charging_green", "unverified")
    assert Delivery.objects.filter(recipient=builder.cast.prosecutor, notice="turn_began").exists()


def say_what_is_missing(builder, officer, prosecutor, item):
    """More is asked for, so the first suspect moves to the police again until the new date."""
    assert "Overwritten after 30 days." in page_text(prosecutor.get(page_url("see-item", item)))
    due_on = TODAY + timedelta(days=6)
    page = submit_form(
        prosecutor, page_url("say-what-is-missing", item), text="Ask the neighbouring shop.",
        **date_parts("due_on", due_on),
    )  # fmt: skip
    assert "Ask the neighbouring shop." in page_text(page)
    assert states(builder) == [State.ACTION_PLAN] * 2
    assert timezone.localdate(builder.suspect(0).due_at) == due_on
    assert "Ask the neighbouring shop." in page_text(officer.get(page_url("answer-item", item)))


def answer_cancelled_item(builder, officer, prosecutor, item):
    """The prosecutor cancels an action while the officer types the answer, which is not lost."""
    address = page_url("answer-item", item)
    typed = {"answer": "DONE", "done": "An hour of typing.", "form_key": ""}
    typed |= hidden_fields_at(officer, address)
    submit_form(prosecutor, page_url("cancel-item", item), text="The footage would show it.")
    page = officer.post(address, typed)
    assert page.status_code == 409
    assert "This action was cancelled, so nothing more is needed." in page_text(page)
    assert "An hour of typing." in page_text(page)
    assert states(builder) == [State.ACTION_PLAN] * 2  # the footage concerns both


def answer_last_item(builder, officer, prosecutor, item):
    """No essential action is open: both suspects return, each with their own clock."""
    submit_form(officer, page_url("answer-item", item), answer="DONE", done="The shop had it.")
    assert states(builder) == [State.WITH_PROSECUTOR] * 2
    submit_form(prosecutor, page_url("accept-answer", item))
    statuses = [row.status for row in ActionItem.objects.unscoped("test").order_by("number")]
    assert statuses == ["ANSWERED", "ACCEPTED", "CANCELLED"]
    submit_form(
        prosecutor,
        page_url("accept-answer", builder.items[0]),
        text="Thank you. Both sides know the reason.",
    )
    running = Clock.objects.filter(about=builder.case.pk, closed_at=None)
    assert {clock.rule for clock in running} == {"charging_green"}
    assert running.count() == 2
