"""Consent that changes: given again by two people, what was seen, who is named and notified."""

import pytest

from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, day, follow, said
from tests.support.module_fixtures import standing
from tests.support.victims.support_service import (
    agree,
    now,
    record_of,
    refer,
    supported,
    with_service,
)
from timeliness.models import Delivery
from victims.actions.consents import confirm_consent, pass_withdrawal_on, withdraw_consent
from victims.actions.liaison_notes import send_liaison_note
from victims.models import Consent
from victims.queries.consent_sharing import facts_shown_to_service, may_send_through_isva

pytestmark = pytest.mark.django_db
TEXT = "Please ring after six: Marigold shift."


@standing
def road():
    road = with_service(Road(cast()).submit())
    road.support = supported(road, categories=["MILESTONES"])
    return road


def open_consents(**about):
    rows = Consent.objects.unscoped("test").filter(withdrawal=None, **about)
    return [str(pk) for pk in rows.order_by("-at").values_list("pk", flat=True)]


def take_back(road, who="isva", **about):
    facts = {"support": now(road.support), "consents": open_consents(**about), "how": "PHONE"}
    road.do(withdraw_consent, who, **facts)


def confirm(road, who, consents):
    facts = {"support": now(road.support), "consents": consents, "how": "IN_PERSON"}
    road.do(confirm_consent, who, **facts)


def is_shown(road):
    return set(facts_shown_to_service(now(road.support), at=road.at))


def see(road, who, name, row=None):
    answer = as_(getattr(road.cast, who)).get(at(name, row or record_of(road)))
    assert answer.status_code == 200, answer.status_code
    return said(answer)


def told(notice):
    rows = Delivery.objects.filter(notice=notice)
    return sorted(rows.values_list("recipient__name", flat=True))


# Given again


def test_what_was_taken_back_counts_again_once_a_second_person_of_the_service_confirms_it(road):
    take_back(road)
    isva, manager = as_(road.cast.isva), as_(road.cast.service_manager)
    follow(
        isva, at("record-consent", road.support), recipient="SERVICE", to_service=["MILESTONES"],
        purpose="SUPPORT", how="PHONE", **day("given_on", road.at.date()),
    )  # fmt: skip
    assert "Waiting to be confirmed" in see(road, "isva", "see-consents", road.support)
    assert "Suspect 1" not in see(road, "isva", "see-support", road.support)
    assert told("consent_to_confirm") == ["Mia Serviceman"]
    typed = {"consents": open_consents(), "how": "PHONE"}
    form = isva.get(at("confirm-consent", road.support)).context["form"]
    key = {"form_key": form["form_key"].value()}
    own = isva.post(at("confirm-consent", road.support), typed | key)
    assert own.status_code != 302 and "You recorded this consent yourself" in said(own)
    assert is_shown(road) == set()
    page = follow(manager, at("confirm-consent", road.support), **typed)
    assert "Confirmed by: Mia Serviceman" in said(page)
    assert "Suspect 1" in see(road, "isva", "see-support", road.support)


def test_what_the_manager_records_the_isva_confirms(road):
    take_back(road)
    agree(road, road.support, ["MILESTONES"], who="service_manager")
    with pytest.raises(Refused, match="recorded this consent yourself"):
        confirm(road, "service_manager", open_consents())
    confirm(road, "isva", open_consents())
    assert is_shown(road) == {"MILESTONES"}
    with pytest.raises(Refused, match="still waiting"):
        confirm(road, "isva", open_consents())


def test_what_was_never_taken_back_counts_at_once(road):
    take_back(road)
    agree(road, road.support, ["MILESTONES", "COURT_DATES"])
    assert is_shown(road) == {"COURT_DATES"}


def test_a_second_referral_or_the_other_side_gives_nothing_back_alone(road):
    take_back(road)
    again = refer(road, who="liaison", categories=["MILESTONES"])
    assert [
        each.is_waiting_for_confirmation(road.at)
        for each in Consent.objects.unscoped("test").filter(support=again)
    ]
    assert not Consent.objects.unscoped("test").get(support=again).is_active(road.at)


def test_what_waits_can_be_taken_back_and_is_confirmed_no_more(road):
    take_back(road)
    agree(road, road.support, ["MILESTONES"])
    waiting = open_consents()
    take_back(road)
    with pytest.raises(Refused, match="still waiting"):
        confirm(road, "service_manager", waiting)
    assert is_shown(road) == set()


def test_notes_wait_where_the_victim_had_taken_back_that_support_is_known(road):
    agree(road, road.support, ["IS_SUPPORTED"], recipient="POLICE")
    take_back(road, category="IS_SUPPORTED")
    agree(road, road.support, ["LIAISON"], recipient="POLICE")
    with pytest.raises(Refused, match="not agreed that the police"):
        send(road, "CONTACT_OFFICER")
    confirm(road, "service_manager", open_consents(recipient="POLICE"))
    send(road, "CONTACT_OFFICER")


