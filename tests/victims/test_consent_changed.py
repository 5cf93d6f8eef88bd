"""Consent that changes: given again by two people, what was seen, who is named and notified."""

import pytest

from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.victims.support_service import (
    add_service,
    fresh_support,
    give_consent,
    record_of,
    refer_and_accept,
    refer_victim,
)
from timeliness.models import Delivery
from victims.actions.consents import confirm_consent, pass_withdrawal_on, withdraw_consent
from victims.actions.liaison_notes import send_liaison_note
from victims.models import Consent
from victims.queries.consent_sharing import facts_shown_to_service
from victims.queries.known_support import may_send_through_isva

pytestmark = pytest.mark.django_db
TEXT = "Please ring after six: Marigold shift."


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).submit())
    builder.support = refer_and_accept(builder, categories=["MILESTONES"])
    return builder


def open_consents(**about):
    rows = Consent.objects.unscoped("test").filter(withdrawal=None, **about)
    return [str(pk) for pk in rows.order_by("-at").values_list("pk", flat=True)]


def withdraw_consents(builder, who="isva", **about):
    facts = {
        "support": fresh_support(builder.support),
        "consents": open_consents(**about),
        "how": "PHONE",
    }
    builder.do(withdraw_consent, who, **facts)


def confirm_consents(builder, who, consents):
    facts = {"support": fresh_support(builder.support), "consents": consents, "how": "IN_PERSON"}
    builder.do(confirm_consent, who, **facts)


def categories_shown(builder):
    return set(facts_shown_to_service(fresh_support(builder.support), at=builder.at))


def see_page(builder, who, name, row=None):
    answer = client_for(getattr(builder.cast, who)).get(page_url(name, row or record_of(builder)))
    assert answer.status_code == 200, answer.status_code
    return page_text(answer)


def recipients_of(notice):
    rows = Delivery.objects.filter(notice=notice)
    return sorted(rows.values_list("recipient__name", flat=True))


# Given again


def test_a_withdrawn_consent_counts_again_once_a_second_person_of_the_service_confirms_it(builder):
    withdraw_consents(builder)
    isva, manager = client_for(builder.cast.isva), client_for(builder.cast.service_manager)
    submit_form(
        isva,
        page_url("record-consent", builder.support),
        recipient="SERVICE",
        to_service=["MILESTONES"],
        purpose="SUPPORT",
        how="PHONE",
        **date_parts("given_on", builder.at.date()),
    )
    assert "Waiting to be confirmed" in see_page(builder, "isva", "see-consents", builder.support)
    assert "Suspect 1" not in see_page(builder, "isva", "see-support", builder.support)
    assert recipients_of("consent_to_confirm") == ["Mia Serviceman"]
    typed = {"consents": open_consents(), "how": "PHONE"}
    form = isva.get(page_url("confirm-consent", builder.support)).context["form"]
    key = {"form_key": form["form_key"].value()}
    own = isva.post(page_url("confirm-consent", builder.support), typed | key)
    assert own.status_code != 302 and "You recorded this consent yourself" in page_text(own)
    assert categories_shown(builder) == set()
    page = submit_form(manager, page_url("confirm-consent", builder.support), **typed)
    assert "Confirmed by: Mia Serviceman" in page_text(page)
    assert "Suspect 1" in see_page(builder, "isva", "see-support", builder.support)


def test_a_consent_recorded_by_the_manager_is_confirmed_by_the_isva(builder):
    withdraw_consents(builder)
    give_consent(builder, builder.support, ["MILESTONES"], who="service_manager")
    with pytest.raises(Refused, match="recorded this consent yourself"):
        confirm_consents(builder, "service_manager", open_consents())
    confirm_consents(builder, "isva", open_consents())
    assert categories_shown(builder) == {"MILESTONES"}
    with pytest.raises(Refused, match="still waiting"):
        confirm_consents(builder, "isva", open_consents())


def test_a_consent_that_was_never_withdrawn_counts_at_once(builder):
    withdraw_consents(builder)
    give_consent(builder, builder.support, ["MILESTONES", "COURT_DATES"])
    assert categories_shown(builder) == {"COURT_DATES"}


def test_a_second_referral_or_the_other_side_gives_nothing_back_alone(builder):
    withdraw_consents(builder)
    again = refer_victim(builder, who="liaison", categories=["MILESTONES"])
    assert [
        each.is_waiting_for_confirmation(builder.at)
        for each in Consent.objects.unscoped("test").filter(support=again)
    ]
    assert not Consent.objects.unscoped("test").get(support=again).is_active(builder.at)


def test_a_waiting_consent_can_be_withdrawn_and_is_confirmed_no_more(builder):
    withdraw_consents(builder)
    give_consent(builder, builder.support, ["MILESTONES"])
    waiting = open_consents()
    withdraw_consents(builder)
    with pytest.raises(Refused, match="still waiting"):
        confirm_consents(builder, "service_manager", waiting)
    assert categories_shown(builder) == set()


def test_notes_wait_where_the_victim_had_taken_back_that_support_is_known(builder):
    give_consent(builder, builder.support, ["IS_SUPPORTED"], recipient="POLICE")
    withdraw_consents(builder, category="IS_SUPPORTED")
    give_consent(builder, builder.support, ["LIAISON"], recipient="POLICE")
    with pytest.raises(Refused, match="not agreed that the police"):
        send_note(builder, "CONTACT_OFFICER")
    confirm_consents(builder, "service_manager", open_consents(recipient="POLICE"))
    send_note(builder, "CONTACT_OFFICER")


