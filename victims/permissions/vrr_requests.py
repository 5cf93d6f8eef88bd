"""Permission table of VRR requests."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.permissions.capacity_tests import held_as, is_one_of
from people.access.permission_tables import TestsByVerb
from people.access.scopes import Rules, Standing, refusal_reason
from people.models import Side
from victims.models import RightToReview
from victims.permissions.capacity_tests import for_leads, knows_of_victim
from victims.states import REVIEW_MOVES, ReviewState

for_hearing_victim = held_as(
    "contact_victims", "liaise_with_victims", "officer_in_case", "refer_cases", "supervise_cases",
    "allocate_cases",
    reason=_("Only those who are in contact with the victim, or who lead the unit, can do this."),
)  # fmt: skip
for_answering_victim = held_as(
    "contact_victims", "liaise_with_victims", "supervise_cases", "inspect_cases", "allocate_cases",
    reason=_("Only those who work with victims, or who lead the unit, can do this."),
)  # fmt: skip

# The capacities that review a side's decision; on a restricted case, the people named on it.
REVIEW_CAPACITIES = {
    Side.POLICE: frozenset({"inspect_cases", "allowed_on_case"}),
    Side.CPS: frozenset({"prosecute_cases", "allocate_cases", "allowed_on_case"}),
}
WHOSE_DECISION_TEXT = {
    Side.POLICE: _("The police made this decision, so the police do this."),
    Side.CPS: _("The CPS made this decision, so the CPS does this."),
}
OTHER_STAGE_TEXT = _("This request is at another stage now: %(state)s.")


def why_other_side_is_refused(who: Standing, right: RightToReview) -> Promise:
    """The refusal that names the side whose decision it is."""
    return WHOSE_DECISION_TEXT[Side(right.side)]


@refusal_reason(why_other_side_is_refused)
def of_the_deciding_side(who: Standing, right: RightToReview) -> bool:
    """The caller is of the side that made the decision."""
    return who.side == right.side


@refusal_reason(_("Only the reviewer who was named for this can do it."))
def is_the_reviewer(who: Standing, right: RightToReview) -> bool:
    named = who.capacities & REVIEW_CAPACITIES[Side(right.side)]
    return bool(named) and who.user_id == right.reviewer_id


@refusal_reason(
    _("You made this decision, under this or another account, so another person reviews it.")
)
def is_not_decider(who: Standing, right: RightToReview) -> bool:
    return not is_one_of(who, right.deciders)


@refusal_reason(_("You are the officer in this case, so another person reviews the decision."))
def is_not_officer_in_case(who: Standing, right: RightToReview) -> bool:
    """For a police decision the caller is not the officer in the case."""
    if right.side != Side.POLICE:
        return True
    officer = {right.case.officer_id} - {None}
    return "officer_in_case" not in who.capacities and not is_one_of(who, officer)


def why_review_request_is_closed(who: Standing, right: RightToReview) -> str:
    return OTHER_STAGE_TEXT % {"state": ReviewState(right.status).label}


def at_stage(verb: str) -> Callable[[Standing, RightToReview], bool]:
    """A test that the request is in a state from which this verb starts."""

    @refusal_reason(why_review_request_is_closed, stage=True)
    def is_move_open(who: Standing, right: RightToReview) -> bool:
        return right.status in REVIEW_MOVES[verb]

    return is_move_open


REVIEWS_OF_RECORD: TestsByVerb = {
    "see_review_requests": [knows_of_victim],
    "ask_for_review": [for_hearing_victim],
}
RIGHT_TO_REVIEW = Rules(
    {
        "acknowledge_review_request": [
            of_the_deciding_side, for_answering_victim, at_stage("acknowledge_review_request"),
        ],
        "name_reviewer": [of_the_deciding_side, for_leads, at_stage("name_reviewer")],
        "decide_review": [
            of_the_deciding_side, is_the_reviewer, is_not_decider, is_not_officer_in_case,
            at_stage("decide_review"),
        ],
        "tell_review_outcome": [
            of_the_deciding_side, for_answering_victim, at_stage("tell_review_outcome"),
        ],
        "withdraw_review_request": [for_hearing_victim, at_stage("withdraw_review_request")],
    }
)  # fmt: skip
