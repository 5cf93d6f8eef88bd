"""
What follows once a victim's identity is destroyed: their key goes, and drafts about them.

At the commit of the approval, and in the worker where that was interrupted (ADR 119).
"""

import logging
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import CharField, F, Func, QuerySet, Value

from people.access.row_security import for_purpose
from people.models import AccessControlled, Draft
from victims import keys
from victims.models import IdentityDestruction, VictimIdentity, VictimRecord

log = logging.getLogger(__name__)
Status = IdentityDestruction.Status
PURPOSE = "an identity is destroyed"
# Forms whose answers are sealed with the victim's key: once it is gone, no draft of one can be
# sent. Of letters and meetings no form keeps drafts.
SEALING_FORMS = frozenset(
    {
        "record_identity", "record_characteristics", "send_liaison_note", "answer_note",
        "correct_note_answer",
    }
)  # fmt: skip


def destroy_key_or_log(record_id: UUID, *, at: datetime) -> bool:
    """
    Destroy a victim's key, after the commit of the approval, and record that it is.

    False where that fails, which is in the log: the worker tries it again.
    """
    try:
        _destroy_key(record_id, at=at)
    except Exception:  # a disk or the database: neither keeps others, nor fails who approved it
        log.exception("The key of victim %s could not be destroyed", record_id)
        return False
    return True


@for_purpose(PURPOSE)
@transaction.atomic
def _destroy_key(record_id: UUID, *, at: datetime) -> None:
    keys.destroy_victim_key(record_id)
    rows = IdentityDestruction.objects.unscoped(PURPOSE).filter(record=record_id)
    rows.filter(status=Status.APPROVED, keys_destroyed_at=None).update(keys_destroyed_at=at)


def finish_identity_destructions(*, at: datetime) -> int:
    """
    Destroy the keys of victims whose approval was interrupted before they were, and late drafts.

    Returns of how many the key was destroyed. One that fails keeps no other.
    """
    rows = IdentityDestruction.objects.unscoped(PURPOSE)
    waiting = rows.filter(status=Status.APPROVED, keys_destroyed_at=None).order_by("settled_at")
    ids = list(waiting.values_list("record", flat=True))
    done = sum(destroy_key_or_log(record_id, at=at) for record_id in ids)
    remove_late_drafts()
    return done


def destroy_keys_again() -> int:
    """
    Destroy the key again of each victim whose identity was destroyed: a copy of the folder of keys
    that was set back may have it. Returns how many opened again. One that fails keeps no other.
    """
    rows = VictimIdentity.objects.unscoped("keys that were set back")
    gone = rows.exclude(destroyed_at=None).order_by("record").values_list("record", flat=True)
    return sum(map(_destroy_again_or_log, list(gone)))


def _destroy_again_or_log(record_id: UUID) -> bool:
    try:
        return keys.destroy_victim_key(record_id)
    except OSError:
        log.exception("The key of victim %s could not be destroyed again", record_id)
        return False


def remove_drafts_about(record: VictimRecord) -> None:
    """Remove what anybody has typed and not sent about a victim, by any page about their rows."""
    rows = [str(pk) for pk, _record in _rows_of_victims([record.pk])]
    about = Func(F("key"), Value(":"), Value(2), function="split_part", output_field=CharField())
    Draft.objects.annotate(about=about).filter(about__in=rows).delete()


@transaction.atomic
def remove_late_drafts() -> int:
    """
    Remove drafts that came to be saved at or after the destruction of an identity.

    What is typed afterwards in a form that is not sealed with the key stays: such forms go on being
    sent. Returns how many were removed.
    """
    rows = VictimIdentity.objects.unscoped(PURPOSE).exclude(destroyed_at=None)
    gone = {record: at for record, at in rows.values_list("record", "destroyed_at") if at}
    about = [
        (draft, _row_of_draft(draft)) for draft in (Draft.objects.defer("sealed") if gone else ())
    ]
    records = dict(_rows_of_victims(list(gone), among={pk for _draft, pk in about if pk}))
    late = [
        draft
        for draft, pk in about
        if pk in records
        and (_form_of(draft) in SEALING_FORMS or draft.saved_at <= gone[records[pk]])
    ]
    for draft in late:
        draft.delete()
    return len(late)


def _form_of(draft: Draft) -> str:
    return draft.key.partition(":")[0]


def _row_of_draft(draft: Draft) -> UUID | None:
    """The id of the row that a draft's page is about, if it is about one."""
    try:
        return UUID(draft.key.split(":")[1])
    except (IndexError, ValueError):
        return None


def _rows_of_victims(
    records: Collection[UUID], *, among: Collection[UUID] | None = None
) -> Iterator[tuple[UUID, UUID]]:
    """(id, id of the record) of each row about these victims. among: of these ids alone."""
    yield from ((pk, pk) for pk in records if among is None or pk in among)
    for model in _models_about_victims() if among is None or among else ():
        rows = _rows_unscoped(model).filter(record__in=list(records))
        rows = rows if among is None else rows.filter(pk__in=list(among))
        yield from rows.values_list("pk", "record")


def _rows_unscoped(model: type[AccessControlled]) -> QuerySet[Any]:
    return model.objects.unscoped(PURPOSE)


@cache
def _models_about_victims() -> list[type[AccessControlled]]:
    """The models whose rows say by their `record` which victim they are about."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, AccessControlled)
        for field in model._meta.fields
        if field.name == "record" and field.related_model is VictimRecord
    ]
