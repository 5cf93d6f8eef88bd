"""Record, reveal and destroy a victim's identity, which is encrypted with the victim's own key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cases.notices import notify_conflict_watch
from people.access import audit_log
from people.access.advisory_locks import AdvisoryLock
from people.access.histories import HistoryEntry, with_history_facts
from people.access.reading_limits import HOUR, Counts, LimitReached, check_limits
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.models import AuditEntry, Operation, ReadingLimit
from victims import encryption, keys
from victims.actions.encrypted_words import check_victim_key_not_lost
from victims.actions.open_victim_action import open_victim_action, side_of_actor
from victims.models import (
    IDENTITY_FIELDS,
    INDEXED_IDENTITY_FIELDS,
    Reveal,
    VictimIdentity,
    VictimRecord,
)
from victims.queries.records import identity_changes

IDENTITY_UNREADABLE = _(
    "The details cannot be opened now, and nothing has been shown. The fault has been "
    "reported. Until it is fixed, use the contact details that your own force or unit "
    "holds."
)
IDENTITY_DESTROYED = _("These details have been destroyed, and no one can read them again.")
IDENTITY_CHANGED_MEANWHILE = _(
    "Someone else has recorded details since you opened this page. Look at them first, "
    "then send yours if they are right."
)
WORD_INDEXED_FIELDS = ("name", "preferred_name", "address", "representative")
NAME_FIELDS = ("name", "preferred_name", "representative")
TOO_MANY_REVEALS = _(
    "You have opened the details of many victims within an hour. No more are shown for "
    "now, and those who lead your unit have been notified. Wait, ask a colleague who is "
    "assigned, or ask to read more under “Limits on reading”."
)
REVEAL_REASON_REQUIRED = _(
    "You are not assigned to this victim. Enter why you need to see who this is."
)


@dataclass(frozen=True)
class RevealedIdentity:
    """
    An identity for one response. facts: {field: text}. pk: id of the Reveal row. changes: by whom
    it was recorded, and each change with why, newest first.
    """

    pk: UUID
    facts: dict[str, str]
    changes: list[HistoryEntry]


@transaction.atomic
def record_identity(
    *, record: VictimRecord, by: Scope, at: datetime, version: int, changed_because: str = "",
    **facts: str,
) -> VictimIdentity:  # fmt: skip
    """
    Encrypt and store a victim's identity. facts: IDENTITY_FIELDS as text; others are unchanged.

    changed_because: why what was recorded is written over (ADR 128). version: of the identity as
    the form had it, 0 for none. Stored values are not shown, so that recording a new number reveals
    nothing. Raises Refused where the identity changed meanwhile, was destroyed, or its key is
    missing.
    """
    if unknown := set(facts) - set(IDENTITY_FIELDS):
        raise TypeError(f"Not to be given: {', '.join(sorted(unknown))}")
    record = open_victim_action("record_identity", record, by=by, at=at, operation="collection")
    identity = _locked_identity(record) or VictimIdentity(
        case_id=record.case_id, record=record, version=0
    )
    if identity.destroyed_at:
        raise Refused(IDENTITY_DESTROYED, is_stage=True)
    if version != identity.version:
        raise Refused(IDENTITY_CHANGED_MEANWHILE, is_stage=True, version=identity.version)
    try:
        _encrypt_reason(identity, changed_because, facts)
        _encrypt_identity(identity, facts)
    except keys.VictimKeyUnavailable:
        raise Refused(IDENTITY_UNREADABLE, is_stage=True) from None
    identity.version += 1
    with_history_facts(identity, by=by, at=at, why="record_identity").save()
    return identity


def _encrypt_reason(identity: VictimIdentity, because: str, facts: Mapping[str, str]) -> None:
    """Set why something recorded is written over, or that nothing is; before it is. Unsaved."""
    check_victim_key_not_lost(identity.record_id)
    is_overwritten = any(getattr(identity, name) for name in facts)
    identity.changed_because = (
        encryption.encrypt_text(because, victim=identity.record_id, bound_to="changed_because")
        if because and is_overwritten
        else b""
    )


def _encrypt_identity(identity: VictimIdentity, facts: Mapping[str, str]) -> None:
    """Set the encrypted fields and blind indexes; unsaved. Raises keys.VictimKeyUnavailable."""
    victim = identity.record_id
    check_victim_key_not_lost(victim)
    for name, text in facts.items():
        setattr(identity, name, encryption.encrypt_text(text, victim=victim, bound_to=name))
        if name in INDEXED_IDENTITY_FIELDS:
            setattr(identity, f"{name}_index", encryption.blind_index(name, text))
    identity.words_index = identity_word_indexes(identity, facts)


def identity_word_indexes(identity: VictimIdentity, facts: Mapping[str, str]) -> list[str]:
    """
    Blind indexes of each word that could name the victim, with these facts applied.

    Raises keys.VictimKeyUnavailable.
    """
    texts = {
        name: facts[name] if name in facts else _decrypted_field(identity, name)
        for name in WORD_INDEXED_FIELDS
    }
    names = [text for name, text in texts.items() if name in NAME_FIELDS]
    return sorted(
        {*encryption.blind_word_indexes(*texts.values()), *encryption.blind_name_indexes(*names)}
    )


def _decrypted_field(identity: VictimIdentity, name: str) -> str:
    return encryption.decrypt_text(
        getattr(identity, name), victim=identity.record_id, bound_to=name
    )


@for_purpose("an identity is revealed")
@transaction.atomic
def reveal_identity(
    *, record: VictimRecord, by: Scope, at: datetime, reason: str = ""
) -> RevealedIdentity:
    """
    Decrypt the identity for one response and record the reveal.

    Raises Refused without a reason where the caller is not assigned to the victim, above the hourly
    limit, or where there is no identity that can be decrypted.
    """
    record = open_victim_action("reveal_identity", record, by=by, at=at, operation="consultation")
    if not reason and not is_assigned_to_victim(record, by):
        raise Refused(REVEAL_REASON_REQUIRED, is_stage=True)
    check_reveals_this_hour(record, by=by, at=at)
    identity = _locked_identity(record)
    if identity is None or identity.destroyed_at:
        raise Refused(
            IDENTITY_DESTROYED if identity else _("Nothing is recorded yet."), is_stage=True
        )
    reveal = Reveal.objects.unscoped("an identity is revealed").create(
        case_id=record.case_id, record=record, reason=reason, by_id=by.actor.id, at=at
    )
    try:
        facts = decrypted_identity(identity)
        return RevealedIdentity(reveal.pk, facts, identity_changes(identity))
    except keys.VictimKeyUnavailable:
        raise Refused(IDENTITY_UNREADABLE, is_stage=True) from None


def check_reveals_this_hour(record: VictimRecord, *, by: Scope, at: datetime) -> None:
    """Raises Refused above the limit of an hour; leaders are notified the first time."""
    since = at - HOUR

    def count() -> Counts:
        lately = Reveal.objects.unscoped("how many one person has revealed").filter(
            by__in=by.accounts, at__gt=since
        )
        made = lately.count()
        return {ReadingLimit.REVEALS: (made, made + 1)}

    try:
        check_limits(by, count, lock=AdvisoryLock.REVEALS)
    except LimitReached:
        tell = None
        stopped = AuditEntry.objects.filter(
            user__in=by.accounts, refused=_logged_reason(), at__gt=since
        )
        if not stopped.exists():
            side, notice = side_of_actor(by), "identity_reveals"
            tell = partial(notify_conflict_watch, record.case, side, notice=notice, at=at)
        raise Refused(TOO_MANY_REVEALS, is_stage=True, afterwards=tell) from None


def _logged_reason() -> str:
    """What the audit log says of a refusal at the limit, whatever language the person reads in."""
    with override(settings.LANGUAGE_CODE):
        return str(TOO_MANY_REVEALS)


def decrypted_identity(identity: VictimIdentity) -> dict[str, str]:
    """{field: text} of an identity. Raises keys.VictimKeyUnavailable."""
    of = identity.record_id
    return {
        name: encryption.decrypt_text(getattr(identity, name), victim=of, bound_to=name)
        for name in IDENTITY_FIELDS
    }


@for_purpose("who is assigned to a victim")
def is_assigned_to_victim(record: VictimRecord, by: Scope) -> bool:
    """Whether the caller is a named contact of the victim or the officer in the case."""
    people = {record.liaison_officer_id, record.contact_officer_id, record.case.officer_id}
    return by.user_id in people


def blank_identity(record: VictimRecord, *, by: Scope | None, at: datetime, why: str) -> bool:
    """
    Say of a victim's identity that it was destroyed, and blank what finds it.

    False where that was done before. The caller destroys the key. Also where no identity was
    recorded: letters are sealed with the same key.
    """
    identity = _locked_identity(record) or VictimIdentity(
        case_id=record.case_id, record=record, version=0
    )
    if identity.destroyed_at:
        return False
    identity.destroyed_at = at
    for name in INDEXED_IDENTITY_FIELDS:
        setattr(identity, f"{name}_index", "")
    identity.words_index = []
    identity.version += 1
    with_history_facts(identity, by=by, at=at, why=why).save()
    return True


@transaction.atomic
def destroy_identity(*, record: UUID, at: datetime) -> bool:
    """
    Destroy again what a victim's key opens, after a restore. False where that was done before.

    The key is destroyed first: after an interruption the command is run again.
    """
    victim = VictimRecord.objects.unscoped("an identity is destroyed").get(pk=record)
    keys.destroy_victim_key(victim.pk)
    if not blank_identity(victim, by=None, at=at, why="destroy_identity"):
        return False
    log_destruction(victim, by=None, at=at)
    return True


def log_destruction(record: VictimRecord, *, by: Scope | None, at: datetime) -> None:
    """Write the entry of the log that names the victim, as the certificate does."""
    audit_log.record_entry(
        operation=Operation.ERASURE, verb="destroy_identity", by=by,
        kind=VictimRecord._meta.label, ids=[record.pk], case_id=record.case_id, at=at,
    )  # fmt: skip


@transaction.atomic
def destroy_identities_again(*, at: datetime) -> int:
    """
    After a restore: destroy each identity again whose key was destroyed since the backup was taken.

    Returns how many there were. A key that is missing destroys nothing.
    """
    rows = VictimRecord.objects.unscoped("identities that a restore brought back")
    victims = rows.filter(pk__in=keys.VICTIM_KEYS.destroyed()).order_by("pk")
    return sum(destroy_identity(record=pk, at=at) for pk in victims.values_list("pk", flat=True))


def identity_for_letter(record_id: UUID) -> VictimIdentity | None:
    """
    The encrypted identity, to address a letter; None where there is none.

    Raises Refused where it was destroyed.
    """
    rows = VictimIdentity.objects.unscoped("who a letter is to").filter(record=record_id)
    identity = rows.first()
    if identity and identity.destroyed_at:
        raise Refused(IDENTITY_DESTROYED, is_stage=True)
    return identity


def _locked_identity(record: VictimRecord) -> VictimIdentity | None:
    rows = VictimIdentity.objects.unscoped("who a victim is").filter(record=record)
    return rows.select_for_update().first()
