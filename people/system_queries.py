"""The questions that the pages of systems ask. The doors have asked whether they may."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from people.capacities import FIGURES, SYSTEMS, sides_of_systems
from people.models import Agency, AuditEntry, System, User
from people.queries import live_grants


class Listed(NamedTuple):
    """One system as the list tells it: the units it acts for, and those whose figures it reads."""

    pk: int  # of its account
    name: str
    agency: str
    is_active: bool
    acts_for: list[str]
    counts: list[str]
    token_at: datetime | None


def systems(at: datetime) -> list[Listed]:
    """Every system, by agency and name. One query."""
    rows = System.objects.order_by("account__agency__name", "account__name", "pk")
    rows = rows.annotate(
        acts_for=_units(SYSTEMS, at), counts=_units(FIGURES, at),
        token_at=_tokens(OuterRef("account")).values("at")[:1],
    )  # fmt: skip
    return [
        Listed(*row)
        for row in rows.values_list(
            "account", "account__name", "account__agency__name", "account__is_active",
            "acts_for", "counts", "token_at",
        )
    ]  # fmt: skip


def _units(capacities: Iterable[str], at: datetime) -> ArraySubquery:
    held = live_grants(at).filter(user=OuterRef("account"), permission__codename__in=capacities)
    named = held.order_by("content_object__name", "content_object_id")
    return ArraySubquery(named.values("content_object__name"))


def _tokens(account: User | OuterRef) -> QuerySet[AuditEntry]:
    """The log's rows of tokens that a system was given, the latest first."""
    given = AuditEntry.objects.filter(user=account, verb="system_signed_in", refused="")
    return given.order_by("-at", "-pk")


class About(NamedTuple):
    """What the page of a system's account shows besides what that of a person does."""

    client_id: UUID
    token_at: datetime | None


def about(account: User) -> About:
    """What to show of the system whose account this is."""
    return About(account.system.pk, _tokens(account).values_list("at", flat=True).first())


def by_name() -> list[tuple[str, str]]:
    """[(client id, what it is called)] of every system, by name."""
    rows = System.objects.order_by("account__name", "account__agency__name", "pk")
    named = rows.values_list("pk", "account__name", "account__agency__name")
    return [(str(pk), f"{name}, {agency}") for pk, name, agency in named]


def agencies_of_systems() -> list[tuple[int, str]]:
    """[(id, name)] of the agencies whose systems can be of use, by name."""
    rows = Agency.objects.filter(side__in=sides_of_systems()).order_by("name")
    return list(rows.values_list("pk", "name"))
