"""At referral the police say whether they followed the early advice; the CPS reads it."""

import pytest

from cases.models import Referral, Submission
from cases.referrals.actions import referrals
from devtools.case_builder import cast
from devtools.usual_answers import MG3
from people.access.scopes import Refused
from tests.support.api.token_callers import Caller
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
ASKED = "Was the early advice followed?"
WHY = "His phone has not come back yet."
SAID = {"advice_followed": "PARTLY", "advice_followed_because": WHY}
AFTER = MG3 | {"no_advice_because": ""}


@module_fixture
def builder():
    """A case of two suspects with advice about the first."""
    builder = AdviceCaseBuilder(cast()).give()
    builder.suspects.append(builder.add_suspect())
    return builder


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def post(officer, builder, n, **more):
    typed = AFTER | {"suspects": [builder.suspects[n].pk]} | more
    return officer.post(page_url("write-referral", builder.case), typed)


def latest(builder):
    rows = Referral.objects.unscoped("test").filter(case=builder.case)
    return rows.order_by("written_at").last()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Select whether the early advice was followed"),
        (
            {"advice_followed": "NOT"},
            "Enter what of the early advice was not followed, and why",
        ),
    ],
)
def test_it_is_asked_where_advice_was_given_and_nothing_typed_is_lost(
    builder, officer, typed, told
):
    page = post(officer, builder, 0, strengths="Kept as it was.", **typed)
    assert told in page_text(page) and "Kept as it was." in page_text(page)
    assert latest(builder) is None


def test_it_is_kept_as_said_and_nothing_is_asked_where_all_was_followed(builder, officer):
    assert post(officer, builder, 0, **SAID).status_code == 302
    assert (latest(builder).advice_followed, latest(builder).advice_followed_because) == (
        "PARTLY", WHY,
    )  # fmt: skip
    builder.do(
        referrals.withdraw_referral, "officer", referral=latest(builder), withdrawal_reason="No."
    )
    assert (
        officer.get(page_url("write-referral", builder.case))
        .context["form"]["advice_followed_because"]
        .value()
        == WHY
    )
    post(officer, builder, 0, **SAID | {"advice_followed": "FOLLOWED"})
    assert latest(builder).advice_followed_because == ""


def test_nothing_is_kept_of_a_suspect_without_advice(builder, officer):
    assert post(officer, builder, 1, no_advice_because="That night.", **SAID).status_code == 302
    assert (latest(builder).advice_followed, latest(builder).advice_followed_because) == ("", "")


@pytest.mark.parametrize("said", [{}, {"advice_followed": "NOT"}])
def test_the_action_refuses_what_the_form_asks(builder, said):
    facts = {"case": builder.case, "suspects": builder.suspects[:1]}
    with pytest.raises(Refused):
        builder.do(referrals.write_referral, "officer", **facts, **AFTER | said)


def test_triage_and_the_prosecutor_read_it_and_what_was_sent_keeps_it(builder, officer):
    post(officer, builder, 0, **SAID)
    builder.referral = latest(builder)
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Go.",
    )  # fmt: skip
    sent = Submission.objects.unscoped("test").get(case=builder.case)
    assert sent.as_sent["advice_followed"] == "PARTLY"
    reader = client_for(builder.cast.assistant)
    for name, row in (
        ("accept-referral", builder.referral), ("see-referral", builder.referral),
        ("see-submission", sent), ("see-mg3", sent),
    ):  # fmt: skip
        told = page_text(reader.get(page_url(name, row))).replace("?:", "?")
        assert f"{ASKED} Followed in part" in told and WHY in told
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    builder.give_case(builder.suspects[:1])
    prosecutor = client_for(builder.cast.prosecutor)
    told = page_text(prosecutor.get(page_url("record-review", builder.case)))
    assert f"{ASKED} Followed in part" in told and WHY in told


def test_the_supervisor_sends_back_and_the_officer_says_it_again(builder, officer):
    post(officer, builder, 0, **SAID)
    builder.do(
        referrals.send_referral_back, "supervisor", referral=latest(builder),
        supervisor_comments="No.",
    )  # fmt: skip
    typed = AFTER | {"suspects": [builder.suspects[0].pk], "advice_followed": "FOLLOWED"}
    submit_form(officer, page_url("revise-referral", latest(builder)), **typed)
    assert latest(builder).advice_followed == "FOLLOWED"


def test_a_system_says_it_in_the_same_words(builder):
    caller = Caller(builder.cast.police).for_(builder.cast.officer)
    address = f"/api/cases/{builder.case.pk}/referrals/"
    asked = AFTER | {"suspects": [str(builder.suspects[0].pk)], "advice_followed": None}
    assert caller.make(address, asked).status_code == 422
    made = caller.make(address, asked | SAID)
    assert made.status_code == 201
    told = caller.get(f"/api/referrals/{made.json()['id']}/").json()
    assert told["advice_followed"] == "PARTLY"
