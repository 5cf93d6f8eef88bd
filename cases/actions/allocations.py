"""Giving a case to a named prosecutor, to another, or to someone covering for leave."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices
from cases.actions import turns
from cases.actions.base import begin, bump, check_suspects, happened
from cases.models import Allocation, AllocationKind
from cases.states import State
from people import access
from people.access import Refused
from people.models import UnitGrant
from timeliness.calendar import LONDON


@transaction.atomic
def allocate_case(*, case, by, at, to, suspects=None):
    """Name the reviewing prosecutor; the suspects that were ready are now theirs to review."""
    case = begin("allocate_case", case, by=by, at=at)
    ready = suspects or turns.in_order(case, state=State.READY_TO_ALLOCATE)
    suspects = check_suspects("allocate_case", ready, case=case, by=by)
    _name(case, to, by=by, at=at)
    for suspect in suspects:
        turns.move(suspect, "allocate_case", by=by, at=at)
    _write_down(case, AllocationKind.ALLOCATED, to, by=by, at=at)
    happened("allocate_case", case, by=by, at=at, suspects=suspects, note=to.name)
    notices.tell_person(to, case, suspects, notice="allocated", at=at)
    return case


@transaction.atomic
def reallocate_case(*, case, by, at, to, reason):
    """Give the case to another prosecutor. The clock does not start again."""
    case = begin("reallocate_case", case, by=by, at=at)
    if case.prosecutor_id == to.pk:
        raise Refused(_("This prosecutor has the case already."), is_stage=True)
    access.revoke("reviewing_prosecutor", of=case.prosecutor, on=case, by=by, at=at)
    _name(case, to, by=by, at=at)
    _write_down(case, AllocationKind.REALLOCATED, to, by=by, at=at, reason=reason)
    happened("reallocate_case", case, by=by, at=at, note=to.name)
    suspects = list(turns.in_order(case, is_open=True))
    if suspects:
        notices.tell_person(to, case, suspects, notice="allocated", at=at)
    return case


@transaction.atomic
def cover_case(*, case, by, at, to, from_on, until_on, reason=""):
    """Let another prosecutor act on the case to the end of a day, beside the one who has it."""
    case = begin("cover_case", case, by=by, at=at)
    if case.prosecutor_id == to.pk:
        raise Refused(
            _("Select someone other than the prosecutor who has the case."), is_stage=True
        )
    _must_prosecute_here(case, to, at)
    ends_at = datetime.combine(until_on, time(23, 59, 59), LONDON)
    access.grant("covering_prosecutor", to=to, on=case, by=by, at=at, expires_at=ends_at)
    _write_down(
        case, AllocationKind.COVER, to, by=by, at=at, reason=reason, from_on=from_on,
        until_on=until_on,
    )  # fmt: skip
    happened("cover_case", case, by=by, at=at, note=to.name)
    suspects = list(turns.in_order(case, is_open=True))
    if suspects:
        notices.tell_person(to, case, suspects, notice="allocated", at=at)
    return case


def _name(case, to, *, by, at):
    _must_prosecute_here(case, to, at)
    access.grant("reviewing_prosecutor", to=to, on=case, by=by, at=at)
    case.prosecutor = to
    bump(case, "name_prosecutor", by=by, at=at)


def _must_prosecute_here(case, to, at):
    """Refused where the person does not prosecute for the unit, is away for good, or conflicted."""
    held = UnitGrant.objects.filter(
        user=to, user__is_active=True, content_object=case.cps_unit_id,
        permission__codename="prosecute_cases",
    )  # fmt: skip
    if not held.exists() or case.conflicts.filter(user=to).exists():
        raise Refused(_("Select a prosecutor of the unit who may see this case."), is_stage=True)


def _write_down(case, kind, to, *, by, at, **more):
    Allocation.objects.system("record an allocation").create(
        case=case, kind=kind, to=to, by_id=by.user_id, at=at, **more
    )
