"""
Journey 1: early advice from request to advice, and the referral that builds on it.

Everybody uses pages, and reaches them from the case page.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import EarlyAdvice, Referral, Submission
from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import ADVICE, MG3
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.recent_moments import days_ago
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

REPLY_BY = timezone.localdate() + timedelta(days=7)
ITEMS = {name: given for name, given in ADVICE.items() if name != "questions"}
QUESTIONS = {f"question_{n}": each for n, each in enumerate(ADVICE["questions"], start=1)}
GIVEN = {
    "answer_1": "Yes, she is.", "answer_2": "Rape.", "evidence": "Her first account.",
    "strategy": "What he did to find out.", "third_party": "No counselling notes.",
    "method": "TELEPHONE",
    "lines-TOTAL_FORMS": 2, "lines-INITIAL_FORMS": 0,
    "lines-0-text": "The friend’s statement.", "lines-1-text": "His phone for that week.",
}  # fmt: skip


@pytest.fixture
def builder():
    return CaseBuilder(cast(), at=days_ago(3))


@pytest.fixture
def people(builder):
    """A test client for each person of the cast."""
    return {
        who: client_for(one) for who, one in vars(builder.cast).items() if hasattr(one, "email")
    }


def latest_advice(builder):
    """The latest request on the case."""
    return EarlyAdvice.objects.unscoped("test").filter(case=builder.case).latest("written_at")


def take_step(builder, people, who, name, **typed):
    """Follow the link from the case page to a step of the request, and submit it."""
    address = page_url(name, latest_advice(builder))
    assert address in links_on_page(people[who].get(page_url("see-case", builder.case))), name
    return submit_form(people[who], address, **typed)


def test_advice_is_refused_once_then_given_and_the_referral_builds_on_it(builder, people):
    request_advice(builder, people)
    refuse_and_ask_again(builder, people)
    accept_and_give_advice(builder, people)
    check_police_read_advice(builder, people)
    refer_with_advice(builder, people)


def request_advice(builder, people):
    """The officer types, resumes the draft and requests; after sign-off the CPS can see it."""
    officer, address = people["officer"], page_url("request-early-advice", builder.case)
    Tab(officer, address).types(issues="He says that she agreed.")
    assert Tab(officer, address).shows("issues") == "He says that she agreed."
    submit_form(officer, address, suspects=[builder.suspects[0].pk], **ITEMS, **QUESTIONS)
    assert (
        people["assistant"].get(page_url("see-early-advice", latest_advice(builder))).status_code
        == 404
    )
    take_step(
        builder,
        people,
        "supervisor",
        "sign-early-advice-off",
        text="Worth asking now. Both sides know the reason.",
    )
    assert builder.suspect().state == State.ADVICE_TRIAGE


def refuse_and_ask_again(builder, people):
    """
    The manager refuses with a reason and a date; the next request starts with the last one's text.
    """
    take_step(builder, people, "assistant", "accept-early-advice")
    first = latest_advice(builder)
    take_step(
        builder, people, "advice_manager", "refuse-early-advice",
        text="Too early. Both sides know the reason.",
        **date_parts("reply_by", REPLY_BY),
    )  # fmt: skip
    assert timezone.localdate(builder.suspect().due_at) == REPLY_BY
    tab = Tab(people["officer"], page_url("request-early-advice", builder.case))
    again = {name: tab.shows(name) for name in (*ITEMS, *QUESTIONS)}
    assert again == ITEMS | QUESTIONS
    again["lines_done"] = "House to house, and his phone."
    submit_form(people["officer"], tab.to, suspects=[builder.suspects[0].pk], **again)
    assert latest_advice(builder) != first
    take_step(
        builder,
        people,
        "supervisor",
        "sign-early-advice-off",
        text="The phone is in. Both sides know the reason.",
    )


def accept_and_give_advice(builder, people):
    """
    Triage and manager accept; 21 days start at triage; only the named prosecutor can give advice.
    """
    take_step(builder, people, "assistant", "accept-early-advice")
    [clock] = Clock.objects.filter(about=builder.case.pk, closed_at=None)
    began_on, due_on = (timezone.localdate(at) for at in (clock.started_at, clock.due_at))
    assert (clock.rule, due_on - began_on) == ("early_advice_response", timedelta(days=21))
    adviser = builder.cast.prosecutor
    take_step(builder, people, "advice_manager", "name-adviser", to=adviser.pk, method="TELEPHONE")
    assert Delivery.objects.filter(recipient=adviser, notice="advice_wanted").exists()
    give = page_url("give-early-advice", latest_advice(builder))
    assert give not in links_on_page(
        people["other_prosecutor"].get(page_url("see-case", builder.case))
    )
    alleged = builder.case.allegations.unscoped("test").get()
    take_step(builder, people, "prosecutor", "give-early-advice", **GIVEN, allegations=[alleged.pk])
    assert builder.suspect().state == State.INVESTIGATING


def check_police_read_advice(builder, people):
    """
    The police read answers to their questions and lines of inquiry; a charge is not authorised by
    it.
    """
    told = page_text(people["officer"].get(page_url("see-early-advice", latest_advice(builder))))
    parts = (
        "Yes, she is.", "The friend’s statement.", "His phone for that week.",
        "What he did to find out.", "No counselling notes.", "it does not authorise a charge",
    )  # fmt: skip
    assert [part for part in parts if part not in told] == []


def refer_with_advice(builder, people):
    """
    The referral form does not ask why there was no advice; the prosecutor sees both on the case.
    """
    address = page_url("write-referral", builder.case)
    form = people["officer"].get(address).context["form"]
    assert "no_advice_because" not in form.fields
    typed = {name: given for name, given in MG3.items() if name in form.fields}
    typed |= {"suspects": [builder.suspects[0].pk], "strengths": "The friend, as was advised."}
    assert "Enter what of the early advice was not followed" in page_text(
        people["officer"].post(address, typed | {"advice_followed": "PARTLY"})
    )
    typed |= {"advice_followed": "PARTLY", "advice_followed_because": "His phone is not back."}
    submit_form(people["officer"], address, **typed)
    referral = Referral.objects.unscoped("test").get(case=builder.case)
    submit_form(
        people["supervisor"], page_url("sign-referral-off", referral), supervisor_comments="Ready."
    )
    submit_form(people["assistant"], page_url("accept-referral", referral))
    submit_form(
        people["manager"], page_url("allocate-case", builder.case), to=builder.cast.prosecutor.pk,
        suspects=builder.suspects[0].pk,
    )  # fmt: skip
    assert builder.suspect().state == State.WITH_PROSECUTOR
    sent = Submission.objects.unscoped("test").get(case=builder.case)
    assert "no_advice_because" not in sent.as_sent["answers"]
    read = links_on_page(people["prosecutor"].get(page_url("see-case", builder.case)))
    assert {
        page_url("see-early-advice", latest_advice(builder)),
        page_url("see-referral", referral),
    } <= set(read)
