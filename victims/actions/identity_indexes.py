"""Rebuild the word indexes of identities."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from people.access import audit_log
from people.models import Operation
from victims import keys
from victims.actions.identities import identity_word_indexes
from victims.models import VictimIdentity

REINDEX_PURPOSE = "the words of identities are indexed anew"


def index_identities(*, at: datetime) -> tuple[int, int]:
    """
    Rebuild every identity's word indexes; (how many were, how many could not be decrypted).

    An operator's command, run after a change to what is indexed. It decrypts each identity, so the
    audit log has one line, written before the first, that lists them. Safe to repeat or resume.
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
        words = identity_word_indexes(identity, {})
    except keys.VictimKeyUnavailable:
        return False
    rows.update(words_index=words)
    return True
