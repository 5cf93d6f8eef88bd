"""Record what a victim says of their characteristics, and erase what they take back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import CHANGED_MEANWHILE
from people.access.histories import with_history_facts
from people.access.scopes import Refused, Scope
from victims import encryption, keys
from victims.actions.encrypted_words import (
    VICTIM_WORDS_DESTROYED,
    VICTIM_WORDS_UNREADABLE,
    check_victim_key_not_lost,
)
from victims.actions.open_victim_action import open_victim_action
from victims.characteristics import (
    DECLINED,
    FIELD_OF_KIND,
    QUESTIONS,
    SEALED_LENGTH,
    UNCHANGED,
    WITHDRAWN,
)
from victims.models import (
    CharacteristicStatus,
    HowVictimAgreed,
    VictimCharacteristic,
    VictimIdentity,
    VictimRecord,
)
from victims.queries.characteristics import characteristics_version

NOTHING_SAID = _("Record at least one answer, or go back.")
NOTHING_TO_TAKE_BACK = _("There is no answer to take back.")
HOW_AGREED_REQUIRED = _("Select how the victim agreed that the answers are recorded.")


@transaction.atomic
def record_characteristics(
    *, record: VictimRecord, by: Scope, at: datetime, version: int | None = None, how: str = "",
    **said: str,
) -> VictimRecord:  # fmt: skip
    """
    Record what the victim said of some characteristics.

    how: how they agreed that the answers are recorded; required with an answer. said: {field of the
    kind: a code, DECLINED, WITHDRAWN, or UNCHANGED}; fields left out are unchanged. version: of
    all characteristics of the victim, as the form had it. What is taken back is erased. Raises
    Refused where nothing is said, where somebody recorded something meanwhile, where there is no
    answer to take back, and where the victim's key is missing or destroyed.
    """
    changes = _changes(said)
    record = open_victim_action(
        "record_characteristics", record, by=by, at=at, operation="collection"
    )
    known = _locked_characteristics(record.pk)
    now = characteristics_version(known.values())
    if version is not None and version != now:
        raise Refused(CHANGED_MEANWHILE, is_stage=True, version=now)
    for kind, answer in changes.items():
        row = known.get(kind) or VictimCharacteristic(
            case_id=record.case_id, record=record, kind=kind
        )
        _answer(row, answer, how)
        row.by_id, row.at, row.version = by.actor.id, at, row.version + 1
        with_history_facts(row, by=by, at=at, why="record_characteristics").save()
    return record


def _changes(said: Mapping[str, str]) -> dict[str, str]:
    """{kind: answer} of what is said. Raises Refused for nothing, TypeError for another field."""
    if unknown := set(said) - set(FIELD_OF_KIND.values()):
        raise TypeError(f"Not to be given: {', '.join(sorted(unknown))}")
    changes = {
        kind: said[field]
        for kind, field in FIELD_OF_KIND.items()
        if said.get(field, UNCHANGED) not in ("", UNCHANGED)
    }
    if not changes:
        raise Refused(NOTHING_SAID, is_stage=True)
    return changes


def _answer(row: VictimCharacteristic, answer: str, how: str) -> None:
    """Set what was said of a characteristic; unsaved."""
    if answer in (DECLINED, WITHDRAWN):
        if answer == WITHDRAWN and row.status != CharacteristicStatus.ANSWERED:
            raise Refused(NOTHING_TO_TAKE_BACK, is_stage=True)
        row.status, row.answer, row.how = CharacteristicStatus(answer), b"", ""
        return
    if not how:
        raise Refused(HOW_AGREED_REQUIRED, is_stage=True)
    if answer not in QUESTIONS[row.kind].answers:
        raise ValueError(f"No answer about {row.kind}")
    row.status, row.how = CharacteristicStatus.ANSWERED, HowVictimAgreed(how)
    row.answer = _encrypted_answer(row, answer)


def _encrypted_answer(row: VictimCharacteristic, answer: str) -> bytes:
    """The encrypted answer. Raises Refused where the victim's key is destroyed or missing."""
    destroyed = VictimIdentity.objects.unscoped("is a victim's key destroyed").filter(
        record=row.record_id, destroyed_at__isnull=False
    )
    if destroyed.exists():
        raise Refused(VICTIM_WORDS_DESTROYED, is_stage=True)
    try:
        check_victim_key_not_lost(row.record_id)
        return encryption.encrypt_text(
            answer.ljust(SEALED_LENGTH), victim=row.record_id, bound_to=row.sealed_as
        )
    except keys.VictimKeyUnavailable:
        raise Refused(VICTIM_WORDS_UNREADABLE, is_stage=True) from None


def _locked_characteristics(record: UUID) -> dict[str, VictimCharacteristic]:
    rows = VictimCharacteristic.objects.unscoped("what a victim said so far").filter(record=record)
    return {row.kind: row for row in rows.select_for_update()}
