"""
The date of an action stands still while the CPS owes the police an answer about it.

The days until the answer are added to the date: see ADR 45.
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from cases.actions.item_log import save_item_version
from cases.actions.paused_clocks import pause_unneeded_clocks
from cases.models import ActionItem
from people.access.scopes import Scope
from timeliness.actions import clocks
from timeliness.calendar import london_day


def pause_item_date(item: ActionItem, *, at: datetime) -> None:
    """The police have asked the CPS something about an open action: its date runs no further."""
    clocks.stop_clock(item.clock, at=at)


def resume_item_date(item: ActionItem, *, at: datetime) -> None:
    """The police leave it at that: the action is due when it was, and no days are added."""
    if item.clock.closed_at and not item.waits_for_cps:
        clocks.resume_clock(item.clock, at=at)
        pause_unneeded_clocks(item.case, at=at)


def extend_item_date(item: ActionItem, *, by: Scope, at: datetime) -> None:
    """
    The CPS has answered all that was asked, and no other date was agreed: the action is due as
    many calendar days later as its date stood still, counted by London days.
    """
    if item.clock.closed_at is None or item.waits_for_cps:
        return
    days = (london_day(at) - london_day(item.clock.closed_at)).days
    set_item_due_date(item, item.due_on + timedelta(days=days), at=at)
    if days:
        save_item_version(item, by=by, at=at, reason=_("The days that the CPS took to answer."))


def set_item_due_date(item: ActionItem, due_on: date, *, at: datetime) -> None:
    """The action is due on this day, and its clock runs unless something waits for the CPS yet."""
    item.due_on = due_on
    if not item.waits_for_cps:
        item.clock.closed_at = None
    clocks.move_clock(item.clock, due_on=due_on, at=at)
    pause_unneeded_clocks(item.case, at=at)
