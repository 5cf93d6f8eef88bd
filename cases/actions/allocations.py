"""Giving a case to a named prosecutor, to another, or to someone covering for leave."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import notices
from cases.actions import turns
from cases.actions.base import begin, bump, check_suspects, happened, must_be_kept
from cases.models import Allocation, AllocationKind, Case, CaseGrant, Suspect
from cases.queries.allocations import cover_of, named_as, prosecutors_for
from cases.queries.conflicts import free_of_conflict
from cases.states import ADVISER, OPEN, PROSECUTORS, State
from people import access
from people.access import Refused, Scope
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
    Name the reviewing prosecutor; these suspects, who were ready, are now theirs to review.

    A case has one reviewing prosecutor: where it had another, the whole case changes hands.
    """
    case = begin("allocate_case", case, by=by, at=at, version=version)
    _must_be_ready(suspects, case, by=by)
    suspects = check_suspects("allocate_case", suspects, case=case, by=by)
    _name(case, to, by=by, at=at)
    for suspect in suspects:
        turns.move(suspect, "allocate_case", by=by, at=at)
    _write_down(case, AllocationKind.ALLOCATED, to, by=by, at=at)
    happened("allocate_case", case, by=by, at=at, suspects=suspects, note=to.name)
    notices.tell_person(to, case, suspects, notice="allocated", at=at)
    return case


@transaction.atomic
def reallocate_case(
    *, case: Case, by: Scope, at: datetime, to: User, reason: str, version: int | None = None
) -> Case:
    """Give the case to another prosecutor. The clock does not start again."""
    case = begin("reallocate_case", case, by=by, at=at, version=version)
    if to in named_as("reviewing_prosecutor", case, at=at):
        raise Refused(_("This prosecutor has the case already."), is_stage=True)
    _name(case, to, by=by, at=at)
    _write_down(case, AllocationKind.REALLOCATED, to, by=by, at=at, reason=reason)
    happened("reallocate_case", case, by=by, at=at, note=_because(to, reason))
    _tell(case, to, at=at)
    return case


@transaction.atomic
def cover_case(
    *,
    case: Case,
    by: Scope,
    at: datetime,
    to: User,
    from_on: date,
    until_on: date,
    reason: str = "",
    version: int | None = None,
) -> Case:
    """
    Let another prosecutor act on the case beside the one who has it, to the end of a London day.

    They may act from now on, so that they can read in before from_on.
    """
    case = begin("cover_case", case, by=by, at=at, version=version)
    must_be_kept(until_on, at=at)
    if until_on < from_on:
        raise Refused(_("Enter a last day that is not before the first."), is_stage=True)
    if to in named_as("reviewing_prosecutor", case, at=at):
        raise Refused(
            _("Select someone other than the prosecutor who has the case."), is_stage=True
        )
    _must_prosecute_here(case, to, at)
    ends_at = end_of_day(until_on)
    access.grant("covering_prosecutor", to=to, on=case, by=by, at=at, expires_at=ends_at)
    _write_down(
        case, AllocationKind.COVER, to, by=by, at=at, reason=reason, from_on=from_on,
        until_on=until_on,
    )  # fmt: skip
    happened("cover_case", case, by=by, at=at, note=_because(to, reason))
    _tell(case, to, at=at)
    return case


def _must_be_ready(suspects: Collection[Suspect], case: Case, *, by: Scope) -> None:
    """Whoever chose others meanwhile is told all who are not, and what to do."""
    ready = State.READY_TO_ALLOCATE
    now = dict(case.suspects.for_scope(by).values_list("pk", "state"))
    if ready not in now.values():
        raise Refused(_("No suspect of this case is ready to allocate any more."), is_stage=True)
    gone = sorted(each.number for each in suspects if now.get(each.pk, ready) != ready)
    if gone:
        told = ngettext(
            "Suspect %(n)s is not ready to allocate now, so no one has been allocated. "
            "Check who is ready, then allocate again.",
            "Suspects %(n)s are not ready to allocate now, so no one has been "
            "allocated. Check who is ready, then allocate again.",
            len(gone),
        )
        raise Refused(told % {"n": ", ".join(map(str, gone))}, is_stage=True)


def _name(case: Case, to: User, *, by: Scope, at: datetime) -> None:
    """The case has one reviewing prosecutor: whoever was, is no longer."""
    _must_prosecute_here(case, to, at)
    before = case.prosecutor
    if before and before != to:
        access.revoke("reviewing_prosecutor", of=before, on=case, by=by, at=at)
        _tell(case, before, notice="reallocated", at=at)
    access.grant("reviewing_prosecutor", to=to, on=case, by=by, at=at)
    case.prosecutor, case.is_allocated = to, True
    bump(case, "name_prosecutor", by=by, at=at)


def _because(to: User, reason: str) -> str:
    """Who, and beneath it why, as the timeline shows it."""
    return "\n".join(filter(None, [to.name, reason]))


def take_from_unit(case: Case, *, by: Scope, at: datetime) -> None:
    """A locked case goes to another CPS unit: nobody of the old one prosecutes it any more."""
    for person in cover_of(case, at=at):
        happened("end_cover", case, by=by, at=at, note=person.name)
    ended = PROSECUTORS | ADVISER
    named = CaseGrant.objects.filter(content_object=case, permission__codename__in=ended)
    for each in named.select_related("user", "permission"):
        access.revoke(each.permission.codename, of=each.user, on=case, by=by, at=at)
    case.prosecutor = None


@transaction.atomic
def end_cover(*, case: Case, by: Scope, at: datetime, to: User) -> Case:
    """Whoever covers stops now, before the last day that was arranged."""
    case = begin("end_cover", case, by=by, at=at)
    if to.pk not in {person.pk for person in cover_of(case, at=at)}:
        raise Refused(_("This cover has ended already."), is_stage=True)
    access.revoke("covering_prosecutor", of=to, on=case, by=by, at=at)
    happened("end_cover", case, by=by, at=at, note=to.name)
    _tell(case, to, notice="cover_ended", at=at)
    return case


def _must_prosecute_here(case: Case, to: User, at: datetime) -> None:
    free = free_of_conflict(prosecutors_for(case, at=at), case.pk)
    if not free.filter(pk=to.pk).exists():
        raise Refused(_("Select a prosecutor of the unit who may see this case."), is_stage=True)


def _tell(case: Case, to: User, *, at: datetime, notice: str = "allocated") -> None:
    """A case all of whose suspects are decided, or not sent yet, asks nothing of a prosecutor."""
    if suspects := list(turns.in_order(case, state__in=OPEN, only_side="")):
        notices.tell_person(to, case, suspects, notice=notice, at=at)


def _write_down(
    case: Case, kind: AllocationKind, to: User, *, by: Scope, at: datetime, **more: Any
) -> None:
    Allocation.objects.system("record an allocation").create(
        case=case, kind=kind, to=to, by_id=by.user_id, at=at, **more
    )
