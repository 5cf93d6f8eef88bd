"""States of a VRR request, and the moves between them."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ReviewState(TextChoices):
    """The states of one VRR request."""

    ASKED = "ASKED", _("Asked for")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("Not within the scheme")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("Acknowledged")
    WITH_REVIEWER = "WITH_REVIEWER", _("With the reviewer")
    DECIDED = "DECIDED", _("Reviewed: the victim is to be told")
    TOLD = "TOLD", _("Reviewed, and the victim told")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn by the victim")


R = ReviewState

# The next verb of the side that decided; none where the request is completed.
REVIEW_NEXT: dict[ReviewState, str | Promise] = {
    R.ASKED: _("Acknowledge the request"),
    R.NOT_ELIGIBLE: "",
    R.ACKNOWLEDGED: _("Name a reviewer"),
    R.WITH_REVIEWER: _("Review the decision"),
    R.DECIDED: _("Tell the victim"),
    R.TOLD: "",
    R.WITHDRAWN: "",
}

REVIEW_MOVES: dict[str, dict[ReviewState, ReviewState]] = {
    "acknowledge_review_request": {R.ASKED: R.ACKNOWLEDGED},
    # Repeatable: the named reviewer may not be able to do it.
    "name_reviewer": {R.ACKNOWLEDGED: R.WITH_REVIEWER, R.WITH_REVIEWER: R.WITH_REVIEWER},
    "decide_review": {R.WITH_REVIEWER: R.DECIDED},
    "tell_review_outcome": {R.DECIDED: R.TOLD},
    # The letter with the outcome did not arrive. No user does this: it follows from the result.
    "review_outcome_came_back": {R.TOLD: R.DECIDED},
    "withdraw_review_request": {
        R.ASKED: R.WITHDRAWN,
        R.ACKNOWLEDGED: R.WITHDRAWN,
        R.WITH_REVIEWER: R.WITHDRAWN,
    },
}
REVIEW_OPEN = frozenset(state for state in R if REVIEW_NEXT[state])
# Of one suspect a victim has one such request. Outcomes of several may have come back untold.
REVIEW_UNDECIDED = REVIEW_OPEN - {R.DECIDED}
# A decision in one of these states has no second review for the same victim.
REVIEW_COUNTS = REVIEW_OPEN | {R.TOLD}
