"""Who of a service is in conflict with the case of a victim whom it supports."""

from typing import Any

from django.db.models import QuerySet

from cases.models import Conflict
from cases.queries.conflicts import recorded_by, told
from people.access import Scope
from people.models import UnitGrant, User
from victims.models import Support
from victims.permissions import SUPPORT


def can_be_recorded(support: Support, scope: Scope) -> QuerySet[User]:
    """The people of the service who have no conflict with the case, other than the reader."""
    people = User.objects.filter(is_active=True, pk__in=_workers(support))
    people = people.exclude(pk__in=recorded_by(scope.side, support.case_id))
    return people.exclude(pk__in=scope.accounts).order_by("name", "pk")


def open_ones(support: Support, scope: Scope) -> QuerySet[Conflict]:
    """The conflicts of the service's people that the reader may lift."""
    rows = _of_service(support).filter(lifted_at=None).exclude(user__in=scope.accounts)
    return rows.select_related("user").order_by("-declared_at", "pk")


def lines(support: Support, scope: Scope, capacities: frozenset[str]) -> list[Any]:
    """The conflicts of the service's people; none to whoever may not record any. One query."""
    who = scope.holding(capacities)
    if SUPPORT.refusal(who, "record_service_conflict", support) is not None:
        return []
    return told(_of_service(support))


def _of_service(support: Support) -> QuerySet[Conflict]:
    return Conflict.objects.of_service(support.case_id, _workers(support))


def _workers(support: Support) -> QuerySet[UnitGrant, Any]:
    return UnitGrant.objects.filter(content_object=support.service_id).values("user")
