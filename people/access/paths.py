"""By which tables a walled row is reached: whom it is held by, named on, and in conflict with."""

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from guardian.utils import get_user_obj_perms_model

from people.identity.capacities import LEADING
from people.models import Held
from people.models.access_controlled import Walled

if TYPE_CHECKING:
    from people.access.scopes import Scope


W = TypeVar("W", bound=Walled)


def access_root_model(model: type[Walled]) -> type[Held]:
    """The model people are named on: for a suspect, the case."""
    of: Any = model if model.held == "pk" else model._meta.get_field(model.held).related_model
    return of


def unit_columns_of(model: type[Walled]) -> dict[str, str]:
    """{side: the column of its unit} on the row that a model's rows are held by."""
    return model.unit_of if issubclass(model, Held) else access_root_model(model).unit_of


@cache
def named_role_grants(model: type[Walled]) -> Any:
    """The grants that name people on the rows a model belongs to."""
    held: Any = access_root_model(model)
    return get_user_obj_perms_model(held)


@cache
def conflict_foreign_key(model: type[Walled]) -> Any:
    """The foreign key by which a conflict of interest points at the row it is with, or None."""
    holder = access_root_model(model)
    if not holder.conflict_of:
        return None
    if holder.conflict_of != "pk":
        holder = holder._meta.get_field(holder.conflict_of).related_model
    return holder._meta.get_field("conflicts").field


def open_conflict_ids(model: type[Walled], accounts: Collection[int]) -> Any:
    """
    The ids of what a human being is in conflict with, of the kind that conflicts of the model are
    with; None where there are no such conflicts. accounts: the ids of every account of theirs.
    """
    field = conflict_foreign_key(model)
    return None if field is None else field.model.objects.open_of(accounts).values(field.name)


@cache
def conflict_path(model: type[Walled]) -> str:
    """From a row of the model to what a conflict of interest would be with."""
    beyond = access_root_model(model).conflict_of
    return (
        model.held
        if beyond == "pk"
        else beyond
        if model.held == "pk"
        else (f"{model.held}__{beyond}")
    )


def access_root_of(row: Walled) -> Held:
    """The row that carries the units and the wall: itself, or the case it belongs to."""
    return row if isinstance(row, Held) else getattr(row, row.held)


def not_private_to_other_side(side: str | None, model: type[Walled]) -> Q:
    """A condition on rows: the other side keeps neither them, nor what they are kept_with."""
    fields = ["only_side"] if hasattr(model, "only_side") else []
    met = Q(**{f"{name}__in": ["", side] for name in fields})
    if model.kept_with:
        told = Q(**{f"{model.kept_with}__only_side__in": ["", side]})
        if model._meta.get_field(model.kept_with).null:
            told |= Q(**{model.kept_with: None})
        met &= told
    return met


def asks_units_led_by(model: type[Walled], scope: "Scope") -> Q:
    """A condition on rows: they ask something of a unit that this person leads."""
    leads = scope.units_with(*LEADING)
    return Q(**{f"{model.asks_unit}__in": leads}) if model.asks_unit else Q(pk__in=[])


def exclude_gone_and_hidden(rows: QuerySet[W], accounts: Collection[int]) -> QuerySet[W]:
    """Those of some rows that have not gone, and from which none of these accounts is kept."""
    model = rows.model
    if model.kept_from:
        rows = rows.exclude(**{f"{model.kept_from}__user__in": accounts})
    return rows.filter(**{model.gone: False}) if model.gone else rows


def case_id_of(row: Walled) -> UUID | None:
    """The id of the case that a row belongs to, under which the log keeps it; None for none."""
    holder = access_root_model(type(row))
    if not holder.conflict_of:
        return None
    if holder.conflict_of == "pk":
        return row.held_id
    return getattr(access_root_of(row), f"{holder.conflict_of}_id")


@cache
def named_capacities_sql(model: type[Walled]) -> str:
    """
    The capacities in which a person is named on rows of a model; NULL for one in conflict, under
    any account.
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
          AND (named.expires_at IS NULL OR named.expires_at > %(at)s)
        {in_conflict}
    """  # noqa: S608 - the names are our models'; every value is a parameter


def _conflict_join(conflict: Any, holder: type[Held]) -> tuple[str, str]:
    """The rows of conflicts, joined to the rows held where these are others; the latter's id."""
    source = f"{conflict.model._meta.db_table} AS conflict"
    if holder.conflict_of == "pk":
        return source, f"conflict.{conflict.column}"
    about = f"held.{holder.conflict_of}_id = conflict.{conflict.column}"
    return f"{source} JOIN {holder._meta.db_table} AS held ON {about}", "held.id"
