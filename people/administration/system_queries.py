"""Queries of the pages about systems. They check no permission: the guards have."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from people.access.scopes import Scope
from people.administration.managed import of_managed
from people.administration.public_keys import keys_in_words
from people.administration.queries import current_agencies, live_grants
from people.identity.capacities import FIGURE_CAPACITIES, SYSTEM_CAPACITIES, sides_of_systems
from people.models import AuditEntry, System, User


class SystemRow(NamedTuple):
    """One system in the list: the units it acts for, and the units whose figures it reads."""

    pk: int  # id of its account
    name: str
    agency: str
    is_active: bool
    acts_for: list[str]
    counts: list[str]
    token_at: datetime | None


def system_rows(scope: Scope) -> list[SystemRow]:
    """
    The systems that call the API of the agencies that the person manages. One query.

    By agency and name.
    """
    rows = System.objects.filter(of_managed(scope, "account__agency"), people_of=None)
    rows = rows.order_by("account__agency__name", "account__name", "pk")
    at = scope.at
    rows = rows.annotate(
        acts_for=_unit_names(SYSTEM_CAPACITIES, at), counts=_unit_names(FIGURE_CAPACITIES, at),
        token_at=_token_entries(OuterRef("account")).values("at")[:1],
    )  # fmt: skip
    return [
        SystemRow(*row)
        for row in rows.values_list(
            "account", "account__name", "account__agency__name", "account__is_active",
            "acts_for", "counts", "token_at",
        )
    ]  # fmt: skip


def _unit_names(capacities: Iterable[str], at: datetime) -> ArraySubquery:
    grants = live_grants(at).filter(user=OuterRef("account"), permission__codename__in=capacities)
    named = grants.order_by("content_object__name", "content_object_id")
    return ArraySubquery(named.values("content_object__name"))


def _token_entries(account: User | OuterRef) -> QuerySet[AuditEntry]:
    """Audit entries of the tokens issued to a system, latest first."""
    given = AuditEntry.objects.filter(user=account, verb="system_signed_in", refused="")
    return given.order_by("-at", "-pk")


class SystemDetail(NamedTuple):
    """What the page of a system's account shows in addition to a person's."""

    client_id: UUID
    token_at: datetime | None
    people_of: str  # of a directory: its agency
    keys: str  # by which it proves itself, with their thumbprints


def system_detail(account: User) -> SystemDetail:
    """The detail of the system with this account."""
    of = account.system.people_of
    token_at = _token_entries(account).values_list("at", flat=True).first()
    keys = account.system.public_keys
    proves = keys_in_words(keys) if keys else ""
    return SystemDetail(account.system.pk, token_at, of.name if of else "", proves)


def system_choices() -> list[tuple[str, str]]:
    """[(client id, label)] of every system, by name."""
    rows = System.objects.order_by("account__name", "account__agency__name", "pk")
    named = rows.values_list("pk", "account__name", "account__agency__name")
    return [(str(pk), f"{name}, {agency}") for pk, name, agency in named]


def system_agency_choices(scope: Scope) -> list[tuple[int, str]]:
    """[(id, name)] of the agencies that the person manages and that may have systems, by name."""
    rows = current_agencies().filter(of_managed(scope, "pk"), side__in=sides_of_systems())
    return list(rows.values_list("pk", "name"))
