"""
Permissions for challenges of an action item.

The verbs are in the table of action items, whose rows repeat the challenge's status.
"""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ActionItem
from cases.permissions.capacity_tests import for_police, for_prosecutor, for_those_who_agree_dates
from cases.statuses import UNDER_CHALLENGE, WITH_TWO_NAMED, ChallengeStatus
from people.access.scopes import Standing, refusal_reason

CHALLENGE_STATUS_TEXT: dict[str, Promise] = {
    ChallengeStatus.ASKED: _(
        "The police have questioned this action. The prosecutor answers first."
    ),
    ChallengeStatus.HELD: _(
        "The prosecutor keeps this action as it is. The police accept it or take it further first."
    ),
    ChallengeStatus.UP: _("Two named people resolve this question about the action first."),
    ChallengeStatus.PROPOSED: _(
        "An outcome has been proposed, and another person has to agree first."
    ),
    ChallengeStatus.UNSETTLED: _(
        "The two named people did not agree. It can be taken further, or they propose again."
    ),
}
NOT_CHALLENGED = _("The police do not question this action now.")


def why_challenge_is_closed(who: Standing, item: ActionItem) -> str | Promise:
    """Reason why the challenge's status, or its absence, closes a verb."""
    return CHALLENGE_STATUS_TEXT.get(item.challenge, NOT_CHALLENGED)


@refusal_reason(
    why_challenge_is_closed,
    stage=True,
    refuses_when="The police question the action, and that has not ended.",
)
def is_not_challenged(who: Standing, item: ActionItem) -> bool:
    return item.challenge not in UNDER_CHALLENGE


@refusal_reason(_("The police have accepted this action already."), stage=True)
def is_item_not_accepted(who: Standing, item: ActionItem) -> bool:
    return item.taken_on_at is None


TO_PROPOSE = (ChallengeStatus.UP, ChallengeStatus.UNSETTLED)


def is_asked_to_settle(*statuses: str) -> Callable[[Standing, ActionItem], bool]:
    """
    Return a test that the caller can be named, and is whose turn it is at these statuses.

    At another status the stage refuses: what ended a turn may have been the caller's own call,
    which is then answered as before when it is made again.
    """

    @refusal_reason(_("Only the people named to resolve this, when it is their turn, can do this."))
    def is_asked_now(who: Standing, item: ActionItem) -> bool:
        able = who.capacities & {"inspect_cases", "allocate_cases", "allowed_on_case"}
        is_asked = item.challenge not in statuses or who.user_id in item.asked_to_settle
        return bool(able) and is_asked

    return is_asked_now


def has_challenge_status(*statuses: str) -> Callable[[Standing, ActionItem], bool]:
    """Return a test that the challenge has one of these statuses."""

    @refusal_reason(
        why_challenge_is_closed,
        stage=True,
        refuses_when="There is no such question, or it has come no further, or has gone further.",
    )
    def has_one_status(who: Standing, item: ActionItem) -> bool:
        return item.challenge in statuses

    return has_one_status


def challenge_verbs(
    item_open: Callable[[Standing, ActionItem], bool],
    no_date_asked: Callable[[Standing, ActionItem], bool],
) -> dict[str, list[Callable[[Standing, ActionItem], bool]]]:
    """Entries for the table of action items, which passes in its own tests."""
    return {
        "accept_item": [for_police, item_open, is_not_challenged, is_item_not_accepted],
        "vary_item": [for_police, item_open, is_not_challenged, no_date_asked],
        "challenge_item": [for_police, item_open, is_not_challenged],
        "withdraw_challenge": [for_police, item_open, has_challenge_status(*UNDER_CHALLENGE)],
        "answer_challenge": [
            for_prosecutor, item_open, has_challenge_status(ChallengeStatus.ASKED),
        ],
        "send_challenge_up": [
            for_those_who_agree_dates,
            item_open,
            has_challenge_status(ChallengeStatus.HELD, *WITH_TWO_NAMED),
        ],
        "propose_outcome": [
            is_asked_to_settle(*TO_PROPOSE),
            item_open,
            has_challenge_status(*TO_PROPOSE),
        ],
        "answer_outcome": [
            is_asked_to_settle(ChallengeStatus.PROPOSED),
            item_open,
            has_challenge_status(ChallengeStatus.PROPOSED),
        ],
    }  # fmt: skip
