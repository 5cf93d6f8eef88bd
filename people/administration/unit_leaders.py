"""Notify the leaders of a unit of what an administrator opens on it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from people.access.expiry import live_at
from people.access.scopes import Scope
from people.identity.capacities import AGENCY_CAPACITIES, HEARING_OF_ACCESS
from people.identity.sides import Side
from people.models import Unit, UnitGrant, User

LEADERS = HEARING_OF_ACCESS


def notify_leaders_of_access(
    unit: Unit, *, at: datetime, to: User | None = None, is_system: bool = False
) -> None:
    """
    Notify the leaders of a unit that access to it was granted, except its receiver.

    Of a unit of oversight, whoever leads any such unit hears: who administers accounts on one opens
    accounts everywhere.
    Calls the functions in the setting ACCESS_TOLD_BY, in the transaction of the grant. The notice
    names neither the person nor a case; the administrator can say who it was.
    """
    led = Q(unitgrants__content_object=unit)
    if unit.agency.side == Side.OVERSIGHT:
        led = Q(unitgrants__content_object__agency__side=Side.OVERSIGHT)
    held = Q(unitgrants__permission__codename__in=LEADERS) & live_at(at, "unitgrants")
    people = User.objects.filter(led & held, is_active=True, is_system=False)
    ids = set(people.values_list("pk", flat=True)) - {to.pk if to else None}
    for tell in settings.ACCESS_TOLD_BY:
        import_string(tell)(unit=unit, people=ids, is_system=is_system, at=at)


def notify_leaders_of_change(*accounts: User, notice: str, at: datetime) -> None:
    """
    Notify those who lead a unit that these accounts open: of another way in, or who is one person.

    Of a role of oversight, whoever leads any unit of oversight hears, as of access. Not the people
    themselves, who are told by mail.
    """
    ids = [account.pk for account in accounts]
    opened = units_opened_by(UnitGrant.objects.filter(live_at(at), user__in=ids))
    units = {unit.pk for unit in opened}
    if any(unit.agency.side == Side.OVERSIGHT for unit in opened):
        offices = Unit.objects.filter(agency__side=Side.OVERSIGHT)
        units |= set(offices.values_list("pk", flat=True))
    notify_leaders_of_units(sorted(units), notice=notice, without=ids, at=at)


def units_opened_by(grants: QuerySet[UnitGrant]) -> list[Unit]:
    """
    The units that these roles open: those of the roles, and every open one of an agency that one
    of them administers.
    """
    administer = grants.filter(permission__codename__in=AGENCY_CAPACITIES)
    of_agency = Q(is_open=True, agency__in=administer.values("content_object__agency"))
    rows = Unit.objects.filter(Q(pk__in=grants.values("content_object")) | of_agency)
    return list(rows.select_related("agency").order_by("pk"))


def notify_administrator_ended(person: User, *, by: Scope, at: datetime) -> None:
    """
    Notify the service, and those who lead units of the agency, that one of its administrators is
    one no more: who is left may have ended the other. Neither of the two hears.
    """
    told = Q(agency=person.agency_id) | Q(agency__side=Side.OVERSIGHT)
    units = list(Unit.objects.filter(told).order_by("pk").values_list("pk", flat=True))
    without = [person.pk, *by.account_ids]
    notify_leaders_of_units(units, notice="administrator_ended", without=without, at=at)


def notify_leaders_of_units(
    units: Iterable[int], *, notice: str, at: datetime, without: Collection[int] = ()
) -> None:
    """Notify those who lead these units, by the functions in the setting MOVES_TOLD_BY."""
    for tell in settings.MOVES_TOLD_BY:
        import_string(tell)(units=units, notice=notice, without=without, at=at)
