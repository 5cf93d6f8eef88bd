"""A referral about a suspect without early advice says why, to all its readers."""

import pytest

from cases.early_advice.actions import early_advice
from cases.models import Referral, Submission
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import MG3, cast
from people.access.scopes import Refused
from tests.support.cases.browser_tab import Tab
from tests.support.cases.early_advice import AdviceRoad
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

ASKED = "Why was early advice not sought?"
NONE = "Enter why early advice was not sought"
WHY = "He was to be charged that night."
WITHOUT = MG3 | {"no_advice_because": ""}


@standing
def road():
    return AdviceRoad(cast())


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


def send(officer, road, *suspects, **more):
    """Post the referral form about these suspects."""
    about = [road.suspects[n].pk for n in suspects or (0,)]
    typed = WITHOUT | {"suspects": about} | more
    return officer.post(at("write-referral", road.case), typed)


def kept(road):
    return Referral.objects.unscoped("test").get(case=road.case)


def test_who_refers_without_advice_is_asked_why_and_loses_nothing(road, officer):
    told = said(officer.get(at("write-referral", road.case)))
    assert ASKED in told and "No early advice was sought about suspect 1." in told
    page = send(officer, road, strengths="Kept as it was.")
    assert page.status_code == 200 and NONE in said(page) and "Kept as it was." in said(page)
    assert send(officer, road, no_advice_because=WHY).status_code == 302
    assert kept(road).no_advice_because == WHY


def test_a_draft_keeps_the_reason(road, officer):
    Tab(officer, at("write-referral", road.case)).types(no_advice_because=WHY)
    assert Tab(officer, at("write-referral", road.case)).shows("no_advice_because") == WHY


def test_who_was_advised_is_not_asked(road, officer):
    road.give()
    assert ASKED not in said(officer.get(at("write-referral", road.case)))
    assert send(officer, road).status_code == 302
    assert kept(road).no_advice_because == ""
    assert ASKED not in said(officer.get(at("see-referral", kept(road))))


def test_the_reason_is_asked_about_the_suspect_without_advice(road, officer):
    road.give()
    road.suspects.append(road.add_suspect())
    told = said(officer.get(at("write-referral", road.case)))
    assert "No early advice was sought about suspect 2." in told
    assert NONE in said(send(officer, road, 0, 1))
    assert send(officer, road, 0, no_advice_because=WHY).status_code == 302
    assert kept(road).no_advice_because == ""  # it was about the other suspect


@pytest.mark.parametrize(
    ("step", "is_sought"),
    [
        (lambda road: road.ask(), False),
        (lambda road: road.send(), True),
        (lambda road: road.turn_down(), True),
    ],
    ids=["never sent", "sent", "refused"],
)
def test_advice_was_sought_once_a_request_was_sent(road, step, is_sought):
    step(road)
    if road.states != [State.ADVICE_RETURNED]:
        road.step(early_advice.withdraw_early_advice, "officer", text="Not now.")
    facts = {"case": road.case, "suspects": road.suspects}
    if is_sought:
        assert road.do(referrals.write_referral, "officer", **facts, **WITHOUT)
    else:
        with pytest.raises(Refused, match="why early advice was not sought about suspect 1"):
            road.do(referrals.write_referral, "officer", **facts, **WITHOUT)


def test_triage_and_the_prosecutor_read_it_and_what_was_sent_keeps_it(road):
    road.submit(no_advice_because=WHY)
    for who, name in (("assistant", "accept-referral"), ("assistant", "return-referral")):
        told = said(as_(getattr(road.cast, who)).get(at(name, road.referral)))
        assert f"{ASKED} {WHY}" in told
    sent = Submission.objects.unscoped("test").get(referral=road.referral)
    assert sent.as_sent["answers"]["no_advice_because"] == WHY
    prosecutor = as_(road.cast.prosecutor)
    for address in (at("see-referral", road.referral), at("see-submission", sent)):
        assert f"{ASKED} {WHY}" in said(prosecutor.get(address))


def test_one_written_before_it_was_asked_is_not_sent_and_the_comments_stay(road):
    road.write()
    Referral.objects.unscoped("test").filter(pk=road.referral.pk).update(no_advice_because="")
    page = as_(road.cast.supervisor).post(
        at("sign-referral-off", road.referral),
        {"supervisor_comments": "My careful comments.", "version": 1},
    )
    assert page.status_code == 409
    told = said(page)
    assert "does not say why early advice was not sought about suspect 1. Send it back" in told
    assert "My careful comments." in told
    assert road.suspect().state == State.AWAITING_SIGN_OFF
