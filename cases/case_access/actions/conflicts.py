"""
Conflicts of interest: declared by the person, recorded by their managers.

Nothing else on the case changes: no event, version or turn. Named roles stay and work again once
the conflict is lifted. Those who can name a replacement are notified that the role is vacant.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import open_case_action
from cases.case_access.actions.named_roles import CAN_NAME_ANOTHER, notify_of_vacant_role
from cases.case_access.queries.conflicts import (
    linked_cases,
    people_recordable,
    person_of_side_by_email,
)
from cases.models import Case, CaseGrant, Conflict
from cases.models.case_key_of_text import reason_if_key_is_there
from cases.queries.conflicts import accounts_recorded_by
from people.access.expiry import live_at
from people.access.scopes import Refused, Scope
from people.models import User

NOT_YOURS = _("Select a person of your side who works on this case, or in the unit that has it.")
LIFTED = _("It has been lifted already.")
NO_SUCH_COLLEAGUE = _("There is no one else of your side with this email address.")
LINKS_CHANGED = _("The linked cases have changed. Select from those shown now.")
RECORDED = _("A conflict of interest of this person is recorded already.")


@transaction.atomic
def declare_conflict(
    *, case: Case, by: Scope, at: datetime, kind: str, reason: str, linked: Collection[Case] = ()
) -> Conflict:
    """
    Declare one's own conflict of interest; the case is invisible to the person from then on.

    linked: cases linked to it, with which the person is in conflict too.
    """
    case, *others = _open_cases("declare_conflict", case, linked, by=by, at=at)
    person = User.objects.get(pk=by.actor.id)
    made = create_conflict(case, person, by=by, at=at, kind=kind, reason=reason)
    for other in others:
        create_conflict(other, person, by=by, at=at, kind=kind, reason=reason)
    for each in (case, *others):
        notices.notify_conflict_watch(each, by.actor.side, notice="conflict_declared", at=at)
    return made


@transaction.atomic
def record_conflict(
    *,
    case: Case,
    by: Scope,
    at: datetime,
    kind: str,
    reason: str,
    person: User | None = None,
    email: str = "",
    linked: Collection[Case] = (),
) -> Conflict:
    """
    Record a conflict of a person of one's own side, also before they can see the case.

    person: one of queries.conflicts.people_recordable; else email: address of any other account of
    the side. linked: cases linked to it, with which the person is in conflict too.
    """
    case, *others = _open_cases("record_conflict", case, linked, by=by, at=at)
    if person is None:
        person = person_of_side_by_email(email, by)
        if person is None:
            raise Refused(NO_SUCH_COLLEAGUE, is_stage=True)
        choice = User.objects.filter(pk=person.pk)
    else:
        choice = people_recordable(case, by)
    check_conflict_recordable(case, person, choice, side=by.side)
    for other in others:
        if not accounts_recorded_by(by.side, other.pk).filter(pk=person.pk).exists():
            create_conflict(other, person, by=by, at=at, kind=kind, reason=reason)
    return create_conflict(case, person, by=by, at=at, kind=kind, reason=reason)


def _open_cases(
    verb: str, case: Case, linked: Collection[Case], *, by: Scope, at: datetime
) -> list[Case]:
    """
    Begin an action on a case and on those linked to it. Returns them, the case first.

    Locks them in the order of their ids, so that two calls cannot deadlock. Raises Refused where a
    linked one is out of sight, or no link leads to it any more.
    """
    if not {each.pk for each in linked} <= {each.pk for each in linked_cases(case, by)}:
        raise Refused(LINKS_CHANGED, is_stage=True)
    found = {}
    for each in sorted((case, *linked), key=lambda row: row.pk.bytes):
        found[each.pk] = open_case_action(verb, each, by=by, at=at, operation="collection")
    return [found[case.pk], *(found[each.pk] for each in linked)]


def check_conflict_recordable(
    case: Case, person: User, choice: QuerySet[User], *, side: str | None
) -> None:
    """Raise Refused if this side has recorded the person already, or `choice` lacks them."""
    if accounts_recorded_by(side, case.pk).filter(pk=person.pk).exists():
        raise Refused(RECORDED, is_stage=True)
    if not choice.filter(pk=person.pk).exists():
        raise Refused(NOT_YOURS, is_stage=True)


def lift_conflict_rows(conflict: Conflict, *, by: Scope, at: datetime, reason: str) -> Conflict:
    """Lift a conflict on all accounts of the person for which the same side recorded it."""
    same_human = accounts_of_person(conflict.user)
    rows = Conflict.objects.unscoped("a conflict is lifted with those recorded beside it")
    for each in rows.filter(
        case=conflict.case, only_side=conflict.only_side, lifted_at=None, user__in=same_human
    ):
        each.lifted_by_id, each.lifted_at, each.lifted_because = by.user_id, at, reason
        each.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
    return conflict


def create_conflict(case: Case, person: User, *, by: Scope, at: datetime, **facts: str) -> Conflict:
    """
    Record a conflict for every account of a person, and notify those who can fill their roles.

    Visible to the side that records it, whatever the side of the account. What the other side has
    recorded about the person does not change. Returns the first row.
    """
    rows = Conflict.objects.unscoped("a conflict is recorded")
    people = accounts_of_person(person).exclude(pk__in=_accounts_recorded(by.side, case))
    facts["reason"] = reason_if_key_is_there(facts["reason"], case.pk)
    made = [
        rows.create(
            case=case, user=each, declared_by_id=by.actor.id, declared_at=at,
            only_side=by.actor.side, **facts,
        )
        for each in people
    ]  # fmt: skip
    for capacity in _capacities_to_fill(case, people=[each.user_id for each in made], at=at):
        notify_of_vacant_role(capacity, case, at=at)
    return made[0]


def notify_of_joined_accounts(*, groups: list[set[int]], at: datetime) -> None:
    """
    Notify about roles that became vacant because accounts were linked to one person.

    groups: the accounts known as one person before. The notice does not say why the role is vacant.
    """
    for mine, theirs in (groups, reversed(groups)):
        rows = Conflict.objects.open_of(theirs).exclude(
            case__in=Conflict.objects.open_of(mine).values("case")
        )
        for row in rows.select_related("case").distinct("case").order_by("case"):
            for capacity in _capacities_to_fill(row.case, people=mine, at=at):
                notify_of_vacant_role(capacity, row.case, at=at)


def _accounts_recorded(side: str | None, case: Case) -> QuerySet[Conflict, Any]:
    """Accounts with an open conflict recorded by this side."""
    return Conflict.objects.open_with(case.pk).filter(only_side=side).values("user")


def accounts_of_person(person: User) -> QuerySet[User]:
    """All accounts of the person behind this account, in key order."""
    human = User.objects.filter(pk=person.pk, human__isnull=False).values("human")
    return User.objects.filter(Q(pk=person.pk) | Q(human__in=human)).order_by("pk")


def _capacities_to_fill(case: Case, *, people: Collection[int], at: datetime) -> list[str]:
    """Named roles of these accounts that need a holder."""
    named = CaseGrant.objects.filter(
        live_at(at), content_object=case, user__in=people, permission__codename__in=CAN_NAME_ANOTHER
    )
    return sorted(set(named.values_list("permission__codename", flat=True)))
