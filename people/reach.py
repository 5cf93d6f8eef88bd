"""By which tables a walled row is reached: whom it is held by, named on, and in conflict with."""

from django.db.models import Q
from guardian.utils import get_user_obj_perms_model

from people.models import HeldByUnits


def held_model(model):
    """The model people are named on: for a suspect, the case."""
    return model if model.held == "pk" else model._meta.get_field(model.held).related_model


def named_on(model):
    """The grants that name people on the rows a model belongs to."""
    return get_user_obj_perms_model(held_model(model))


def conflicts_with(model):
    """The foreign key by which a conflict of interest points at the row it is with."""
    return held_model(model)._meta.get_field("conflicts").field


def facts_of(row):
    """The row that carries the units and the wall: itself, or the case it belongs to."""
    return row if isinstance(row, HeldByUnits) else getattr(row, row.held)


def not_kept_from(side, model):
    """A condition on rows: the other side keeps neither them, nor what they are kept_with."""
    fields = ["only_side"] if hasattr(model, "only_side") else []
    met = Q(**{f"{name}__in": ["", side] for name in fields})
    if model.kept_with:
        told = Q(**{f"{model.kept_with}__only_side__in": ["", side]})
        if model._meta.get_field(model.kept_with).null:
            told |= Q(**{model.kept_with: None})
        met &= told
    return met
