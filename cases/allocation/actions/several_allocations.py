"""
Several cases allocated in one act: each by the action for one case, or none of them.

Source: ADR 120 and 132.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy, ngettext

from cases.actions.open_case_action import lock_case
from cases.allocation.actions.allocations import allocate_case
from cases.allocation.queries.caseloads import with_caseload
from cases.models import Case, Suspect
from people.access import audit_log, grants
from people.access.permission_tables import RefusedRows
from people.access.row_security import acting
from people.access.scopes import Refused, Scope
from people.models import Operation, User

SOME_REFUSED = gettext_lazy("Nothing was done: some of the cases refuse it.")
CANNOT_BE_OPENED = gettext_lazy("You cannot open this case any more.")


@dataclass(frozen=True)
class ChosenAllocation:
    """Whom somebody chose for a case. version: the one of the case that the page showed."""

    case: Case
    suspects: Sequence[Suspect]
    to: User
    version: int

    @property
    def key(self) -> str:
        return self.case.pk.hex


@dataclass(frozen=True)
class AllocationPreview:
    """
    What allocating would do now.

    refused: {key of a case: why it would not be allocated}. loads: {prosecutor: (open cases,
    points)} once the others are.
    """

    refused: Mapping[str, Refused] = field(default_factory=dict)
    loads: Mapping[int, tuple[int, int]] = field(default_factory=dict)


class _Undo(Exception):
    """Ends a preview, so that nothing of it is kept."""


@transaction.atomic
def allocate_several(*, by: Scope, at: datetime, chosen: Sequence[ChosenAllocation]) -> None:
    """Allocate several cases. Raises RefusedRows if one of them cannot be allocated so."""
    refused = _allocate_each(chosen, by=by, at=at)
    if refused:
        log = partial(_log_refusals, chosen, refused, by=by, at=at)
        raise _refused_rows(refused, log)


def preview_allocations(
    *, by: Scope, at: datetime, chosen: Sequence[ChosenAllocation]
) -> AllocationPreview:
    """
    What allocate_several() would do: it is done, looked at and undone.

    So it says what the rules of the act say, and there is no second wording of them. What is
    refused is logged as by the act itself: a refusal can tell of a conflict of interest.
    """
    found = AllocationPreview()
    with suppress(_Undo), acting("see what allocating would do"), transaction.atomic():
        refused = _allocate_each(chosen, by=by, at=at)
        people = User.objects.filter(pk__in={each.to.pk for each in chosen})
        areas = {each.case.cps_unit.area for each in chosen if each.case.cps_unit}
        counted = with_caseload(people, by, area=areas.pop() if len(areas) == 1 else "")
        loads = {each.pk: (each.open_cases, each.weight) for each in counted}
        found = AllocationPreview(refused, loads)
        raise _Undo
    with transaction.atomic():
        _log_refusals(chosen, found.refused, by=by, at=at)
    return found


def _allocate_each(
    chosen: Sequence[ChosenAllocation], *, by: Scope, at: datetime
) -> dict[str, Refused]:
    """
    Try each case, and return why those refuse that do.

    All cases are locked in one order before any account is, as the act on one case does: so two
    people who give out the same cases, or to the same people, wait for each other and no more.
    """
    in_order = sorted(chosen, key=lambda each: each.case.pk)
    for each in in_order:
        with suppress(Case.DoesNotExist):
            lock_case(each.case.pk, by=by)
    for person in sorted({each.to for each in in_order}, key=lambda each: each.pk):
        grants.lock_account(person)
    refused: dict[str, Refused] = {}
    for each in in_order:
        try:
            with transaction.atomic():
                _allocate_one(each, by=by, at=at)
        except Refused as refusal:
            refused[each.key] = refusal
    return refused


def _allocate_one(each: ChosenAllocation, *, by: Scope, at: datetime) -> None:
    try:
        allocate_case(
            case=each.case, suspects=each.suspects, to=each.to, version=each.version, by=by, at=at
        )
    except Case.DoesNotExist as gone:
        raise Refused(CANNOT_BE_OPENED, is_stage=True) from gone


def _refused_rows(refused: Mapping[str, Refused], log: partial[None]) -> RefusedRows:
    text = ngettext(
        "Nothing has been allocated. One case stands in the way, which is marked below. "
        "Allocate the others without it, or choose again.",
        "Nothing has been allocated. %(n)s cases stand in the way, which are marked below. "
        "Allocate the others without them, or choose again.",
        len(refused),
    )
    return RefusedRows(SOME_REFUSED, refused, message=text % {"n": len(refused)}, afterwards=log)


def _log_refusals(
    chosen: Sequence[ChosenAllocation], refused: Mapping[str, Refused], *, by: Scope, at: datetime
) -> None:
    """Log the refusal of each case as the act on one case does, once the rest is rolled back."""
    for each in chosen:
        if refusal := refused.get(each.key):
            audit_log.record_entry(
                operation=Operation.ALTERATION, verb="allocate_case", by=by,
                kind=Case._meta.label, ids=[each.case.pk], case_id=each.case.pk,
                refused=refusal.reason, at=at,
            )  # fmt: skip
