"""Who may read a decision for a second time, and what must come before one is made."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from cases.permissions.who import held_as, is_one_of
from cases.states import SECOND_READERS
from people.access import Standing, because

YOUR_OWN = _("You wrote this decision, so another prosecutor or a manager must read it.")
UNDER_ANOTHER_ACCOUNT = _(
    "You wrote this decision under another account of yours, so another person must read it."
)
NOT_REVIEWED = _(
    "No review of this submission has been recorded for suspect %(n)s. Record a review first, then "
    "authorise the charge."
)

for_second_readers = held_as(
    *SECOND_READERS, reason=_("Only prosecutors and managers of the CPS unit can do this.")
)


def is_author(who: Standing, suspect: Suspect) -> bool:
    """Whether the decision that waits was written by this person, under any account."""
    return is_one_of(who, suspect.proposed_by)


def whose_it_is(who: Standing, suspect: Suspect) -> str | Promise:
    """Why an author is refused as the reader."""
    return YOUR_OWN if who.user_id in suspect.proposed_by else UNDER_ANOTHER_ACCOUNT


@because(whose_it_is)
def not_an_author(who: Standing, suspect: Suspect) -> bool:
    """The person wrote the decision, under this or another account."""
    return not is_author(who, suspect)


def review_first(who: Standing, suspect: Suspect) -> str | Promise:
    """Why there is no charge yet, and what to do first."""
    return NOT_REVIEWED % {"n": suspect.number}


@because(review_first, stage=True)
def reviewed(who: Standing, suspect: Suspect) -> bool:
    """No prosecutor has recorded a review of the submission that the charge would be about."""
    return suspect.is_reviewed


@because(_("Record the consultation with the police first."), stage=True)
def consulted(who: Standing, suspect: Suspect) -> bool:
    return suspect.is_consulted
