"""The prosecutor amends an action, for a reason, while the police have not answered it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.base import begin, bump, said_of
from cases.actions.challenges import become
from cases.actions.conversations import say, tell
from cases.item_facts import AMENDABLE, amendable_facts
from cases.models import ActionItem, EntryKind
from people.access import Refused, Scope

NOTHING_CHANGED = _("Nothing has changed. Change what is asked or why, or go back.")


@transaction.atomic
def amend_item(
    *, item: ActionItem, by: Scope, at: datetime, new_text: str, reason: str,
    version: int | None = None, **others: str,
) -> ActionItem:  # fmt: skip
    """
    What is asked, and why, from now on; whoever writes over another's words sees both first.

    others: the amendable facts beside the text, by field (cases.item_facts).
    """
    typed = said_of([fact.name for fact in AMENDABLE], {"text": new_text} | others)
    item = begin("amend_item", item, by=by, at=at, version=version, edits=typed)
    if amendable_facts(item) == typed:
        raise Refused(NOTHING_CHANGED, is_stage=True)
    for name, value in others.items():
        setattr(item, name, value)
    become(item, text=new_text, by=by, at=at, reason=reason)
    say(item, EntryKind.AMENDED, by=by, at=at, text=reason, quoted=new_text)
    bump(item, "amend_item", by=by, at=at)
    tell(item, "amend_item", notices.OFFICER, "item_amended", by=by, at=at)
    return item
