"""Who goes along when a unit is moved to another agency, and who stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.expiry import live_at
from people.identity.capacities import AGENCY_CAPACITIES
from people.models import AccessProposal, Unit, UnitGrant, User

FactRow = tuple[str, str]
OPEN = [AccessProposal.Status.WAITING, AccessProposal.Status.APPROVED]


@dataclass(frozen=True)
class UnitMove:
    """
    The unit, with those that were merged into it, and the accounts with a role on it.

    Of the agency that it leaves: those that go along, and those that stay, because they have a role
    on another unit of that agency. administering: the roles on the unit by which the agency is
    administered; with no other role here an account stays too. ending: the accounts that administer
    it by no other role.
    """

    units: QuerySet[Unit]
    going: QuerySet[User]
    staying: QuerySet[User]
    administering: QuerySet[UnitGrant]
    ending: QuerySet[User]


def unit_move(unit: Unit, *, at: datetime) -> UnitMove:
    """What moves with a unit at a moment. A role that has ended by then counts for nothing."""
    units = Unit.objects.filter(pk__in=_with_merged(unit), agency=unit.agency_id)
    live = UnitGrant.objects.filter(live_at(at))
    held = live.filter(user=OuterRef("pk"), content_object__agency=unit.agency_id)
    administer = Q(permission__codename__in=AGENCY_CAPACITIES)
    here = Exists(held.filter(~administer, content_object__in=units.values("pk")))
    elsewhere = Exists(held.exclude(content_object__in=units.values("pk")))
    of_agency = User.objects.filter(agency=unit.agency_id).order_by("name", "pk")
    people = of_agency.filter(here)
    return UnitMove(
        units=units,
        going=people.filter(~elsewhere),
        staying=people.filter(elsewhere),
        administering=UnitGrant.objects.filter(administer, content_object__in=units.values("pk")),
        ending=of_agency.filter(
            Exists(held.filter(administer, content_object__in=units.values("pk"))),
            ~Exists(held.filter(administer).exclude(content_object__in=units.values("pk"))),
            is_active=True,
        ),
    )


def proposed_administrators(unit: Unit) -> QuerySet[AccessProposal]:
    """The proposals, not settled yet, of a role that administers the agency by this unit."""
    return AccessProposal.objects.filter(
        unit=unit, status__in=OPEN, arguments__capacity__in=list(AGENCY_CAPACITIES)
    )


def move_in_words(arguments: Mapping[str, Any]) -> list[FactRow]:
    """
    A proposed move as [(question, answer)]: between which agencies, and what becomes of whom.

    Without names once the unit has moved: who has a role on it by then did not move with it.
    """
    unit, agency, into = arguments["unit"], arguments["agency"], arguments["into"]
    between = [(_("Unit"), unit.name), (_("From"), agency.name), (_("To"), into.name)]
    return between + (what_moves(unit) if unit.agency_id == agency.pk else [])


def what_moves(unit: Unit) -> list[FactRow]:
    """Who would go along with a unit, who would stay, and who would administer it no more."""
    move = unit_move(unit, at=timezone.now())
    return [
        (_("People who go along"), _names(move.going.filter(is_system=False))),
        (_("Systems that go along"), _names(move.going.filter(is_system=True))),
        (_("Keep their role on the unit, and stay in the agency"), _names(move.staying)),
        (_("Administer the agency no more"), _names(move.ending)),
    ]


def _names(accounts: QuerySet[User]) -> str:
    return ", ".join(accounts.values_list("name", flat=True)) or _("Nobody")


def _with_merged(unit: Unit) -> set[int]:
    """The ids of a unit and of those that were merged into it, also by way of others."""
    found = new = {unit.pk}
    while new:
        merged = Unit.objects.filter(merged_into__in=new).values_list("pk", flat=True)
        new = set(merged) - found
        found = found | new
    return found
