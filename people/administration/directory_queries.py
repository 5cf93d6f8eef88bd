"""Queries of the pages about directories. They check no permission: the guards have."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.pagination import FIGURE_PAGE_SIZE
from people.access.scopes import Scope
from people.administration.managed import of_managed
from people.administration.queries import current_agencies, live_grants
from people.identity.sides import Side
from people.models import DirectoryPerson, System

EVERY_AGENCY = Q()
NEW = _("Has joined, and has no role yet")
RETURNED = _("Works there again; the account is deactivated")


class DirectoryRow(NamedTuple):
    """One directory in the list."""

    pk: int  # id of its account
    name: str
    agency: str
    is_active: bool
    said_at: datetime | None  # when it last changed what it says


class WaitingPerson(NamedTuple):
    """A person of whom a directory wants what people must agree to."""

    pk: int
    name: str
    agency: str
    wants: list[str | Promise]
    new_address: str
    since: datetime


def directory_rows(scope: Scope) -> list[DirectoryRow]:
    """The directories of the agencies that the person manages, by agency and name. One query."""
    rows = System.objects.filter(of_managed(scope, "people_of"), people_of__isnull=False)
    rows = rows.order_by("people_of__name", "pk")
    rows = rows.annotate(said_at=Max("directory_people__wants_since"))
    facts = "account", "account__name", "people_of__name", "account__is_active", "said_at"
    return [DirectoryRow(*row) for row in rows.values_list(*facts)]


def directory_agency_choices(scope: Scope) -> list[tuple[int, str]]:
    """[(id, name)] of the agencies that the person manages and that may have a directory."""
    sides = (Side.POLICE, Side.CPS, Side.SUPPORT)
    rows = current_agencies().filter(of_managed(scope, "pk"), side__in=sides)
    return list(rows.values_list("pk", "name"))


def people_waiting(at: datetime, agency: Q = EVERY_AGENCY) -> QuerySet[DirectoryPerson]:
    """
    The people of whom a directory wants what waits for people, longest first.

    agency: a condition on the agency of their account.

    Joiners without a role, another address to sign in with, and accounts to be opened again.
    """
    held = live_grants(at).filter(user=OuterRef("user"))
    is_new = Q(~Exists(held), has_joined=True, user__is_active=True)
    has_moved_address = Q(user__is_active=True) & ~Q(email=F("user__email"))
    returned = Q(is_active=True, user__is_active=False)
    is_open = Q(put_aside_at=None) | Q(put_aside_at__lt=F("wants_since"))
    rows = DirectoryPerson.objects.filter(agency, is_open, is_new | has_moved_address | returned)
    return rows.filter(user__agency=F("directory__people_of")).order_by("wants_since", "pk")


def people_waiting_page(scope: Scope) -> tuple[list[WaitingPerson], int]:
    """(the first of them whom the person manages, how many there are). Three queries."""
    at = scope.at
    rows = people_waiting(at, of_managed(scope, "user__agency"))
    shown = rows.select_related("user__agency")[:FIGURE_PAGE_SIZE]
    without_role = set(
        rows.filter(~Exists(live_grants(at).filter(user=OuterRef("user")))).values_list(
            "pk", flat=True
        )
    )
    return [_waiting_person(row, row.pk in without_role) for row in shown], rows.count()


def _waiting_person(row: DirectoryPerson, is_without_role: bool) -> WaitingPerson:
    person = row.user
    address = row.email if row.email != person.email and person.is_active else ""
    wants = list(_wants(row, is_without_role))
    return WaitingPerson(
        person.pk, person.name, person.agency.name, wants, address, row.wants_since
    )


def _wants(row: DirectoryPerson, is_without_role: bool) -> Iterator[str | Promise]:
    if row.has_joined and row.user.is_active and is_without_role:
        yield NEW
    if row.is_active and not row.user.is_active:
        yield RETURNED
