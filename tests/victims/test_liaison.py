"""Liaison notes: sent on purpose to roles, by an active consent, and encrypted."""

import pytest

from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from people.access.scopes import standing_on as standing_of
from people.models import AuditEntry
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.victims.support_service import (
    add_service,
    fresh_support,
    give_consent,
    record_of,
    refer_and_accept,
)
from timeliness.models import Delivery
from victims import keys
from victims.actions.consents import withdraw_consent
from victims.actions.liaison_notes import send_liaison_note
from victims.models import Consent, LiaisonNote, NoteReceived
from victims.queries.liaison_notes import notes_received_by_roles, notes_sent_by_service

pytestmark = pytest.mark.django_db
TEXT = "Please ring after six: Marigold shift."


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).submit())
    builder.support = refer_and_accept(builder)
    give_consent(builder, builder.support, ["LIAISON"], recipient="POLICE")
    return builder


def send_note(builder, *roles, text=TEXT):
    about = {"support": fresh_support(builder.support), "text": text, "roles": roles}
    return builder.do(send_liaison_note, "isva", **about)


def readable_by(builder, who):
    by = scope(getattr(builder.cast, who), at=builder.at)
    record = record_of(builder)
    held = standing_of(by, record).capacities
    return [line.text for line in notes_received_by_roles(record, by, capacities=held)]


def test_a_note_reaches_only_the_roles_it_was_sent_to(builder):
    send_note(builder, "CONTACT_OFFICER")
    assert readable_by(builder, "contact") == [TEXT]
    for who in ("officer", "supervisor", "liaison", "prosecutor", "assistant"):
        assert readable_by(builder, who) == [], who
    send_note(builder, "OFFICER_IN_CASE", text="For the officer.")
    assert readable_by(builder, "officer") == ["For the officer."]
    by = scope(builder.cast.isva, at=builder.at)
    assert [line.text for line in notes_sent_by_service(fresh_support(builder.support), by)] == [
        "For the officer.",
        TEXT,
    ]


def test_a_note_goes_to_a_side_only_with_consent_and_to_all_of_its_roles_or_none(builder):
    with pytest.raises(Refused, match="not agreed that the CPS"):
        send_note(builder, "CONTACT_OFFICER", "LIAISON_OFFICER")
    assert not NoteReceived.objects.unscoped("test").exists()
    give_consent(builder, builder.support, ["LIAISON"], recipient="CPS")
    send_note(builder, "CONTACT_OFFICER", "LIAISON_OFFICER")
    assert readable_by(builder, "contact") == readable_by(builder, "liaison") == [TEXT]


def test_a_consent_taken_back_while_the_form_is_open_refuses_it_and_keeps_what_was_typed(builder):
    browser, address = client_for(builder.cast.isva), page_url("send-liaison-note", builder.support)
    key = browser.get(address).context["form"]["form_key"].value()
    send_note(builder, "CONTACT_OFFICER", text="Earlier.")
    one = Consent.objects.unscoped("test").get(category="LIAISON")
    about = {"support": fresh_support(builder.support), "consents": [str(one.pk)], "how": "PHONE"}
    builder.do(withdraw_consent, "isva", **about)
    typed = {"roles": ["CONTACT_OFFICER"], "text": TEXT, "is_understood": "on", "form_key": key}
    typed["wants_answer"] = "no"
    page = browser.post(address, typed)
    assert (
        page.status_code == 409 and "or has withdrawn that" in page_text(page) and TEXT in page.text
    )
    assert readable_by(builder, "contact") == ["Earlier."]  # notes received earlier stay


def test_a_note_keeps_the_consent_that_it_relied_on(builder):
    note = send_note(builder, "CONTACT_OFFICER")
    [kept] = LiaisonNote.objects.unscoped("test").get(pk=note.pk).relied_on
    consent = Consent.objects.unscoped("test").get(category="LIAISON")
    assert (kept["consent"], kept["purpose"], kept["how"]) == (str(consent.pk), "SUPPORT", "PHONE")


def test_those_in_the_role_are_told_where_to_look_and_the_log_says_it_was_handed_out(builder):
    send_note(builder, "CONTACT_OFFICER", "OFFICER_IN_CASE")
    deliveries = Delivery.objects.filter(notice="liaison_note")
    assert {each.recipient for each in deliveries} == {builder.cast.contact, builder.cast.officer}
    assert {each.subject for each in deliveries} == {f"{builder.case.urn}, victim 1"}
    entry = AuditEntry.objects.get(verb="send_liaison_note")
    assert (entry.operation, entry.case_id) == ("disclosure", builder.case.pk)


@pytest.mark.usefixtures("restore_victim_keys")
def test_a_note_is_sealed_and_goes_with_the_victim_s_key(builder):
    send_note(builder, "CONTACT_OFFICER")
    for row in (*LiaisonNote.objects.unscoped("test"), *NoteReceived.objects.unscoped("test")):
        assert b"Marigold" not in bytes(row.text)
    keys.destroy_victim_key(builder.victim.pk)
    assert readable_by(builder, "contact") == [None]


def test_the_contact_page_shows_it_to_its_role_alone(builder):
    browser = client_for(builder.cast.isva)
    page = submit_form(
        browser,
        page_url("send-liaison-note", builder.support),
        roles=["CONTACT_OFFICER"],
        text=TEXT,
        wants_answer="yes",
        is_understood="on",
    )
    assert TEXT in page_text(page)
    record = record_of(builder)
    assert TEXT in page_text(client_for(builder.cast.contact).get(page_url("see-contacts", record)))
    for who in ("officer", "supervisor"):
        page = page_text(
            client_for(getattr(builder.cast, who)).get(page_url("see-contacts", record))
        )
        assert TEXT not in page and "Notes from the ISVA" not in page


def test_the_form_warns_and_asks_that_it_is_understood(builder):
    browser, address = client_for(builder.cast.isva), page_url("send-liaison-note", builder.support)
    assert "may have to be shown to the defence" in page_text(browser.get(address))
    page = browser.post(address, {"roles": ["CONTACT_OFFICER"], "text": "x" * 501})
    assert "Confirm that you know" in page_text(
        page
    ) and "no more than 500 characters" in page_text(page)
