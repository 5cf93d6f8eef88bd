"""What those who lead a unit are told of access to it: what was given and when, never to whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from people.access.scopes import Scope
from people.administration import labels
from people.administration.queries import live_grants
from people.administration.unit_leaders import LEADERS
from people.models import Unit

ACCESS_PAGE = "see-unit-access"  # the page that a notice about a unit leads to
MAX_GRANTS = 50


@dataclass(frozen=True)
class GivenAccess:
    """Access that somebody has: in which capacity, since and until when, and whether a system."""

    pk: int
    capacity: str
    given_at: datetime
    ends_at: datetime | None
    is_system: bool


def units_led_by_person(scope: Scope) -> QuerySet[Unit]:
    """The units that a person leads."""
    return Unit.objects.filter(pk__in=scope.units_with(*LEADERS))


def led_unit(reference: UUID, scope: Scope) -> Unit | None:
    """A unit by what notices call it, where the reader leads it."""
    return units_led_by_person(scope).select_related("agency").filter(reference=reference).first()


def access_given_on(unit: Unit, scope: Scope) -> list[GivenAccess]:
    """The newest of what is held on a unit now, the last given first. One query."""
    rows = live_grants(scope.at).filter(content_object=unit, user__is_active=True)
    facts = "pk", "permission__codename", "granted_at", "expires_at", "user__is_system"
    return [
        GivenAccess(pk, labels.capacity_label(capacity), *rest)
        for pk, capacity, *rest in rows.order_by("-granted_at", "-pk").values_list(*facts)[
            :MAX_GRANTS
        ]
    ]
