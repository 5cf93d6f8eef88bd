"""Statuses of referrals, decisions, early-advice requests, action items and challenges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReferralStatus(TextChoices):
    """Status of one submission of a referral, up to the answer of triage."""

    AWAITING_SIGN_OFF = "AWAITING_SIGN_OFF", _("Waiting for sign-off")
    SENT_BACK = "SENT_BACK", _("Sent back by the supervisor")
    SUBMITTED = "SUBMITTED", _("Sent to the CPS")
    ACCEPTED = "ACCEPTED", _("Accepted at triage")
    RETURNED = "RETURNED", _("Returned at triage")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class DecisionStatus(TextChoices):
    """Status of one wording of a decision. Only a live one has effect."""

    PROPOSED = "PROPOSED", _("Waiting for a second reader")
    LIVE = "LIVE", _("In force")
    REPLACED = "REPLACED", _("Replaced by a later wording")
    DECLINED = "DECLINED", _("Read and not countersigned")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn by the prosecutor")
    SET_ASIDE = "SET_ASIDE", _("Set aside, and no longer in force")


# Both sides read these: a decision that was in force was told, and stays to be read.
VISIBLE_TO_BOTH = (DecisionStatus.LIVE, DecisionStatus.SET_ASIDE)


class ReversalStatus(TextChoices):
    """Status of one proposal to set a decision aside."""

    PROPOSED = "PROPOSED", _("Waiting for a second reader")
    IN_FORCE = "IN_FORCE", _("The decision is set aside")
    DECLINED = "DECLINED", _("Read and not countersigned")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    OVERTAKEN = "OVERTAKEN", _("Overtaken by a review or by the police’s report")


class StopStatus(TextChoices):
    """Status of one proposal to stop charges."""

    PROPOSED = "PROPOSED", _("Waiting for a second reader")
    IN_FORCE = "IN_FORCE", _("The charges are stopped")
    DECLINED = "DECLINED", _("Read and not countersigned")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class ClosingStatus(TextChoices):
    """Status of one report by which the police close an investigation."""

    PROPOSED = "PROPOSED", _("Waiting for the supervisor’s signature")
    SENT_BACK = "SENT_BACK", _("Sent back by the supervisor")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    CLOSED = "CLOSED", _("Signed, and in force")
    REOPENED = "REOPENED", _("Reopened")


class AdviceStatus(TextChoices):
    """Status of a request for early advice, from sign-off to the advice or a refusal."""

    AWAITING_SIGN_OFF = "AWAITING_SIGN_OFF", _("Waiting for sign-off")
    SENT_BACK = "SENT_BACK", _("Sent back by the supervisor")
    SUBMITTED = "SUBMITTED", _("With CPS triage")
    RETURNED = "RETURNED", _("Returned at triage")
    WITH_MANAGER = "WITH_MANAGER", _("With the early-advice manager")
    REFUSED = "REFUSED", _("Refused by the early-advice manager")
    ESCALATED = "ESCALATED", _("Return escalated to the early-advice manager")
    TO_LEGAL_MANAGER = "TO_LEGAL_MANAGER", _("Refusal escalated to the legal manager")
    UPHELD = "UPHELD", _("Refused, and the refusal upheld")
    TAKEN_ON = "TAKEN_ON", _("Refusal overturned: waiting for an adviser")
    WITH_ADVISER = "WITH_ADVISER", _("With the adviser")
    GIVEN = "GIVEN", _("Advice given")
    REPLIED = "REPLIED", _("Refused, and the police have replied")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class ItemStatus(TextChoices):
    """Status of an action item. Open: it waits for the police."""

    OPEN = "OPEN", _("Waiting for the police")
    ANSWERED = "ANSWERED", _("Answered, not yet accepted")
    ACCEPTED = "ACCEPTED", _("Accepted")
    CANCELLED = "CANCELLED", _("Cancelled")


class ChallengeStatus(TextChoices):
    """Status of a challenge of an action item."""

    ASKED = "ASKED", _("Questioned: the CPS answers")
    HELD = "HELD", _("Questioned: the prosecutor keeps the action")
    UP = "UP", _("Questioned: two named people resolve it")
    PROPOSED = "PROPOSED", _("Questioned: an outcome is proposed")
    UNSETTLED = "UNSETTLED", _("Questioned: the two named did not agree")
    ANSWERED = "ANSWERED", _("Answered")
    SETTLED = "SETTLED", _("Resolved by two named people")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    DROPPED = "DROPPED", _("Ended with the action")


class ExtensionStatus(TextChoices):
    """Status of an extension: a later due date that one side asks the other for."""

    ASKED = "ASKED", _("Asked for: the other side answers")
    COUNTERED = "COUNTERED", _("Another date is offered, and to be answered")
    REFUSED = "REFUSED", _("Not agreed: the due date stays")
    UP = "UP", _("Two named people settle it")
    PROPOSED = "PROPOSED", _("One of the two named people has proposed an outcome")
    UNSETTLED = "UNSETTLED", _("The two named people did not agree")
    AGREED = "AGREED", _("Agreed")
    SETTLED = "SETTLED", _("Settled by two named people")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    OVERTAKEN = "OVERTAKEN", _("Ended: what was owed has been done, or is no longer owed")


EXTENSION_TO_ANSWER = frozenset({ExtensionStatus.ASKED, ExtensionStatus.COUNTERED})
EXTENSION_WITH_TWO_NAMED = frozenset(
    {ExtensionStatus.UP, ExtensionStatus.PROPOSED, ExtensionStatus.UNSETTLED}
)
EXTENSION_OPEN = EXTENSION_TO_ANSWER | EXTENSION_WITH_TWO_NAMED | {ExtensionStatus.REFUSED}

# While one lasts, the action says so to both sides.
WITH_TWO_NAMED = frozenset(
    {ChallengeStatus.UP, ChallengeStatus.PROPOSED, ChallengeStatus.UNSETTLED}
)
UNDER_CHALLENGE = frozenset({ChallengeStatus.ASKED, ChallengeStatus.HELD}) | WITH_TWO_NAMED
# The CPS owes the police an answer, whoever has the turn.
CPS_OWES_ANSWER = frozenset({ChallengeStatus.ASKED}) | WITH_TWO_NAMED
