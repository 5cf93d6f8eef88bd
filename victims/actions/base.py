"""How every action about a victim opens: lock the case she is on, check, record."""

from cases.actions import base
from cases.models import Case
from people.actions.base import keep_units
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


def begin(verb, row, *, by, at, **facts):
    """
    As cases.actions.base.begin, for those who may read about a victim and not of the case.

    row: of any model in RULES. Its case is locked all the same: one lock a case.
    """
    return base.begin(verb, row, by=by, at=at, locked=lock(row, by=by), rules=RULES, **facts)


def lock(row, *, by):
    """The case that a row belongs to, ours until the transaction ends."""
    keep_units()
    clocks.keep_calendar()
    rows = Case.objects.system("lock the case of a victim").select_for_update(
        of=("self",), no_key=True
    )
    case = rows.get(pk=row.case_id)
    still_holds(by)
    return case
