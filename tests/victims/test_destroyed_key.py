"""Once a victim's key is destroyed, no copy of their identity can be decrypted."""

import pytest
from django.core.management import call_command
from django.db import connection

from devtools.case_builder import person
from devtools.letter_steps import (
    NAME,
    act_on_letter,
    build_charged_case,
    print_letter_of,
    scope_of,
    send_letter_of,
    write_letter_of,
)
from people.access.scopes import Refused
from people.models import Draft
from tests.support.backup_restore import dump_database, restore_backup
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.victims.permission_matrix import make_service
from tests.support.victims.support_service import give_consent, record_of, refer_victim
from victims import encryption, keys
from victims.actions import letters, support
from victims.actions.identities import destroy_identity, record_identity, reveal_identity
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
    "Quist-Example", "Zazzywhistle", "Nowhere Street", "zara@example.org", "Marigold",
    "Quillfeather", "900456",
)  # fmt: skip


def build_known_victim():
    """A victim with everything that is ever stored: two identities, letters and a note."""
    builder = build_charged_case()
    record = record_of(builder)
    builder.do(record_identity, "officer", record=record, version=1, phone=PHONE)
    print_letter_of(builder, send_letter_of(builder))
    builder.do(name_victim_contact, "second", record=record, person=builder.cast.liaison)
    draft = write_letter_of(builder, kind="HELLO")
    act_on_letter(builder, letters.edit_letter, draft, contact_details=PARAGRAPH)
    service = make_service()
    builder.cast.service_manager = person(service, "manage_support")
    builder.cast.isva = person(service, "support_victims")
    asked = refer_victim(builder, service=service)
    builder.do(support.accept_support, "service_manager", support=asked, isva=builder.cast.isva)
    give_consent(builder, asked, ["LIAISON"], recipient="POLICE")
    about = {"support": asked, "roles": ["OFFICER_IN_CASE"]}
    builder.do(send_liaison_note, "isva", text=NOTE, **about)
    return builder


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


def details_found_in(script):
    """Details of the victim readable in a backup, as text or as hex."""
    low = script.lower()
    forms = [(word, word.lower().encode()) for word in PLANTED]
    forms += [(word, word.encode().hex().encode()) for word in PLANTED]
    return {word for word, form in forms if form in low}


def decrypted_details(builder):
    """Everything of the victim that any remaining key decrypts."""
    record, found = record_of(builder), []
    rows = [*Letter.objects.unscoped("test"), *Sending.objects.unscoped("test")]
    for what in (*IDENTITY_FIELDS, LiaisonNote.sealed_as, *(row.sealed_as for row in rows)):
        for kept in sealed_values():
            try:
                found.append(encryption.decrypt_text(kept, victim=record.pk, bound_to=what))
            except keys.VictimKeyUnavailable:
                continue
    return " ".join(found)


def search_results(builder):
    """(text of the victim's pages, victims found by name)."""
    record, officer = record_of(builder), client_for(builder.cast.officer)
    liaison = client_for(builder.cast.liaison)
    pages = [officer.get(page_url(name, record)) for name in ("see-victim", "see-contacts")]
    pages += [liaison.get(page_url("see-letter", each)) for each in Letter.objects.unscoped("test")]
    found = victims_with_index(
        {"name": encryption.blind_indexes("name", NAME)}, scope_of(builder, "officer")
    )
    return " ".join(map(page_text, pages)), found


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("restore_victim_keys")
def test_a_restored_backup_opens_nothing_once_the_victim_s_key_is_destroyed():
    builder = build_known_victim()
    script = dump_database()
    assert details_found_in(script) == set()
    told, found = search_results(builder)
    assert found and NOTE in told and PARAGRAPH in told
    assert all(
        word in decrypted_details(builder) for word in PLANTED
    )  # so that the test shows something
    assert destroy_identity(record=builder.victim.pk, at=builder.at)
    assert_gone(builder)
    assert details_found_in(dump_database()) == set()
    with restore_backup(script):  # as before the destruction
        assert VictimIdentity.objects.unscoped("test").get().destroyed_at is None
        assert_gone(builder)
        call_command("after_restore", verbosity=0)
        assert VictimIdentity.objects.unscoped("test").get().destroyed_at
        assert_gone(builder)


def assert_gone(builder):
    assert decrypted_details(builder) == ""
    told, found = search_results(builder)
    assert found == [] and not any(word in told for word in PLANTED)
    with pytest.raises(Refused, match="destroyed|cannot be opened"):
        builder.do(reveal_identity, "officer", record=record_of(builder))
    assert all(letter_words_or_empty(each) == {} for each in Letter.objects.unscoped("test"))
    assert not Draft.objects.exists() and NoteReceived.objects.unscoped("test").count() == 1
