"""
Contact with a victim: written down once, never changed, and told apart from what another wrote.

Before one is made its caller has read what stands against it (victims/gate.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_be_kept, said_of
from cases.models import Suspect
from cases.permissions import NOT_OF_THIS_CASE
from people.access import Refused, Scope
from people.moments import in_full
from people.sides import Side
from victims.actions.base import begin, side_of
from victims.actions.duties import reckon_case
from victims.actions.telling import convey, not_known_to_whom
from victims.actions.wrong_addresses import found_wrong
from victims.contact_dates import next_contact_at
from victims.gate import Barrier, barriers, got_through
from victims.models import (
    ABOUT_SUSPECTS,
    Channel,
    Contact,
    Direction,
    Outcome,
    Role,
    VictimRecord,
    Way,
)
from victims.notices import tell_leads
from victims.queries import contacts as queries
from victims.queries.consented import allegations_of, carried_by_isva

IN_CONTACT = {Side.POLICE: Role.CONTACT_OFFICER, Side.CPS: Role.LIAISON_OFFICER}
FACTS = {
    "channel", "outcome", "spoke_to", "is_identity_checked", "is_safe_now", "reason", "signposted",
    "isva_told", "note",
}  # fmt: skip
CONVEYS = (Outcome.REACHED, Outcome.SENT)
AHEAD = _("Enter when the contact was. It cannot lie in the future.")
NOT_SAFE = _("Confirm that it is safe to contact the victim now, or decide not to.")
SAY_WHY = _("%(barriers)s Enter why you made contact all the same.")
UNCHECKED = _(
    "Something was told before it was checked who was there. Enter under the reason "
    "what happened: it is recorded as it was, and does not count as told to the victim."
)
NOT_GOT_THROUGH = _("The victim cannot have been told if no one was reached and nothing was sent.")
NO_OUTCOME = _("Select the result")
ABOUT_WHOM = _("Select which suspect the victim was told this about.")
LOGGED = _(
    "%(name)s has recorded a contact by the same means on %(when)s. If yours was a "
    "different one, say so. If not, it is already recorded."
)

Conveyed = Sequence[tuple[str, Sequence[Suspect]]]  # what was told, and the suspects it was about


@transaction.atomic
def record_contact(
    *,
    record: VictimRecord,
    by: Scope,
    at: datetime,
    version: int,
    direction: str,
    contacted_at: datetime,
    conveyed: Conveyed = (),
    next_on: date | None = None,
    is_another: bool = False,
    **facts: Any,
) -> Contact:
    """
    Write down that somebody contacted a victim, or tried, or that she got in touch.

    version: of her record as the caller read it, so that nobody calls by wishes that have changed.
    conveyed: [(what she was told, the suspects it was about)]. is_another: the caller has seen
    that another person logged one like it, and says that this is not the same.
    """
    said_of(FACTS, facts)
    if facts["outcome"] == Outcome.REPORTED:  # written down from a request for a review alone
        raise Refused(NO_OUTCOME, is_stage=True)
    record = begin("record_contact", record, by=by, at=at, version=version, operation="collection")
    if not is_another:
        _is_no_double(record, by=by, channel=facts["channel"], contacted_at=contacted_at)
    return made(
        record, by=by, at=at, direction=direction, contacted_at=contacted_at, conveyed=conveyed,
        next_on=next_on, **facts,
    )  # fmt: skip


def made(
    record: VictimRecord, *, by: Scope, at: datetime, direction: str, contacted_at: datetime,
    conveyed: Conveyed, next_on: date | None = None, is_hour_known: bool = True, **facts: Any,
) -> Contact:  # fmt: skip
    """
    Write down a contact, and what follows from what she was told in it; its case is locked. Those
    who lead whoever is in contact with her hear once where it was not checked who was told.

    An act that is a contact too, as the offer of a meeting is, calls this after it has begun.
    is_hour_known: whether contacted_at is the hour of the contact, or stands for its day alone.
    """
    if contacted_at > at:
        raise Refused(AHEAD, is_stage=True)
    side = side_of(by)
    against = _may_be_made(
        record, direction, facts, side=side, at=contacted_at, is_hour_known=is_hour_known
    )
    if next_on:
        must_be_kept(next_on, at=at)
    _may_be_told(record, conveyed, by=by, **facts)
    is_unchecked = _was_unchecked(conveyed, facts)
    against += [Barrier.UNCHECKED] * is_unchecked
    contact = _keep(
        record, by=by, at=at, direction=direction, contacted_at=contacted_at, barriers=against,
        as_preferred=_as_preferred(record, direction, facts), next_on=next_on, **facts,
    )  # fmt: skip
    pairs = [(what, suspect) for what, suspects in conveyed for suspect in suspects or (None,)]
    is_through = got_through(contact)
    convey(contact, pairs, side=side, reached_at=contacted_at if is_through else None, at=at)
    if is_unchecked:
        not_known_to_whom(contact, side=side, at=at)
        tell_leads(record, IN_CONTACT[side], notice="told_unchecked", at=at)
    if contact.outcome == Outcome.WRONG and direction == Direction.OUT:
        found_wrong(contact, by=by, at=at)
    reckon_case(case_id=record.case_id, at=at)
    _move_on(record, contact, at=at)
    return contact


@transaction.atomic
def decide_not_to_contact(
    *, record: VictimRecord, by: Scope, at: datetime, reason: str, next_on: date | None = None
) -> Contact:
    """Write down that she is left be, why, and when somebody looks again."""
    record = begin("decide_not_to_contact", record, by=by, at=at, operation="collection")
    if next_on:
        must_be_kept(next_on, at=at)
    contact = _keep(
        record, by=by, at=at, direction=Direction.OUT, outcome=Outcome.NOT_CONTACTED,
        contacted_at=at, reason=reason, barriers=barriers(record), next_on=next_on,
    )  # fmt: skip
    _move_on(record, contact, at=at)
    return contact


def suspects_of(record: VictimRecord, *, by: Scope) -> list[Suspect]:
    """The suspects that a victim can be told about: those who are alleged to have harmed her."""
    sides = ["", by.side]
    accused = allegations_of(record.pk, case=record.case_id, sides=sides).values("suspect")
    rows = Suspect.objects.system("the suspects a victim may be told about")
    return list(rows.filter(pk__in=accused, only_side__in=sides).order_by("number"))


def _may_be_made(
    record: VictimRecord,
    direction: str,
    facts: Mapping[str, Any],
    *,
    side: str,
    at: datetime,
    is_hour_known: bool,
) -> list[Barrier]:
    """What stood against a contact that we made; refused where that was passed in silence."""
    if direction == Direction.IN:
        return []
    if not facts.get("is_safe_now"):
        raise Refused(NOT_SAFE, is_stage=True)
    by_isva = facts["channel"] == Way.THROUGH_ISVA
    against = barriers(
        record, channel=facts["channel"], outcome=facts["outcome"], side=side,
        is_agreed=by_isva and carried_by_isva(record.pk, side, at=at),
        at=at, is_hour_known=is_hour_known,
    )  # fmt: skip
    if against and not facts.get("reason"):
        told = " ".join(str(barrier.label) for barrier in against)
        raise Refused(SAY_WHY % {"barriers": told}, is_stage=True)
    return against


def _was_unchecked(conveyed: Conveyed, facts: Mapping[str, Any]) -> bool:
    """
    Whether something was told before it was checked who was there; refused without a reason.

    It is kept as it was, so that safety can be looked at, and counts as told to nobody.
    """
    is_checked = facts["outcome"] != Outcome.REACHED or facts.get("is_identity_checked")
    if not conveyed or is_checked:
        return False
    if not facts.get("reason"):
        raise Refused(UNCHECKED, is_stage=True)
    return True


def _may_be_told(
    record: VictimRecord, conveyed: Conveyed, *, by: Scope, outcome: str, **_facts: Any
) -> None:
    """Nothing is told where nobody was reached, and nothing about a suspect who did her no harm."""
    if conveyed and outcome not in CONVEYS:
        raise Refused(NOT_GOT_THROUGH, is_stage=True)
    known = {suspect.pk for suspect in suspects_of(record, by=by)} if conveyed else set()
    for what, suspects in conveyed:
        if {suspect.pk for suspect in suspects} - known:
            raise Refused(NOT_OF_THIS_CASE, is_stage=True)
        if known and not suspects and what in ABOUT_SUSPECTS:
            raise Refused(ABOUT_WHOM, is_stage=True)


def _is_no_double(record: VictimRecord, *, by: Scope, channel: str, contacted_at: datetime) -> None:
    other = queries.alike(record, by, channel=channel, contacted_at=contacted_at)
    if other:
        raise Refused(double(other), is_stage=True)


def double(other: Contact) -> str:
    """What a caller is told of another person's entry that may be about the same contact."""
    return LOGGED % {"name": other.by.name, "when": in_full(other.contacted_at)}


