"""What those who lead a unit are told of access to it: what was given and when, never to whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from people import words
from people.access import Scope
from people.leaders import LEADERS
from people.models import Unit
from people.queries import live_grants

ACCESS = "see-unit-access"  # the page that a notice about a unit leads to
NEWEST = 50


@dataclass(frozen=True)
class Given:
    """Access that somebody has: in which capacity, since and until when, and whether a system."""

    pk: int
    capacity: str
    given_at: datetime
    ends_at: datetime | None
    is_system: bool


def led(scope: Scope) -> QuerySet[Unit]:
    """The units that a person leads."""
    return Unit.objects.filter(pk__in=scope.units_with(*LEADERS))


def led_unit(reference: UUID, scope: Scope) -> Unit | None:
    """A unit by what notices call it, where the reader leads it."""
    return led(scope).select_related("agency").filter(reference=reference).first()


def given_on(unit: Unit, scope: Scope) -> list[Given]:
    """The newest of what is held on a unit now, the last given first. One query."""
    rows = live_grants(scope.at).filter(content_object=unit, user__is_active=True)
    facts = "pk", "permission__codename", "granted_at", "expires_at", "user__is_system"
    return [
        Given(pk, words.capacity(capacity), *rest)
        for pk, capacity, *rest in rows.order_by("-granted_at", "-pk").values_list(*facts)[:NEWEST]
    ]
