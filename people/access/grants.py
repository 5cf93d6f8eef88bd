"""Grant and revoke capacities. Scopes (scopes.py) are read from these grants."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet

from people.access.expiry import live_at
from people.access.histories import with_history_facts
from people.access.paths import grant_model_of, named_role_grants
from people.access.scopes import Scope
from people.identity.capacities import NAMING_RESTS_ON, READING
from people.models import AccessRoot, Grant, Unit, UnitGrant, User
from people.models.access_controlled import models_with_named_roles
from people.models.nullable import not_null

RowKey = tuple[type[AccessRoot], UUID]


@transaction.atomic
def grant_capacity(
    capacity: str, *, to: User, on: Model, by: Scope | User, at: datetime,
    expires_at: datetime | None = None,
) -> Grant:  # fmt: skip
    """
    Grant a person a capacity on a unit or a case, or renew it; returns the grant.

    Locks the account, so that two grants of the same capacity at once make one.
    """
    lock_account(to)
    row = _grants_of_capacity(capacity, to, on).first()
    if row is None:
        permission = _permission_of_capacity(capacity, on)
        facts: dict[str, Any] = {"user": to, "permission": permission, "content_object": on}
        row = grant_model_of(on)(**facts)
    row.granted_by_id, row.granted_at, row.expires_at = not_null(person_id(by)), at, expires_at
    with_history_facts(row, by=by, at=at, why="grant").save()
    return row


def lock_account(person: User) -> None:
    """
    Wait for others who change what an account holds. Held until the commit.

    Whoever gives a person a named role locks the account before they ask whether the person may
    have it: a capacity that is taken back meanwhile ends the named roles that there are then.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


@transaction.atomic
def revoke_capacity(
    capacity: str, *, of: User | None, on: Model, by: Scope | User | None, at: datetime,
    because: str = "",
) -> None:  # fmt: skip
    """
    Delete the grant of a capacity. `by`, `at` and why go into its history, if the model has one.
    """
    for row in _grants_of_capacity(capacity, of, on).select_for_update():
        with_history_facts(row, by=by, at=at, why="revoke", because=because).delete()


def revoke_named_roles(unit: Unit, *, of: User, at: datetime) -> list[RowKey]:
    """
    Revoke a person's named roles on the rows of a unit they can no longer read; [(model, pk)].

    Changes nothing while they hold a live capacity on the unit that named roles rest on
    (NAMING_RESTS_ON). Roles that the model lists as lasting do not rest on a unit and remain. Those
    that pass end with the person's last capacity that reads cases, on any unit. Locks the account:
    where two capacities are revoked at once, one of the two is the last.
    """
    lock_account(of)
    held = UnitGrant.objects.filter(live_at(at), user=of)
    if not held.filter(permission__codename__in=READING).exists():
        _revoke_passing_roles(of)
    if held.filter(content_object=unit, permission__codename__in=NAMING_RESTS_ON).exists():
        return []
    left = []
    for model in models_with_named_roles():
        column = model.unit_of.get(of.agency.side)
        if column is None:
            continue
        on_unit = {f"content_object__{column}": unit}
        named = named_role_grants(model).objects.filter(user=of, **on_unit)
        named = named.exclude(permission__codename__in=model.lasting_roles)
        left += [(model, pk) for pk in set(named.values_list("content_object_id", flat=True))]
        named.delete()
    return left


def _revoke_passing_roles(person: User) -> None:
    for model in models_with_named_roles():
        named = named_role_grants(model).objects.filter(user=person)
        named.filter(permission__codename__in=model.passing_roles).delete()


def person_id(by: Scope | User) -> int | None:
    """The id of the person behind a scope, or of a person."""
    return by.user_id if isinstance(by, Scope) else by.pk


def _grants_of_capacity(capacity: str, user: User | None, on: Model) -> QuerySet[Grant]:
    rows = grant_model_of(on)._default_manager
    return rows.filter(user=user, content_object=on, permission__codename=capacity)


def _permission_of_capacity(capacity: str, on: Model) -> Permission:
    kind = ContentType.objects.get_for_model(on)
    return Permission.objects.get(content_type=kind, codename=capacity)
