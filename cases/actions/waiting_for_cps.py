"""
The date of an action stands still while the CPS owes the police an answer about it.

The days until the answer are added to the date: see ADR 45.
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from cases.actions.conversations import keep_version
from cases.actions.resting import let_rest
from cases.models import ActionItem
from people.access import Scope
from timeliness.actions import clocks
from timeliness.calendar import london_day


def stand_still(item: ActionItem, *, at: datetime) -> None:
    """The police have asked the CPS something about an open action: its date runs no further."""
    clocks.stop(item.clock, at=at)


def run_on(item: ActionItem, *, at: datetime) -> None:
    """The police leave it at that: the action is due when it was, and no days are added."""
    if item.clock.closed_at and not item.waits_for_cps:
        clocks.resume(item.clock, at=at)
        let_rest(item.case, at=at)


def run_on_later(item: ActionItem, *, by: Scope, at: datetime) -> None:
    """
    The CPS has answered all that was asked, and no other date was agreed: the action is due as
    many calendar days later as its date stood still, counted by London days.
    """
    if item.clock.closed_at is None or item.waits_for_cps:
        return
    days = (london_day(at) - london_day(item.clock.closed_at)).days
    run_until(item, item.due_on + timedelta(days=days), at=at)
    if days:
        keep_version(item, by=by, at=at, reason=_("The days that the CPS took to answer."))


def run_until(item: ActionItem, due_on: date, *, at: datetime) -> None:
    """The action is due on this day, and its clock runs unless something waits for the CPS yet."""
    item.due_on = due_on
    if not item.waits_for_cps:
        item.clock.closed_at = None
    clocks.move(item.clock, due_on=due_on, at=at)
    let_rest(item.case, at=at)