# What was seen


def send(road, *roles):
    about = {"support": now(road.support), "text": TEXT, "roles": roles}
    return road.do(send_liaison_note, "isva", **about)


def with_notes(road):
    for recipient in ("POLICE", "CPS"):
        agree(road, road.support, ["LIAISON"], recipient=recipient)
    send(road, "CONTACT_OFFICER", "LIAISON_OFFICER", "OFFICER_IN_CASE")


def test_the_service_reads_which_notes_were_opened_in_which_role_and_by_no_name(road):
    with_notes(road)
    assert "A liaison note" not in see(road, "isva", "see-consents", road.support)
    for who in ("contact", "liaison"):
        assert TEXT in see(road, who, "see-contacts")
    take_back(road)
    page = see(road, "isva", "see-consents", road.support)
    assert "A liaison note, 2 March 2026" in page
    assert "First seen by The victim contact officer (police)" in page
    assert "First seen by The victim liaison officer (CPS)" in page
    assert "First seen by The officer in the case (police)" not in page
    assert "Cora" not in page and "Lia Liaison" not in page


def test_each_side_reads_what_its_own_saw_of_what_their_role_was_sent(road):
    with_notes(road)
    for who in ("contact", "officer", "liaison"):
        see(road, who, "see-contacts")
    see(road, "contact", "see-victim-support")
    page = see(road, "contact", "see-victim-support")
    assert page.count("A liaison note, 2 March 2026") == 1
    assert page.count("First seen by Cora Contact") == 2  # the note, and the name of the service
    assert "The name of the service" in page and "Lia Liaison" not in page
    assert f"First seen by {road.cast.officer.name}" not in page


# Who is named


def test_a_side_that_may_no_longer_know_is_named_neither_service_nor_isva(road):
    with_notes(road)
    names = (road.cast.service.name, "Isa Isva")
    before = see(road, "contact", "see-contacts") + see(road, "contact", "see-victim-support")
    assert all(name in before for name in names) and "The service took this on" in before
    take_back(road, recipient="POLICE", category="IS_SUPPORTED")
    contacts = see(road, "contact", "see-contacts")
    support = see(road, "contact", "see-victim-support")
    assert TEXT in contacts and "A support service" in contacts
    assert "The service took this on" not in support
    for page in (contacts, support):
        assert not [name for name in names if name in page]
    other = see(road, "liaison", "see-contacts")
    assert all(name in other for name in names)  # the CPS may still know


def test_notes_are_taken_back_with_the_knowledge_that_support_is_given(road):
    with_notes(road)
    take_back(road, recipient="POLICE", category="IS_SUPPORTED")
    assert not open_consents(recipient="POLICE")
    assert len(open_consents(recipient="CPS")) == 2


def test_nothing_more_goes_through_an_isva_of_whom_the_side_may_no_longer_know(road):
    agree(road, road.support, ["TOLD"])
    assert may_send_through_isva(record_of(road), "POLICE", at=road.at)
    agree(road, road.support, ["IS_SUPPORTED"], recipient="POLICE")
    assert may_send_through_isva(record_of(road), "POLICE", at=road.at)
    take_back(road, category="IS_SUPPORTED")
    assert not may_send_through_isva(record_of(road), "POLICE", at=road.at)


# Who is notified


def test_those_who_had_sight_are_told_where_to_look_and_nobody_who_never_knew(road):
    with_notes(road)
    see(road, "contact", "see-contacts")
    take_back(road, recipient="POLICE")
    assert told("consent_changed") == ["Cora Contact", "Mia Serviceman"]
    notice = Delivery.objects.get(notice="consent_changed", recipient=road.cast.contact)
    assert (notice.about, notice.subject) == (road.victim.pk, f"{road.case.urn}, victim 1")
    page = as_(road.cast.contact).get("/notices/")
    assert "What a victim agrees to has changed" in said(page)
    assert at("see-victim-support", record_of(road)) in page.text


def test_the_service_and_whoever_recorded_it_hear_of_what_police_pass_on(road):
    facts = {"record": record_of(road), "consents": open_consents(), "how": "PHONE"}
    road.do(pass_withdrawal_on, "contact", **facts)
    assert told("consent_changed") == sorted(["Isa Isva", "Mia Serviceman", road.cast.officer.name])


def test_whoever_has_a_conflict_by_then_is_shown_no_notice_of_it(road):
    with_notes(road)
    see(road, "contact", "see-contacts")
    in_conflict(road.cast.contact, road.case, at=road.at)
    take_back(road, recipient="POLICE")
    assert "has changed" not in said(as_(road.cast.contact).get("/notices/"))
