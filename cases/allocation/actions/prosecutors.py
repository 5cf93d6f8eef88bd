"""Specialisms and absences of a unit's prosecutors, recorded by a manager for allocation."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_future_dates
from cases.allocation.queries.prosecutors import (
    prosecutors_managed_by,
    specialisms_of,
    version_of_specialisms,
)
from cases.models import Absence, ProsecutorSpecialism
from cases.permissions import SITE
from cases.specialisms import SPECIALISMS
from people.access import audit_log
from people.access.scopes import Refused, Scope, Stale
from people.models import Operation, User

ENDED_ALREADY = _("This absence has already been cancelled.")
NOT_AN_ABSENCE = _("Enter a last day that is not before the first.")


@transaction.atomic
def record_specialisms(
    *, person: User, by: Scope, at: datetime, codes: Collection[str], version: int | None = None
) -> User:
    """
    Replace the specialisms of a prosecutor.

    version: of version_of_specialisms, if the form showed it. Raises Stale if they changed since.
    """
    open_prosecutor_action("record_specialisms", person, by=by, at=at)
    if version is not None and version != version_of_specialisms(person):
        raise Stale([("codes", specialisms_of(person), sorted(codes))])
    if not set(codes) <= SPECIALISMS.keys():
        raise TypeError(f"No such specialism: {', '.join(sorted(set(codes) - SPECIALISMS.keys()))}")
    now = ProsecutorSpecialism.objects.filter(person=person, ended_at=None)
    had = set(now.values_list("code", flat=True))
    now.exclude(code__in=codes).update(ended_by=by.user_id, ended_at=at)
    ProsecutorSpecialism.objects.bulk_create(
        ProsecutorSpecialism(person=person, code=code, by_id=by.actor.id, at=at)
        for code in codes
        if code not in had
    )
    return person


@transaction.atomic
def record_absence(*, person: User, by: Scope, at: datetime, from_on: date, until_on: date) -> User:
    """Record an absence, both days included; the prosecutor keeps their cases."""
    open_prosecutor_action("record_absence", person, by=by, at=at)
    check_future_dates(until_on, at=at)
    if until_on < from_on:
        raise Refused(NOT_AN_ABSENCE, is_stage=True)
    Absence.objects.create(
        person=person, from_on=from_on, until_on=until_on, by_id=by.actor.id, at=at
    )
    return person


@transaction.atomic
def end_absence(*, person: User, by: Scope, at: datetime, absence: Absence) -> User:
    """End an absence early, or cancel one recorded by mistake."""
    open_prosecutor_action("end_absence", person, by=by, at=at)
    waiting = Absence.objects.filter(pk=absence.pk, person=person, ended_at=None)
    if not waiting.update(ended_by=by.user_id, ended_at=at):
        raise Refused(ENDED_ALREADY, is_stage=True)
    return person


def open_prosecutor_action(verb: str, person: User, *, by: Scope, at: datetime) -> None:
    """
    Check the permission, lock the prosecutor's account row and add the audit entry.

    Raises DoesNotExist if `by` does not manage this prosecutor.
    """
    SITE.check(by, verb)
    prosecutors_managed_by(by).get(pk=person.pk)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    audit_log.record_entry(
        operation=Operation.ALTERATION,
        verb=verb,
        by=by,
        capacities=by.all_capacities & {"allocate_cases"},
        kind=User._meta.label,
        ids=[person.pk],
        at=at,
    )
