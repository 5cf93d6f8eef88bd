"""
Recompute the duties of a case after each action on it.

cases.actions.open_case_action calls this for every action, through the setting CASE_FOLLOWERS,
because cases/ does not import victims/ (ADR 54).
"""

from datetime import datetime
from uuid import UUID

from cases.actions.after_commit import follow_after_commit
from people.access.scopes import Scope
from victims.actions.duties import recompute_case_duties


def recompute_duties_after_commit(*, case_id: UUID, by: Scope, at: datetime) -> None:
    """
    Recompute the duties of a case when the transaction commits, once for all its actions.

    recompute_all_duties repairs within a minute what fails then.
    """
    follow_after_commit(recompute_case_duties, of="duties", case_id=case_id, by=by, at=at)
