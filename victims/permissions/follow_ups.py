"""Permission table of follow-ups: who asks about a contact, and who answers."""

from django.utils.translation import gettext_lazy as _

from people.access.scopes import Rules, Standing, refusal_reason
from victims.models import FollowUp
from victims.permissions.capacity_tests import for_contact, for_leads


@refusal_reason(_("It has been answered already."), stage=True)
def is_not_answered(who: Standing, follow_up: FollowUp) -> bool:
    """The follow-up has no answer yet."""
    return follow_up.answered_at is None


CONTACT = Rules({"ask_follow_up": [for_leads]})
FOLLOW_UP = Rules({"answer_follow_up": [for_contact, is_not_answered]})