# What was seen


def send_note(builder, *roles):
    about = {"support": fresh_support(builder.support), "text": TEXT, "roles": roles}
    return builder.do(send_liaison_note, "isva", **about)


def send_two_notes(builder):
    for recipient in ("POLICE", "CPS"):
        give_consent(builder, builder.support, ["LIAISON"], recipient=recipient)
    send_note(builder, "CONTACT_OFFICER", "LIAISON_OFFICER", "OFFICER_IN_CASE")


def test_the_service_reads_which_notes_were_opened_in_which_role_and_by_no_name(builder):
    send_two_notes(builder)
    assert "A liaison note" not in see_page(builder, "isva", "see-consents", builder.support)
    for who in ("contact", "liaison"):
        assert TEXT in see_page(builder, who, "see-contacts")
    withdraw_consents(builder)
    page = see_page(builder, "isva", "see-consents", builder.support)
    assert "A liaison note, 2 March 2026" in page
    assert "First seen by The victim contact officer (police)" in page
    assert "First seen by The victim liaison officer (CPS)" in page
    assert "First seen by The officer in the case (police)" not in page
    assert "Cora" not in page and "Lia Liaison" not in page


def test_each_side_reads_what_its_own_saw_of_what_their_role_was_sent(builder):
    send_two_notes(builder)
    for who in ("contact", "officer", "liaison"):
        see_page(builder, who, "see-contacts")
    see_page(builder, "contact", "see-victim-support")
    page = see_page(builder, "contact", "see-victim-support")
    assert page.count("A liaison note, 2 March 2026") == 1
    assert page.count("First seen by Cora Contact") == 2  # the note, and the name of the service
    assert "The name of the service" in page and "Lia Liaison" not in page
    assert f"First seen by {builder.cast.officer.name}" not in page


# Who is named


def test_a_side_that_may_no_longer_know_is_named_neither_service_nor_isva(builder):
    send_two_notes(builder)
    names = (builder.cast.service.name, "Isa Isva")
    before = see_page(builder, "contact", "see-contacts") + see_page(
        builder, "contact", "see-victim-support"
    )
    assert all(name in before for name in names) and "The service took this on" in before
    withdraw_consents(builder, recipient="POLICE", category="IS_SUPPORTED")
    contacts = see_page(builder, "contact", "see-contacts")
    support = see_page(builder, "contact", "see-victim-support")
    assert TEXT in contacts and "A support service" in contacts
    assert "The service took this on" not in support
    for page in (contacts, support):
        assert not [name for name in names if name in page]
    other = see_page(builder, "liaison", "see-contacts")
    assert all(name in other for name in names)  # the CPS may still know


def test_notes_are_taken_back_with_the_knowledge_that_support_is_given(builder):
    send_two_notes(builder)
    withdraw_consents(builder, recipient="POLICE", category="IS_SUPPORTED")
    assert not open_consents(recipient="POLICE")
    assert len(open_consents(recipient="CPS")) == 2


def test_nothing_more_goes_through_an_isva_of_whom_the_side_may_no_longer_know(builder):
    give_consent(builder, builder.support, ["TOLD"])
    assert may_send_through_isva(record_of(builder), "POLICE", at=builder.at)
    give_consent(builder, builder.support, ["IS_SUPPORTED"], recipient="POLICE")
    assert may_send_through_isva(record_of(builder), "POLICE", at=builder.at)
    withdraw_consents(builder, category="IS_SUPPORTED")
    assert not may_send_through_isva(record_of(builder), "POLICE", at=builder.at)


# Who is notified


def test_readers_of_the_support_are_told_where_to_look_and_others_not(builder):
    send_two_notes(builder)
    see_page(builder, "contact", "see-contacts")
    withdraw_consents(builder, recipient="POLICE")
    assert recipients_of("consent_changed") == ["Cora Contact", "Mia Serviceman"]
    notice = Delivery.objects.get(notice="consent_changed", recipient=builder.cast.contact)
    assert (notice.about, notice.subject) == (builder.victim.pk, f"{builder.case.urn}, victim 1")
    page = client_for(builder.cast.contact).get("/notices/")
    assert "What a victim agrees to has changed" in page_text(page)
    assert page_url("see-victim-support", record_of(builder)) in page.text


def test_the_service_and_the_recorder_hear_of_what_police_pass_on(builder):
    facts = {"record": record_of(builder), "consents": open_consents(), "how": "PHONE"}
    builder.do(pass_withdrawal_on, "contact", **facts)
    assert recipients_of("consent_changed") == sorted(
        ["Isa Isva", "Mia Serviceman", builder.cast.officer.name]
    )


def test_a_person_in_conflict_by_then_is_shown_no_notice_of_it(builder):
    send_two_notes(builder)
    see_page(builder, "contact", "see-contacts")
    add_conflict(builder.cast.contact, builder.case, at=builder.at)
    withdraw_consents(builder, recipient="POLICE")
    assert "has changed" not in page_text(client_for(builder.cast.contact).get("/notices/"))
