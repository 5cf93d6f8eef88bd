"""Liaison notes: sent on purpose to roles, by an active consent, and encrypted."""

import pytest

from devtools.case_builder import Road, cast, scope
from people.access.scopes import Refused
from people.access.scopes import standing_on as standing_of
from people.models import AuditEntry
from tests.support.cases.pages import as_, at, follow, said
from tests.support.module_fixtures import standing
from tests.support.victims.support_service import agree, now, record_of, supported, with_service
from timeliness.models import Delivery
from victims import keys
from victims.actions.consents import withdraw_consent
from victims.actions.liaison_notes import send_liaison_note
from victims.models import Consent, LiaisonNote, NoteReceived
from victims.queries.liaison_notes import notes_received_by_roles, notes_sent_by_service

pytestmark = pytest.mark.django_db
TEXT = "Please ring after six: Marigold shift."


@standing
def road():
    road = with_service(Road(cast()).submit())
    road.support = supported(road)
    agree(road, road.support, ["LIAISON"], recipient="POLICE")
    return road


def send(road, *roles, text=TEXT):
    about = {"support": now(road.support), "text": text, "roles": roles}
    return road.do(send_liaison_note, "isva", **about)


def read_by(road, who):
    by = scope(getattr(road.cast, who), at=road.at)
    record = record_of(road)
    held = standing_of(by, record).capacities
    return [line.text for line in notes_received_by_roles(record, by, capacities=held)]


def test_a_note_reaches_the_roles_it_was_sent_to_and_nobody_else(road):
    send(road, "CONTACT_OFFICER")
    assert read_by(road, "contact") == [TEXT]
    for who in ("officer", "supervisor", "liaison", "prosecutor", "assistant"):
        assert read_by(road, who) == [], who
    send(road, "OFFICER_IN_CASE", text="For the officer.")
    assert read_by(road, "officer") == ["For the officer."]
    by = scope(road.cast.isva, at=road.at)
    assert [line.text for line in notes_sent_by_service(now(road.support), by)] == [
        "For the officer.",
        TEXT,
    ]


def test_a_note_goes_to_a_side_only_if_she_agrees_and_to_all_of_its_roles_or_none(road):
    with pytest.raises(Refused, match="not agreed that the CPS"):
        send(road, "CONTACT_OFFICER", "LIAISON_OFFICER")
    assert not NoteReceived.objects.unscoped("test").exists()
    agree(road, road.support, ["LIAISON"], recipient="CPS")
    send(road, "CONTACT_OFFICER", "LIAISON_OFFICER")
    assert read_by(road, "contact") == read_by(road, "liaison") == [TEXT]


def test_a_consent_taken_back_while_the_form_is_open_refuses_it_and_keeps_what_was_typed(road):
    browser, address = as_(road.cast.isva), at("send-liaison-note", road.support)
    key = browser.get(address).context["form"]["form_key"].value()
    send(road, "CONTACT_OFFICER", text="Earlier.")
    one = Consent.objects.unscoped("test").get(category="LIAISON")
    about = {"support": now(road.support), "consents": [str(one.pk)], "how": "PHONE"}
    road.do(withdraw_consent, "isva", **about)
    typed = {"roles": ["CONTACT_OFFICER"], "text": TEXT, "is_understood": "on", "form_key": key}
    page = browser.post(address, typed)
    assert page.status_code == 409 and "or has withdrawn that" in said(page) and TEXT in page.text
    assert read_by(road, "contact") == ["Earlier."]  # notes received earlier stay


def test_a_note_keeps_the_consent_that_it_relied_on(road):
    note = send(road, "CONTACT_OFFICER")
    [kept] = LiaisonNote.objects.unscoped("test").get(pk=note.pk).relied_on
    consent = Consent.objects.unscoped("test").get(category="LIAISON")
    assert (kept["consent"], kept["purpose"], kept["how"]) == (str(consent.pk), "SUPPORT", "PHONE")


def test_those_in_the_role_are_told_where_to_look_and_the_log_says_it_was_handed_out(road):
    send(road, "CONTACT_OFFICER", "OFFICER_IN_CASE")
    deliveries = Delivery.objects.filter(notice="liaison_note")
    assert {each.recipient for each in deliveries} == {road.cast.contact, road.cast.officer}
    assert {each.subject for each in deliveries} == {f"{road.case.urn}, victim 1"}
    entry = AuditEntry.objects.get(verb="send_liaison_note")
    assert (entry.operation, entry.case_id) == ("disclosure", road.case.pk)


@pytest.mark.usefixtures("keys_come_back")
def test_a_note_is_sealed_and_goes_with_her_key(road):
    send(road, "CONTACT_OFFICER")
    for row in (*LiaisonNote.objects.unscoped("test"), *NoteReceived.objects.unscoped("test")):
        assert b"Marigold" not in bytes(row.text)
    keys.destroy_victim_key(road.victim.pk)
    assert read_by(road, "contact") == [None]


def test_the_contact_page_shows_it_to_its_role_alone(road):
    browser = as_(road.cast.isva)
    page = follow(
        browser, at("send-liaison-note", road.support), roles=["CONTACT_OFFICER"], text=TEXT,
        is_understood="on",
    )  # fmt: skip
    assert TEXT in said(page)
    record = record_of(road)
    assert TEXT in said(as_(road.cast.contact).get(at("see-contacts", record)))
    for who in ("officer", "supervisor"):
        page = said(as_(getattr(road.cast, who)).get(at("see-contacts", record)))
        assert TEXT not in page and "Notes from the ISVA" not in page


def test_the_form_warns_and_asks_that_it_is_understood(road):
    browser, address = as_(road.cast.isva), at("send-liaison-note", road.support)
    assert "may have to be shown to the defence" in said(browser.get(address))
    page = browser.post(address, {"roles": ["CONTACT_OFFICER"], "text": "x" * 501})
    assert "Confirm that you know" in said(page) and "no more than 500 characters" in said(page)
