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
from devtools.case_builder import Road, cast
from tests.support.cases.intrusive_actions import DECIDED, TOLD
from tests.support.cases.pages import as_, at, day, follow, links, said

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON, LATER = TODAY + timedelta(days=10), TODAY + timedelta(days=14)
DEVICE = {
    "text": "Her messages with him.", "reach": "yes", "kind": "DEVICE", "material": "One contact.",
    "necessity": "They show what was said.", "less_intrusive": "His phone was reset.",
}  # fmt: skip
DEVICE |= day("from_on", TODAY - timedelta(days=90)) | day("to_on", TODAY - timedelta(days=30))
STATEMENT = {"text": "The friend’s statement.", "reach": "no"}


@pytest.fixture
def road():
    start = timezone.now() - timedelta(days=3)
    return Road(cast(), at=start).allocate().review()


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


@pytest.fixture
def prosecutor(road):
    return as_(road.cast.prosecutor)


def test_the_victim_s_phone_is_asked_for_only_after_all_that_comes_first(road, officer, prosecutor):
    planned(road, prosecutor)
    messages, statement = road.items
    narrowed(officer, prosecutor, messages)
    challenged(officer, prosecutor, statement)
    decided_told_agreed_and_asked_for(officer, prosecutor, messages)
    answered(road, officer, messages, statement)
    returned(road, officer, prosecutor, statement)


def planned(road, prosecutor):
    """An intrusive action is set only with reasons why nothing less will do."""
    sent = {"items-TOTAL_FORMS": 2, "items-INITIAL_FORMS": 0}
    for n, what in enumerate((DEVICE, STATEMENT)):
        answers = {
            "category": "RECORDS", "weight": "ESSENTIAL", "suspects": [road.suspects[0].pk],
            "line_of_inquiry": "What was said. Both sides know the reason.",
            "proportionality": "Three months. Both sides know the reason.",
        }  # fmt: skip
        answers |= what | day("due_on", SOON)
        sent |= {f"items-{n}-{name}": value for name, value in answers.items()}
    address = at("set-action-plan", road.last_review)
    page = prosecutor.post(address, sent | {"items-0-necessity": ""})
    assert "Action 1: Enter why it is necessary and proportionate" in said(page)
    follow(prosecutor, address, **sent)
    assert road.suspect().state == State.ACTION_PLAN


def narrowed(officer, prosecutor, item):
    """The police propose less and another date, and the prosecutor agrees."""
    follow(
        officer, at("vary-item", item), proposed_text="Her messages with him, one week.",
        text="The week in issue is enough.", **day("proposed_on", LATER),
    )  # fmt: skip
    page = follow(prosecutor, at("answer-challenge", item), answer="AGREE")
    assert "Her messages with him, one week." in said(page)


def challenged(officer, prosecutor, item):
    """The prosecutor rejects the challenge with a reason; the officer continues with the action."""
    follow(
        officer,
        at("challenge-item", item),
        reason="DISPROPORTIONATE",
        text="She is abroad. Both sides know the reason.",
    )
    page = follow(
        prosecutor,
        at("answer-challenge", item),
        answer="HOLD",
        text="By video, then. Both sides know the reason.",
    )
    assert "By video, then. Both sides know the reason." in said(page)


def decided_told_agreed_and_asked_for(officer, prosecutor, item):
    """
    The request cannot be recorded before each required step, and the refusal names the missing one.
    """
    one = VictimRequest.objects.unscoped("test").get(item=item)
    there, ask = at("see-victim-request", one), at("mark-requested", one)
    assert there in links(officer.get(at("see-item", item)))
    assert ask not in links(officer.get(there))
    page = officer.post(ask, day("requested_on", TODAY))
    assert page.status_code == 409
    assert "Record first who decided that the request may be made" in said(page)
    steps = [
        ("record-authority", DECIDED | day("authorised_on", TODAY)),
        ("record-notice", TOLD | {"may_refuse": "on"} | day("given_on", TODAY)),
        ("record-agreement", day("agreed_on", TODAY)),
    ]
    for name, typed in steps:
        assert at(name, one) in links(officer.get(there)), name
        assert ask not in links(officer.get(there)), name
        follow(officer, at(name, one), **typed)
    follow(officer, ask, **day("requested_on", TODAY))
    told = said(prosecutor.get(there))
    assert "Inspector 1234" in told and "The victim agreed in writing" in told


def answered(road, officer, messages, statement):
    """The answer says where material is held; with the last answer the suspect returns."""
    page = officer.get(at("answer-item", messages))
    assert "Do not add the material itself as a document" in said(page)
    follow(officer, at("answer-item", messages), answer="DONE", done="Held at the station.")
    assert road.suspect().state == State.ACTION_PLAN
    follow(officer, at("answer-item", statement), answer="CANNOT", because="She does not answer.")
    assert road.suspect().state == State.WITH_PROSECUTOR


def returned(road, officer, prosecutor, item):
    """More is asked for with a new date; after the next answer the suspect returns again."""
    follow(
        prosecutor,
        at("say-what-is-missing", item),
        text="Ask her brother. Both sides know the reason.",
        **day("due_on", SOON),
    )
    assert road.suspect().state == State.ACTION_PLAN
    assert "Ask her brother. Both sides know the reason." in said(officer.get(at("see-item", item)))
    follow(officer, at("answer-item", item), answer="DONE", done="Taken by video.")
    assert road.suspect().state == State.WITH_PROSECUTOR
    follow(prosecutor, at("accept-answer", item))
    follow(prosecutor, at("accept-answer", road.items[0]))
    assert [row.status for row in road.items] == ["ACCEPTED", "ACCEPTED"]
