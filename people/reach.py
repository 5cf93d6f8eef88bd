"""By which tables a walled row is reached: whom it is held by, named on, and in conflict with."""

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


def kept_by(model):
    """The lookup of the side that keeps a row to itself; empty where no row of a model is kept."""
    if model.kept_with:
        return f"{model.kept_with}__only_side"
    return "only_side" if hasattr(model, "only_side") else ""
