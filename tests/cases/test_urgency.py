"""The urgency of a decision, from when a referral is written, on the suspect and on pages."""

from datetime import timedelta

import pytest

from cases.models import by_age
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import MG3
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

RED = MG3 | {"urgency": "RED"}
TAG = 'govuk-tag--red">Red</strong>'


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=days_ago(2))


def urgencies_and_states(builder):
    return [(builder.suspect(n).urgency, builder.suspect(n).state) for n in range(2)]


def withdraw_referral_of(builder):
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="New."
    )


def send_back_to_officer(builder):
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="More.",
    )  # fmt: skip


def revise_referral_of(builder, suspects, **mg3):
    builder.referral.refresh_from_db()
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=suspects,
        version=builder.referral.version, **RED | mg3,
    )  # fmt: skip


def return_referral_of(builder):
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral, reasons={"no_mg3": ""},
        reply_by=(builder.at + timedelta(days=7)).date(),
    )  # fmt: skip


def test_a_red_suspect_without_a_date_is_listed_before_all_that_is_due_later(builder):
    builder.write(urgency="RED")
    suspect = builder.suspect()
    assert (suspect.urgency, suspect.due_at) == ("RED", None)
    assert suspect.listed_at == suspect.turn_began_at
    withdraw_referral_of(builder)
    suspect = builder.suspect()
    last = by_age(suspect.turn_began_at)
    assert (suspect.urgency, suspect.due_at, suspect.listed_at) == ("", None, last)


def test_green_without_a_date_is_listed_last(builder):
    builder.write(urgency="GREEN_PRIORITY")
    suspect = builder.suspect()
    assert (suspect.urgency, suspect.listed_at) == (
        "GREEN_PRIORITY", by_age(suspect.turn_began_at),
    )  # fmt: skip


def test_a_referral_sent_back_stays_urgent_and_leaves_out_removed_suspects(builder):
    builder.write(urgency="RED")
    send_back_to_officer(builder)
    assert urgencies_and_states(builder) == [("RED", "INVESTIGATING")] * 2
    revise_referral_of(builder, builder.suspects[:1])
    assert urgencies_and_states(builder) == [("RED", "AWAITING_SIGN_OFF"), ("", "INVESTIGATING")]
    assert builder.suspect(1).listed_at == by_age(builder.suspect(1).turn_began_at)
    builder.referral.refresh_from_db()
    withdraw_referral_of(builder)
    assert urgencies_and_states(builder) == [("", "INVESTIGATING")] * 2


def test_a_referral_sent_back_is_as_usual_again_when_it_is_withdrawn(builder):
    builder.write(urgency="RED")
    send_back_to_officer(builder)
    withdraw_referral_of(builder)
    assert urgencies_and_states(builder) == [("", "INVESTIGATING")] * 2


def test_while_a_reply_is_owed_the_urgency_is_that_of_the_referral_returned(builder):
    builder.submit(urgency="GREEN_PRIORITY")
    return_referral_of(builder)
    builder.write(urgency="RED")
    assert urgencies_and_states(builder) == [("RED", "AWAITING_SIGN_OFF")] * 2
    withdraw_referral_of(builder)
    assert urgencies_and_states(builder) == [("GREEN_PRIORITY", "RETURNED")] * 2


@pytest.mark.parametrize("name", ["see-case", "see-referral", "sign-referral-off"])
def test_the_pages_say_that_it_is_red(builder, name):
    builder.write(urgency="RED")
    row = builder.case if name == "see-case" else builder.referral
    assert TAG in client_for(builder.cast.supervisor).get(page_url(name, row)).content.decode()


@pytest.mark.parametrize("name", ["see-case", "see-referral"])
def test_the_green_class_has_no_tag(builder, name):
    builder.write()
    row = builder.case if name == "see-case" else builder.referral
    assert (
        "Green</strong>"
        not in client_for(builder.cast.supervisor).get(page_url(name, row)).content.decode()
    )


def test_the_cps_is_told_how_urgent_the_next_referral_is_when_it_is_sent(builder):
    builder.submit()
    return_referral_of(builder)
    builder.write(urgency="RED")
    for name in ("see-case", "see-case-history"):
        assert (
            ">Red"
            not in client_for(builder.cast.assistant)
            .get(page_url(name, builder.case))
            .content.decode()
        )
    builder.do(
        referrals.sign_referral_off,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="Go.",
    )
    assert (
        TAG
        in client_for(builder.cast.assistant)
        .get(page_url("see-case", builder.case))
        .content.decode()
    )
