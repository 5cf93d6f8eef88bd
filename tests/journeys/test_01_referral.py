"""
Journey 1: two suspects are referred, returned with reasons, and referred again, through pages.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from cases.models import Case, Referral, Suspect, Turn, Victim
from cases.states import State
from devtools.case_builder import cast
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
REPLY_BY = TODAY + timedelta(days=10)
SAM = {"surname": "Example", "given_names": "Sam", "custody": "UNDER_INVESTIGATION"}
ALEX = {"surname": "Sample", "given_names": "Alex", "custody": "ON_BAIL"}
MG3 = {
    "urgency": "GREEN_PRIORITY",
    "code_test": "FULL",
    "summary": "Victim 1 met both after a party.\nShe told a friend the same night.",
    "lines_done": "Both interviewed. Phones downloaded.",
    "no_advice_because": "Both were named and seen on the first day.",
}


@pytest.fixture
def people():
    """A test client for each person of the cast."""
    everybody = vars(cast())
    return {role: client_for(one) for role, one in everybody.items() if hasattr(one, "email")}


def suspects_on_case(case):
    return list(Suspect.objects.unscoped("test").filter(case=case).order_by("number"))


def states(case):
    return [suspect.state for suspect in suspects_on_case(case)]


def test_two_suspects_are_returned_with_reasons_and_referred_again(people):
    officer = people["officer"]
    case = open_case_on_page(officer)
    add_people_and_allegations(officer, case)
    first = refer_on_pages(people, case)
    return_at_triage(people, case, first)
    second = refer_again(people, case, first)
    accept_at_triage(people, case, second)

    rows = Turn.objects.unscoped("test").filter(suspect=suspects_on_case(case)[0])
    turns = list(rows.order_by("began_at"))
    assert [turn.side for turn in turns] == [
        "POLICE", "POLICE", "CPS", "POLICE", "POLICE", "CPS", "CPS",
    ]  # fmt: skip
    assert all(turn.ended_at == after.began_at for turn, after in pairwise(turns))


def open_case_on_page(officer):
    """The officer opens a case; a mistyped URN is explained."""
    page = officer.post(page_url("open-case"), {"urn": "62/RS/00123/26"})
    assert "Enter a URN that starts with 52" in page_text(page)
    submit_form(officer, page_url("open-case"), urn="52/RS/00123/26")
    return Case.objects.unscoped("test").get(urn="52RS0012326")


def add_people_and_allegations(officer, case):
    """The officer adds suspects, victims and allegations."""
    assert {page_url("add-suspect", case), page_url("add-victim", case)} <= set(
        links_on_page(officer.get(page_url("see-case", case)))
    )
    long_ago = TODAY - timedelta(days=60)
    submit_form(
        officer, page_url("add-suspect", case), **SAM, **date_parts("released_on", long_ago)
    )
    submit_form(
        officer, page_url("add-suspect", case), **ALEX, **date_parts("bailed_on", long_ago),
        **date_parts("bail_ends_on", TODAY + timedelta(days=30)),
    )  # fmt: skip
    submit_form(officer, page_url("add-victim", case))
    victim = Victim.objects.unscoped("test").get(case=case)
    for suspect in suspects_on_case(case):
        submit_form(
            officer, page_url("add-allegation", case), victim=victim.pk, suspect=suspect.pk,
            offence="SX03001", **date_parts("from_on", long_ago),
        )  # fmt: skip


def refer_on_pages(people, case):
    """
    The officer's session ends while they write, and the draft is kept; then the supervisor signs
    off.
    """
    officer, both = people["officer"], [suspect.pk for suspect in suspects_on_case(case)]
    Tab(officer, page_url("write-referral", case)).types(summary=MG3["summary"], suspects=both)
    form = officer.get(page_url("write-referral", case)).context["form"]
    assert form["summary"].value() == MG3["summary"]
    submit_form(officer, page_url("write-referral", case), **MG3, suspects=both)
    referral = Referral.objects.unscoped("test").get(case=case)

    assert people["assistant"].get(page_url("see-case", case)).status_code == 404
    assert people["assistant"].get(page_url("see-referral", referral)).status_code == 404
    assert people["officer"].get(page_url("sign-referral-off", referral)).status_code == 403

    supervisor = people["supervisor"]
    assert "Phones downloaded." in page_text(
        supervisor.get(page_url("sign-referral-off", referral))
    )
    submit_form(
        supervisor, page_url("sign-referral-off", referral), supervisor_comments="Test met."
    )
    assert states(case) == [State.TRIAGE, State.TRIAGE]
    return referral


def return_at_triage(people, case, referral):
    """Triage returns it with two reasons, one with details, and a date."""
    assistant = people["assistant"]
    assert page_url("see-referral", referral) in links_on_page(
        assistant.get(page_url("see-case", case))
    )
    assert "Test met." in page_text(assistant.get(page_url("return-referral", referral)))
    submit_form(
        assistant, page_url("return-referral", referral), reasons=["no_mg3", "exhibits_missing"],
        detail_exhibits_missing="Exhibit 4", **date_parts("reply_by", REPLY_BY),
    )  # fmt: skip
    assert states(case) == [State.RETURNED, State.RETURNED]
    assert timezone.localdate(suspects_on_case(case)[0].due_at) == REPLY_BY


def refer_again(people, case, first):
    """
    The form starts with the text that was sent, and asks what was done about each reason; triage
    reads the answers.
    """
    officer = people["officer"]
    page = officer.get(page_url("write-referral", case))
    told = page_text(page)
    assert "No or missing exhibits Exhibit 4" in told and "No MG3" in told
    assert f"asked for a reply by {REPLY_BY.day} {REPLY_BY:%B %Y}" in told
    form = page.context["form"]
    again = {name: form[name].value() for name in (*MG3, "suspects")}
    assert again["summary"] == MG3["summary"]
    submit_form(
        officer, page_url("write-referral", case), **again, strengths="Exhibit 4 is now in.",
        return_answer_1_no_mg3="Every question is answered.",
        return_answer_1_exhibits_missing="Added this week.",
    )  # fmt: skip
    second = Referral.objects.unscoped("test").exclude(pk=first.pk).get(case=case)

    assert people["assistant"].get(page_url("see-referral", second)).status_code == 404
    assert people["assistant"].get(page_url("see-referral", first)).status_code == 200
    submit_form(
        people["supervisor"],
        page_url("sign-referral-off", second),
        supervisor_comments="Now whole.",
    )
    return second


def accept_at_triage(people, case, referral):
    """Triage accepts; the suspects are ready to allocate."""
    read = page_text(people["assistant"].get(page_url("accept-referral", referral)))
    assert "No or missing exhibits Exhibit 4 Added this week." in read
    page = submit_form(people["assistant"], page_url("accept-referral", referral))
    assert "Its suspects are ready to allocate." in page_text(page)
    assert states(case) == [State.READY_TO_ALLOCATE, State.READY_TO_ALLOCATE]
    told = page_text(people["officer"].get(page_url("see-referral", referral)))
    assert "Referral, submission 2" in told and "Accepted at triage" in told
