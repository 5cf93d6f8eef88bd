"""Queries of the administration pages. They check no permission: the guards have."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import gettext

from people.access.expiry import live_at
from people.access.histories import history_entries
from people.access.pagination import moment_for_url
from people.access.paths import named_role_grants
from people.access.scopes import Scope
from people.administration.account_histories import account_history, grant_history
from people.administration.approvers import administered_by_one
from people.administration.labels import (
    AGENCY_FIELDS,
    UNIT_FIELDS,
    capacity_label,
    change_label,
)
from people.administration.managed import (
    managed_accounts,
    managed_agencies,
    managed_units,
    of_managed,
)
from people.identity.sides import Side
from people.migration_support.forces import CPS_DIRECT
from people.models import AccessProposal, Agency, AuditEntry, Route, Unit, UnitGrant, User
from people.models.access_controlled import models_with_named_roles
from people.web.pagination import CursorPage, page_of_query

# Agencies and units


def agency_rows(scope: Scope) -> list[tuple[Any, ...]]:
    """
    Each agency that the person manages, by side and name.

    As (id, name, side, force code, units, people, administrators): "agency" if one person alone
    administers it, "service" if one of its people alone administers the service, else "".
    """
    human = Q(people__is_active=True, people__is_system=False)
    people = Count("people", filter=human, distinct=True)
    rows = managed_agencies(scope).annotate(n_units=Count("units", distinct=True), n_people=people)
    found = rows.order_by("-side", "name").values_list(
        "pk", "name", "side", "force_code", "n_units", "n_people"
    )
    alone = administered_by_one(scope)
    return [(*row, alone.get(row[0], "")) for row in found]


def agency_page_context(agency: Agency) -> dict[str, Any]:
    """Context of an agency's page."""
    return {
        "agency": agency,
        "units": list(agency.units.order_by("name").values_list("pk", "name", "kind", "is_open")),
        "areas": list(agency.areas.order_by("name").values_list("pk", "name")),
        "forces": list(agency.forces.order_by("name").values_list("pk", "name")),
        "merged": list(agency.merged.order_by("name").values_list("pk", "name")),
        "changes": history_entries(
            agency.history.all(), AGENCY_FIELDS, change_label, every_reason=True
        ),
    }


def agencies_to_merge_into(agency: Agency) -> list[tuple[int, str]]:
    """[(id, name)] of the agencies that this one may be merged into, by name."""
    rows = current_agencies().filter(side=agency.side).exclude(pk=agency.pk)
    return list(rows.values_list("pk", "name"))


def current_agencies() -> QuerySet[Agency]:
    """The agencies that have not been merged into another, by name."""
    return Agency.objects.filter(merged_into=None).order_by("name")


def agency_choices(scope: Scope) -> list[tuple[int, str]]:
    """[(id, name)] of the agencies that the person manages and that were not merged, by name."""
    return list(current_agencies().filter(of_managed(scope, "pk")).values_list("pk", "name"))


def unit_page_context(unit: Unit, scope: Scope) -> dict[str, Any]:
    """
    Context of a unit's page: live capacities on it, and routes from and to it.

    Without holders whose agency the person does not manage.
    """
    live = live_grants(scope.at).filter(content_object=unit, user__is_active=True)
    live = live.filter(of_managed(scope, "user__agency"))
    holders = live.order_by("user__name", "user_id").values_list(
        "user_id", "user__name", "permission__codename", "expires_at"
    )
    sending = Route.objects.filter(cps_unit=unit).order_by("police_unit__agency__name")
    return {
        "unit": unit,
        "holders": [(pk, name, capacity_label(held), until) for pk, name, held, until in holders],
        "routes": {r.is_urgent: r for r in unit.routes.select_related("cps_unit__agency")},
        "senders": list(
            sending.values_list(
                "police_unit_id", "police_unit__agency__name", "police_unit__name", "is_urgent"
            )
        ),
        "merged": list(unit.merged.order_by("name").values_list("pk", "name")),
        "changes": history_entries(
            unit.history.select_related("merged_into", "agency"),
            UNIT_FIELDS,
            change_label,
            every_reason=True,
        ),
    }


def units_to_merge_into(unit: Unit) -> list[tuple[int, str]]:
    """The units that this one may be merged into, as open_unit_choices() returns them."""
    others = open_unit_choices(agency=unit.agency_id, kind=unit.kind)
    return [(pk, text) for pk, text in others if pk != unit.pk]


def live_grants(at: datetime) -> QuerySet[UnitGrant]:
    """The grants on units that have not expired."""
    return UnitGrant.objects.filter(live_at(at))


def open_unit_choices(*conditions: Q, **facts: Any) -> list[tuple[int, str]]:
    """[(id, "agency: unit")] of the open units, by name."""
    rows = Unit.objects.filter(*conditions, is_open=True, **facts).order_by("agency__name", "name")
    return [(pk, f"{a}: {u}") for pk, a, u in rows.values_list("pk", "agency__name", "name")]


