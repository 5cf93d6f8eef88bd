"""Sending through an ISVA requires the victim's consent until the moment of sending."""

from datetime import timedelta

import pytest

from devtools.letter_steps import (
    act_on_letter,
    approve_letter_of,
    build_charged_case,
    fresh_letter,
    letter_sent_for_review,
    print_letter_of,
    record_of,
    record_wishes_in,
)
from people.access.scopes import Refused
from rasso import tasks
from tests.support.cases.pages import client_for, hidden_fields_at, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.victims.support_service import (
    DAY,
    add_service,
    fresh_support,
    give_consent,
    refer_and_accept,
)
from timeliness.models import Delivery
from victims.actions import consents, held_letters, letter_dispatch, letters, support
from victims.actions.contacts import record_contact
from victims.models import Contact, Sending
from victims.queries.known_support import may_send_through_isva

pytestmark = pytest.mark.django_db
WITHDRAWN = "does not agree now that an ISVA hands it over"


@module_fixture
def builder():
    """A victim who is to be reached through the ISVA by consent with the CPS, and a letter."""
    builder = add_service(build_charged_case())
    record_wishes_in(builder, channel="THROUGH_ISVA")
    builder.support = refer_and_accept(builder, who="liaison", categories=["TOLD"])
    return builder


def may_send(builder, side="CPS"):
    return may_send_through_isva(builder.victim.pk, side, at=builder.at)


def withdraw_all_consents(builder):
    """The service records that the victim withdraws all consents."""
    known = [each.pk for each in builder.support.consents.unscoped("test").filter(withdrawal=None)]
    builder.do(
        consents.withdraw_consent,
        "isva",
        support=fresh_support(builder.support),
        consents=known,
        how="PHONE",
    )


def confirm_consent_again(builder):
    """The manager confirms that the victim consents again."""
    known = builder.support.consents.unscoped("test").filter(withdrawal=None)
    waiting = [each.pk for each in known if each.is_waiting_for_confirmation(builder.at)]
    about = {"support": fresh_support(builder.support), "consents": waiting, "how": "PHONE"}
    builder.do(consents.confirm_consent, "service_manager", **about)


def wait_until_expiry(builder):
    builder.at += 3 * DAY


def end_support_of(builder):
    builder.do(
        support.end_support,
        "service_manager",
        support=fresh_support(builder.support),
        ended="COMPLETE",
    )


def send_letter_out(builder):
    letter = approve_letter_of(builder)
    act_on_letter(builder, letter_dispatch.send_letter, letter, means="ISVA")
    return letter


def sending_of(letter):
    return Sending.objects.unscoped("test").get(letter=letter)


def test_contact_rests_on_a_consent_for_this_side_category_and_purpose(builder):
    assert may_send(builder) and not may_send(
        builder, "POLICE"
    )  # the police do not know of a referral by the CPS
    give_consent(builder, fresh_support(builder.support), ["IS_SUPPORTED"], recipient="POLICE")
    assert may_send(builder, "POLICE")
    withdraw_all_consents(builder)
    assert not may_send(builder) and not may_send(builder, "POLICE")
    give_consent(builder, fresh_support(builder.support), ["MILESTONES", "HOW_TO_REACH"])
    assert not may_send(builder)
    give_consent(builder, fresh_support(builder.support), ["TOLD"], purpose="SAFETY")
    assert not may_send(builder)
    give_consent(
        builder,
        fresh_support(builder.support),
        ["TOLD"],
        purpose="SPEAK_FOR",
        expires_on=builder.at.date() + DAY,
    )
    assert not may_send(builder)  # given again, but not confirmed by a second person
    confirm_consent_again(builder)
    assert may_send(builder)
    wait_until_expiry(builder)
    assert not may_send(builder)
    give_consent(builder, fresh_support(builder.support), ["TOLD"])
    confirm_consent_again(builder)
    assert may_send(builder)
    end_support_of(builder)
    assert not may_send(builder)


@pytest.mark.parametrize("ends", [withdraw_all_consents, end_support_of])
def test_no_letter_is_approved_that_could_go_no_other_way(builder, ends):
    letter = letter_sent_for_review(builder)
    ends(builder)
    with pytest.raises(Refused, match=WITHDRAWN):
        act_on_letter(builder, letters.review_letter, letter, "second", is_approved=True)
    assert fresh_letter(letter).status == "IN_REVIEW"
    record_wishes_in(builder, channel="LETTER")
    act_on_letter(builder, letters.review_letter, letter, "second", is_approved=True)


