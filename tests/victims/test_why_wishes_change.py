"""Why a victim's wishes, or the person in contact with them, are others from now on (ADR 115)."""

import pytest

from devtools.case_builder import CaseBuilder, cast, person
from tests.pages.test_stale_pages import form_data_of
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.victims.test_record_pages import WISHES, record_of

pytestmark = pytest.mark.django_db
WHY = "They said so when they rang this morning."
ASKS = "Why is this changed?"
SAY_WHY = "Enter why this is changed"


@module_fixture
def builder():
    """A case with the CPS, and a victim whose wishes are recorded."""
    builder = CaseBuilder(cast()).submit()
    builder.cast.contact = person(builder.cast.police, "contact_victims", name="Con Tact")
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    assert send(builder, **WISHES).status_code == 302
    return builder


def send(builder, who="contact", page="record-wishes", **typed):
    client, address = client_for(getattr(builder.cast, who)), page_url(page, builder.victim)
    return client.post(address, form_data_of(client.get(address)) | typed)


def reasons(builder):
    rows = record_of(builder).history.order_by("history_id")
    return [each.changed_because for each in rows if each.changed_because]


def test_what_is_recorded_first_is_asked_no_reason():
    fresh = CaseBuilder(cast()).submit()
    contact = person(fresh.cast.police, "contact_victims", name="Con Tact")
    page = client_for(contact).get(page_url("record-wishes", fresh.victim))
    assert ASKS not in page_text(page)


@pytest.mark.parametrize(("field", "typed"), [
    ("voicemail_is_safe", "YES"), ("letter_is_safe", "YES"), ("channel", "TEXT"),
    ("needs_interpreter", "YES"), ("update_every_days", "60"), ("care", "Nobody answers."),
])  # fmt: skip
def test_another_answer_is_refused_without_a_reason_and_keeps_what_was_typed(builder, field, typed):
    before = getattr(record_of(builder), field)
    page = send(builder, **{field: typed})
    assert page.status_code == 200
    assert SAY_WHY in page_text(page)
    assert form_data_of(page)[field] == [typed]
    assert getattr(record_of(builder), field) == before
    assert send(builder, **{field: typed}, changed_because=WHY).status_code == 302
    assert str(getattr(record_of(builder), field)) == typed
    assert reasons(builder) == [WHY]


@pytest.mark.parametrize(("field", "typed"), [
    ("text_is_safe", "NO"), ("wants_contact", "NO"),
    ("care", "Her brother answers. He lives there again."),
])  # fmt: skip
def test_what_is_safer_waits_for_no_reason(builder, field, typed):
    assert send(builder, **{field: typed}).status_code == 302
    assert getattr(record_of(builder), field) == typed
    assert reasons(builder) == []


def test_both_sides_read_why_beside_what_it_was(builder):
    send(builder, voicemail_is_safe="YES", changed_because=WHY)
    for who in ("contact", "liaison"):
        page = client_for(getattr(builder.cast, who)).get(page_url("see-victim", builder.victim))
        assert WHY in page_text(page), who


def test_before_the_case_is_with_the_cps_the_police_alone_read_why():
    mine = CaseBuilder(cast())
    mine.cast.contact = person(mine.cast.police, "contact_victims", name="Con Tact")
    send(mine, **WISHES)
    send(mine, voicemail_is_safe="YES", changed_because=WHY)
    mine.submit()
    mine.cast.liaison = person(mine.cast.cps, "liaise_with_victims", name="Lia Liaison")
    address = page_url("see-victim", mine.victim)
    assert WHY in page_text(client_for(mine.cast.contact).get(address))
    assert WHY not in page_text(client_for(mine.cast.liaison).get(address))


def test_another_person_in_contact_has_a_reason_and_the_first_has_none(builder):
    page, contact = "name-victim-contact", builder.cast.contact
    other = person(builder.cast.police, "contact_victims", name="Other Contact")
    assert ASKS not in page_text(
        client_for(builder.cast.supervisor).get(page_url(page, builder.victim))
    )
    assert send(builder, "supervisor", page, person=contact.pk).status_code == 302
    refused = send(builder, "supervisor", page, person=other.pk)
    assert refused.status_code == 200 and SAY_WHY in page_text(refused)
    assert record_of(builder).contact_officer == contact
    sent = send(builder, "supervisor", page, person=other.pk, changed_because=WHY)
    assert sent.status_code == 302
    assert record_of(builder).contact_officer == other
    assert reasons(builder) == [WHY]
    read = client_for(builder.cast.liaison).get(page_url("see-victim", builder.victim))
    assert WHY in page_text(read)
