"""Access paths: how a model reaches its access root, the units, named roles and conflicts of it."""

from collections.abc import Collection
from functools import cache
from typing import Any, TypeAlias, TypeVar, cast
from uuid import UUID

from django.db.models import ForeignKey, ManyToOneRel, Model, Q, QuerySet
from guardian.utils import get_user_obj_perms_model

from people.access.expiry import live_at_sql
from people.models import AccessRoot, Grant
from people.models.access_controlled import AccessControlled, related_model_at

W = TypeVar("W", bound=AccessControlled)
ConflictKey: TypeAlias = ForeignKey[Any, Any]  # Any: what Django lets it be set to and read as


def access_root_model(model: type[AccessControlled]) -> type[AccessRoot]:
    """The model on whose rows people have named roles: for a suspect, the case."""
    path = model.access_path
    root = model if path == "pk" else related_model_at(model, path)
    if not issubclass(root, AccessRoot):
        raise TypeError(f"{model.__name__}.{path} leads to no access root.")
    return root


def is_opened_for_hours(row: AccessControlled, capacities: Collection[str]) -> bool:
    """Whether these capacities on a row hold a named role of some hours: break-glass."""
    return any(role in capacities for role in access_root_model(type(row)).passing_roles)


def unit_columns_of(model: type[AccessControlled]) -> dict[str, str]:
    """{side: name of the column of its unit} on the access root of a model."""
    return model.unit_of if issubclass(model, AccessRoot) else access_root_model(model).unit_of


@cache
def named_role_grants(model: type[AccessControlled]) -> type[Grant]:
    """The grant model of the named roles on a model's access root."""
    return grant_model_of(access_root_model(model))


def grant_model_of(on: Model | type[Model]) -> type[Grant]:
    """The model of the grants on rows of this model."""
    row = cast(Model, on)  # guardian takes a class too, which its types do not say
    return cast(type[Grant], get_user_obj_perms_model(row))


@cache
def conflict_foreign_key(model: type[AccessControlled]) -> ConflictKey | None:
    """The foreign key from a conflict of interest to the row it is with; None if there is none."""
    holder = access_root_model(model)
    if not holder.conflict_of:
        return None
    if holder.conflict_of != "pk":
        return _foreign_key_of_relation(related_model_at(holder, holder.conflict_of), "conflicts")
    return _foreign_key_of_relation(holder, "conflicts")


def _foreign_key_of_relation(model: type[AccessControlled], name: str) -> ConflictKey:
    relation = model._meta.get_field(name)
    assert isinstance(relation, ManyToOneRel)
    return relation.field


@cache
def named_role_ids_sql(grants: type[Grant]) -> str:
    """
    SQL for ids of the access roots on which a person has a live named role.

    grants: the grant model. Parameters: user, at. SQL, because every scoped query holds it and the
    next one, and to compile both took half of the time that such a query costs the processor.
    """
    return f"""
        SELECT named.content_object_id FROM {grants._meta.db_table} AS named
        WHERE named.user_id = %s AND {live_at_sql("named", "%s")}
    """  # noqa: S608 - the names are our models'; every value is a parameter


@cache
def open_conflict_ids_sql(conflict: ConflictKey) -> str:
    """
    SQL for ids of the rows a person has an open conflict of interest with.

    conflict: the foreign key to the row. Parameter: ids of every account of the person.
    """
    return f"""
        SELECT conflict.{conflict.column} FROM {conflict.model._meta.db_table} AS conflict
        WHERE conflict.user_id = ANY(%s) AND conflict.lifted_at IS NULL
    """  # noqa: S608 - as above


@cache
def conflict_path(model: type[AccessControlled]) -> str:
    """ORM path from a row of the model to the row that a conflict of interest is with."""
    beyond = access_root_model(model).conflict_of
    return (
        model.access_path
        if beyond == "pk"
        else beyond
        if model.access_path == "pk"
        else (f"{model.access_path}__{beyond}")
    )


def access_root_of(row: AccessControlled) -> AccessRoot:
    """The row that carries the units and is_restricted: the row itself, or its case."""
    root: AccessRoot = row if isinstance(row, AccessRoot) else getattr(row, row.access_path)
    return root


def not_private_to_other_side(side: str | None, model: type[AccessControlled]) -> Q:
    """Condition: neither the row nor the row it is `private_with` is private to another side."""
    fields = ["only_side"] if hasattr(model, "only_side") else []
    met = Q(**{f"{name}__in": ["", side] for name in fields})
    if model.private_with:
        condition = Q(**{f"{model.private_with}__only_side__in": ["", side]})
        if model._meta.get_field(model.private_with).null:
            condition |= Q(**{model.private_with: None})
        met &= condition
    return met


def exclude_gone_and_hidden(rows: QuerySet[W], accounts: Collection[int]) -> QuerySet[W]:
    """Leave out rows that are gone, and rows from which one of these accounts is blocked."""
    model = rows.model
    if model.access_blocks:
        rows = rows.exclude(**{f"{model.access_blocks}__user__among": accounts})
    return rows.filter(**{model.hidden_flag: False}) if model.hidden_flag else rows


def case_id_of(row: AccessControlled) -> UUID | None:
    """The id of a row's case, under which the audit log lists it; None without a case."""
    holder = access_root_model(type(row))
    if not holder.conflict_of:
        return None
    if holder.conflict_of == "pk":
        return row.access_root_id
    case_id: UUID | None = getattr(access_root_of(row), f"{holder.conflict_of}_id")
    return case_id


@cache
def named_capacities_sql(model: type[AccessControlled]) -> str:
    """
    SQL for (access root id, codename) of a person's live named roles; NULL stands for a conflict.

    Parameters: user, accounts, held (ids of access roots), at.
    """
    conflict, holder = conflict_foreign_key(model), access_root_model(model)
    in_conflict = ""
    if conflict is not None:
        source, held_id = _conflict_join(conflict, holder)
        in_conflict = f"""
        UNION ALL
        SELECT {held_id}, NULL FROM {source}
        WHERE conflict.user_id = ANY(%(accounts)s) AND conflict.lifted_at IS NULL
          AND {held_id} = ANY(%(held)s)"""  # noqa: S608 - as below
    return f"""
        SELECT named.content_object_id, permission.codename
        FROM {named_role_grants(model)._meta.db_table} AS named
        JOIN auth_permission AS permission ON permission.id = named.permission_id
        WHERE named.user_id = %(user)s AND named.content_object_id = ANY(%(held)s)
          AND {live_at_sql("named")}
        {in_conflict}
    """  # noqa: S608 - the names are our models'; every value is a parameter


def _conflict_join(conflict: ConflictKey, holder: type[AccessRoot]) -> tuple[str, str]:
    """(FROM clause of the conflicts, joined to the access root if needed; the root's id column)."""
    source = f"{conflict.model._meta.db_table} AS conflict"
    if holder.conflict_of == "pk":
        return source, f"conflict.{conflict.column}"
    about = f"held.{holder.conflict_of}_id = conflict.{conflict.column}"
    return f"{source} JOIN {holder._meta.db_table} AS held ON {about}", "held.id"
