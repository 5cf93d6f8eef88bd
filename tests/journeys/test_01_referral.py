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
from tests.support.cases.pages import as_, at, day, follow, links, said

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
    return {role: as_(one) for role, one in everybody.items() if hasattr(one, "email")}


def suspects(case):
    return list(Suspect.objects.unscoped("test").filter(case=case).order_by("number"))


def states(case):
    return [suspect.state for suspect in suspects(case)]


def test_two_suspects_are_returned_with_reasons_and_referred_again(people):
    officer = people["officer"]
    case = opened(officer)
    built(officer, case)
    first = referred(people, case)
    returned(people, case, first)
    second = referred_again(people, case, first)
    accepted(people, case, second)

    rows = Turn.objects.unscoped("test").filter(suspect=suspects(case)[0])
    turns = list(rows.order_by("began_at"))
    assert [turn.side for turn in turns] == [
        "POLICE", "POLICE", "CPS", "POLICE", "POLICE", "CPS", "CPS",
    ]  # fmt: skip
    assert all(turn.ended_at == after.began_at for turn, after in pairwise(turns))


def opened(officer):
    """The officer opens a case; a mistyped URN is explained."""
    page = officer.post(at("open-case"), {"urn": "62/RS/00123/26"})
    assert "Enter a URN that starts with 52" in said(page)
    follow(officer, at("open-case"), urn="52/RS/00123/26")
    return Case.objects.unscoped("test").get(urn="52RS0012326")


def built(officer, case):
    """The officer adds suspects, victims and allegations."""
    assert {at("add-suspect", case), at("add-victim", case)} <= set(
        links(officer.get(at("see-case", case)))
    )
    long_ago = TODAY - timedelta(days=60)
    follow(officer, at("add-suspect", case), **SAM, **day("released_on", long_ago))
    follow(
        officer, at("add-suspect", case), **ALEX, **day("bailed_on", long_ago),
        **day("bail_ends_on", TODAY + timedelta(days=30)),
    )  # fmt: skip
    follow(officer, at("add-victim", case))
    victim = Victim.objects.unscoped("test").get(case=case)
    for suspect in suspects(case):
        follow(
            officer, at("add-allegation", case), victim=victim.pk, suspect=suspect.pk,
            offence="SX03001", **day("from_on", long_ago),
        )  # fmt: skip


def referred(people, case):
    """
    The officer's session ends while they write, and the draft is kept; then the supervisor signs
    off.
    """
    officer, both = people["officer"], [suspect.pk for suspect in suspects(case)]
    Tab(officer, at("write-referral", case)).types(summary=MG3["summary"], suspects=both)
    form = officer.get(at("write-referral", case)).context["form"]
    assert form["summary"].value() == MG3["summary"]
    follow(officer, at("write-referral", case), **MG3, suspects=both)
    referral = Referral.objects.unscoped("test").get(case=case)

    assert people["assistant"].get(at("see-case", case)).status_code == 404
    assert people["assistant"].get(at("see-referral", referral)).status_code == 404
    assert people["officer"].get(at("sign-referral-off", referral)).status_code == 403

    supervisor = people["supervisor"]
    assert "Phones downloaded." in said(supervisor.get(at("sign-referral-off", referral)))
    follow(supervisor, at("sign-referral-off", referral), supervisor_comments="Test met.")
    assert states(case) == [State.TRIAGE, State.TRIAGE]
    return referral


def returned(people, case, referral):
    """Triage returns it with two reasons, one with details, and a date."""
    assistant = people["assistant"]
    assert at("see-referral", referral) in links(assistant.get(at("see-case", case)))
    assert "Test met." in said(assistant.get(at("return-referral", referral)))
    follow(
        assistant, at("return-referral", referral), reasons=["no_mg3", "exhibits_missing"],
        detail_exhibits_missing="Exhibit 4", **day("reply_by", REPLY_BY),
    )  # fmt: skip
    assert states(case) == [State.RETURNED, State.RETURNED]
    assert timezone.localdate(suspects(case)[0].due_at) == REPLY_BY


def referred_again(people, case, first):
    """The form starts with the text that was sent, and shows what was missing and the date."""
    officer = people["officer"]
    page = officer.get(at("write-referral", case))
    told = said(page)
    assert "No or missing exhibits Exhibit 4" in told and "No MG3" in told
    assert f"Reply by {REPLY_BY.day} {REPLY_BY:%B %Y}" in told
    form = page.context["form"]
    again = {name: form[name].value() for name in (*MG3, "suspects")}
    assert again["summary"] == MG3["summary"]
    follow(officer, at("write-referral", case), **again, strengths="Exhibit 4 is now in.")
    second = Referral.objects.unscoped("test").exclude(pk=first.pk).get(case=case)

    assert people["assistant"].get(at("see-referral", second)).status_code == 404
    assert people["assistant"].get(at("see-referral", first)).status_code == 200
    follow(people["supervisor"], at("sign-referral-off", second), supervisor_comments="Now whole.")
    return second


def accepted(people, case, referral):
    """Triage accepts; the suspects are ready to allocate."""
    page = follow(people["assistant"], at("accept-referral", referral))
    assert "Its suspects are ready to allocate." in said(page)
    assert states(case) == [State.READY_TO_ALLOCATE, State.READY_TO_ALLOCATE]
    told = said(people["officer"].get(at("see-referral", referral)))
    assert "Referral, submission 2" in told and "Accepted at triage" in told
