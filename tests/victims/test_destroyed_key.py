"""Once a victim's key is destroyed, no copy of their identity can be decrypted."""

import pytest
from django.core.management import call_command
from django.db import connection

from devtools.case_builder import person
from devtools.letter_steps import NAME, act, printed, road_to_charge, scope_of, sent, written
from people.access.scopes import Refused
from people.models import Draft
from tests.support.backup_restore import backup, restored
from tests.support.cases.pages import as_, at, said
from tests.support.victims.permission_matrix import a_service
from tests.support.victims.support_service import agree, record_of, refer
from victims import encryption, keys
from victims.actions import letters, support
from victims.actions.identities import record_identity, reveal_identity
from victims.actions.liaison_notes import send_liaison_note
from victims.actions.records import name_victim_contact
from victims.models import (
    IDENTITY_FIELDS,
    Letter,
    LiaisonNote,
    NoteReceived,
    Sending,
    VictimIdentity,
)
from victims.queries.letters import letter_words_or_empty
from victims.queries.records import victims_with_index

NOTE, PARAGRAPH, PHONE = "Marigold shift.", "Ring Quillfeather first.", "07700 900456"
PLANTED = (
    "Quist-Example", "Zaz", "Nowhere Street", "zara@example.org", "Marigold", "Quillfeather",
    "900456",
)  # fmt: skip


def known():
    """A victim with everything that is ever stored: two identities, letters and a note."""
    road = road_to_charge()
    record = record_of(road)
    road.do(record_identity, "officer", record=record, version=1, phone=PHONE)
    printed(road, sent(road))
    road.do(name_victim_contact, "second", record=record, person=road.cast.liaison)
    draft = written(road, kind="HELLO")
    act(road, letters.edit_letter, draft, contact_details=PARAGRAPH)
    service = a_service()
    road.cast.service_manager = person(service, "manage_support")
    road.cast.isva = person(service, "support_victims")
    asked = refer(road, service=service)
    road.do(support.accept_support, "service_manager", support=asked, isva=road.cast.isva)
    agree(road, asked, ["LIAISON"], recipient="POLICE")
    about = {"support": asked, "roles": ["OFFICER_IN_CASE"]}
    road.do(send_liaison_note, "isva", text=NOTE, **about)
    return road


def sealed_values():
    """All binary values of all tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'bytea'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f"SELECT {column} FROM {table}")
            yield from (bytes(value) for (value,) in cursor.fetchall() if value)


def planted_in(script):
    """Details of the victim readable in a backup, as text or as hex."""
    low = script.lower()
    forms = [(word, word.lower().encode()) for word in PLANTED]
    forms += [(word, word.encode().hex().encode()) for word in PLANTED]
    return {word for word, form in forms if form in low}


def opened_now(road):
    """Everything of the victim that any remaining key decrypts."""
    record, found = record_of(road), []
    rows = [*Letter.objects.unscoped("test"), *Sending.objects.unscoped("test")]
    for what in (*IDENTITY_FIELDS, LiaisonNote.sealed_as, *(row.sealed_as for row in rows)):
        for kept in sealed_values():
            try:
                found.append(encryption.decrypt_text(kept, victim=record.pk, bound_to=what))
            except keys.VictimKeyUnavailable:
                continue
    return " ".join(found)


def looked_for(road):
    """(text of the victim's pages, victims found by name)."""
    record, officer = record_of(road), as_(road.cast.officer)
    liaison = as_(road.cast.liaison)
    pages = [officer.get(at(name, record)) for name in ("see-victim", "see-contacts")]
    pages += [liaison.get(at("see-letter", each)) for each in Letter.objects.unscoped("test")]
    found = victims_with_index(
        {"name": encryption.blind_index("name", NAME)}, scope_of(road, "officer")
    )
    return " ".join(map(said, pages)), found


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("keys_come_back")
def test_a_restored_backup_opens_nothing_once_her_key_is_destroyed():
    road = known()
    script = backup()
    assert planted_in(script) == set()
    told, found = looked_for(road)
    assert found and NOTE in told and PARAGRAPH in told
    assert all(word in opened_now(road) for word in PLANTED)  # so that the test shows something
    call_command("destroy_victim_identity", str(road.victim.pk), "--yes", verbosity=0)
    assert_gone(road)
    assert planted_in(backup()) == set()
    with restored(script):  # as before the destruction
        assert VictimIdentity.objects.unscoped("test").get().destroyed_at is None
        assert_gone(road)
        call_command("destroy_victim_identity", str(road.victim.pk), "--yes", verbosity=0)
        assert_gone(road)


def assert_gone(road):
    assert opened_now(road) == ""
    told, found = looked_for(road)
    assert found == [] and not any(word in told for word in PLANTED)
    with pytest.raises(Refused, match="destroyed|cannot be opened"):
        road.do(reveal_identity, "officer", record=record_of(road))
    assert all(letter_words_or_empty(each) == {} for each in Letter.objects.unscoped("test"))
    assert not Draft.objects.exists() and NoteReceived.objects.unscoped("test").count() == 1
