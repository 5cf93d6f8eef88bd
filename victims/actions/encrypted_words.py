"""Decrypt and re-encrypt texts about a victim with the victim's key."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Refused
from victims import encryption, keys
from victims.models import (
    Agreed,
    Letter,
    Meeting,
    NoteReceived,
    VictimCharacteristic,
    VictimIdentity,
)

VICTIM_WORDS_UNREADABLE = _(
    "This victim’s record cannot be opened or encrypted now, so nothing was recorded. "
    "The fault has been reported."
)
VICTIM_WORDS_DESTROYED = _(
    "This victim’s details have been destroyed, so nothing more can be recorded."
)
NOTE_KEY_DESTROYED = _(
    "This victim’s details have been destroyed, so no note about them can be saved."
)


def encrypt_note_text(text: str, *, victim: UUID, bound_to: str) -> bytes:
    """
    A note or an answer to one, encrypted with the victim's key.

    victim: the id of their record. Raises Refused where the key was destroyed.
    """
    try:
        check_victim_key_not_lost(victim)
        return encryption.encrypt_text(text, victim=victim, bound_to=bound_to)
    except keys.VictimKeyUnavailable:
        raise Refused(NOTE_KEY_DESTROYED, is_stage=True) from None


def decrypt_row_words(
    row: Letter | Meeting | Agreed, encrypted: bytes | memoryview
) -> dict[str, str]:
    """
    {name: text} of a row's encrypted words. Raises Refused where the key does not decrypt them.
    """
    try:
        return encryption.decrypt_words(encrypted, victim=row.record_id, bound_to=row.sealed_as)
    except keys.VictimKeyUnavailable:
        raise Refused(VICTIM_WORDS_UNREADABLE, is_stage=True) from None


def reencrypt_row_words(
    row: Letter | Meeting | Agreed, encrypted: bytes | memoryview, words: dict[str, str]
) -> bytes:
    """The row's words updated with these, encrypted; never creates a key for an erased victim."""
    gone = VictimIdentity.objects.unscoped("is her key destroyed").filter(
        record=row.record_id, destroyed_at__isnull=False
    )
    if gone.exists():
        raise Refused(VICTIM_WORDS_DESTROYED, is_stage=True)
    words = decrypt_row_words(row, encrypted) | words
    try:
        check_victim_key_not_lost(row.record_id)
        return encryption.encrypt_words(words, victim=row.record_id, bound_to=row.sealed_as)
    except keys.VictimKeyUnavailable:
        raise Refused(VICTIM_WORDS_UNREADABLE, is_stage=True) from None


def check_victim_key_not_lost(victim: UUID) -> None:
    """
    Raises keys.VictimKeyUnavailable where text of the victim is encrypted and the key is missing.

    Otherwise a new key would be created, and once the missing file is restored its name is taken:
    the older texts could then never be decrypted.
    """
    if not keys.has_victim_key_file(victim) and _has_encrypted_rows(victim):
        keys.victim_key(victim)  # alerts the operator, and raises


def _has_encrypted_rows(victim: UUID) -> bool:
    why = "is a victim's key lost"
    rows: list[QuerySet[Any]] = [
        each.objects.unscoped(why) for each in (VictimIdentity, Letter, NoteReceived)
    ]
    rows.append(Meeting.objects.unscoped(why).exclude(said=b""))
    rows.append(VictimCharacteristic.objects.unscoped(why).exclude(answer=b""))
    return any(each.filter(record=victim).exists() for each in rows)
