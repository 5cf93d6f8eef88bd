"""How an act about a case is done: the case is locked first, as every action does."""

from functools import partial
from typing import Any

from cases.actions.base import ready
from cases.models import Suspect
from cases.states import is_told
from people.access import Scope
from people.api import acts


def told_version(row: Any, by: Scope) -> int | None:
    """The version, or None where it is none of theirs: it moves with what is not told as well."""
    if isinstance(row, Suspect) and not is_told(row.state, by.side):
        return None
    return getattr(row, "version", None)


def _ready(verb: str, row: Any, by: Scope) -> Any:
    """The row as it is now, where it is at a stage at which this may be done to it."""
    _case, row, _who = ready(verb, row, by=by)
    return row


done = partial(acts.done, ready=_ready, told_version=told_version)
