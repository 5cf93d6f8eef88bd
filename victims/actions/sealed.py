"""Words about a victim that are sealed with her key, opened and sealed again by an act."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.access import Refused
from victims import keys, sealing
from victims.models import Agreed, Letter, Meeting, NoteReceived, VictimIdentity

NO_KEY = _(
    "This victim’s record cannot be opened or encrypted now, so nothing was recorded. "
    "The fault has been reported."
)
DESTROYED = _("This victim’s details have been destroyed, so nothing more can be recorded.")


def opened(row: Letter | Meeting | Agreed, kept: bytes | memoryview) -> dict[str, str]:
    """{name: text} of a row's sealed words; refused where her key does not open them."""
    try:
        return sealing.opened_words(kept, of=row.record_id, what=row.sealed_as)
    except keys.NoKey:
        raise Refused(NO_KEY, is_stage=True) from None


def sealed_again(
    row: Letter | Meeting | Agreed, kept: bytes | memoryview, words: dict[str, str]
) -> bytes:
    """What is kept of a row with these words in it, sealed; no key is made for who was erased."""
    gone = VictimIdentity.objects.system("is her key destroyed").filter(
        record=row.record_id, destroyed_at__isnull=False
    )
    if gone.exists():
        raise Refused(DESTROYED, is_stage=True)
    words = opened(row, kept) | words
    try:
        must_not_be_lost(row.record_id)
        return sealing.sealed_words(words, of=row.record_id, what=row.sealed_as)
    except keys.NoKey:
        raise Refused(NO_KEY, is_stage=True) from None


def must_not_be_lost(victim: UUID) -> None:
    """
    Raise keys.NoKey where something of hers has been sealed and her key is not there.

    Another key would be made for her otherwise, and what the lost one opens would be lost for good
    once its file comes back to a name that is taken.
    """
    if not keys.is_kept(victim) and _has_sealed(victim):
        keys.key_of(victim)  # tells whoever runs the service, and raises


def _has_sealed(victim: UUID) -> bool:
    why = "is a victim's key lost"
    rows: list[QuerySet[Any]] = [
        each.objects.system(why) for each in (VictimIdentity, Letter, NoteReceived)
    ]
    rows.append(Meeting.objects.system(why).exclude(said=b""))
    return any(each.filter(record=victim).exists() for each in rows)
