"""Who a victim is: sealed when it is written down, and opened by an act that leaves its mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.notices import tell_watch
from people import audit
from people.access import Refused, Scope
from people.histories import signed
from people.models import AuditEntry, Operation
from victims import keys, sealing
from victims.actions.base import begin, side_of
from victims.actions.sealed import must_not_be_lost
from victims.models import IDENTITY, LOOKED_UP_BY, Reveal, VictimIdentity, VictimRecord

CANNOT_BE_OPENED = _(
    "The details cannot be opened now, and nothing has been shown. The fault has been "
    "reported. Until it is fixed, use the contact details that your own force or unit "
    "holds."
)
DESTROYED = _("These details have been destroyed, and no one can read them again.")
WRITTEN_MEANWHILE = _(
    "Someone else has recorded details since you opened this page. Look at them first, "
    "then send yours if they are right."
)
WORDED = ("name", "preferred_name", "address", "representative")
NAMES = ("name", "preferred_name", "representative")
TOO_MANY = _(
    "You have opened the details of many victims within an hour. No more are shown for "
    "now, and those who lead your unit have been notified. Wait, or ask a colleague "
    "who is assigned."
)
SAY_WHY = _("You are not assigned to this victim. Enter why you need to see who this is.")


@dataclass(frozen=True)
class Revealed:
    """Who she is, for one answer: facts as {name of the fact: text}. pk: of the act's record."""

    pk: UUID
    facts: dict[str, str]


@transaction.atomic
def record_identity(
    *, record: VictimRecord, by: Scope, at: datetime, version: int, **facts: str
) -> VictimIdentity:
    """
    Keep who she is, sealed. facts: those of IDENTITY, as text; one that is left out stays.

    version: of the identity as the page knew it; 0 where there was none. Nobody is shown what is
    there already, so that writing a new number reveals nothing. Refused where somebody else has
    written meanwhile.
    """
    if unknown := set(facts) - set(IDENTITY):
        raise TypeError(f"Not to be given: {', '.join(sorted(unknown))}")
    record = begin("record_identity", record, by=by, at=at, operation="collection")
    identity = _of(record) or VictimIdentity(case_id=record.case_id, record=record, version=0)
    if identity.destroyed_at:
        raise Refused(DESTROYED, is_stage=True)
    if version != identity.version:
        raise Refused(WRITTEN_MEANWHILE, is_stage=True, version=identity.version)
    try:
        must_not_be_lost(record.pk)
        for name, text in facts.items():
            setattr(identity, name, sealing.sealed(text, of=record.pk, what=name))
            if name in LOOKED_UP_BY:
                setattr(identity, f"{name}_index", sealing.index(name, text))
        identity.words_index = words_of(identity, facts)
    except keys.NoKey:
        raise Refused(CANNOT_BE_OPENED, is_stage=True) from None
    identity.version += 1
    signed(identity, by=by, at=at, why="record_identity").save()
    return identity


def words_of(identity: VictimIdentity, facts: Mapping[str, str]) -> list[str]:
    """
    What finds each word of an identity by which a victim could be named, with what is new of it.

    Raises keys.NoKey.
    """
    texts = {name: facts[name] if name in facts else _kept(identity, name) for name in WORDED}
    names = [text for name, text in texts.items() if name in NAMES]
    return sorted({*sealing.words_index(*texts.values()), *sealing.names_index(*names)})


def _kept(identity: VictimIdentity, name: str) -> str:
    return sealing.opened(getattr(identity, name), of=identity.record_id, what=name)


@transaction.atomic
def reveal_identity(*, record: VictimRecord, by: Scope, at: datetime, reason: str = "") -> Revealed:
    """Show who she is, once: Revealed. A reason is wanted of whoever is not assigned to her."""
    record = begin("reveal_identity", record, by=by, at=at, operation="consultation")
    if not reason and not is_assigned(record, by):
        raise Refused(SAY_WHY, is_stage=True)
    _must_not_be_harvesting(record, by=by, at=at)
    identity = _of(record)
    if identity is None or identity.destroyed_at:
        raise Refused(DESTROYED if identity else _("Nothing is recorded yet."), is_stage=True)
    reveal = Reveal.objects.system("an identity is revealed").create(
        case_id=record.case_id, record=record, reason=reason, by_id=by.user_id, at=at
    )
    try:
        return Revealed(reveal.pk, opened(identity))
    except keys.NoKey:
        raise Refused(CANNOT_BE_OPENED, is_stage=True) from None


def _must_not_be_harvesting(record: VictimRecord, *, by: Scope, at: datetime) -> None:
    """Refuse more reveals an hour than the work needs; the leaders are told the first time."""
    since = at - timedelta(hours=1)
    lately = Reveal.objects.system("how many one person has revealed").filter(
        by__in=by.accounts, at__gt=since, at__lte=at
    )
    if lately.count() < settings.REVEALS_AN_HOUR:
        return
    stopped = AuditEntry.objects.filter(user__in=by.accounts, refused=str(TOO_MANY), at__gt=since)
    tell = None
    if not stopped.exists():
        side, notice = side_of(by), "identity_reveals"
        tell = partial(tell_watch, record.case, side, notice=notice, at=at)
    raise Refused(TOO_MANY, is_stage=True, afterwards=tell)


def opened(identity: VictimIdentity) -> dict[str, str]:
    """{name of the fact: text} of an identity; raises keys.NoKey."""
    of = identity.record_id
    return {name: sealing.opened(getattr(identity, name), of=of, what=name) for name in IDENTITY}


def is_assigned(record: VictimRecord, by: Scope) -> bool:
    """Whether a person is one of those who are in contact with her, or the officer in the case."""
    people = {record.liaison_officer_id, record.contact_officer_id, record.case.officer_id}
    return by.user_id in people


@transaction.atomic
def destroy_identity(*, record: UUID | str, at: datetime) -> bool:
    """
    Destroy her key, so that no copy of who she is, or of her letters, opens again; whether it was.

    By the operator, for a named decision on retention: no person's page offers it. The key goes
    first: broken off after that, the act is simply done again.
    """
    record = VictimRecord.objects.system("an identity is destroyed").get(pk=record)
    identity = _of(record)
    if identity is None or identity.destroyed_at:
        return False
    keys.destroy(record.pk)
    identity.destroyed_at = at
    for name in LOOKED_UP_BY:
        setattr(identity, f"{name}_index", "")
    identity.words_index = []
    signed(identity, by=None, at=at, why="destroy_identity").save()
    audit.record(
        operation=Operation.ERASURE, verb="destroy_identity", by=None,
        kind=VictimRecord._meta.label, ids=[record.pk], case_id=record.case_id, at=at,
    )  # fmt: skip
    return True


def identity_of(record_id: UUID) -> VictimIdentity | None:
    """Who a victim is as it is sealed, to write a letter to; None where nothing is known."""
    rows = VictimIdentity.objects.system("who a letter is to").filter(record=record_id)
    return rows.filter(destroyed_at=None).first()


def _of(record: VictimRecord) -> VictimIdentity | None:
    rows = VictimIdentity.objects.system("who a victim is").filter(record=record)
    return rows.select_for_update().first()
