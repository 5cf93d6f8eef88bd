"""Sending through an ISVA requires the victim's consent until the moment of sending."""

from datetime import timedelta

import pytest

from devtools.letter_steps import (
    act,
    approved,
    fresh,
    letter_sent_for_review,
    printed,
    record_of,
    road_to_charge,
    wish,
)
from people.access.scopes import Refused
from rasso import tasks
from tests.support.cases.pages import as_, at, follow, said, unseen
from tests.support.module_fixtures import standing
from tests.support.victims.support_service import DAY, agree, now, supported, with_service
from timeliness.models import Delivery
from victims.actions import consents, held_letters, letter_dispatch, letters, support
from victims.actions.contacts import record_contact
from victims.models import Contact, Sending
from victims.queries.consent_sharing import may_send_through_isva

pytestmark = pytest.mark.django_db
WITHDRAWN = "does not agree now that an ISVA hands it over"


@standing
def road():
    """A victim who is to be reached through the ISVA by consent with the CPS, and a letter."""
    road = with_service(road_to_charge())
    wish(road, channel="THROUGH_ISVA")
    road.support = supported(road, who="liaison", categories=["TOLD"])
    return road


def may(road, side="CPS"):
    return may_send_through_isva(road.victim.pk, side, at=road.at)


def taken_back(road):
    """The service records that the victim withdraws all consents."""
    known = [each.pk for each in road.support.consents.unscoped("test").filter(withdrawal=None)]
    road.do(
        consents.withdraw_consent, "isva", support=now(road.support), consents=known, how="PHONE"
    )


def confirmed(road):
    """The manager confirms that the victim consents again."""
    known = road.support.consents.unscoped("test").filter(withdrawal=None)
    waiting = [each.pk for each in known if each.is_waiting_for_confirmation(road.at)]
    about = {"support": now(road.support), "consents": waiting, "how": "PHONE"}
    road.do(consents.confirm_consent, "service_manager", **about)


def expired(road):
    road.at += 3 * DAY


def ended(road):
    road.do(support.end_support, "service_manager", support=now(road.support), ended="COMPLETE")


def going_out(road):
    letter = approved(road)
    act(road, letter_dispatch.send_letter, letter, means="ISVA")
    return letter


def sending_of(letter):
    return Sending.objects.unscoped("test").get(letter=letter)


def test_contact_rests_on_a_consent_for_this_side_category_and_purpose(road):
    assert may(road) and not may(road, "POLICE")  # the police do not know of a referral by the CPS
    agree(road, now(road.support), ["IS_SUPPORTED"], recipient="POLICE")
    assert may(road, "POLICE")
    taken_back(road)
    assert not may(road) and not may(road, "POLICE")
    agree(road, now(road.support), ["MILESTONES", "HOW_TO_REACH"])
    assert not may(road)
    agree(road, now(road.support), ["TOLD"], purpose="SAFETY")
    assert not may(road)
    agree(road, now(road.support), ["TOLD"], purpose="SPEAK_FOR", expires_on=road.at.date() + DAY)
    assert not may(road)  # given again, but not confirmed by a second person
    confirmed(road)
    assert may(road)
    expired(road)
    assert not may(road)
    agree(road, now(road.support), ["TOLD"])
    confirmed(road)
    assert may(road)
    ended(road)
    assert not may(road)


@pytest.mark.parametrize("ends", [taken_back, ended])
def test_no_letter_is_approved_that_could_go_no_other_way(road, ends):
    letter = letter_sent_for_review(road)
    ends(road)
    with pytest.raises(Refused, match=WITHDRAWN):
        act(road, letters.review_letter, letter, "second", is_approved=True)
    assert fresh(letter).status == "IN_REVIEW"
    wish(road, channel="LETTER")
    act(road, letters.review_letter, letter, "second", is_approved=True)


@pytest.mark.parametrize("ends", [taken_back, ended])
def test_an_approved_letter_is_not_sent_and_may_go_another_way(road, ends):
    letter = approved(road)
    liaison, address = as_(road.cast.liaison), at("send-letter", letter)
    liaison.get(address)
    ends(road)  # while the page is open
    page = liaison.post(address, {"form_key": "", **unseen(liaison, address), "means": "ISVA"})
    assert page.status_code == 409 and WITHDRAWN in said(page)
    assert not Sending.objects.unscoped("test").exists()
    wish(road, channel="LETTER")
    follow(liaison, address, means="POST")
    assert sending_of(letter).means == "POST"


def test_a_letter_that_goes_out_comes_back_where_she_takes_her_consent_back(road):
    letter = going_out(road)
    assert held_letters.hold_back_isva_letters(at=road.at) == 0
    taken_back(road)
    with pytest.raises(Refused, match=WITHDRAWN):
        printed(road, letter)
    tasks.hold_letters()
    assert (sending_of(letter).result, fresh(letter).status) == ("DROPPED", "APPROVED")
    assert WITHDRAWN in sending_of(letter).why
    deliveries = Delivery.objects.filter(notice="letter_not_sent", recipient=road.cast.liaison)
    assert deliveries.get().subject == f"{road.urn}, victim 1"
    assert (
        held_letters.hold_back_isva_letters(at=road.at) == 0
        and not Contact.objects.unscoped("test").exists()
    )
    wish(road, channel="LETTER")
    act(road, letter_dispatch.send_letter, letter, means="POST")


@pytest.mark.parametrize(("result", "status"), [("NOT_SENT", "APPROVED"), ("HANDED_OVER", "SENT")])
def test_of_a_printed_letter_its_sender_is_told_once_and_says_what_came_of_it(
    road, result, status
):  # fmt: skip
    letter = going_out(road)
    printed(road, letter)
    assert held_letters.hold_back_isva_letters(at=road.at) == 0
    taken_back(road)
    assert [held_letters.hold_back_isva_letters(at=road.at) for _ in range(2)] == [1, 0]
    assert Delivery.objects.get(notice="letter_to_keep").recipient == road.cast.liaison
    assert WITHDRAWN in said(as_(road.cast.liaison).get(at("see-letter", letter)))
    road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result=result)
    assert fresh(letter).status == status


def passed_on(road, **facts):
    record = record_of(road)
    return road.do(
        record_contact, "liaison", record=record, version=record.version, direction="OUT",
        channel="THROUGH_ISVA", outcome="SENT", is_safe_now=True,
        **{"contacted_at": road.at} | facts,
    )  # fmt: skip


def test_a_contact_through_the_isva_rests_on_what_she_agreed_to_when_it_was_made(road):
    before = road.at
    assert passed_on(road).barriers == []
    road.at += timedelta(hours=1)
    taken_back(road)
    ended(road)
    passed_on(road, contacted_at=before)  # recorded too late, but made in time
    road.at += timedelta(minutes=1)
    with pytest.raises(Refused, match="did not agree then that an ISVA passes anything on"):
        passed_on(road)
    kept = passed_on(road, reason="It had been passed on before anybody knew.")
    assert kept.barriers == ["NOT_BY_ISVA"]


def test_the_step_is_left_out_of_the_ladder_where_she_does_not_agree(road):
    left_out = "left out: the victim does not agree to it now, or has no ISVA"
    page = at("see-contacts", record_of(road))
    assert left_out not in said(as_(road.cast.liaison).get(page))
    taken_back(road)
    assert left_out in said(as_(road.cast.liaison).get(page))
