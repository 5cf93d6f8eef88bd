"""
The due date of an action item, paused while the CPS owes the police an answer about it.

Source: ADR 45 (the London days until the answer are added to the date).
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from cases.action_plans.actions.action_item_log import save_item_version
from cases.actions.paused_clocks import pause_unneeded_clocks
from cases.models import ActionItem
from cases.models.case_key_of_text import reason_if_key_is_there
from people.access.scopes import Scope
from timeliness.actions import clocks
from timeliness.calendar import london_day


def pause_item_date(item: ActionItem, *, at: datetime) -> None:
    """Stop the clock of an open item because the police have asked the CPS something about it."""
    clocks.stop_clock(item.clock, at=at)


def resume_item_date(item: ActionItem, *, at: datetime) -> None:
    """
    Resume the item's clock with its old due date, because the police withdrew what they asked.

    Does nothing if the clock runs, or if the CPS still owes another answer.
    """
    if item.clock.closed_at and not item.waits_for_cps:
        clocks.resume_clock(item.clock, at=at)
        pause_unneeded_clocks(item.case, at=at)


def extend_item_date(item: ActionItem, *, by: Scope, at: datetime) -> None:
    """
    Add the paused days to the item's due date, once the CPS has answered everything.

    Counts calendar days in London. Does nothing if the clock runs or the CPS still owes an answer.
    """
    if item.clock.closed_at is None or item.waits_for_cps:
        return
    days = (london_day(at) - london_day(item.clock.closed_at)).days
    set_item_due_date(item, item.due_on + timedelta(days=days), at=at)
    if days:
        reason = reason_if_key_is_there(_("The days that the CPS took to answer."), item.case_id)
        save_item_version(item, by=by, at=at, reason=reason)


def set_item_due_date(item: ActionItem, due_on: date, *, at: datetime) -> None:
    """Set the due date and move the clock to it; the clock runs unless the CPS owes an answer."""
    item.due_on = due_on
    if not item.waits_for_cps:
        item.clock.closed_at = None
    clocks.move_clock(item.clock, due_on=due_on, at=at)
    pause_unneeded_clocks(item.case, at=at)
