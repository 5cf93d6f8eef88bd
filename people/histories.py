"""The history people read: every change to a tracked row says who made it, when, and why."""

from people.models import User


def signed(row, *, by, at, why):
    """
    The row, about to be saved or deleted, with the person, the moment and the verb for its history.

    by: a scope, a person, or None for what happens by itself.
    """
    user_id = getattr(by, "user_id", None) or getattr(by, "pk", None)
    row._history_user = User(pk=user_id) if user_id else None
    row._history_date, row._change_reason = at, why
    return row
