"""The urgency of a decision, from when a referral is written, on the suspect and on pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import by_age
from cases.referrals.actions import referrals
from devtools.case_builder import MG3, Road, cast
from tests.support.cases.pages import as_, at
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

RED = MG3 | {"urgency": "RED"}
TAG = 'govuk-tag--red">Red</strong>'


@standing
def road():
    return Road(cast(), suspects=2, at=timezone.now() - timedelta(days=2))


def told(road):
    return [(road.suspect(n).urgency, road.suspect(n).state) for n in range(2)]


def withdraw(road):
    road.do(
        referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="New."
    )


def send_back(road):
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments="More.",
    )  # fmt: skip


def revise(road, suspects, **mg3):
    road.referral.refresh_from_db()
    road.do(
        referrals.revise_referral, "officer", referral=road.referral, suspects=suspects,
        version=road.referral.version, **RED | mg3,
    )  # fmt: skip


def give_back(road):
    road.do(
        referrals.return_referral, "assistant", referral=road.referral, reasons={"no_mg3": ""},
        reply_by=(road.at + timedelta(days=7)).date(),
    )  # fmt: skip


def test_a_red_suspect_without_a_date_is_listed_before_all_that_is_due_later(road):
    road.write(urgency="RED")
    suspect = road.suspect()
    assert (suspect.urgency, suspect.due_at) == ("RED", None)
    assert suspect.listed_at == suspect.turn_began_at
    withdraw(road)
    suspect = road.suspect()
    last = by_age(suspect.turn_began_at)
    assert (suspect.urgency, suspect.due_at, suspect.listed_at) == ("", None, last)


def test_green_without_a_date_is_listed_last(road):
    road.write(urgency="GREEN_PRIORITY")
    suspect = road.suspect()
    assert (suspect.urgency, suspect.listed_at) == (
        "GREEN_PRIORITY", by_age(suspect.turn_began_at),
    )  # fmt: skip


def test_what_is_sent_back_stays_as_urgent_and_goes_from_whom_is_left_out(road):
    road.write(urgency="RED")
    send_back(road)
    assert told(road) == [("RED", "INVESTIGATING")] * 2
    revise(road, road.suspects[:1])
    assert told(road) == [("RED", "AWAITING_SIGN_OFF"), ("", "INVESTIGATING")]
    assert road.suspect(1).listed_at == by_age(road.suspect(1).turn_began_at)
    road.referral.refresh_from_db()
    withdraw(road)
    assert told(road) == [("", "INVESTIGATING")] * 2


def test_what_was_sent_back_is_as_usual_again_when_it_is_withdrawn(road):
    road.write(urgency="RED")
    send_back(road)
    withdraw(road)
    assert told(road) == [("", "INVESTIGATING")] * 2


def test_while_a_reply_is_owed_the_urgency_is_that_of_the_referral_returned(road):
    road.submit(urgency="GREEN_PRIORITY")
    give_back(road)
    road.write(urgency="RED")
    assert told(road) == [("RED", "AWAITING_SIGN_OFF")] * 2
    withdraw(road)
    assert told(road) == [("GREEN_PRIORITY", "RETURNED")] * 2


@pytest.mark.parametrize("name", ["see-case", "see-referral", "sign-referral-off"])
def test_the_pages_say_that_it_is_red(road, name):
    road.write(urgency="RED")
    row = road.case if name == "see-case" else road.referral
    assert TAG in as_(road.cast.supervisor).get(at(name, row)).content.decode()


@pytest.mark.parametrize("name", ["see-case", "see-referral"])
def test_the_green_class_has_no_tag(road, name):
    road.write()
    row = road.case if name == "see-case" else road.referral
    assert "Green</strong>" not in as_(road.cast.supervisor).get(at(name, row)).content.decode()


def test_the_cps_is_told_how_urgent_the_next_referral_is_when_it_is_sent(road):
    road.submit()
    give_back(road)
    road.write(urgency="RED")
    for name in ("see-case", "see-case-history"):
        assert ">Red" not in as_(road.cast.assistant).get(at(name, road.case)).content.decode()
    road.do(
        referrals.sign_referral_off, "supervisor", referral=road.referral, supervisor_comments="Go."
    )
    assert TAG in as_(road.cast.assistant).get(at("see-case", road.case)).content.decode()
