"""Who may be the second reader of a proposal to set a decision aside, or to stop charges."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from cases.permissions.capacity_tests import is_one_of
from people.access.scopes import Standing, refusal_reason

YOUR_OWN_REVERSAL = _(
    "You proposed this, or wrote the decision that it sets aside, so another prosecutor or a"
    " manager must read it."
)
REVERSAL_OF_ANOTHER_ACCOUNT = _(
    "You proposed this, or wrote the decision that it sets aside, under another account of yours,"
    " so another person must read it."
)


def why_reversal_author_is_refused(who: Standing, suspect: Suspect) -> str | Promise:
    """Reason why an author of the proposal or of the decision cannot be the second reader."""
    own = who.user_id in suspect.proposed_by
    return YOUR_OWN_REVERSAL if own else REVERSAL_OF_ANOTHER_ACCOUNT


@refusal_reason(
    why_reversal_author_is_refused,
    refuses_when="The person proposed it or wrote the decision, under this or another account.",
)
def is_not_reversal_author(who: Standing, suspect: Suspect) -> bool:
    return not is_one_of(who, suspect.proposed_by)


YOUR_OWN_STOP = _(
    "You proposed this change of the charges, so another prosecutor or a manager must read it."
)
STOP_OF_ANOTHER_ACCOUNT = _(
    "You proposed this change of the charges under another account of yours, so another person "
    "must read it."
)


def why_stop_author_is_refused(who: Standing, suspect: Suspect) -> str | Promise:
    """Reason why whoever proposed to stop charges cannot be the second reader."""
    own = who.user_id in suspect.proposed_by
    return YOUR_OWN_STOP if own else STOP_OF_ANOTHER_ACCOUNT


@refusal_reason(
    why_stop_author_is_refused,
    refuses_when="The person proposed to stop the charges, under this or another account.",
)
def is_not_stop_author(who: Standing, suspect: Suspect) -> bool:
    return not is_one_of(who, suspect.proposed_by)
