"""Agreed actions of meetings with a victim: possible owners, and the actions that are open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from cases.queries.named_people import accounts_named_on
from people.access.expiry import live_at
from people.access.row_security import for_purpose
from people.access.scopes import Scope, Standing
from people.identity.capacities import READING_OF_VICTIMS
from people.models import Side, UnitGrant, User
from timeliness.calendar import london_day
from victims import encryption, keys
from victims.models import Agreed, AgreedActionOwner, Meeting, Support, VictimRecord
from victims.permissions import AGREED
from victims.queries.consent_sharing import CONSENT_SHARING_PURPOSE
from victims.queries.known_support import (
    open_agreed_actions_of_isva,
    supports_known_to_all,
    supports_known_to_side,
)


@dataclass(frozen=True)
class AgreedActionRow:
    """One agreed action: what, its owner, its due day, and whether it was done."""

    pk: UUID
    what: str
    who: str
    due_on: date
    done_on: date | None
    done_by: str
    may_finish: bool


def possible_action_owners(record: VictimRecord, *, at: datetime) -> list[User]:
    """
    The possible owners: people of police and CPS who may read of the victim, and their ISVA.

    People in conflict with the case are among them, because a missing name would reveal the
    conflict. An ISVA is among them only while the victim consents that both sides know of the
    support, and that the service knows what they are told.
    """
    reach = Q(pk__in=[each.isva_id for each in supports_known_to_all(record, at=at)])
    units = {Side.POLICE: record.police_unit_id, Side.CPS: record.cps_unit_id}
    for side, unit_id in units.items():
        if record.only_side not in ("", side):
            continue
        here = Q(pk__in=accounts_named_on(record.case, at=at))
        if not record.is_restricted:
            grants = UnitGrant.objects.filter(
                live_at(at), permission__codename__in=READING_OF_VICTIMS
            )
            here |= Q(pk__in=grants.filter(content_object=unit_id).values("user"))
        reach |= here & Q(agency__side=side)
    people = User.objects.filter(reach, is_active=True, is_system=False)
    return list(people.select_related("agency").order_by("name", "pk"))


def agreed_actions_of_meetings(
    meetings: Iterable[Meeting], record: VictimRecord, scope: Scope, capacities: frozenset[str]
) -> list[AgreedActionRow]:
    """
    The agreed actions of meetings with a victim, in order. Three queries where a service owns one.

    capacities: in which the reader holds the record. Raises keys.VictimKeyUnavailable.
    """
    who = scope.standing_with(capacities)
    found = Agreed.objects.for_scope(scope).filter(meeting__in=meetings)
    rows = list(_with_related_people(found).order_by("meeting__meets_at", "meeting", "number"))
    owners = {row.person_id for row in rows if row.owner == AgreedActionOwner.SERVICE}
    named = _people_of_known_services(owners, record, scope) if owners else set()
    return [_agreed_action_row(row, named, who) for row in rows]


def _people_of_known_services(
    people: Collection[int | None], record: VictimRecord, scope: Scope
) -> set[int]:
    """The ids of those of some people who have a role on a service that the reader may know."""
    services = {each.service_id for each in supports_known_to_side(record, scope.side, at=scope.at)}
    grants = UnitGrant.objects.filter(user__in=people, content_object__in=services)
    return set(grants.values_list("user", flat=True))


def _with_related_people(rows: QuerySet[Agreed]) -> QuerySet[Agreed]:
    return rows.select_related("person__agency", "done__by", "meeting")


def _agreed_action_row(row: Agreed, named: set[int], who: Standing) -> AgreedActionRow:
    return AgreedActionRow(
        pk=row.pk, what=_agreed_action_text(row), who=_action_owner_label(row, named),
        due_on=row.due_on,
        done_on=row.done.done_on if row.is_done else None,
        done_by=row.done.by.name if row.is_done else "",
        may_finish="finish_agreed" in AGREED.allowed_verbs(who, row),
    )  # fmt: skip


def _agreed_action_text(row: Agreed) -> str:
    words = encryption.decrypt_words(row.said, victim=row.record_id, bound_to=row.sealed_as)
    return str(words["agreed"])


def _action_owner_label(row: Agreed, named: set[int]) -> str:
    """
    The owner's name; the side only for old rows, and for people of a service who may not be named.

    named: the people of services who may be.
    """
    person = row.person
    is_service = row.owner == AgreedActionOwner.SERVICE
    if person is None or (is_service and person.pk not in named):
        return str(row.get_owner_display())
    return f"{person.name}, {person.agency.name}"


def agreed_action_text_or_empty(agreed: Agreed) -> str:
    """What is to be done, in words; empty where it cannot be decrypted."""
    try:
        return _agreed_action_text(agreed)
    except keys.VictimKeyUnavailable:
        return ""


@for_purpose(CONSENT_SHARING_PURPOSE)
def agreed_actions_of_isva(support: Support, scope: Scope) -> list[AgreedActionRow]:
    """The agreed actions of the reader, an ISVA, while they may know of them. One query."""
    rows = open_agreed_actions_of_isva(support, scope.accounts, at=scope.at)
    try:
        return [
            AgreedActionRow(
                row.pk, _agreed_action_text(row), "", row.due_on, None, "", may_finish=False
            )
            for row in rows.order_by("due_on", "pk")
        ]
    except keys.VictimKeyUnavailable:
        return []


def agreed_actions_waiting_for_reader(scope: Scope) -> QuerySet[Agreed]:
    """
    The reader's own agreed actions, and overdue ones of the victims whose named contact they are.

    The latter so that an action is not forgotten whose owner has left or may not see the case.
    """
    named = Q(record__contact_officer__in=scope.accounts) | Q(
        record__liaison_officer__in=scope.accounts
    )
    late = named & Q(due_on__lt=london_day(scope.at))
    rows = Agreed.objects.for_scope(scope).filter(done=None)
    return rows.filter(Q(person__in=scope.accounts) | late).annotate(who=F("person__name"))
