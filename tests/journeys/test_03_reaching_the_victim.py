"""
Journey 3 with an intrusive action: varied, authorised, notified, requested and answered.

Another action is challenged, answered, found incomplete and answered again, until the suspect
returns to the prosecutor.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import VictimRequest
from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.intrusive_actions import DECIDED, TOLD
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON, LATER = TODAY + timedelta(days=10), TODAY + timedelta(days=14)
DEVICE = {
    "text": "Her messages with him.", "reach": "yes", "kind": "DEVICE", "material": "One contact.",
    "holder": "The victim.",
    "necessity": "They show what was said.", "less_intrusive": "His phone was reset.",
}  # fmt: skip
DEVICE |= date_parts("from_on", TODAY - timedelta(days=90)) | date_parts(
    "to_on", TODAY - timedelta(days=30)
)
STATEMENT = {"text": "The friend’s statement.", "reach": "no"}


@pytest.fixture
def builder():
    start = days_ago(3)
    return CaseBuilder(cast(), at=start).allocate().review()


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def test_the_victim_s_phone_is_asked_for_only_after_all_that_comes_first(
    builder, officer, prosecutor
):
    set_intrusive_plan(builder, prosecutor)
    messages, statement = builder.items
    agree_narrower_action(officer, prosecutor, messages)
    reject_challenge(officer, prosecutor, statement)
    record_required_steps(officer, prosecutor, messages)
    answer_items(builder, officer, messages, statement)
    ask_again_and_answer(builder, officer, prosecutor, statement)


def set_intrusive_plan(builder, prosecutor):
    """An intrusive action is set only with reasons why nothing less will do."""
    sent = {"items-TOTAL_FORMS": 2, "items-INITIAL_FORMS": 0}
    for n, what in enumerate((DEVICE, STATEMENT)):
        answers = {
            "category": "RECORDS", "weight": "ESSENTIAL", "suspects": [builder.suspects[0].pk],
            "line_of_inquiry": "What was said. Both sides know the reason.", "purpose": "INQUIRY",
            "proportionality": "Three months. Both sides know the reason.",
        }  # fmt: skip
        answers |= what | date_parts("due_on", SOON)
        sent |= {f"items-{n}-{name}": value for name, value in answers.items()}
    address = page_url("set-action-plan", builder.last_review)
    page = prosecutor.post(address, sent | {"items-0-necessity": ""})
    assert "Action 1: Enter why it is necessary and proportionate" in page_text(page)
    submit_form(prosecutor, address, **sent)
    assert builder.suspect().state == State.ACTION_PLAN


def agree_narrower_action(officer, prosecutor, item):
    """The police propose less and another date, and the prosecutor agrees."""
    submit_form(
        officer, page_url("vary-item", item), proposed_text="Her messages with him, one week.",
        text="The week in issue is enough.", **date_parts("proposed_on", LATER),
    )  # fmt: skip
    page = submit_form(prosecutor, page_url("answer-challenge", item), answer="AGREE")
    assert "Her messages with him, one week." in page_text(page)


def reject_challenge(officer, prosecutor, item):
    """The prosecutor rejects the challenge with a reason; the officer continues with the action."""
    submit_form(
        officer,
        page_url("challenge-item", item),
        reason="DISPROPORTIONATE",
        text="She is abroad. Both sides know the reason.",
    )
    page = submit_form(
        prosecutor,
        page_url("answer-challenge", item),
        answer="HOLD",
        text="By video, then. Both sides know the reason.",
    )
    assert "By video, then. Both sides know the reason." in page_text(page)


def record_required_steps(officer, prosecutor, item):
    """
    The request cannot be recorded before each required step, and the refusal names the missing one.
    """
    one = VictimRequest.objects.unscoped("test").get(item=item)
    there, ask = page_url("see-victim-request", one), page_url("mark-requested", one)
    assert there in links_on_page(officer.get(page_url("see-item", item)))
    assert ask not in links_on_page(officer.get(there))
    page = officer.post(ask, date_parts("requested_on", TODAY))
    assert page.status_code == 409
    assert "Record first who decided that the request may be made" in page_text(page)
    steps = [
        ("record-authority", DECIDED | date_parts("authorised_on", TODAY)),
        (
            "record-notice",
            TOLD | {"may_refuse": "on", "told_whom": "victim"} | date_parts("given_on", TODAY),
        ),
        ("record-agreement", date_parts("agreed_on", TODAY)),
    ]
    for name, typed in steps:
        assert page_url(name, one) in links_on_page(officer.get(there)), name
        assert ask not in links_on_page(officer.get(there)), name
        submit_form(officer, page_url(name, one), **typed)
    submit_form(officer, ask, **date_parts("requested_on", TODAY))
    told = page_text(prosecutor.get(there))
    assert "Inspector 1234" in told and "The victim agreed in writing" in told


def answer_items(builder, officer, messages, statement):
    """The answer says where material is held; with the last answer the suspect returns."""
    page = officer.get(page_url("answer-item", messages))
    assert "Do not add the material itself as a document" in page_text(page)
    submit_form(
        officer, page_url("answer-item", messages), answer="DONE", done="Held at the station."
    )
    assert builder.suspect().state == State.ACTION_PLAN
    submit_form(
        officer, page_url("answer-item", statement), answer="CANNOT", because="She does not answer."
    )
    assert builder.suspect().state == State.WITH_PROSECUTOR


def ask_again_and_answer(builder, officer, prosecutor, item):
    """More is asked for with a new date; after the next answer the suspect returns again."""
    submit_form(
        prosecutor,
        page_url("say-what-is-missing", item),
        text="Ask her brother. Both sides know the reason.",
        **date_parts("due_on", SOON),
    )
    assert builder.suspect().state == State.ACTION_PLAN
    assert "Ask her brother. Both sides know the reason." in page_text(
        officer.get(page_url("see-item", item))
    )
    submit_form(officer, page_url("answer-item", item), answer="DONE", done="Taken by video.")
    assert builder.suspect().state == State.WITH_PROSECUTOR
    submit_form(prosecutor, page_url("accept-answer", item))
    submit_form(prosecutor, page_url("accept-answer", builder.items[0]))
    assert [row.status for row in builder.items] == ["ACCEPTED", "ACCEPTED"]