def cps_areas() -> QuerySet[Agency]:
    """The CPS Areas: the agencies that forces send cases to."""
    return Agency.objects.filter(forces__isnull=False).distinct().order_by("name")


def areas_to_send_to() -> QuerySet[Agency]:
    """The agencies of the CPS that a force can send its cases to: all but CPS Direct."""
    rows = Agency.objects.filter(side=Side.CPS, merged_into=None)
    return rows.exclude(name=CPS_DIRECT).order_by("name")


# People


def people_page(
    scope: Scope, *, words: str = "", agency: str | None = None, after: tuple[str, int] = ("", 0)
) -> CursorPage[User]:
    """
    A page of the people whom a person manages, by name. No systems.

    Filtered by words in their name or e-mail address.
    """
    rows = (
        managed_accounts(scope)
        .filter(is_system=False)
        .select_related("agency")
        .order_by("name", "pk")
    )
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if agency:
        rows = rows.filter(agency_id=agency)
    name, pk = after
    rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk))
    return page_of_query(rows, lambda user: f"{user.name}~{user.pk}")


def person_page_context(person: User, scope: Scope) -> dict[str, Any]:
    """
    Context of a person's page: capacities, named roles, linked accounts and history.

    Without accounts of agencies that the reader does not manage.
    """
    grants = person.unitgrants.annotate(approver=_approver_of_grant()).order_by(
        "content_object__agency__name", "content_object__name", "permission_id"
    )
    held = grants.values_list(
        "pk",
        "permission__codename",
        "content_object_id",
        "content_object__name",
        "content_object__agency__name",
        "expires_at",
        "granted_by__name",
        "granted_at",
        "approver",
    )
    signed_in = AuditEntry.objects.filter(user=person, verb="sign_in").order_by("-at", "-pk")
    return {
        "account": person,
        "held": [(pk, capacity_label(name), *rest) for pk, name, *rest in held],
        "named": named_role_counts(person, scope.at),
        "signed_in_at": signed_in.values_list("at", flat=True).first(),
        "changes": account_history(person, scope),
        "given": grant_history(person),
        "others": linked_accounts_of(person, scope),
        "managed_units": set(
            managed_units(scope).filter(grants__user=person).values_list("pk", flat=True)
        ),
    }


def _approver_of_grant() -> Subquery:
    """The name of whoever approved a row of UnitGrant, or confirmed it after an emergency."""
    approved = Q(status="DONE", settled_at=OuterRef("granted_at"))
    confirmed = Q(status="CONFIRMED", proposed_at=OuterRef("granted_at"))
    rows = AccessProposal.objects.alias(capacity=KT("arguments__capacity")).filter(
        approved | confirmed, act="give_capacity", person=OuterRef("user"),
        unit=OuterRef("content_object"), capacity=OuterRef("permission__codename"),
    )  # fmt: skip
    return Subquery(rows.values("settled_by__name")[:1])


def linked_accounts_of(person: User, scope: Scope) -> list[tuple[int, str, str]]:
    """(id, name, agency) of the person's other accounts that the reader manages."""
    others = (
        managed_accounts(scope)
        .filter(human=person.human_id, human__isnull=False)
        .exclude(pk=person.pk)
    )
    return list(others.order_by("name", "pk").values_list("pk", "name", "agency__name"))


def named_role_counts(person: User, at: datetime) -> list[tuple[str, int]]:
    """[(label of a named role, number of rows)] of a person; never which rows."""
    counted: Counter[str] = Counter()
    for model in models_with_named_roles():
        live = named_role_grants(model).objects.filter(live_at(at), user=person)
        of_restricted = (*model.lasting_roles, *model.passing_roles)
        live = live.exclude(permission__codename__in=of_restricted)
        mine = live.values_list("permission__name")
        counted += Counter(dict(mine.annotate(n=Count("pk"))))
    return [(gettext(name), n) for name, n in sorted(counted.items())]


# The log


def audit_entries_page(
    *,
    person: int | None = None,
    case: UUID | None = None,
    system: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: tuple[datetime, int] | None = None,
    kept_from: tuple[Collection[UUID], Collection[str]] = ((), ()),
) -> CursorPage[AuditEntry]:
    """
    A page of the audit log, newest first. after: (moment, id) of the last row before it.

    kept_from: (cases, ids of the rows under them) of which no entry is shown.
    """
    rows = AuditEntry.objects.select_related("user__agency", "system__account")
    if kept_from[0]:
        rows = rows.exclude(case_id__in=kept_from[0]).exclude(ids__overlap=list(kept_from[1]))
    rows = rows.order_by("-at", "-pk")
    wanted: dict[str, Any] = {"user": person, "case_id": case, "system": system}
    wanted |= {"at__gte": since, "at__lt": until}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    return page_of_query(rows, lambda entry: f"{moment_for_url(entry.at)}~{entry.pk}")
