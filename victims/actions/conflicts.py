"""
Conflicts of interest of people who work with a victim, in a unit or in a support service.

The conflict is with the victim's case (cases.case_access.actions.conflicts). Conflicts of a
service's people are recorded and lifted by the service alone.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from cases.case_access.actions import conflicts as of_cases
from cases.case_access.actions.conflict_attempts import record_conflict_attempts
from cases.models import Case, Conflict
from cases.notices import notify_conflict_watch
from people.access.scopes import Refused, Scope
from people.models import Side, UnitGrant, User
from victims import notices
from victims.actions.named_contacts import end_named_contacts
from victims.actions.open_victim_action import open_victim_action, side_of_actor
from victims.models import Support, VictimRecord
from victims.queries.conflicts import open_conflicts_of_service, people_to_record_conflict_of


@transaction.atomic
def declare_victim_conflict(
    *, record: VictimRecord, by: Scope, at: datetime, kind: str, reason: str
) -> Conflict:
    """Record one's own conflict with a victim's case, which ends one's access to the case."""
    record = open_victim_action(
        "declare_victim_conflict", record, by=by, at=at, operation="collection"
    )
    made = _record_own_conflict(record.case, by=by, at=at, kind=kind, reason=reason)
    end_named_contacts(case_id=record.case_id, at=at)
    notify_conflict_watch(record.case, side_of_actor(by), notice="conflict_declared", at=at)
    return made


@transaction.atomic
def declare_service_conflict(
    *, support: Support, by: Scope, at: datetime, kind: str, reason: str
) -> Conflict:
    """
    Record one's own conflict with a victim's case, as a member of a service that supports them.
    """
    support = open_victim_action(
        "declare_service_conflict", support, by=by, at=at, operation="collection"
    )
    made = _record_own_conflict(support.case, by=by, at=at, kind=kind, reason=reason)
    notices.notify_unconflicted_managers(support, notice="conflict_declared", at=at)
    return made


@transaction.atomic
def record_service_conflict(
    *, support: Support, by: Scope, at: datetime, person: User, kind: str, reason: str
) -> Conflict:
    """Record that a member of the caller's service has a conflict with a victim's case."""
    support = open_victim_action(
        "record_service_conflict", support, by=by, at=at, operation="collection"
    )
    choice = people_to_record_conflict_of(support, by)
    of_cases.check_conflict_recordable(support.case, person, choice, side=by.side)
    return of_cases.create_conflict(support.case, person, by=by, at=at, kind=kind, reason=reason)


@transaction.atomic
def lift_service_conflict(
    *, support: Support, by: Scope, at: datetime, conflict: Conflict, reason: str
) -> Conflict:
    """End a conflict of a member of the service, who may then work with the victim again."""
    support = open_victim_action("lift_service_conflict", support, by=by, at=at)
    found = open_conflicts_of_service(support, by).filter(pk=conflict.pk).first()
    if found is None:
        raise Refused(of_cases.LIFTED, is_stage=True)
    return of_cases.lift_conflict_rows(found, by=by, at=at, reason=reason)


@transaction.atomic
def notify_conflict_attempts(*, at: datetime) -> None:
    """
    Find attempts by people in conflict to reach a case, and notify the managers who watch
    conflicts.

    For a member of a service these are the managers of that service who have no conflict
    themselves.
    """
    for attempt in record_conflict_attempts(at=at):
        if attempt.only_side == Side.SUPPORT:
            for support in _supports_hidden_from_person(attempt.conflict):
                notices.notify_unconflicted_managers(support, notice="conflict_attempt", at=at)


def _record_own_conflict(case: Case, *, by: Scope, **facts: Any) -> Conflict:
    return of_cases.create_conflict(case, User.objects.get(pk=by.actor.id), by=by, **facts)


def _supports_hidden_from_person(conflict: Conflict) -> list[Support]:
    """
    The support rows of this case at the services of a person in conflict, one for each service.
    """
    services = UnitGrant.objects.filter(user=conflict.user_id).values("content_object")
    rows = Support.objects.unscoped("whose people are in conflict with a case")
    rows = rows.filter(case=conflict.case_id, service__in=services)
    return list(rows.order_by("service", "-listed_at").distinct("service"))
