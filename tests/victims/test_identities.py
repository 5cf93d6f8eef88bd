"""Victims' identities: encrypted, revealed, found by an exact detail, and destroyed."""

from datetime import timedelta
from pathlib import Path
from unittest import TestCase

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.case_details.actions.cases import add_victim
from cases.models import Case, Suspect
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from victims import encryption, keys
from victims.actions.encrypted_words import check_victim_key_not_lost
from victims.actions.identities import destroy_identity, record_identity, reveal_identity
from victims.actions.records import record_wishes
from victims.contact_barriers import barriers_to_contact
from victims.models import Reveal, VictimIdentity, VictimRecord
from victims.queries.records import victims_with_index

pytestmark = pytest.mark.django_db
NAME = "Zara Quist-Example"
FACTS = {
    "name": NAME,
    "phone": "+44 7700 900123",
    "email": "Zara@example.org",
    "address": "1 Nowhere",
}


@module_fixture
def builder():
    return CaseBuilder(cast()).submit()


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def write_identity(builder, **facts):
    return builder.do(
        record_identity, "officer", record=record_of(builder), version=0, **FACTS | facts
    )


def all_stored_values():
    """All values of all tables of victims/."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'victims_%'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            yield from (
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
                for row in cursor.fetchall()
                for v in row
            )


def test_no_word_of_an_identity_is_readable_in_the_database(builder):
    write_identity(builder)
    kept = b"\n".join(all_stored_values()).lower()
    assert b"quist" not in kept and b"900123" not in kept and b"nowhere" not in kept


def test_an_assigned_person_is_shown_it_and_a_log_entry_is_left(builder):
    write_identity(builder)
    shown = builder.do(reveal_identity, "officer", record=record_of(builder))
    assert {name: shown.facts[name] for name in FACTS} == FACTS
    [mark] = Reveal.objects.unscoped("test").filter(record=builder.victim.pk)
    assert mark.by == builder.cast.officer
    assert AuditEntry.objects.filter(verb="reveal_identity", operation="consultation").exists()


def test_an_unassigned_person_says_why(builder):
    write_identity(builder)
    with pytest.raises(Refused, match="not assigned"):
        builder.do(reveal_identity, "supervisor", record=record_of(builder))
    assert not Reveal.objects.unscoped("test").exists()
    shown = builder.do(
        reveal_identity,
        "supervisor",
        record=record_of(builder),
        reason="She rang us. Both sides know the reason.",
    )
    assert shown.facts["name"] == NAME


def test_fields_left_out_stay_and_the_history_opens_as_long_as_the_victim_s_key_is_there(builder):
    write_identity(builder)
    record, at = record_of(builder), {"version": 1}
    builder.do(record_identity, "officer", record=record, phone="07700 900456", **at)
    shown = builder.do(reveal_identity, "officer", record=record)
    assert shown.facts["phone"] == "07700 900456" and shown.facts["name"] == NAME
    identity = VictimIdentity.objects.unscoped("test").get(record=record)
    first = identity.history.earliest()
    assert (
        encryption.decrypt_text(first.phone, victim=record.pk, bound_to="phone") == FACTS["phone"]
    )


def test_two_who_write_at_once_do_not_undo_each_other(builder):
    write_identity(builder)
    with pytest.raises(Refused, match="Someone else has recorded"):
        builder.do(record_identity, "officer", record=record_of(builder), version=0, name="Another")
    shown = builder.do(reveal_identity, "officer", record=record_of(builder))
    assert shown.facts["name"] == NAME


def test_a_value_copied_to_another_victim_or_field_does_not_open(builder):
    first = write_identity(builder)
    other = CaseBuilder(builder.cast).submit()
    second = write_identity(other, name="Somebody Else")
    assert keys.victim_key(first.record_id) != keys.victim_key(second.record_id)
    with pytest.raises(keys.VictimKeyUnavailable):
        encryption.decrypt_text(first.name, victim=second.record_id, bound_to="name")
    with pytest.raises(keys.VictimKeyUnavailable):
        encryption.decrypt_text(first.name, victim=first.record_id, bound_to="address")


@pytest.mark.parametrize("typed", [NAME, "zara  quist-example", "Zára Quist Example"])
def test_a_victim_is_found_by_the_whole_name_however_it_is_typed(builder, typed):
    write_identity(builder)
    found = victims_with_index(
        {"name": encryption.blind_indexes("name", typed)}, scope(builder.cast.officer)
    )
    assert [pk for pk, _urn, _number in found] == [builder.victim.pk]


@pytest.mark.parametrize("typed", ["Zara", "Quist-Example", "Zara Q", "%", ""])
def test_part_of_a_name_finds_no_victim(builder, typed):
    write_identity(builder)
    index = encryption.blind_indexes("name", typed)
    assert not index or not victims_with_index({"name": index}, scope(builder.cast.officer))


def test_a_number_is_found_with_and_without_the_code_of_the_country(builder):
    write_identity(builder)
    index = {"phone": encryption.blind_indexes("phone", "07700 900 123")}
    assert victims_with_index(index, scope(builder.cast.officer))


def test_a_number_shared_with_the_suspect_finds_the_victim_and_does_not_say_so(builder):
    """
    A suspect has no number in the system; that they may answer a call is recorded as a caution.
    """
    assert not [field.name for field in Suspect._meta.fields if "phone" in field.name]
    other = builder.do(add_victim, "officer", case=builder.case)
    write_identity(builder)
    about = {"record": VictimRecord.objects.unscoped("test").get(pk=other.pk), "version": 0}
    builder.do(record_identity, "officer", name="Yara Other-Example", phone=FACTS["phone"], **about)
    index = {"phone": encryption.blind_indexes("phone", FACTS["phone"])}
    by = scope(builder.cast.officer)
    assert {pk for pk, _urn, _n in victims_with_index(index, by)} == {builder.victim.pk, other.pk}
    care = {"care": "He answers this number too.", "voicemail_is_safe": "NO"}
    builder.do(record_wishes, "officer", record=record_of(builder), version=1, **care)
    gate = page_text(
        client_for(builder.cast.officer).get(page_url("record-contact", record_of(builder)))
    )
    assert "He answers this number too." in gate.split("I have read the above")[0]
    assert barriers_to_contact(record_of(builder), channel="PHONE", outcome="VOICEMAIL") == [
        "NO_VOICEMAIL"
    ]


def test_a_victim_is_not_found_by_people_who_may_not_read_the_record(builder):
    write_identity(builder)
    index = {"name": encryption.blind_index("name", NAME)}
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    stranger = person(builder.cast.police, "refer_cases")
    assert not victims_with_index(index, scope(stranger))


def test_without_a_key_nothing_opens_and_the_operator_is_told_the_record_s_id_alone(
    builder, settings
):
    write_identity(builder)
    settings.VICTIM_KEYS = ["another"]
    with (
        TestCase().assertLogs("victims.keys", "ERROR") as told,
        pytest.raises(Refused, match="cannot be opened"),
    ):
        builder.do(reveal_identity, "officer", record=record_of(builder))
    assert str(builder.victim.pk) in str(told.output) and "Zara" not in str(told.output)
    with pytest.raises(Refused, match="cannot be opened"):  # and nothing is sealed with a new one
        builder.do(record_identity, "officer", record=record_of(builder), version=1, name="Other")


@pytest.mark.usefixtures("restore_victim_keys")
def test_a_lost_key_is_not_made_again_for_any_sealing(builder, settings):
    write_identity(builder)
    Path(settings.VICTIM_KEY_ROOT, str(builder.victim.pk)).unlink()
    record = record_of(builder)
    with (
        TestCase().assertLogs("victims.keys", "ERROR") as told,
        pytest.raises(Refused, match="cannot be opened"),
    ):
        builder.do(record_identity, "officer", record=record, version=1, name="Other")
    assert str(record.pk) in str(told.output)
    with pytest.raises(keys.VictimKeyUnavailable):  # nor for a letter, a meeting or a note
        check_victim_key_not_lost(record.pk)
    assert not keys.has_victim_key_file(record.pk)
    assert not victims_with_index(
        {"name": encryption.blind_index("name", NAME)}, scope(builder.cast.officer)
    )


@pytest.mark.usefixtures("restore_victim_keys")
@pytest.mark.parametrize("kept", [b"cut", b"a nonce and of the key only a part"])
def test_a_key_file_cut_short_is_unavailable(builder, settings, kept):
    write_identity(builder)
    Path(settings.VICTIM_KEY_ROOT, str(builder.victim.pk)).write_bytes(kept)
    with (
        TestCase().assertLogs("victims.keys", "ERROR") as told,
        pytest.raises(CommandError, match="opens the key of victim"),
    ):
        call_command("rotate_victim_keys", verbosity=0)
    assert str(builder.victim.pk) in str(told.output)
    with pytest.raises(Refused, match="cannot be opened"):
        builder.do(reveal_identity, "officer", record=record_of(builder))


def test_keys_are_wrapped_again_and_the_old_key_may_go(builder, settings):
    write_identity(builder)
    old = settings.VICTIM_KEYS
    settings.VICTIM_KEYS = ["new", *old]
    call_command("rotate_victim_keys", verbosity=0)
    settings.VICTIM_KEYS = ["new"]
    assert builder.do(reveal_identity, "officer", record=record_of(builder)).facts["name"] == NAME
    settings.VICTIM_KEYS = ["a third"]
    with pytest.raises(CommandError, match="opens the key of victim"):
        call_command("rotate_victim_keys", verbosity=0)
    settings.VICTIM_KEYS = [*old, "new"]  # as it was, for the tests that come after
    call_command("rotate_victim_keys", verbosity=0)


@pytest.mark.usefixtures("restore_victim_keys")
def test_destroying_a_victim_s_key_leaves_nothing_that_opens(builder):
    identity = write_identity(builder)
    before = list(all_stored_values())
    assert bytes(identity.phone) in before
    assert destroy_identity(record=builder.victim.pk, at=builder.at)
    for kept in before:  # a restored backup has these, and no key
        for what in FACTS:
            with pytest.raises(keys.VictimKeyUnavailable):
                encryption.decrypt_text(kept or b"nothing", victim=builder.victim.pk, bound_to=what)
    with pytest.raises(keys.VictimKeyUnavailable):  # a note or a letter makes her no other
        encryption.encrypt_text("More of her.", victim=builder.victim.pk, bound_to="liaison note")
    assert not victims_with_index(
        {"name": encryption.blind_index("name", NAME)}, scope(builder.cast.officer)
    )
    with pytest.raises(Refused, match="destroyed"):
        builder.do(reveal_identity, "officer", record=record_of(builder))
    with pytest.raises(Refused, match="destroyed"):  # no new key is made for her either
        builder.do(record_identity, "officer", record=record_of(builder), version=2, name="Again")
    assert AuditEntry.objects.filter(operation="erasure", verb="destroy_identity").count() == 1
    builder.at += timedelta(hours=1)
    assert not destroy_identity(record=builder.victim.pk, at=builder.at)
    assert AuditEntry.objects.filter(operation="erasure", verb="destroy_identity").count() == 1


def test_the_key_is_in_a_file_of_its_own_that_only_the_service_reads(builder, settings):
    write_identity(builder)
    file = Path(settings.VICTIM_KEY_ROOT) / str(builder.victim.pk)
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(file.read_bytes()) == 12 + 32 + 16
