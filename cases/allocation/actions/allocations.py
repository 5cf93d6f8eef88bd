"""Allocate a case to a prosecutor, reallocate it, and arrange cover for leave."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import (
    add_timeline_event,
    check_future_dates,
    check_suspects,
    open_case_action,
    save_next_version,
)
from cases.allocation.queries.allocations import (
    covering_prosecutors,
    people_named_as,
    prosecutors_for,
)
from cases.models import Allocation, AllocationKind, Case, CaseGrant, Suspect
from cases.queries.conflicts import free_of_conflict
from cases.states import ADVISER_CAPACITIES, OPEN_STATES, PROSECUTOR_CAPACITIES, State
from people.access import grants
from people.access.scopes import Refused, Scope
from people.models import User
from timeliness.calendar import end_of_day


@transaction.atomic
def allocate_case(
    *,
    case: Case,
    by: Scope,
    at: datetime,
    to: User,
    suspects: Collection[Suspect],
    version: int | None = None,
) -> Case:
    """
    Name the reviewing prosecutor, and pass the suspects that are ready to allocate to them.

    A case has one reviewing prosecutor: if it had another, the whole case moves to the new one.
    """
    case = open_case_action("allocate_case", case, by=by, at=at, version=version)
    _check_ready_to_allocate(suspects, case, by=by)
    suspects = check_suspects("allocate_case", suspects, case=case, by=by)
    _name_prosecutor(case, to, by=by, at=at)
    for suspect in suspects:
        turns.advance_suspect(suspect, "allocate_case", by=by, at=at)
    _create_allocation(case, AllocationKind.ALLOCATED, to, by=by, at=at)
    add_timeline_event("allocate_case", case, by=by, at=at, suspects=suspects, made=to.name)
    notices.notify_person(to, case, suspects, notice="allocated", at=at)
    return case


@transaction.atomic
def reallocate_case(
    *, case: Case, by: Scope, at: datetime, to: User, reason: str, version: int | None = None
) -> Case:
    """Move the case to another prosecutor. The clock does not restart."""
    case = open_case_action("reallocate_case", case, by=by, at=at, version=version)
    if to in people_named_as("reviewing_prosecutor", case, at=at):
        raise Refused(_("This prosecutor has the case already."), is_stage=True)
    _name_prosecutor(case, to, by=by, at=at)
    _create_allocation(case, AllocationKind.REALLOCATED, to, by=by, at=at, reason=reason)
    add_timeline_event(
        "reallocate_case", case, by=by, at=at, made=to.name, note=name_and_reason(to, reason)
    )
    _notify_prosecutor(case, to, at=at)
    return case


@transaction.atomic
def cover_case(
    *, case: Case, by: Scope, at: datetime, to: User, from_on: date, until_on: date,
    reason: str = "", version: int | None = None,
) -> Case:  # fmt: skip
    """
    Grant another prosecutor the covering role until the end of `until_on`, a London day.

    The grant starts now, so that they can read the case before `from_on`.
    """
    case = open_case_action("cover_case", case, by=by, at=at, version=version)
    check_future_dates(until_on, at=at)
    if until_on < from_on:
        raise Refused(_("Enter a last day that is not before the first."), is_stage=True)
    if to in people_named_as("reviewing_prosecutor", case, at=at):
        raise Refused(
            _("Select someone other than the prosecutor who has the case."), is_stage=True
        )
    _check_prosecutes_for_unit(case, to, at)
    ends_at = end_of_day(until_on)
    grants.grant_capacity("covering_prosecutor", to=to, on=case, by=by, at=at, expires_at=ends_at)
    _create_allocation(
        case, AllocationKind.COVER, to, by=by, at=at, reason=reason, from_on=from_on,
        until_on=until_on,
    )  # fmt: skip
    add_timeline_event(
        "cover_case", case, by=by, at=at, made=to.name, note=name_and_reason(to, reason)
    )
    _notify_prosecutor(case, to, at=at)
    return case


def _check_ready_to_allocate(suspects: Collection[Suspect], case: Case, *, by: Scope) -> None:
    """Raise Refused naming every chosen suspect that is no longer ready to allocate."""
    ready = State.READY_TO_ALLOCATE
    now = dict(case.suspects.for_scope(by).values_list("pk", "state"))
    if ready not in now.values():
        raise Refused(_("No suspect of this case is ready to allocate any more."), is_stage=True)
    gone = sorted(each.number for each in suspects if now.get(each.pk, ready) != ready)
    if gone:
        text = ngettext(
            "Suspect %(n)s is not ready to allocate now, so no one has been allocated. "
            "Check who is ready, then allocate again.",
            "Suspects %(n)s are not ready to allocate now, so no one has been "
            "allocated. Check who is ready, then allocate again.",
            len(gone),
        )
        raise Refused(text % {"n": ", ".join(map(str, gone))}, is_stage=True)


def _name_prosecutor(case: Case, to: User, *, by: Scope, at: datetime) -> None:
    """Grant the reviewing role to one prosecutor and revoke it from the one before."""
    _check_prosecutes_for_unit(case, to, at)
    before = case.prosecutor
    if before and before != to:
        grants.revoke_capacity("reviewing_prosecutor", of=before, on=case, by=by, at=at)
        _notify_prosecutor(case, before, notice="reallocated", at=at)
    grants.grant_capacity("reviewing_prosecutor", to=to, on=case, by=by, at=at)
    case.prosecutor, case.is_allocated = to, True
    save_next_version(case, "name_prosecutor", by=by, at=at)


def name_and_reason(to: User, reason: str) -> str:
    """Note of a timeline event: the name, and the reason on the next line; "" without one."""
    return f"{to.name}\n{reason}" if reason else ""


def end_cps_named_roles(case: Case, *, by: Scope, at: datetime) -> None:
    """Revoke all CPS named roles on a locked case, because it moves to another CPS unit."""
    for person in covering_prosecutors(case, at=at):
        add_timeline_event("end_cover", case, by=by, at=at, made=person.name)
    ended = PROSECUTOR_CAPACITIES | ADVISER_CAPACITIES
    named = CaseGrant.objects.filter(content_object=case, permission__codename__in=ended)
    for each in named.select_related("user", "permission"):
        grants.revoke_capacity(each.permission.codename, of=each.user, on=case, by=by, at=at)
    case.prosecutor = None


@transaction.atomic
def end_cover(*, case: Case, by: Scope, at: datetime, to: User) -> Case:
    """End cover now, before its last day."""
    case = open_case_action("end_cover", case, by=by, at=at)
    if to.pk not in {person.pk for person in covering_prosecutors(case, at=at)}:
        raise Refused(_("This cover has ended already."), is_stage=True)
    grants.revoke_capacity("covering_prosecutor", of=to, on=case, by=by, at=at)
    add_timeline_event("end_cover", case, by=by, at=at, made=to.name)
    _notify_prosecutor(case, to, notice="cover_ended", at=at)
    return case


def _check_prosecutes_for_unit(case: Case, to: User, at: datetime) -> None:
    grants.lock_account(to)
    free = free_of_conflict(prosecutors_for(case, at=at), case.pk)
    if not free.filter(pk=to.pk).exists():
        raise Refused(_("Select a prosecutor of the unit who may see this case."), is_stage=True)


def _notify_prosecutor(case: Case, to: User, *, at: datetime, notice: str = "allocated") -> None:
    """Notify a prosecutor of a case, if it has an open suspect that the CPS may see."""
    if suspects := list(turns.suspects_in_order(case, state__in=OPEN_STATES, only_side="")):
        notices.notify_person(to, case, suspects, notice=notice, at=at)


def _create_allocation(
    case: Case, kind: AllocationKind, to: User, *, by: Scope, at: datetime, **more: Any
) -> None:
    Allocation.objects.unscoped("record an allocation").create(
        case=case, kind=kind, to=to, by_id=by.actor.id, at=at, **more
    )
