"""Access to a unit for the people who lead it: what was granted and when, never to whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Q, QuerySet
from django.db.models.functions import Greatest

from people.access.scopes import Scope
from people.administration import labels
from people.administration.queries import live_grants
from people.administration.unit_leaders import LEADERS
from people.identity.capacities import AGENCY_CAPACITIES, OVERSIGHT_CAPACITIES
from people.identity.sides import Side
from people.models import DirectoryPerson, Unit

ACCESS_PAGE = "see-unit-access"  # page that notices about a unit link to
MAX_GRANTS = 50


@dataclass(frozen=True)
class GivenAccess:
    """A live grant on a unit: capacity, since and until when, and whether to a system."""

    pk: int
    capacity: str
    given_at: datetime
    ends_at: datetime | None
    is_system: bool


@dataclass(frozen=True)
class MovedPerson:
    """A person with a role on a unit who left or moved, as their agency's directory says."""

    pk: int
    name: str
    left_at: datetime | None
    moved_at: datetime | None


def units_led_by_person(scope: Scope) -> QuerySet[Unit]:
    """
    The units that a person leads, or on which they were made administrator of the agency.

    Every unit of oversight for who has a role of it on one.
    """
    own = Unit.objects.filter(pk__among=scope.units_with(*OVERSIGHT_CAPACITIES))
    of_oversight = Q(Exists(own), agency__side=Side.OVERSIGHT)
    return Unit.objects.filter(
        Q(pk__among=scope.units_with(*LEADERS, *AGENCY_CAPACITIES)) | of_oversight
    )


def led_unit(reference: UUID, scope: Scope) -> Unit | None:
    """The unit with this reference, if the reader leads it; else None."""
    return units_led_by_person(scope).select_related("agency").filter(reference=reference).first()


def people_moved(unit: Unit, scope: Scope) -> list[MovedPerson]:
    """
    Who has a role on a unit and has left or moved, latest first. One query.

    Their work waits for the leaders: the roles stay until an administrator takes them back.
    """
    held = live_grants(scope.at).filter(content_object=unit).values("user")
    gone = Q(left_at__isnull=False, user__is_active=False)
    rows = DirectoryPerson.objects.filter(gone | Q(moved_at__isnull=False), user__in=held)
    latest = Greatest("left_at", "moved_at").desc()
    facts = "pk", "user__name", "left_at", "moved_at"
    return [MovedPerson(*row) for row in rows.order_by(latest, "pk").values_list(*facts)]


def access_given_on(unit: Unit, scope: Scope) -> list[GivenAccess]:
    """
    The live grants on a unit, and those of administrators of its agency. One query.

    Newest first: an administrator of the agency opens each of its units.
    """
    of_agency = Q(content_object__agency=unit.agency_id, permission__codename__in=AGENCY_CAPACITIES)
    rows = live_grants(scope.at).filter(Q(content_object=unit) | of_agency, user__is_active=True)
    facts = "pk", "permission__codename", "granted_at", "expires_at", "user__is_system"
    return [
        GivenAccess(pk, labels.capacity_label(capacity), *rest)
        for pk, capacity, *rest in rows.order_by("-granted_at", "-pk").values_list(*facts)[
            :MAX_GRANTS
        ]
    ]
