"""Who may be a second reader of a decision, and what must come before a decision."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from cases.permissions.capacity_tests import held_as, is_one_of
from cases.states import SECOND_READER_CAPACITIES
from people.access.scopes import Standing, refusal_reason

YOUR_OWN = _("You wrote this decision, so another prosecutor or a manager must read it.")
UNDER_ANOTHER_ACCOUNT = _(
    "You wrote this decision under another account of yours, so another person must read it."
)
NOT_REVIEWED = _(
    "Record a review of this submission first. None has been recorded for suspect %(n)s."
)

for_second_readers = held_as(
    *SECOND_READER_CAPACITIES,
    reason=_("Only prosecutors and managers of the CPS unit can do this."),
)


def is_decision_author(who: Standing, suspect: Suspect) -> bool:
    """Whether one of the caller's accounts wrote the decision that waits."""
    return is_one_of(who, suspect.proposed_by)


def why_decision_author_is_refused(who: Standing, suspect: Suspect) -> str | Promise:
    """Reason why an author cannot be the second reader."""
    return YOUR_OWN if who.user_id in suspect.proposed_by else UNDER_ANOTHER_ACCOUNT


@refusal_reason(
    why_decision_author_is_refused,
    refuses_when="The person wrote the decision, under this or another account.",
)
def is_not_decision_author(who: Standing, suspect: Suspect) -> bool:
    return not is_decision_author(who, suspect)


def why_review_comes_first(who: Standing, suspect: Suspect) -> str | Promise:
    """Reason why nothing can be decided yet, and what to do first."""
    return NOT_REVIEWED % {"n": suspect.number}


@refusal_reason(
    why_review_comes_first,
    stage=True,
    refuses_when="No prosecutor has recorded a review of the submission that the decision would be "
    "about.",
)
def has_review(who: Standing, suspect: Suspect) -> bool:
    """Whether a prosecutor has reviewed the submission that the decision would be about."""
    return suspect.is_reviewed


@refusal_reason(_("Record the consultation with the police first."), stage=True)
def has_consultation(who: Standing, suspect: Suspect) -> bool:
    return suspect.is_consulted