@pytest.mark.parametrize("ends", [withdraw_all_consents, end_support_of])
def test_an_approved_letter_is_not_sent_and_may_go_another_way(builder, ends):
    letter = approve_letter_of(builder)
    liaison, address = client_for(builder.cast.liaison), page_url("send-letter", letter)
    liaison.get(address)
    ends(builder)  # while the page is open
    page = liaison.post(
        address, {"form_key": "", **hidden_fields_at(liaison, address), "means": "ISVA"}
    )
    assert page.status_code == 409 and WITHDRAWN in page_text(page)
    assert not Sending.objects.unscoped("test").exists()
    record_wishes_in(builder, channel="LETTER")
    submit_form(liaison, address, means="POST")
    assert sending_of(letter).means == "POST"


def test_a_letter_that_goes_out_comes_back_where_the_victim_withdraws_consent(builder):
    letter = send_letter_out(builder)
    assert held_letters.hold_back_isva_letters(at=builder.at) == 0
    withdraw_all_consents(builder)
    with pytest.raises(Refused, match=WITHDRAWN):
        print_letter_of(builder, letter)
    tasks.hold_letters()
    assert (sending_of(letter).result, fresh_letter(letter).status) == ("DROPPED", "APPROVED")
    assert WITHDRAWN in sending_of(letter).why
    deliveries = Delivery.objects.filter(notice="letter_not_sent", recipient=builder.cast.liaison)
    assert deliveries.get().subject == f"{builder.urn}, victim 1"
    assert (
        held_letters.hold_back_isva_letters(at=builder.at) == 0
        and not Contact.objects.unscoped("test").exists()
    )
    record_wishes_in(builder, channel="LETTER")
    act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")


@pytest.mark.parametrize(("result", "status"), [("NOT_SENT", "APPROVED"), ("HANDED_OVER", "SENT")])
def test_of_a_printed_letter_its_sender_is_told_once_and_says_what_came_of_it(
    builder, result, status
):  # fmt: skip
    letter = send_letter_out(builder)
    print_letter_of(builder, letter)
    assert held_letters.hold_back_isva_letters(at=builder.at) == 0
    withdraw_all_consents(builder)
    assert [held_letters.hold_back_isva_letters(at=builder.at) for _ in range(2)] == [1, 0]
    assert Delivery.objects.get(notice="letter_to_keep").recipient == builder.cast.liaison
    assert WITHDRAWN in page_text(
        client_for(builder.cast.liaison).get(page_url("see-letter", letter))
    )
    builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result=result)
    assert fresh_letter(letter).status == status


def record_contact_by_isva(builder, **facts):
    record = record_of(builder)
    return builder.do(
        record_contact, "liaison", record=record, version=record.version, direction="OUT",
        channel="THROUGH_ISVA", outcome="SENT", is_safe_now=True,
        **{"contacted_at": builder.at} | facts,
    )  # fmt: skip


def test_a_contact_through_the_isva_rests_on_the_consent_at_its_time(builder):
    before = builder.at
    assert record_contact_by_isva(builder).barriers == []
    builder.at += timedelta(hours=1)
    withdraw_all_consents(builder)
    end_support_of(builder)
    record_contact_by_isva(builder, contacted_at=before)  # recorded too late, but made in time
    builder.at += timedelta(minutes=1)
    with pytest.raises(Refused, match="did not agree then that an ISVA passes anything on"):
        record_contact_by_isva(builder)
    kept = record_contact_by_isva(builder, reason="It had been passed on before anybody knew.")
    assert kept.barriers == ["NOT_BY_ISVA"]


def test_the_step_is_left_out_of_the_ladder_without_the_victim_s_consent(builder):
    left_out = "left out: the victim does not agree to it now, or has no ISVA"
    page = page_url("see-contacts", record_of(builder))
    assert left_out not in page_text(client_for(builder.cast.liaison).get(page))
    withdraw_all_consents(builder)
    assert left_out in page_text(client_for(builder.cast.liaison).get(page))
