"""
Journey 1: early advice from request to advice, and the referral that builds on it.

Everybody uses pages, and reaches them from the case page.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import EarlyAdvice, Referral, Submission
from cases.states import State
from devtools.case_builder import ADVICE, MG3, Road, cast
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import as_, at, day, follow, links, said
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

REPLY_BY = timezone.localdate() + timedelta(days=7)
ITEMS = {name: given for name, given in ADVICE.items() if name != "questions"}
QUESTIONS = {f"question_{n}": each for n, each in enumerate(ADVICE["questions"], start=1)}
GIVEN = {
    "answer_1": "Yes, she is.", "answer_2": "Rape.", "evidence": "Her first account.",
    "strategy": "What he did to find out.", "third_party": "No counselling notes.",
    "lines-TOTAL_FORMS": 2, "lines-INITIAL_FORMS": 0,
    "lines-0-text": "The friend’s statement.", "lines-1-text": "His phone for that week.",
}  # fmt: skip


@pytest.fixture
def road():
    return Road(cast(), at=timezone.now() - timedelta(days=3))


@pytest.fixture
def people(road):
    """A test client for each person of the cast."""
    return {who: as_(one) for who, one in vars(road.cast).items() if hasattr(one, "email")}


def advice_of(road):
    """The latest request on the case."""
    return EarlyAdvice.objects.unscoped("test").filter(case=road.case).latest("written_at")


def step(road, people, who, name, **typed):
    """Follow the link from the case page to a step of the request, and submit it."""
    address = at(name, advice_of(road))
    assert address in links(people[who].get(at("see-case", road.case))), name
    return follow(people[who], address, **typed)


def test_advice_is_refused_once_then_given_and_the_referral_builds_on_it(road, people):
    asked(road, people)
    refused_and_asked_again(road, people)
    taken_on_and_given(road, people)
    read_by_the_police(road, people)
    referred(road, people)


def asked(road, people):
    """The officer types, resumes the draft and requests; after sign-off the CPS can see it."""
    officer, address = people["officer"], at("request-early-advice", road.case)
    Tab(officer, address).types(issues="He says that she agreed.")
    assert Tab(officer, address).shows("issues") == "He says that she agreed."
    follow(officer, address, suspects=[road.suspects[0].pk], **ITEMS, **QUESTIONS)
    assert people["assistant"].get(at("see-early-advice", advice_of(road))).status_code == 404
    step(
        road,
        people,
        "supervisor",
        "sign-early-advice-off",
        text="Worth asking now. Both sides know the reason.",
    )
    assert road.suspect().state == State.ADVICE_TRIAGE


def refused_and_asked_again(road, people):
    """
    The manager refuses with a reason and a date; the next request starts with the last one's text.
    """
    step(road, people, "assistant", "accept-early-advice")
    first = advice_of(road)
    step(
        road, people, "advice_manager", "refuse-early-advice",
        text="Too early. Both sides know the reason.",
        **day("reply_by", REPLY_BY),
    )  # fmt: skip
    assert timezone.localdate(road.suspect().due_at) == REPLY_BY
    tab = Tab(people["officer"], at("request-early-advice", road.case))
    again = {name: tab.shows(name) for name in (*ITEMS, *QUESTIONS)}
    assert again == ITEMS | QUESTIONS
    again["lines_done"] = "House to house, and his phone."
    follow(people["officer"], tab.to, suspects=[road.suspects[0].pk], **again)
    assert advice_of(road) != first
    step(
        road,
        people,
        "supervisor",
        "sign-early-advice-off",
        text="The phone is in. Both sides know the reason.",
    )


def taken_on_and_given(road, people):
    """
    Triage and manager accept; 21 days start at triage; only the named prosecutor can give advice.
    """
    step(road, people, "assistant", "accept-early-advice")
    [clock] = Clock.objects.filter(about=road.case.pk, closed_at=None)
    began_on, due_on = (timezone.localdate(at) for at in (clock.started_at, clock.due_at))
    assert (clock.rule, due_on - began_on) == ("early_advice_response", timedelta(days=21))
    adviser = road.cast.prosecutor
    step(road, people, "advice_manager", "name-adviser", to=adviser.pk)
    assert Delivery.objects.filter(recipient=adviser, notice="advice_wanted").exists()
    give = at("give-early-advice", advice_of(road))
    assert give not in links(people["other_prosecutor"].get(at("see-case", road.case)))
    alleged = road.case.allegations.unscoped("test").get()
    step(road, people, "prosecutor", "give-early-advice", **GIVEN, allegations=[alleged.pk])
    assert road.suspect().state == State.INVESTIGATING


def read_by_the_police(road, people):
    """
    The police read answers to their questions and lines of inquiry; a charge is not authorised by
    it.
    """
    told = said(people["officer"].get(at("see-early-advice", advice_of(road))))
    parts = (
        "Yes, she is.", "The friend’s statement.", "His phone for that week.",
        "What he did to find out.", "No counselling notes.", "it does not authorise a charge",
    )  # fmt: skip
    assert [part for part in parts if part not in told] == []


def referred(road, people):
    """
    The referral form does not ask why there was no advice; the prosecutor sees both on the case.
    """
    address = at("write-referral", road.case)
    form = people["officer"].get(address).context["form"]
    assert "no_advice_because" not in form.fields
    typed = {name: given for name, given in MG3.items() if name in form.fields}
    typed |= {"suspects": [road.suspects[0].pk], "strengths": "The friend, as was advised."}
    follow(people["officer"], address, **typed)
    referral = Referral.objects.unscoped("test").get(case=road.case)
    follow(people["supervisor"], at("sign-referral-off", referral), supervisor_comments="Ready.")
    follow(people["assistant"], at("accept-referral", referral))
    follow(
        people["manager"], at("allocate-case", road.case), to=road.cast.prosecutor.pk,
        suspects=road.suspects[0].pk,
    )  # fmt: skip
    assert road.suspect().state == State.WITH_PROSECUTOR
    sent = Submission.objects.unscoped("test").get(case=road.case)
    assert "no_advice_because" not in sent.as_sent["answers"]
    read = links(people["prosecutor"].get(at("see-case", road.case)))
    assert {at("see-early-advice", advice_of(road)), at("see-referral", referral)} <= set(read)
