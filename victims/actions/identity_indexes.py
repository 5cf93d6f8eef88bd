"""Rebuild the blind indexes of identities."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from people.access import audit_log
from people.models import Operation
from victims import encryption, keys
from victims.actions.identities import decrypted_identity, identity_word_indexes
from victims.models import INDEXED_IDENTITY_FIELDS, VictimIdentity

REINDEX_PURPOSE = "identities are indexed anew"


def index_identities(*, at: datetime) -> tuple[int, int]:
    """
    Rebuild every identity's blind indexes; (how many were, how many could not be decrypted).

    An operator's command, run after a change to what is indexed, or of VICTIM_INDEX_KEY. It opens
    each identity, so the audit log has one line, written before the first, that lists them. Safe to
    repeat or resume.
    """
    rows = VictimIdentity.objects.unscoped(REINDEX_PURPOSE).filter(destroyed_at=None).order_by("pk")
    records = dict(rows.values_list("pk", "record"))
    audit_log.record_entry(
        operation=Operation.CONSULTATION, verb="index_identities", by=None,
        kind=VictimIdentity._meta.label, ids=list(records), at=at,
    )  # fmt: skip
    done = sum(map(_reindex_identity, records))
    return done, len(records) - done


@transaction.atomic
def _reindex_identity(pk: UUID) -> bool:
    """
    Reindex one identity. Returns False if it cannot be decrypted or has been destroyed meanwhile.
    """
    rows = VictimIdentity.objects.unscoped(REINDEX_PURPOSE).filter(pk=pk, destroyed_at=None)
    identity = rows.select_for_update().first()
    if identity is None:
        return False
    try:
        facts = decrypted_identity(identity)
    except keys.VictimKeyUnavailable:
        return False
    exact = {
        f"{name}_index": encryption.blind_index(name, facts[name])
        for name in INDEXED_IDENTITY_FIELDS
    }
    rows.update(words_index=identity_word_indexes(identity, facts), **exact)
    return True
