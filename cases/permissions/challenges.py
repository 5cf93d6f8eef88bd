"""
What may be done about a question of the police about an action, by whom, at which stage.

These verbs are about the action, which repeats how far the question has come.
"""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ActionItem
from cases.permissions.who import for_police, for_prosecutor, for_those_who_agree_dates
from cases.statuses import UNDER_CHALLENGE, WITH_TWO_NAMED, ChallengeStatus
from people.access import Standing, because

QUESTIONED: dict[str, Promise] = {
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
NOT_QUESTIONED = _("The police do not question this action now.")


def how_far_it_came(who: Standing, item: ActionItem) -> str | Promise:
    """How far a question about the action has come; or that there is none."""
    return QUESTIONED.get(item.challenge, NOT_QUESTIONED)


@because(how_far_it_came, stage=True)
def not_questioned(who: Standing, item: ActionItem) -> bool:
    """The police question the action, and that has not ended."""
    return item.challenge not in UNDER_CHALLENGE


@because(_("The police have accepted this action already."), stage=True)
def not_taken_on(who: Standing, item: ActionItem) -> bool:
    return item.taken_on_at is None


@because(_("Only the people named to resolve this, when it is their turn, can do this."))
def asked_to_settle(who: Standing, item: ActionItem) -> bool:
    named = who.capacities & {"inspect_cases", "allocate_cases", "allowed_on_case"}
    return bool(named) and who.user_id in item.asked_to_settle


def challenge_is(*statuses: str) -> Callable[[Standing, ActionItem], bool]:
    """A test of how far a question about the action has come."""

    @because(how_far_it_came, stage=True)
    def test(who: Standing, item: ActionItem) -> bool:
        """There is no such question, or it has come no further, or has gone further."""
        return item.challenge in statuses

    return test


def about_challenges(
    item_open: Callable[[Standing, ActionItem], bool],
    no_date_asked: Callable[[Standing, ActionItem], bool],
) -> dict[str, list[Callable[[Standing, ActionItem], bool]]]:
    """The verbs of these questions, for the table of actions, whose own tests are given."""
    return {
        "accept_item": [for_police, item_open, not_questioned, not_taken_on],
        "vary_item": [for_police, item_open, not_questioned, no_date_asked],
        "challenge_item": [for_police, item_open, not_questioned],
        "withdraw_challenge": [for_police, item_open, challenge_is(*UNDER_CHALLENGE)],
        "answer_challenge": [for_prosecutor, item_open, challenge_is(ChallengeStatus.ASKED)],
        "send_challenge_up": [
            for_those_who_agree_dates, item_open,
            challenge_is(ChallengeStatus.HELD, *WITH_TWO_NAMED),
        ],
        "propose_outcome": [
            asked_to_settle, item_open, challenge_is(ChallengeStatus.UP, ChallengeStatus.UNSETTLED),
        ],
        "answer_outcome": [asked_to_settle, item_open, challenge_is(ChallengeStatus.PROPOSED)],
    }  # fmt: skip
