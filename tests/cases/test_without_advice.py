"""A referral about a suspect without early advice says why, to all its readers."""

import pytest

from cases.early_advice.actions import early_advice
from cases.models import Referral, Submission
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import cast
from devtools.usual_answers import MG3
from people.access.scopes import Refused
from tests.support.cases.browser_tab import Tab
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

ASKED = "Why was early advice not sought?"
NONE = "Enter why early advice was not sought"
WHY = "He was to be charged that night."
WITHOUT = MG3 | {"no_advice_because": ""}


@module_fixture
def builder():
    return AdviceCaseBuilder(cast())


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def send_referral(officer, builder, *suspects, **more):
    """Post the referral form about these suspects."""
    about = [builder.suspects[n].pk for n in suspects or (0,)]
    typed = WITHOUT | {"suspects": about} | more
    return officer.post(page_url("write-referral", builder.case), typed)


def only_referral(builder):
    return Referral.objects.unscoped("test").get(case=builder.case)


def test_an_officer_without_advice_is_asked_why_and_loses_no_text(builder, officer):
    told = page_text(officer.get(page_url("write-referral", builder.case)))
    assert ASKED in told and "No early advice was sought about suspect 1." in told
    page = send_referral(officer, builder, strengths="Kept as it was.")
    assert (
        page.status_code == 200 and NONE in page_text(page) and "Kept as it was." in page_text(page)
    )
    assert send_referral(officer, builder, no_advice_because=WHY).status_code == 302
    assert only_referral(builder).no_advice_because == WHY


def test_a_draft_keeps_the_reason(builder, officer):
    Tab(officer, page_url("write-referral", builder.case)).types(no_advice_because=WHY)
    assert Tab(officer, page_url("write-referral", builder.case)).shows("no_advice_because") == WHY


def test_an_officer_with_advice_is_not_asked(builder, officer):
    builder.give()
    assert ASKED not in page_text(officer.get(page_url("write-referral", builder.case)))
    assert send_referral(officer, builder, advice_followed="FOLLOWED").status_code == 302
    assert only_referral(builder).no_advice_because == ""
    assert ASKED not in page_text(officer.get(page_url("see-referral", only_referral(builder))))


def test_the_reason_is_asked_about_the_suspect_without_advice(builder, officer):
    builder.give()
    builder.suspects.append(builder.add_suspect())
    told = page_text(officer.get(page_url("write-referral", builder.case)))
    assert "No early advice was sought about suspect 2." in told
    assert NONE in page_text(send_referral(officer, builder, 0, 1))
    said = {"no_advice_because": WHY, "advice_followed": "FOLLOWED"}
    assert send_referral(officer, builder, 0, **said).status_code == 302
    assert only_referral(builder).no_advice_because == ""  # it was about the other suspect


@pytest.mark.parametrize(
    ("step", "is_sought"),
    [
        (lambda builder: builder.ask(), False),
        (lambda builder: builder.send(), True),
        (lambda builder: builder.turn_down(), True),
    ],
    ids=["never sent", "sent", "refused"],
)
def test_advice_was_sought_once_a_request_was_sent(builder, step, is_sought):
    step(builder)
    if builder.states != [State.ADVICE_RETURNED]:
        builder.step(early_advice.withdraw_early_advice, "officer", text="Not now.")
    facts = {"case": builder.case, "suspects": builder.suspects}
    if is_sought:
        assert builder.do(referrals.write_referral, "officer", **facts, **WITHOUT)
    else:
        with pytest.raises(Refused, match="why early advice was not sought about suspect 1"):
            builder.do(referrals.write_referral, "officer", **facts, **WITHOUT)


def test_triage_and_the_prosecutor_read_it_and_what_was_sent_keeps_it(builder):
    builder.submit(no_advice_because=WHY)
    for who, name in (("assistant", "accept-referral"), ("assistant", "return-referral")):
        told = page_text(
            client_for(getattr(builder.cast, who)).get(page_url(name, builder.referral))
        )
        assert f"{ASKED} {WHY}" in told
    sent = Submission.objects.unscoped("test").get(referral=builder.referral)
    assert sent.as_sent["answers"]["no_advice_because"] == WHY
    prosecutor = client_for(builder.cast.prosecutor)
    for address in (page_url("see-referral", builder.referral), page_url("see-submission", sent)):
        assert f"{ASKED} {WHY}" in page_text(prosecutor.get(address))


def test_one_written_before_it_was_asked_is_not_sent_and_the_comments_stay(builder):
    builder.write()
    Referral.objects.unscoped("test").filter(pk=builder.referral.pk).update(no_advice_because="")
    page = client_for(builder.cast.supervisor).post(
        page_url("sign-referral-off", builder.referral),
        {"supervisor_comments": "My careful comments.", "version": 1},
    )
    assert page.status_code == 409
    told = page_text(page)
    assert "does not say why early advice was not sought about suspect 1. Send it back" in told
    assert "My careful comments." in told
    assert builder.suspect().state == State.AWAITING_SIGN_OFF
