"""The prosecutor amends an action, for a reason, while the police have not answered it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.base import begin, bump
from cases.actions.challenges import become
from cases.actions.conversations import say, tell
from cases.models import EntryKind
from people.access import Refused

NOTHING_CHANGED = _("Nothing has changed. Change what is asked or why, or go back.")


@transaction.atomic
def amend_item(
    *, item, by, at, new_text, line_of_inquiry, proportionality, reason, version=None
):  # fmt: skip
    """What is asked, and why, from now on; whoever writes over another's words sees both first."""
    typed = {
        "text": new_text, "line_of_inquiry": line_of_inquiry, "proportionality": proportionality,
    }  # fmt: skip
    item = begin("amend_item", item, by=by, at=at, version=version, edits=typed)
    if all(getattr(item, name) == value for name, value in typed.items()):
        raise Refused(NOTHING_CHANGED, is_stage=True)
    item.line_of_inquiry, item.proportionality = line_of_inquiry, proportionality
    become(item, text=new_text, by=by, at=at, reason=reason)
    say(item, EntryKind.AMENDED, by=by, at=at, text=reason, quoted=new_text)
    bump(item, "amend_item", by=by, at=at)
    tell(item, "amend_item", notices.OFFICER, "item_amended", by=by, at=at)
    return item
