"""
The police find that an action reaches into the victim's life; the prosecutor says what is asked.

Source: Police, Crime, Sentencing and Courts Act 2022, ss.37 and 44A: the duties bind the authorised
person, who is in the police, so it is theirs to see that an action is such a request.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from cases import notices
from cases.action_plans.actions.action_item_due_dates import extend_item_date, pause_item_date
from cases.action_plans.actions.action_item_log import add_item_entry, notify_item_parties
from cases.action_plans.actions.victim_requests import create_victim_request
from cases.actions import turns
from cases.actions.open_case_action import open_case_action, save_next_version
from cases.models import ActionItem, EntryKind, Reach
from people.access.scopes import Scope


@transaction.atomic
def reclassify_item(
    *, item: ActionItem, by: Scope, at: datetime, kind: str, text: str, version: int | None = None
) -> ActionItem:
    """
    Record that an open action item reaches into the victim's life, in which way, and why.

    Its date is paused until the prosecutor has said what is asked for and why, or has cancelled it;
    nothing of it can be answered as done before the statutory steps.
    """
    kind = Reach(kind)
    item = open_case_action("reclassify_item", item, by=by, at=at, version=version)
    full_text = f"{kind.label}.\n{text}"
    add_item_entry(item, EntryKind.RECLASSIFIED, by=by, at=at, text=full_text)
    item.reach, item.are_bounds_wanted, item.taken_on_at = kind, True, None
    pause_item_date(item, at=at)
    save_next_version(item, "reclassify_item", by=by, at=at)
    turns.refresh_suspect_listing(item.case, by=by, at=at)
    notify_item_parties(
        item, "reclassify_item", notices.PROSECUTOR_ROLES, "item_questioned", by=by, at=at
    )
    return item


@transaction.atomic
def justify_item(
    *, item: ActionItem, by: Scope, at: datetime, version: int | None = None, **reach: Any
) -> ActionItem:
    """
    Say what is asked for, and why, of an item that the police found to reach into a victim's life.

    reach: as for create_victim_request, without the way itself. The days that the police waited are
    added to the item's date.
    """
    item = open_case_action("justify_item", item, by=by, at=at, version=version)
    create_victim_request(item, by=by, at=at, reach=item.reach, **reach)
    add_item_entry(item, EntryKind.JUSTIFIED, by=by, at=at, text=reach["necessity"])
    item.are_bounds_wanted = False
    extend_item_date(item, by=by, at=at)
    save_next_version(item, "justify_item", by=by, at=at)
    turns.refresh_suspect_listing(item.case, by=by, at=at)
    notify_item_parties(
        item, "justify_item", notices.OFFICER_ROLES, "item_question_answered", by=by, at=at
    )
    return item
