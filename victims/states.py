"""How far what is done for a victim has come, and what moves it on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReviewState(TextChoices):
    """One request under a Victims' Right to Review scheme."""

    ASKED = "ASKED", _("Asked for")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("Not within the scheme")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("Acknowledged")
    WITH_REVIEWER = "WITH_REVIEWER", _("With the reviewer")
    DECIDED = "DECIDED", _("Reviewed: the victim is to be told")
    TOLD = "TOLD", _("Reviewed, and the victim told")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn by the victim")


R = ReviewState

# What the agency whose decision it is does next; nothing where the road has ended.
REVIEW_NEXT = {
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
    # Again where the one who was named cannot do it after all.
    "name_reviewer": {R.ACKNOWLEDGED: R.WITH_REVIEWER, R.WITH_REVIEWER: R.WITH_REVIEWER},
    "decide_review": {R.WITH_REVIEWER: R.DECIDED},
    "tell_review_outcome": {R.DECIDED: R.TOLD},
    # The letter that told it did not arrive. Nobody does this: it follows from what came of it.
    "review_outcome_came_back": {R.TOLD: R.DECIDED},
    "withdraw_review_request": {
        R.ASKED: R.WITHDRAWN,
        R.ACKNOWLEDGED: R.WITHDRAWN,
        R.WITH_REVIEWER: R.WITHDRAWN,
    },
}
REVIEW_OPEN = frozenset(state for state in R if REVIEW_NEXT[state])
# Where a decision has been, or is being, reviewed: it is not reviewed once more for her.
REVIEW_COUNTS = REVIEW_OPEN | {R.TOLD}
