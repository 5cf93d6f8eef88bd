"""How an act about a case is done: the case is locked first, as every action does."""

from functools import partial
from typing import Any

from cases.actions.open_case_action import lock_and_check
from cases.models import Suspect
from cases.states import may_know_state
from people.access.scopes import Scope
from people.api import submit


def visible_version(row: Any, by: Scope) -> int | None:
    """The version, or None where it is none of theirs: it moves with what is not told as well."""
    if isinstance(row, Suspect) and not may_know_state(row.state, by.side):
        return None
    return getattr(row, "version", None)


def _lock_and_check_row(verb: str, row: Any, by: Scope) -> Any:
    """The row as it is now, where it is at a stage at which this may be done to it."""
    _case, row, _who = lock_and_check(verb, row, by=by)
    return row


run_case_action = partial(
    submit.submit_call, ready=_lock_and_check_row, told_version=visible_version
)
