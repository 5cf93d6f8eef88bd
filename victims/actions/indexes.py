"""The words of identities are indexed anew, where they were recorded before that or otherwise."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from people import audit
from people.models import Operation
from victims import keys
from victims.actions.identities import words_of
from victims.models import VictimIdentity

WHY = "the words of identities are indexed anew"


def index_identities(*, at: datetime) -> tuple[int, int]:
    """
    Index the words of every identity anew; how many were, and how many their key does not open.

    By the operator, and again after a change to what is indexed. It opens each with the victim's
    key, so the log has one line of it, written before any is opened: which ones. May be run at any
    time, and again where it broke off.
    """
    rows = VictimIdentity.objects.system(WHY).filter(destroyed_at=None).order_by("pk")
    records = dict(rows.values_list("pk", "record"))
    audit.record(
        operation=Operation.CONSULTATION, verb="index_identities", by=None,
        kind=VictimIdentity._meta.label, ids=list(records), at=at,
    )  # fmt: skip
    done = sum(map(_index_anew, records))
    return done, len(records) - done


@transaction.atomic
def _index_anew(pk: UUID) -> bool:
    """Whether it was; not where it does not open, or has been destroyed meanwhile."""
    rows = VictimIdentity.objects.system(WHY).filter(pk=pk, destroyed_at=None)
    identity = rows.select_for_update().first()
    if identity is None:
        return False
    try:
        words = words_of(identity, {})
    except keys.NoKey:
        return False
    rows.update(words_index=words)
    return True
