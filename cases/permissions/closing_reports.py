"""Who may sign a closing report: a supervisor who wrote none of it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from cases.permissions.capacity_tests import is_one_of
from people.access.scopes import Standing, refusal_reason

YOUR_OWN_CLOSING = _("You wrote this closing report, so another supervisor must sign it.")
CLOSING_OF_ANOTHER_ACCOUNT = _(
    "You wrote this closing report under another account of yours, so another person must sign it."
)


def why_closing_author_is_refused(who: Standing, suspect: Suspect) -> str | Promise:
    """Reason why an author cannot sign."""
    own = who.user_id in suspect.proposed_by
    return YOUR_OWN_CLOSING if own else CLOSING_OF_ANOTHER_ACCOUNT


@refusal_reason(why_closing_author_is_refused)
def is_not_closing_author(who: Standing, suspect: Suspect) -> bool:
    """The person wrote the closing report, under this or another account."""
    return not is_one_of(who, suspect.proposed_by)
