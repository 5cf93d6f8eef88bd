"""How every action about a victim opens: lock the case she is on, check, record."""

from datetime import datetime
from typing import Any, TypeVar

from cases.actions import base
from cases.models import Case
from people.access import Scope
from people.actions.base import keep_units
from people.models import Side
from people.still_held import still_holds
from timeliness.actions import clocks
from victims import permissions
from victims.models import (
    Agreed,
    Contact,
    Duty,
    FollowUp,
    Letter,
    Meeting,
    RightToReview,
    Support,
    VictimEvent,
    VictimRecord,
    Withdrawal,
)

RULES = {
    Letter: permissions.LETTER,
    Meeting: permissions.MEETING,
    Agreed: permissions.AGREED,
    VictimRecord: permissions.RECORD,
    Contact: permissions.CONTACT,
    FollowUp: permissions.FOLLOW_UP,
    Withdrawal: permissions.WITHDRAWAL,
    Support: permissions.SUPPORT,
    RightToReview: permissions.RIGHT_TO_REVIEW,
    Duty: permissions.DUTY,
    VictimEvent: permissions.EVENT,
}

Row = TypeVar(
    "Row", Letter, Meeting, Agreed, VictimRecord, Contact, FollowUp, Withdrawal, Support,
    RightToReview, Duty, VictimEvent,
)  # fmt: skip


def begin(verb: str, row: Row, *, by: Scope, at: datetime, **facts: Any) -> Row:
    """
    As cases.actions.base.begin, for those who may read about a victim and not of the case.

    row: of any model in RULES. Its case is locked all the same: one lock a case.
    """
    return base.begin(verb, row, by=by, at=at, locked=lock(row, by=by), rules=RULES, **facts)


def side_of(by: Scope) -> Side:
    """The side of whoever acts: nobody without one may."""
    assert by.side is not None
    return Side(by.side)


def lock(row: Row, *, by: Scope) -> Case:
    """The case that a row belongs to, ours until the transaction ends."""
    keep_units()
    clocks.keep_calendar()
    rows = Case.objects.system("lock the case of a victim").select_for_update(
        of=("self",), no_key=True
    )
    case = rows.get(pk=row.case_id)
    still_holds(by)
    return case
