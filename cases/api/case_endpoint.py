"""Run an action of a case for an API call: the case is locked first, as in every action."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from cases.actions.open_case_action import lock_and_check
from cases.models import Suspect
from cases.queries.row_versions import row_version
from cases.states import may_know_state
from people.access.scopes import Scope
from people.api import submit


def visible_version(row: Any, by: Scope) -> int | None:
    """The ETag version, or None while the suspect's state is hidden from the caller's side.

    Hidden edits bump the version, so it would reveal them.
    """
    if isinstance(row, Suspect) and not may_know_state(row.state, by.side):
        return None
    return row_version(row, by)


def _lock_and_check_row(verb: str, row: Any, by: Scope) -> Any:
    """Lock the case, re-read the row and check the permission."""
    _case, row, _who = lock_and_check(verb, row, by=by)
    return row


run_case_action = partial(
    submit.submit_call, ready=_lock_and_check_row, told_version=visible_version
)


def rows_with_versions(rows: Iterable[Any], by: Scope) -> list[Any]:
    """The rows of a list, each with the version that the caller may see as `version`."""
    found = list(rows)
    for row in found:
        row.version = visible_version(row, by)
    return found