def _as_preferred(record: VictimRecord, direction: str, facts: Mapping[str, Any]) -> bool | None:
    """Whether she was reached in the way that she wants; None where nobody knows or asked."""
    if facts["outcome"] != Outcome.REACHED or direction == Direction.IN:
        return None
    if record.channel == Channel.NOT_ASKED:
        return None
    return facts["channel"] == record.channel


def _keep(record: VictimRecord, *, by: Scope, at: datetime, **facts: Any) -> Contact:
    facts["signposted"] = list(facts.get("signposted", ()))
    return Contact.objects.system("write down a contact").create(
        case_id=record.case_id, record=record, by_id=by.user_id, at=at, **facts
    )


def _move_on(record: VictimRecord, contact: Contact, *, at: datetime) -> None:
    """
    When she is next to hear: as agreed now, or by the interval once somebody got through.

    An attempt alone moves nothing, so that she stays on the list until she is reached. Nor does a
    contact in which something was told before anybody checked who was there.
    """
    is_through = got_through(contact)
    if not is_through and not contact.next_on:
        return
    if is_through:
        record.last_reached_at = max(filter(None, [record.last_reached_at, contact.contacted_at]))
    record.next_contact_on = contact.next_on
    record.listed_at = next_contact_at(record, at=at)
    record.save_without_historical_record(
        update_fields=["last_reached_at", "next_contact_on", "listed_at"]
    )
