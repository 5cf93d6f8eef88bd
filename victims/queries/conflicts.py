"""Who of a service is in conflict with the case of a victim whom it supports."""

from cases.models import Conflict
from cases.queries.conflicts import recorded_by, told
from people.models import UnitGrant, User
from victims.permissions import SUPPORT


def can_be_recorded(support, scope):
    """The people of the service who have no conflict with the case, other than the reader."""
    people = User.objects.filter(is_active=True, pk__in=_workers(support))
    people = people.exclude(pk__in=recorded_by(scope.side, support.case_id))
    return people.exclude(pk__in=scope.accounts).order_by("name", "pk")


def open_ones(support, scope):
    """The conflicts of the service's people that the reader may lift."""
    rows = _of_service(support).filter(lifted_at=None).exclude(user__in=scope.accounts)
    return rows.select_related("user").order_by("-declared_at", "pk")


def lines(support, scope, capacities):
    """The conflicts of the service's people; none to whoever may not record any. One query."""
    who = scope.holding(capacities)
    if SUPPORT.refusal(who, "record_service_conflict", support) is not None:
        return []
    return told(_of_service(support))


def _of_service(support):
    return Conflict.objects.of_service(support.case_id, _workers(support))


def _workers(support):
    return UnitGrant.objects.filter(content_object=support.service_id).values("user")
