"""How every action on a victim's row opens: lock the case, check the permission, log."""

from datetime import datetime
from typing import Any, TypeVar

from cases.actions import open_case_action
from cases.models import Case
from people.access.advisory_locks import lock_units_shared
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Scope
from people.models import Side
from timeliness.actions import clocks
from victims import permissions
from victims.models import (
    Agreed,
    Contact,
    Duty,
    FollowUp,
    IdentityDestruction,
    Letter,
    Meeting,
    NoteAnswer,
    NoteReceived,
    RightToReview,
    Support,
    VictimEvent,
    VictimRecord,
    Withdrawal,
)

RULES_BY_MODEL = {
    Letter: permissions.LETTER,
    Meeting: permissions.MEETING,
    NoteReceived: permissions.NOTE,
    NoteAnswer: permissions.NOTE_ANSWER,
    Agreed: permissions.AGREED,
    VictimRecord: permissions.RECORD,
    Contact: permissions.CONTACT,
    FollowUp: permissions.FOLLOW_UP,
    Withdrawal: permissions.WITHDRAWAL,
    Support: permissions.SUPPORT,
    RightToReview: permissions.RIGHT_TO_REVIEW,
    Duty: permissions.DUTY,
    VictimEvent: permissions.EVENT,
    IdentityDestruction: permissions.IDENTITY_DESTRUCTION,
}

VictimRow = TypeVar(
    "VictimRow", Letter, Meeting, Agreed, VictimRecord, Contact, FollowUp, Withdrawal, Support,
    RightToReview, Duty, VictimEvent, IdentityDestruction, NoteReceived, NoteAnswer,
)  # fmt: skip


def open_victim_action(
    verb: str, row: VictimRow, *, by: Scope, at: datetime, **facts: Any
) -> VictimRow:
    """
    open_case_action for rows about a victim, whose readers may not read the case.

    row: of any model in RULES_BY_MODEL. The row lock is on its case: one lock a case. Returns the
    row, read again. Raises what cases.actions.open_case_action.open_case_action raises.
    """
    return open_case_action.open_case_action(
        verb, row, by=by, at=at, locked=lock_case_of_row(row, by=by), rules=RULES_BY_MODEL, **facts
    )


def side_of_actor(by: Scope) -> Side:
    """The side of the caller, who has one."""
    return Side(by.actor.side)


def lock_case_of_row(row: VictimRow, *, by: Scope) -> Case:
    """The case of a row, locked until the transaction ends, with the caller's grants rechecked."""
    lock_units_shared()
    clocks.lock_calendar_shared()
    rows = Case.objects.unscoped("lock the case of a victim").select_for_update(
        of=("self",), no_key=True
    )
    case = rows.get(pk=row.case_id)
    check_grants_unchanged(by)
    return case
