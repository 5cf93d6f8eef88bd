"""Amend an action item before the police have answered it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.action_item_fields import AMENDABLE_FIELDS, amendable_values
from cases.action_plans.actions.action_item_log import add_item_entry, notify_item_parties
from cases.action_plans.actions.challenges import change_item_terms
from cases.action_plans.actions.victim_requests import check_new_words
from cases.actions.open_case_action import only_known_fields, open_case_action, save_next_version
from cases.models import ActionItem, EntryKind
from people.access.scopes import Refused, Scope

NOTHING_CHANGED = _("Nothing has changed. Change what is asked or why, or go back.")


@transaction.atomic
def amend_item(
    *, item: ActionItem, by: Scope, at: datetime, new_text: str, reason: str,
    version: int | None = None, not_reaching_because: str = "", **others: str,
) -> ActionItem:  # fmt: skip
    """
    Change what an open action item asks, with a reason.

    not_reaching_because: why the new text does not reach into the victim's life, if it sounds so.
    others: further amendable fields by name (cases.action_plans.action_item_fields). Raises Stale
    where another person changed one of these fields since `version`, Refused if nothing changed.
    """
    typed = only_known_fields([fact.name for fact in AMENDABLE_FIELDS], {"text": new_text} | others)
    item = open_case_action("amend_item", item, by=by, at=at, version=version, edits=typed)
    if amendable_values(item) == typed:
        raise Refused(NOTHING_CHANGED, is_stage=True)
    check_new_words(item, new_text, not_reaching_because)
    for name, value in others.items():
        setattr(item, name, value)
    change_item_terms(item, text=new_text, by=by, at=at, reason=reason)
    add_item_entry(item, EntryKind.AMENDED, by=by, at=at, text=reason, quoted=new_text)
    save_next_version(item, "amend_item", by=by, at=at)
    notify_item_parties(item, "amend_item", notices.OFFICER_ROLES, "item_amended", by=by, at=at)
    return item
